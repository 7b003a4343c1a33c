//! Sandbox ids.

use core::borrow::Borrow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use crate::ascii::{InlineString, Masks};
use crate::error::{Detail, Error};
use crate::grammar;
use crate::limits::SANDBOX_ID_MAX;
use crate::policy::Policy;

/// A sandbox id: 1 to 63 characters of `a-z 0-9 _ -`, unless the policy reserves it.
///
/// The maximum is that of a DNS label (RFC 1034 section 3.1). An id does not start or end with a
/// hyphen (RFC 1123 section 2.1).
///
/// `new` rejects uppercase letters; use [`normalized`](Self::normalized) to lowercase them first.
/// No other normalization is performed.
///
/// ```
/// use exposeport::{ErrorKind, SandboxId};
///
/// assert_eq!(SandboxId::new("my-app_1")?.as_str(), "my-app_1");
/// assert_eq!(SandboxId::new("My-App").unwrap_err().kind(), ErrorKind::UppercaseSandboxId);
/// assert_eq!(SandboxId::normalized("My-App")?.as_str(), "my-app");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SandboxId(InlineString<SANDBOX_ID_MAX>);

impl SandboxId {
    /// Creates an id under [`Policy::DEFAULT`].
    ///
    /// # Errors
    /// Returns the error of the first violated rule, in this order:
    /// - `INVALID_SANDBOX_ID_LENGTH`: an empty id, or more than 63 characters;
    /// - `INVALID_SANDBOX_ID_CHARACTER`: `my sandbox`, `a.b`, `é`;
    /// - `INVALID_SANDBOX_ID_HYPHENS`: `-app`, `app-`;
    /// - `RESERVED_SANDBOX_ID`: `www`, `WWW`;
    /// - `UPPERCASE_SANDBOX_ID`: `My-App`.
    pub fn new(id: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::with_policy(id, &Policy::DEFAULT)
    }

    /// Creates an id as [`new`](Self::new) does, under a policy.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](Self::new).
    pub fn with_policy(id: impl AsRef<[u8]>, policy: &Policy) -> Result<Self, Error> {
        let id = id.as_ref();
        let (masks, uppercase) = Masks::with_uppercase(id);
        grammar::sandbox_id::check(id, masks)?;
        policy.check_sandbox_id(id)?;
        match uppercase {
            0 => Ok(Self::from_checked(id)),
            mask => Err(Detail::SandboxIdUppercase(mask.trailing_zeros() as usize).into()),
        }
    }

    /// Lowercases ASCII letters, then creates an id as [`new`](Self::new) does.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](Self::new) except `UPPERCASE_SANDBOX_ID`.
    pub fn normalized(id: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::normalized_with_policy(id, &Policy::DEFAULT)
    }

    /// Creates an id as [`normalized`](Self::normalized) does, under a policy.
    ///
    /// # Errors
    /// Returns the same errors as [`normalized`](Self::normalized).
    pub fn normalized_with_policy(id: impl AsRef<[u8]>, policy: &Policy) -> Result<Self, Error> {
        let id = id.as_ref();
        grammar::sandbox_id::check(id, Masks::of(id))?;
        policy.check_sandbox_id(id)?;
        Ok(Self(InlineString::from_ascii_lowercase(id)))
    }

    /// Copies an id that is already checked and lowercase.
    #[inline]
    pub(crate) fn from_checked(id: &[u8]) -> Self {
        Self(InlineString::from_ascii(id))
    }

    /// Rejects an id that a policy reserves.
    #[inline]
    pub(crate) fn check_allowed(&self, policy: &Policy) -> Result<(), Error> {
        policy.check_sandbox_id(self.as_bytes())
    }

    /// Returns the id as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the id as bytes.
    #[must_use]
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for SandboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SandboxId").field(&self.as_str()).finish()
    }
}

impl fmt::Display for SandboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for SandboxId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for SandboxId {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// Allows looking up a `&str` in a map with `SandboxId` keys.
impl Borrow<str> for SandboxId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Hash for SandboxId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl FromStr for SandboxId {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self, Error> {
        Self::new(id)
    }
}

impl TryFrom<&str> for SandboxId {
    type Error = Error;

    fn try_from(id: &str) -> Result<Self, Error> {
        Self::new(id)
    }
}
