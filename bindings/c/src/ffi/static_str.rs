//! Static strings of the core, NUL-terminated at compile time.

use core::ffi::c_char;

/// The capacity that fits the longest string and its NUL.
const CAPACITY: usize = 32;

/// A static string with a NUL.
#[derive(Clone, Copy)]
pub(crate) struct StaticStr([u8; CAPACITY]);

impl StaticStr {
    pub(crate) const fn new(string: &str) -> Self {
        let mut bytes = [0; CAPACITY];
        let (start, _) = bytes.split_at_mut(string.len());
        start.copy_from_slice(string.as_bytes());
        assert!(bytes[CAPACITY - 1] == 0);
        Self(bytes)
    }

    pub(crate) const fn as_ptr(&'static self) -> *const c_char {
        self.0.as_ptr().cast()
    }
}
