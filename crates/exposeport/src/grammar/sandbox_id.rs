//! `sandbox-id = id-end [ *61( id-end / "-" ) id-end ]`

use super::{char_count, host};
use crate::ascii::Masks;
use crate::error::{Byte, Detail, Error};
use crate::limits::SANDBOX_ID_MAX;

/// Checks length, characters and hyphens, in this order.
///
/// `masks` describe the bytes of the id.
#[inline]
pub(crate) fn check(id: &[u8], masks: Masks) -> Result<(), Error> {
    if id.is_empty() {
        return Err(Detail::SandboxIdEmpty.into());
    }
    if id.len() > SANDBOX_ID_MAX && char_count(id) > SANDBOX_ID_MAX {
        return Err(Detail::SandboxIdTooLong(id.len()).into());
    }
    // If an id has more than 63 bytes here, it contains a non-ASCII byte, and the masks include the
    // first one.
    let invalid = masks.others | masks.dots;
    if invalid != 0 {
        let position = invalid.trailing_zeros() as usize;
        return Err(Detail::SandboxIdCharacter(position, Byte(id[position])).into());
    }
    match host::hyphen_at_end(id) {
        Some(position) => Err(Detail::SandboxIdHyphen(position).into()),
        None => Ok(()),
    }
}
