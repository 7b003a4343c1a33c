//! Strings in arrays and structs.

use core::ffi::c_char;
use core::ptr;

use crate::ffi::{self, Failure};

/// A string in an array or a struct: a pointer and a length in bytes, of any content.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_string {
    /// The first byte. NULL with the length 0 is the empty string, or no string in an output.
    pub data: *const c_char,
    /// The length in bytes.
    pub len: usize,
}

impl exposeport_string {
    /// Returns a view of bytes, or NULL if there are none.
    pub(crate) fn view(bytes: Option<&[u8]>) -> Self {
        bytes.map_or(Self { data: ptr::null(), len: 0 }, |bytes| Self {
            data: bytes.as_ptr().cast(),
            len: bytes.len(),
        })
    }

    /// Returns the string as bytes.
    ///
    /// # Safety
    /// That of [`ffi::bytes`].
    pub(crate) unsafe fn bytes<'a>(&self, name: &'static str) -> Result<&'a [u8], Failure> {
        // SAFETY: the caller's promise is the same.
        unsafe { ffi::bytes(self.data, self.len, name) }
    }
}
