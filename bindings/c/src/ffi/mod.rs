//! Parts that the sections of the header share: the guard, errors, strings, buffers and lists.
//!
//! Sections import this module, and this module imports no section.

mod buffer;
mod error;
mod failure;
mod fixed_string;
mod guard;
mod input;
mod owned_list;
mod static_str;
mod status;

pub(crate) use buffer::Buffer;
#[cfg(test)]
pub(crate) use error::EXPOSEPORT_MESSAGE_CAPACITY;
pub(crate) use error::{Details, exposeport_error};
pub(crate) use failure::Failure;
pub(crate) use fixed_string::FixedString;
#[cfg(feature = "test-panic")]
pub(crate) use guard::panic_next;
pub(crate) use guard::{details, guard, guard_rejection, guard_value};
pub(crate) use input::{bytes, list, optional_bytes, required};
pub(crate) use owned_list::{c_string, element, view};
pub(crate) use static_str::StaticStr;
pub(crate) use status::{code, exposeport_status, http_status};
