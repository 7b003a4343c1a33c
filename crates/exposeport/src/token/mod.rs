//! Tokens: the secret part of a preview label.

mod random;

use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use constant_time_eq::{constant_time_eq, constant_time_eq_n};

use crate::ascii::{InlineString, Masks};
use crate::error::Error;
use crate::grammar;
use crate::limits::{TOKEN_ISSUED_MAX, TOKEN_MAX};

#[cfg(feature = "os-entropy")]
pub(crate) use self::random::system as system_entropy;

/// Compares two strings in constant time: the time depends only on their lengths.
///
/// Use it to compare tokens that are plain strings. The `==` operator of [`Token`] does the same.
///
/// ```
/// assert!(exposeport::tokens_equal("my_token", b"my_token"));
/// assert!(!exposeport::tokens_equal("my_token", "my_tokem"));
/// ```
#[must_use]
#[inline]
pub fn tokens_equal(a: impl AsRef<[u8]>, b: impl AsRef<[u8]>) -> bool {
    constant_time_eq(a.as_ref(), b.as_ref())
}

/// A token of `a-z 0-9 _`.
///
/// An issued token has 1 to 16 characters. The token of a parsed [`Route`](crate::Route) has at
/// most 56, which is the room that a DNS label leaves for it (RFC 1034 section 3.1).
///
/// A token is a secret. It does not implement `Display`, and `Debug` does not reveal it. `==` takes
/// the same time for all tokens of the same length.
///
/// ```
/// use exposeport::Token;
///
/// let token = Token::new("my_token")?;
/// assert!(token == Token::new("my_token")?);
/// assert_eq!(format!("{token:?}"), "Token(..)");
/// assert_eq!(token.as_str(), "my_token");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone)]
pub struct Token(InlineString<TOKEN_MAX>);

impl Token {
    /// Creates a custom token.
    ///
    /// # Errors
    /// - `INVALID_TOKEN_LENGTH`: an empty token, or more than 16 characters;
    /// - `INVALID_TOKEN_CHARACTER`: `my-token`, `My_token`.
    pub fn new(token: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::checked(token.as_ref(), TOKEN_ISSUED_MAX)
    }

    /// Creates a token from a label of a host, which may be longer than an issued one.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](Self::new), with a maximum of 56 characters.
    #[doc(hidden)]
    pub fn from_label_part(token: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::checked(token.as_ref(), TOKEN_MAX)
    }

    fn checked(token: &[u8], max: usize) -> Result<Self, Error> {
        let (mut masks, uppercase) = Masks::with_uppercase(token);
        // Only host names are case-insensitive. A token on its own must be in lowercase.
        masks.others |= uppercase;
        grammar::token::check(token, masks, max)?;
        Ok(Self::from_checked(token))
    }

    /// Generates 16 characters of `a-z 0-9` (82.7 bits) from the operating system's random number
    /// generator.
    ///
    /// Every call reads from the system's generator, so forked processes never share a token.
    ///
    /// # Errors
    /// `ENTROPY_UNAVAILABLE`: the operating system's generator fails.
    #[cfg(feature = "os-entropy")]
    pub fn generate() -> Result<Self, Error> {
        Self::generate_with(system_entropy)
    }

    /// Generates 16 characters of `a-z 0-9` from a caller-provided entropy source.
    ///
    /// `fill` must fill the whole buffer with random bytes or return an error. A userspace
    /// generator must be reseeded after `fork()`.
    ///
    /// # Errors
    /// `ENTROPY_UNAVAILABLE`: `fill` returns an error, or its bytes are rejected several times in a
    /// row.
    ///
    /// ```
    /// use exposeport::{ErrorKind, Token};
    ///
    /// let error = Token::generate_with(|_buffer| Err("no entropy")).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::EntropyUnavailable);
    /// ```
    pub fn generate_with<E>(
        mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
    ) -> Result<Self, Error> {
        random::characters(&mut fill).map(|token| Self::from_checked(&token))
    }

    /// Copies a token that is already checked and lowercase.
    #[inline]
    pub(crate) fn from_checked(token: &[u8]) -> Self {
        Self(InlineString::from_ascii(token))
    }

    /// Returns the secret as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the secret as bytes.
    #[must_use]
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Returns the bytes of an issued token with padding, for fixed-length comparisons.
    #[inline]
    pub(crate) fn issued_bytes(&self) -> &[u8; TOKEN_ISSUED_MAX] {
        let (issued, _) = self.0.padded().split_first_chunk().unwrap_or((&[0; _], &[]));
        issued
    }

    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq_n(self.0.padded(), other.0.padded())
    }
}

impl Eq for Token {}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl FromStr for Token {
    type Err = Error;

    fn from_str(token: &str) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl TryFrom<&str> for Token {
    type Error = Error;

    fn try_from(token: &str) -> Result<Self, Error> {
        Self::new(token)
    }
}
