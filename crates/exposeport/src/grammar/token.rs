//! `token = 1*56( %x61-7A / DIGIT / "_" )`

use super::char_count;
use crate::ascii::Masks;
use crate::error::{Detail, Error};

/// Checks length and characters, in this order.
///
/// `masks` describe the bytes of the token. `max` is the maximum length.
#[inline]
pub(crate) fn check(token: &[u8], masks: Masks, max: usize) -> Result<(), Error> {
    if token.is_empty() {
        return Err(Detail::TokenEmpty { max }.into());
    }
    if token.len() > max && char_count(token) > max {
        return Err(Detail::TokenTooLong { found: token.len(), max }.into());
    }
    // If a token has more than `max` bytes here, it contains a non-ASCII byte, and the masks
    // include the first one.
    let invalid = masks.others | masks.dots | masks.hyphens;
    if invalid != 0 {
        return Err(Detail::TokenCharacter(invalid.trailing_zeros() as usize).into());
    }
    Ok(())
}
