//! `port = 4*5DIGIT`, from 1024 to 65535 (RFC 6335 section 6), without a leading zero.

use crate::error::{Detail, Error, PortText};
use crate::limits::{PORT_MAX, PORT_MIN};

/// Checks the range of a number.
#[inline]
pub(crate) fn check_range(number: i64) -> Result<u16, Error> {
    match u16::try_from(number) {
        Ok(number @ PORT_MIN..=PORT_MAX) => Ok(number),
        _ => Err(Detail::PortRange(number).into()),
    }
}

/// Checks decimal digits and the number that they represent, if there is one.
#[inline]
pub(crate) fn check_digits(text: &[u8], number: Option<u32>) -> Result<u16, Error> {
    let Some(number) = number else {
        return Err(Detail::PortSyntax(PortText::new(text)).into());
    };
    let port = check_range(number.into())?;
    if text.starts_with(b"0") {
        return Err(Detail::PortLeadingZero(PortText::new(text)).into());
    }
    Ok(port)
}
