//! Static texts of the core, NUL-terminated at compile time.

use core::ffi::c_char;

/// Room for the longest of them and its NUL.
const CAPACITY: usize = 32;

/// A static text with a NUL behind it.
#[derive(Clone, Copy)]
pub(crate) struct CText([u8; CAPACITY]);

impl CText {
    pub(crate) const fn new(text: &str) -> Self {
        let mut octets = [0; CAPACITY];
        let (start, _) = octets.split_at_mut(text.len());
        start.copy_from_slice(text.as_bytes());
        assert!(octets[CAPACITY - 1] == 0);
        Self(octets)
    }

    pub(crate) const fn as_ptr(&'static self) -> *const c_char {
        self.0.as_ptr().cast()
    }
}
