//! Names of exposed ports, and runtime ids.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::str::FromStr;

use crate::error::{Byte, Detail, Error};
use crate::limits::{NAME_MAX, RUNTIME_ID_MAX};

/// The name of an exposed port: 0 to 255 bytes of UTF-8 without control characters (U+0000 to
/// U+001F, U+007F).
///
/// ```
/// use exposeport::PortName;
///
/// assert_eq!(PortName::new("Web Server")?.as_str(), "Web Server");
/// assert_eq!(PortName::new("a\nb").unwrap_err().code(), "INVALID_NAME");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortName(Box<str>);

impl PortName {
    /// Creates a name.
    ///
    /// # Errors
    /// `INVALID_NAME`: more than 255 bytes, `a\nb`, `b"\xFF"`.
    pub fn new(name: impl AsRef<[u8]>) -> Result<Self, Error> {
        let name = name.as_ref();
        if name.len() > NAME_MAX {
            return Err(Detail::NameTooLong(name.len()).into());
        }
        let name = text(name).map_err(|(at, byte)| Detail::NameCharacter(at, byte))?;
        Ok(Self(name.into()))
    }

    /// Returns the name as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of a runtime: 1 to 255 bytes of UTF-8 without control characters (U+0000 to U+001F,
/// U+007F).
///
/// ```
/// use exposeport::RuntimeId;
///
/// assert_eq!(RuntimeId::new("runtime-1")?.as_str(), "runtime-1");
/// assert_eq!(RuntimeId::new("").unwrap_err().code(), "INVALID_RUNTIME_ID");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuntimeId(Arc<str>);

impl RuntimeId {
    /// Creates a runtime id.
    ///
    /// # Errors
    /// `INVALID_RUNTIME_ID`: an empty id, more than 255 bytes, `a\nb`, `b"\xFF"`.
    pub fn new(id: impl AsRef<[u8]>) -> Result<Self, Error> {
        let id = id.as_ref();
        if id.is_empty() {
            return Err(Detail::RuntimeIdEmpty.into());
        }
        if id.len() > RUNTIME_ID_MAX {
            return Err(Detail::RuntimeIdTooLong(id.len()).into());
        }
        let id = text(id).map_err(|(at, byte)| Detail::RuntimeIdCharacter(at, byte))?;
        Ok(Self(id.into()))
    }

    /// Returns the id as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns bytes as a string, or the first invalid byte and its position. A control character is
/// invalid.
fn text(bytes: &[u8]) -> Result<&str, (usize, Byte)> {
    let (valid_up_to, string) = match core::str::from_utf8(bytes) {
        Ok(string) => (bytes.len(), Some(string)),
        Err(error) => (error.valid_up_to(), None),
    };
    let control = bytes[..valid_up_to].iter().position(u8::is_ascii_control);
    let invalid = control.unwrap_or(valid_up_to);
    match string {
        Some(string) if control.is_none() => Ok(string),
        _ => Err((invalid, Byte(bytes[invalid]))),
    }
}

macro_rules! string_traits {
    ($($type:ty)*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl FromStr for $type {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = Error;

            fn try_from(text: &str) -> Result<Self, Error> {
                Self::new(text)
            }
        }
    )*};
}

string_traits!(PortName RuntimeId);
