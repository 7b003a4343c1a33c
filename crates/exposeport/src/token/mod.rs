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

/// Returns `true` if two strings are equal, in a time that depends on their lengths only.
///
/// Use it for tokens that are at hand as strings. [`Token`] compares in the same way.
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
/// An issued token has 1 to 16 characters. A token that a [`Route`](crate::Route) was parsed with
/// has at most 56, which is what its label leaves (RFC 1034 section 3.1).
///
/// A token is a secret. There is no `Display`, `Debug` shows nothing of it, and `==` takes the
/// same time for all tokens of one length.
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
    /// Checks a custom token.
    ///
    /// # Errors
    /// - `INVALID_TOKEN_LENGTH`: an empty token, or more than 16 characters;
    /// - `INVALID_TOKEN_CHARACTER`: `my-token`, `My_token`.
    pub fn new(token: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::checked(token.as_ref(), TOKEN_ISSUED_MAX)
    }

    /// Checks a token as a host can contain it, which may be longer than an issued one.
    ///
    /// # Errors
    /// Those of [`new`](Self::new), with a maximum of 56 characters.
    #[doc(hidden)]
    pub fn from_label_part(token: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::checked(token.as_ref(), TOKEN_MAX)
    }

    fn checked(token: &[u8], max: usize) -> Result<Self, Error> {
        let (mut masks, uppercase) = Masks::with_uppercase(token);
        // Only in a host name are uppercase letters another spelling of lowercase ones.
        masks.others |= uppercase;
        grammar::token::check(token, masks, max)?;
        Ok(Self::from_checked(token))
    }

    /// Generates 16 characters of `a-z 0-9` (82.7 bits) from the operating system's generator.
    ///
    /// Every call reads from the system's generator, so forked processes never get the same token.
    ///
    /// # Errors
    /// `ENTROPY_UNAVAILABLE`: the system has no entropy.
    #[cfg(feature = "os-entropy")]
    pub fn generate() -> Result<Self, Error> {
        Self::generate_with(system_entropy)
    }

    /// Generates 16 characters of `a-z 0-9` from a caller-provided entropy source.
    ///
    /// `fill` fills the whole buffer with random bytes, or fails. A generator in userspace must be
    /// reseeded after `fork()`.
    ///
    /// # Errors
    /// `ENTROPY_UNAVAILABLE`: `fill` failed, or returned unusable bytes several times.
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

    /// Copies a token that is checked and in lowercase.
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

    /// Returns the bytes of an issued token with their padding, for comparisons of a fixed length.
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
