//! The error type of the crate.

mod detail;
mod json;
mod kind;
mod shown;

pub(crate) use detail::Detail;
pub use json::{JsonBody, JsonParts};
pub use kind::{ErrorClass, ErrorKind};
pub(crate) use shown::{Byte, PortText};

/// The reason why an input was rejected.
///
/// [`kind`](Self::kind) and [`code`](Self::code) are permanent. The message (`Display`) names the
/// part, the limit and what was found. Positions are byte offsets from the start of the named part.
/// No message contains a token.
///
/// ```
/// let error = exposeport::Port::new(80).unwrap_err();
/// assert_eq!(error.code(), "INVALID_PORT");
/// assert_eq!(error.http_status(), 400);
/// assert_eq!(error.to_string(), "port is out of range: 80, expected 1024 to 65535");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Error {
    detail: Detail,
}

impl Error {
    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.detail.kind()
    }

    /// Returns the permanent code, such as `INVALID_PORT`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind().code()
    }

    /// Returns the HTTP status of the response to a request that fails with this error.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.kind().http_status()
    }

    /// Returns the same error with the position of a label that starts at `start` of the base
    /// domain.
    pub(crate) fn at_label(self, start: usize) -> Self {
        self.detail.at_label(start).into()
    }
}

impl From<Detail> for Error {
    fn from(detail: Detail) -> Self {
        Self { detail }
    }
}
