//! Ports that can be exposed.

use core::fmt;

use crate::error::{Detail, Error, PortText};
use crate::limits::{PORT_MAX, PORT_MIN};
use crate::{Integer, Policy, digits};

/// A port that can be exposed: 1024 to 65535 (RFC 6335 section 6, without the system ports), and not reserved.
///
/// ```
/// use exposeport::{ErrorKind, Policy, Port};
///
/// assert_eq!(Port::new(8080)?.get(), 8080);
/// assert_eq!(Port::new(3000).unwrap_err().kind(), ErrorKind::ReservedPort);
/// assert_eq!(Policy::DEFAULT.allow_port(3000).port(3000)?.get(), 3000);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port(u16);

impl Port {
    /// Checks an integer of any width under [`Policy::DEFAULT`]; [`Policy::port`] does so under another one.
    ///
    /// # Errors
    /// - `INVALID_PORT`: below 1024 or above 65535, as `80`, `-1` or `2i64.pow(32) + 8080`;
    /// - `RESERVED_PORT`: `3000`, the control plane of the sandbox.
    pub fn new<N: Integer>(number: N) -> Result<Self, Error> {
        Policy::DEFAULT.port(number)
    }

    #[inline(always)]
    pub(crate) fn checked(number: i64, policy: &Policy) -> Result<Self, Error> {
        match u16::try_from(number) {
            Ok(number @ PORT_MIN..=PORT_MAX) => Self(number).allowed_by(policy),
            _ => Err(Detail::PortRange(number).into()),
        }
    }

    /// From decimal digits, in the one spelling that a number has.
    pub(crate) fn from_digits(digits: &[u8], policy: &Policy) -> Result<Self, Error> {
        let value = |digits: &[u8]| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        let number = (digits.len() <= digits::MAX).then(|| value(digits));
        Self::from_label(digits, digits.len(), number, policy)
    }

    /// From the first `count` octets of a text, which are digits, and the number they spell where they are not too many.
    #[inline(always)]
    pub(crate) fn from_label(text: &[u8], count: usize, number: Option<u32>, policy: &Policy) -> Result<Self, Error> {
        if let Some(number) = number
            && let Ok(number @ PORT_MIN..) = u16::try_from(number)
            // A number of as many digits as stand there begins with no 0.
            && Self(number).digit_count() == count
        {
            return Self(number).allowed_by(policy);
        }
        Err(Self::refusal(&text[..count], number))
    }

    /// Why digits are no port.
    #[inline]
    fn refusal(digits: &[u8], number: Option<u32>) -> Error {
        match (digits, number) {
            ([b'0', _, ..], _) => Detail::PortLeadingZero(PortText::new(digits)),
            (_, Some(number)) => Detail::PortRange(number.into()),
            (_, None) => Detail::PortDigits(digits.len()),
        }
        .into()
    }

    #[inline]
    pub(crate) fn allowed_by(self, policy: &Policy) -> Result<Self, Error> {
        if policy.is_reserved_port(self.0) {
            return Err(Detail::PortReserved(self.0).into());
        }
        Ok(self)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// How many decimal digits it has: 4 or 5.
    pub(crate) const fn digit_count(self) -> usize {
        if self.0 < 10_000 { 4 } else { 5 }
    }

    /// Its digits, aligned to the left.
    pub(crate) fn digits(self) -> [u8; 5] {
        let aligned = if self.0 < 10_000 { u32::from(self.0) * 10 } else { u32::from(self.0) };
        // Two digits at once: 27 instructions less than one at a time.
        let pair = |number: u32| PAIRS[(number % 100) as usize];
        let ([second, third], [fourth, fifth]) = (pair(aligned / 100), pair(aligned));
        [b'0' + (aligned / 10_000) as u8, second, third, fourth, fifth]
    }
}

/// The decimal digits of every number below 100.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < pairs.len() {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Port> for u16 {
    fn from(port: Port) -> Self {
        port.0
    }
}

impl From<Port> for i64 {
    fn from(port: Port) -> Self {
        Self::from(port.0)
    }
}

impl TryFrom<u16> for Port {
    type Error = Error;

    fn try_from(number: u16) -> Result<Self, Error> {
        Self::new(number)
    }
}

#[cfg(test)]
mod tests {
    use super::Port;
    use crate::Policy;

    #[test]
    fn digits_of_every_port_are_those_that_are_displayed() {
        let policy = Policy::DEFAULT.allow_port(3000);
        for number in 1024..=65_535_u16 {
            let port = Port::checked(number.into(), &policy).ok();
            let digits = port.map(|port| port.digits()[..port.digit_count()].to_vec());
            assert_eq!(digits, Some(alloc::format!("{number}").into_bytes()));
        }
    }
}
