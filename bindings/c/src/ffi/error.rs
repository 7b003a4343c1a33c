//! Error details in caller-provided memory.

use core::ffi::c_char;
use core::fmt::{self, Write};

use super::fixed_string::FixedString;
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
    /// The HTTP status of the response to a request that failed with this error.
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
