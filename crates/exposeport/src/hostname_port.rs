//! The port behind a host: that of a base domain, or of an authority on the wire.

use core::num::NonZero;

use crate::error::{Detail, Error, PortText};

/// Judges what stands behind the colon: 1 to 65535 in decimal digits (RFC 3986 section 3.2.3), without a leading zero.
pub(crate) fn parse(digits: &[u8]) -> Result<NonZero<u16>, Error> {
    let refused = || Error::from(Detail::BaseDomainPort(PortText::new(digits)));
    if digits.len() > 5 || digits.first() == Some(&b'0') || !digits.iter().all(u8::is_ascii_digit) {
        return Err(refused());
    }
    let number = digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    u16::try_from(number).ok().and_then(NonZero::new).ok_or_else(refused)
}
