//! The port behind a host: that of a base domain, or of an authority on the wire.

use core::num::NonZero;

use crate::digits;
use crate::error::{Detail, Error, PortText};

/// Judges what stands behind the colon: 1 to 65535 in decimal digits (RFC 3986 section 3.2.3), without a leading zero.
pub(crate) fn parse(text: &[u8]) -> Result<NonZero<u16>, Error> {
    let number = match text {
        [b'1'..=b'9', ..] if text.len() <= digits::MAX => digits::number(text, text.len()),
        _ => None,
    };
    let port = number.and_then(|number| u16::try_from(number).ok()).and_then(NonZero::new);
    port.ok_or_else(|| Detail::BaseDomainPort(PortText::new(text)).into())
}
