//! The details of a refusal, in memory of the caller.

use core::ffi::c_char;
use core::fmt::{self, Write};

use crate::limits::EXPOSEPORT_MESSAGE_CAPACITY;
use crate::status::{self, exposeport_status};

/// The details of a refusal: plain memory of the caller, written when a call fails and left alone when it succeeds. Nothing in it needs
/// to be freed. No message holds a token.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_error {
    /// What the call returned as well.
    pub status: exposeport_status,
    /// The HTTP status that answers a request which was refused so.
    pub http_status: u16,
    /// The permanent code, such as "INVALID_PORT": static text.
    pub code: *const c_char,
    /// The octets of the message, without its NUL.
    pub message_len: usize,
    /// What was wrong, in words: UTF-8, NUL-terminated.
    pub message: [c_char; EXPOSEPORT_MESSAGE_CAPACITY],
}

impl exposeport_error {
    pub(crate) fn new(status: exposeport_status, message: &impl fmt::Display) -> Self {
        let mut text = Message { octets: [0; EXPOSEPORT_MESSAGE_CAPACITY], len: 0 };
        // Writing to memory fails only when it is full, and then the message ends there.
        let _ = write!(text, "{message}");
        Self {
            status,
            http_status: status::http(status as i32),
            code: status::code(status as i32),
            message_len: text.len,
            message: text.octets,
        }
    }
}

/// A message that grows up to its capacity and ends at a character's boundary.
struct Message {
    octets: [c_char; EXPOSEPORT_MESSAGE_CAPACITY],
    len: usize,
}

impl Write for Message {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.octets.len() - 1 - self.len;
        let end = (0..=room.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
        for (target, octet) in self.octets[self.len..].iter_mut().zip(text[..end].bytes()) {
            *target = octet as c_char;
        }
        self.len += end;
        if end < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::exposeport_error;
    use crate::status::exposeport_status::EXPOSEPORT_INTERNAL;

    #[test]
    fn a_long_message_ends_at_a_boundary() {
        for (text, len) in
            [("a".repeat(511), 511), ("a".repeat(512), 511), ("a".repeat(510) + "é", 510), ("é".repeat(999), 510)]
        {
            let error = exposeport_error::new(EXPOSEPORT_INTERNAL, &text);
            assert_eq!((error.message_len, error.message[len]), (len, 0));
            assert!(text.bytes().zip(error.message[..len].iter()).all(|(octet, &found)| octet == found as u8));
        }
    }
}
