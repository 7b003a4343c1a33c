//! Ports that can be exposed.

use core::fmt;
use core::str::FromStr;

use crate::ascii::digits;
use crate::error::Error;
use crate::grammar::LABEL_HYPHENS;
use crate::grammar::port::{check_digits, check_range};
use crate::integer::{Integer, sealed::Sealed};
use crate::limits::LABEL_MAX;
use crate::policy::Policy;

/// A port that can be exposed: 1024 to 65535 (the user and dynamic ports of RFC 6335 section 6),
/// unless the policy reserves it.
///
/// ```
/// use exposeport::{ErrorKind, Policy, Port};
///
/// assert_eq!(Port::new(8080)?.get(), 8080);
/// assert_eq!("8080".parse::<Port>()?, Port::new(8080)?);
/// assert_eq!(Port::new(3000).unwrap_err().kind(), ErrorKind::ReservedPort);
///
/// let policy = Policy::builder().unreserve_port(3000).build()?;
/// assert_eq!(Port::with_policy(3000, &policy)?.get(), 3000);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port(u16);

impl Port {
    /// Creates a port from an integer of any width, under [`Policy::DEFAULT`].
    ///
    /// # Errors
    /// - `INVALID_PORT`: `80`, `-1`, `2i64.pow(32) + 8080`;
    /// - `RESERVED_PORT`: `3000`, the sandbox control plane.
    pub fn new<N: Integer>(number: N) -> Result<Self, Error> {
        Self::with_policy(number, &Policy::DEFAULT)
    }

    /// Creates a port as [`new`](Self::new) does, under a policy.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](Self::new).
    pub fn with_policy<N: Integer>(number: N, policy: &Policy) -> Result<Self, Error> {
        Self(check_range(number.nearest())?).allowed_by(policy)
    }

    /// Parses decimal digits as [`FromStr`] does, under a policy.
    ///
    /// # Errors
    /// - `INVALID_PORT`: `80`, `08080`, `+8080`, `-1`, `web`;
    /// - `RESERVED_PORT`: a port that the policy reserves.
    pub fn parse_with_policy(text: impl AsRef<[u8]>, policy: &Policy) -> Result<Self, Error> {
        let text = text.as_ref();
        Self(check_digits(text, digits::parse(text))?).allowed_by(policy)
    }

    /// Creates a port from decimal digits and the number that they represent, under a policy.
    #[inline]
    pub(crate) fn from_digits(text: &[u8], number: u32, policy: &Policy) -> Result<Self, Error> {
        Self(check_digits(text, Some(number))?).allowed_by(policy)
    }

    /// Returns the port unless the policy reserves it.
    #[inline]
    pub(crate) fn allowed_by(self, policy: &Policy) -> Result<Self, Error> {
        policy.check_port(self.0)?;
        Ok(self)
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Returns the maximum length in bytes of a sandbox id in a label with this port and a token of
    /// `token_len` bytes.
    ///
    /// A label has at most 63 bytes (RFC 1034 section 3.1). An id within the budget is never
    /// rejected with `LABEL_TOO_LONG`.
    ///
    /// ```
    /// use exposeport::Port;
    ///
    /// assert_eq!(Port::new(8080)?.sandbox_id_budget(16), 41);
    /// assert_eq!(Port::new(65535)?.sandbox_id_budget(16), 40);
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    #[must_use]
    pub const fn sandbox_id_budget(self, token_len: usize) -> usize {
        LABEL_MAX.saturating_sub(self.digit_count() + LABEL_HYPHENS).saturating_sub(token_len)
    }

    /// Returns the number of decimal digits: 4 or 5.
    #[inline]
    pub(crate) const fn digit_count(self) -> usize {
        if self.0 < 10_000 { 4 } else { 5 }
    }

    /// Returns five decimal digits. A port with four digits has a leading zero.
    #[inline]
    pub(crate) const fn digits(self) -> [u8; 5] {
        let (first, rest) = (self.0 / 10_000, self.0 % 10_000);
        let (middle, last) = (rest / 100, rest % 100);
        let [a, b, c, d, e] = [first, middle / 10, middle % 10, last / 10, last % 10];
        [b'0' + a as u8, b'0' + b as u8, b'0' + c as u8, b'0' + d as u8, b'0' + e as u8]
    }
}

impl Sealed for Port {}

impl Integer for Port {
    #[inline]
    fn nearest(self) -> i64 {
        i64::from(self.0)
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Parses decimal digits under the rules of [`Port::new`]. A leading zero, a sign or any other
/// character is rejected with `INVALID_PORT`.
impl FromStr for Port {
    type Err = Error;

    fn from_str(digits: &str) -> Result<Self, Error> {
        Self::parse_with_policy(digits, &Policy::DEFAULT)
    }
}

impl TryFrom<&str> for Port {
    type Error = Error;

    fn try_from(digits: &str) -> Result<Self, Error> {
        digits.parse()
    }
}

macro_rules! conversions {
    ($($integer:ty)*) => {$(
        impl TryFrom<$integer> for Port {
            type Error = Error;

            fn try_from(number: $integer) -> Result<Self, Error> {
                Self::new(number)
            }
        }
    )*};
}

conversions!(i32 i64 i128 isize u16 u32 u64 u128 usize);

impl From<Port> for u16 {
    fn from(port: Port) -> Self {
        port.0
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::Port;
    use crate::Policy;

    #[test]
    fn digits_of_every_port_are_those_that_are_displayed() {
        let policy = Policy::builder().unreserve_port(3000).build().expect("a policy");
        for number in 1024..=65_535_u16 {
            let port = Port::with_policy(number, &policy).expect("a port");
            let digits = &port.digits()[5 - port.digit_count()..];
            assert_eq!(digits, port.to_string().as_bytes());
        }
    }
}
