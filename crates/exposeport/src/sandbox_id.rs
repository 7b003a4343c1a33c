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

/// A sandbox id: 1 to 63 characters of `a-z 0-9 _ -` (the length of a label, RFC 1034 section
/// 3.1), no hyphen first or last (RFC 1123 section 2.1), and not reserved by the policy.
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
    /// Checks an id under [`Policy::DEFAULT`].
    ///
    /// # Errors
    /// The first rule that is broken, in this order:
    /// - `INVALID_SANDBOX_ID_LENGTH`: an empty id, or more than 63 characters;
    /// - `INVALID_SANDBOX_ID_CHARACTER`: `my sandbox`, `a.b`, `é`;
    /// - `INVALID_SANDBOX_ID_HYPHENS`: `-app`, `app-`;
    /// - `RESERVED_SANDBOX_ID`: `www`, `WWW`;
    /// - `UPPERCASE_SANDBOX_ID`: `My-App`.
    pub fn new(id: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::with_policy(id, &Policy::DEFAULT)
    }

    /// Checks an id as [`new`](Self::new) does, under a policy.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
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

    /// Lowercases ASCII letters, then checks as [`new`](Self::new) does.
    ///
    /// # Errors
    /// Those of [`new`](Self::new) except `UPPERCASE_SANDBOX_ID`.
    pub fn normalized(id: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::normalized_with_policy(id, &Policy::DEFAULT)
    }

    /// Lowercases and checks an id as [`normalized`](Self::normalized) does, under a policy.
    ///
    /// # Errors
    /// Those of [`normalized`](Self::normalized).
    pub fn normalized_with_policy(id: impl AsRef<[u8]>, policy: &Policy) -> Result<Self, Error> {
        let id = id.as_ref();
        grammar::sandbox_id::check(id, Masks::of(id))?;
        policy.check_sandbox_id(id)?;
        Ok(Self(InlineString::from_ascii_lowercase(id)))
    }

    /// Copies an id that is checked and in lowercase.
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

/// A map with `SandboxId` keys can be searched for a `&str`.
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
