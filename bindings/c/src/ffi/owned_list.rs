//! Lists that the caller frees: their elements, and the strings of these.

use core::ffi::c_char;
use core::ptr;
use std::ffi::CString;

use super::failure::Failure;

/// Returns a string of the core with a NUL. No string in a list contains one.
pub(crate) fn c_string(string: &str) -> Result<CString, Failure> {
    CString::new(string).map_err(|_| Failure::Internal)
}

/// Returns a pointer to a string and its length, or NULL and 0 if there is none.
pub(crate) fn view(string: Option<&CString>) -> (*const c_char, usize) {
    string.map_or((ptr::null(), 0), |string| (string.as_ptr(), string.count_bytes()))
}

/// Returns an element of a list.
pub(crate) fn element<T>(list: &[T], index: usize) -> Result<&T, Failure> {
    list.get(index).ok_or(Failure::OutOfRange { index, len: list.len() })
}
