//! The schemes of preview URLs.

use core::fmt;
use core::str::FromStr;

use crate::error::{Detail, Error};

/// The scheme of a preview URL (RFC 9110 section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Scheme {
    /// `http`, the default for `localhost` and its subdomains.
    Http,
    /// `https`, the default for every other host.
    Https,
}

impl Scheme {
    /// Both schemes.
    pub const ALL: &[Self] = &[Self::Http, Self::Https];

    /// Parses `http` or `https`, in lowercase.
    ///
    /// # Errors
    /// `INVALID_HOSTNAME`: `ftp`, `HTTP`, `https:`.
    pub fn new(name: impl AsRef<[u8]>) -> Result<Self, Error> {
        let known = Self::ALL.iter().find(|scheme| scheme.as_str().as_bytes() == name.as_ref());
        known.copied().ok_or_else(|| Detail::Scheme.into())
    }

    /// Returns the name: `http` or `https`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// Returns the port that a URL of this scheme omits.
    #[must_use]
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }

    /// Returns the part of a URL before the host: `http://` or `https://`.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Http => "http://",
            Self::Https => "https://",
        }
    }

    /// Copies [`prefix`](Self::prefix) to `target`, which must have the same length.
    #[inline]
    pub(crate) fn write_prefix(self, target: &mut [u8]) {
        // A constant length lets the compiler inline each copy.
        match self {
            Self::Http => target.copy_from_slice(Self::Http.prefix().as_bytes()),
            Self::Https => target.copy_from_slice(Self::Https.prefix().as_bytes()),
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Scheme {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::new(name)
    }
}

impl TryFrom<&str> for Scheme {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self, Error> {
        Self::new(name)
    }
}
