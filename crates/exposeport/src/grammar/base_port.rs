//! `base-port = 1*5DIGIT`, from 1 to 65535 (RFC 3986 section 3.2.3), without a leading zero.

use core::num::NonZero;

use crate::ascii::digits;
use crate::error::{Detail, Error, PortText};

/// Parses the part after the colon, in a configured base domain or in a request.
pub(crate) fn parse(text: &[u8]) -> Result<NonZero<u16>, Error> {
    let number = if text.starts_with(b"0") { None } else { digits::parse(text) };
    let port = number.and_then(|number| u16::try_from(number).ok()).and_then(NonZero::new);
    port.ok_or_else(|| Detail::DomainPort(PortText::new(text)).into())
}
