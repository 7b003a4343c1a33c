//! Tokens: the secret part of a preview label.

use core::fmt;
use core::hash::{Hash, Hasher};

use constant_time_eq::{constant_time_eq, constant_time_eq_n};
use rand::TryCryptoRng;

use crate::error::{Detail, Error};
use crate::limits::{TOKEN_ISSUED_MAX, TOKEN_MAX};
use crate::scan::{self, Found, Scan, bits};
use crate::text::InlineText;

/// Whether two texts are the same, in a time that depends on their lengths only: for tokens that are at hand as text, and for whatever
/// a client shows in place of one.
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

/// A token of `a-z 0-9 _`. One that is issued has 1 to 16 characters; one that a [`Route`](crate::Route) was parsed with may
/// have whatever its label has room for, 56 at most (RFC 1034 section 3.1).
///
/// It is a secret: there is no `Display`, `Debug` shows none of it, and `==` takes the same time for all tokens of one length.
///
/// ```
/// use exposeport::Token;
///
/// let token = Token::new("my_token")?;
/// assert!(token.matches(&Token::new("my_token")?));
/// assert_eq!(format!("{token:?}"), "Token(..)");
/// assert_eq!(token.as_str(), "my_token");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Token(InlineText<TOKEN_MAX>);

impl Token {
    /// Checks a custom token.
    ///
    /// # Errors
    /// - `INVALID_TOKEN_LENGTH`: no character, or more than 16;
    /// - `INVALID_TOKEN_CHARACTER`: `my-token`, `My_token`.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::spelled(text.as_ref(), TOKEN_ISSUED_MAX)
    }

    /// Checks a token as a host can show it, which may be longer than one that is issued.
    ///
    /// # Errors
    /// - `INVALID_TOKEN_LENGTH`: no character, or more than 56;
    /// - `INVALID_TOKEN_CHARACTER`: `my-token`, `My_token`.
    pub fn shown(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::spelled(text.as_ref(), TOKEN_MAX)
    }

    #[inline]
    fn spelled(text: &[u8], max: usize) -> Result<Self, Error> {
        let is_right = (1..=max).contains(&text.len()) && Found::within(text).nothing();
        if is_right { Ok(Self::of_lower(text)) } else { Self::scanned(text, max) }
    }

    #[cold]
    fn scanned(text: &[u8], max: usize) -> Result<Self, Error> {
        let characters = scan::count_characters(text);
        if !(1..=max).contains(&characters) {
            return Err(Detail::TokenLength { found: characters, max }.into());
        }
        // So few characters in more octets than a window are not all ASCII, and the first that is not lies in the window.
        let mut scan = Scan::new(text);
        // Only in a host name is upper case another spelling of lower case.
        scan.foreign |= scan::upper(text);
        Self::check_spelling(&scan, 0, scan.len)?;
        Ok(Self::of_lower(text))
    }

    /// Draws 16 characters of `a-z 0-9` (82.7 bits) from the operating system's generator, each time anew: two processes
    /// that were forked from one never draw the same.
    ///
    /// # Errors
    /// `ENTROPY_UNAVAILABLE`: the system gave none.
    #[cfg(feature = "sys_rng")]
    pub fn generate() -> Result<Self, Error> {
        Self::from_rng(&mut rand::rngs::SysRng)
    }

    /// Draws 16 characters of `a-z 0-9` from the caller's generator. One that lives in the process must be seeded anew after
    /// `fork()`.
    ///
    /// # Errors
    /// `ENTROPY_UNAVAILABLE`: the generator failed, or gives the same unusable numbers again and again.
    pub fn from_rng<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<Self, Error> {
        crate::token_alphabet::draw(rng).map(|characters| Self::of_lower(&characters))
    }

    /// The rules on length and characters over a part of a text.
    #[inline(always)]
    pub(crate) fn check_spelling(scan: &Scan, start: usize, end: usize) -> Result<(), Error> {
        let foreign = (scan.foreign | scan.dots | scan.hyphens) & bits(start, end);
        if foreign != 0 {
            return Err(Detail::TokenCharacter(foreign.trailing_zeros() as usize - start).into());
        }
        if start == end {
            return Err(Detail::TokenLength { found: 0, max: TOKEN_MAX }.into());
        }
        Ok(())
    }

    /// From lower-case octets that [`check_spelling`](Self::check_spelling) has passed.
    pub(crate) fn of_lower(text: &[u8]) -> Self {
        Self(InlineText::of_checked(text))
    }

    /// Whether both are the same, in a time that does not depend on the characters.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        constant_time_eq_n(self.0.padded(), other.0.padded())
    }

    /// The secret itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The secret itself, as octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(crate) const fn text(&self) -> &InlineText<TOKEN_MAX> {
        &self.0
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other)
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
