//! Error details in caller-provided memory.

use core::ffi::c_char;
use core::fmt::{self, Write};
use core::mem::offset_of;

use super::failure::Failure;
use super::fixed_string::FixedString;
use super::status::exposeport_status::EXPOSEPORT_OK;
use super::status::{self, exposeport_status};

/// The capacity of the message of an exposeport_error, including its NUL.
pub const EXPOSEPORT_MESSAGE_CAPACITY: usize = 512;

/// The maximum length of a message.
const MESSAGE_MAX: usize = EXPOSEPORT_MESSAGE_CAPACITY - 1;

/// The details of an error: a plain struct in caller-provided memory.
///
/// A call that fails writes it, and a call that succeeds leaves it unchanged. It needs no cleanup.
/// No message contains a token.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_error {
    /// The status that the call returned.
    pub status: exposeport_status,
    /// The HTTP status of the response to a request that fails with this error.
    pub http_status: u16,
    /// The permanent code, such as "INVALID_PORT". A static string.
    pub code: *const c_char,
    /// The length of the message in bytes, without its NUL.
    pub message_len: usize,
    /// The message, in UTF-8 and NUL-terminated. A longer message is truncated at a character
    /// boundary.
    pub message: [c_char; EXPOSEPORT_MESSAGE_CAPACITY],
}

impl exposeport_error {
    pub(crate) fn new(status: exposeport_status, message: &impl fmt::Display) -> Self {
        let mut string = FixedString::<MESSAGE_MAX>::EMPTY;
        // A message that does not fit is truncated.
        let _ = write!(string, "{message}");
        let string = string.as_bytes();
        let mut message = [0; EXPOSEPORT_MESSAGE_CAPACITY];
        for (target, &byte) in message.iter_mut().zip(string) {
            *target = byte as c_char;
        }
        Self {
            status,
            http_status: status::http_status(status as i32),
            code: status::code(status as i32),
            message_len: string.len(),
            message,
        }
    }
}

/// The parts of the details that the caller has kept.
pub(crate) struct Details<'a> {
    pub(crate) http_status: u16,
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
}

/// An `exposeport_error` with any values.
#[repr(C)]
struct AnyError {
    status: i32,
    http_status: u16,
    code: *const c_char,
    message_len: usize,
    message: [u8; EXPOSEPORT_MESSAGE_CAPACITY],
}

const _: () = assert!(size_of::<AnyError>() == size_of::<exposeport_error>());
const _: () = assert!(
    offset_of!(AnyError, message_len) == offset_of!(exposeport_error, message_len)
        && offset_of!(AnyError, message) == offset_of!(exposeport_error, message)
);

impl<'a> Details<'a> {
    /// Reads details that the caller may have written. Only the status and the message are read.
    ///
    /// # Safety
    /// `details` points to an `exposeport_error` whose bytes are initialized and do not change
    /// during `'a`. They may have any values.
    pub(crate) unsafe fn read(details: *const exposeport_error) -> Result<Self, Failure> {
        const MESSAGE: &str = "error was not written by this library";
        // SAFETY: the layouts are the same, and any bytes are valid in an `AnyError`.
        let &AnyError { status, message_len, ref message, .. } = unsafe { &*details.cast() };
        let text = message[..MESSAGE_MAX].get(..message_len);
        let message = text.and_then(|text| str::from_utf8(text).ok());
        let code = status::code_str(status).filter(|_| status != EXPOSEPORT_OK as i32);
        match (code, message) {
            (Some(code), Some(message)) => {
                Ok(Self { http_status: status::http_status(status), code, message })
            }
            _ => Err(Failure::InvalidArgument(MESSAGE)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::exposeport_error;
    use crate::ffi::exposeport_status::EXPOSEPORT_INTERNAL;

    #[test]
    fn a_long_message_is_cut_at_a_character_boundary() {
        let table = [
            ("a".repeat(511), 511),
            ("a".repeat(512), 511),
            ("a".repeat(510) + "é", 510),
            ("é".repeat(999), 510),
        ];
        for (string, len) in table {
            let error = exposeport_error::new(EXPOSEPORT_INTERNAL, &string);
            assert_eq!((error.message_len, error.message[len]), (len, 0));
            let message = error.message[..len].iter().map(|&byte| byte as u8);
            assert!(message.eq(string.bytes().take(len)));
        }
    }
}
