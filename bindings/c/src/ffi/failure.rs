//! The reason why a call failed: an error of the core, or an invalid call.

use core::fmt;

use exposeport::Error;

use super::status::exposeport_status;

/// The reason why a call failed. The message is formatted only if the caller passes an
/// `exposeport_error`.
pub(crate) enum Failure {
    /// The core returned an error.
    Rejected(Error),
    /// This argument is NULL.
    Null(&'static str),
    /// This base domain of a list is NULL.
    NullDomain(usize),
    /// This argument is longer than PTRDIFF_MAX bytes.
    TooLong(&'static str),
    /// The buffer has no room for a string and its NUL.
    BufferTooSmall { required: usize, capacity: usize },
    /// A list has no element with this index.
    OutOfRange { index: usize, len: usize },
    /// An argument has a value that this library cannot have written.
    InvalidArgument(&'static str),
    /// A panic was caught.
    Internal,
}

impl Failure {
    pub(crate) fn status(&self) -> exposeport_status {
        match self {
            Self::Rejected(error) => error.kind().into(),
            Self::Null(_) | Self::NullDomain(_) => exposeport_status::EXPOSEPORT_NULL_POINTER,
            Self::BufferTooSmall { .. } => exposeport_status::EXPOSEPORT_BUFFER_TOO_SMALL,
            Self::TooLong(_) | Self::OutOfRange { .. } | Self::InvalidArgument(_) => {
                exposeport_status::EXPOSEPORT_INVALID_ARGUMENT
            }
            Self::Internal => exposeport_status::EXPOSEPORT_INTERNAL,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(error) => error.fmt(f),
            Self::Null(name) => write!(f, "{name} must not be NULL"),
            Self::NullDomain(index) => write!(f, "domains[{index}] must not be NULL"),
            Self::TooLong(name) => write!(f, "{name} is too long: maximum PTRDIFF_MAX bytes"),
            Self::BufferTooSmall { required, capacity } => {
                write!(f, "buffer is too small: {capacity} bytes, minimum {required}")
            }
            Self::OutOfRange { index, len } => {
                write!(f, "index {index} is out of range for a list of length {len}")
            }
            Self::InvalidArgument(message) => f.write_str(message),
            Self::Internal => f.write_str("internal error of exposeport; report it as a bug"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Rejected(error)
    }
}
