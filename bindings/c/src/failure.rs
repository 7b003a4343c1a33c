//! Why a call failed: the core refused, or the call itself was wrong.

use core::fmt;

use exposeport::Error;

use crate::status::exposeport_status;

/// Why a call failed. Nothing is formatted before somebody asks.
pub(crate) enum Failure {
    /// The core's answer.
    Refused(Error),
    /// An argument is NULL that must not be.
    Null(&'static str),
    /// The buffer has less than this.
    BufferTooSmall { needed: usize, capacity: usize },
    /// A domain of a list is NULL.
    NullDomain(usize),
    /// The length of this argument is larger than any object.
    Length(&'static str),
    /// A list has no such element.
    NoElement { index: usize, len: usize },
    /// An argument that no call of this library can have given.
    InvalidArgument(&'static str),
    /// A panic was caught.
    Internal,
}

impl Failure {
    pub(crate) fn status(&self) -> exposeport_status {
        match self {
            Self::Refused(error) => error.kind().into(),
            Self::Null(_) | Self::NullDomain(_) => exposeport_status::EXPOSEPORT_NULL_POINTER,
            Self::BufferTooSmall { .. } => exposeport_status::EXPOSEPORT_BUFFER_TOO_SMALL,
            Self::Length(_) | Self::NoElement { .. } | Self::InvalidArgument(_) => {
                exposeport_status::EXPOSEPORT_INVALID_ARGUMENT
            }
            Self::Internal => exposeport_status::EXPOSEPORT_INTERNAL,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => error.fmt(f),
            Self::Null(name) => write!(f, "{name} must not be NULL"),
            Self::BufferTooSmall { needed, capacity } => {
                write!(f, "the buffer must have at least {needed} octets, found {capacity}")
            }
            Self::NullDomain(index) => write!(f, "domain {index} of the list must not be NULL"),
            Self::Length(name) => write!(f, "the length of {name} is larger than any object"),
            Self::NoElement { index, len } => write!(f, "the list has {len} elements, and none of the index {index}"),
            Self::InvalidArgument(what) => f.write_str(what),
            Self::Internal => f.write_str("a defect of the library was caught; please report it"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// What is there, or `NULL_POINTER` naming the argument.
pub(crate) fn required<T>(argument: Option<T>, name: &'static str) -> Result<T, Failure> {
    argument.ok_or(Failure::Null(name))
}
