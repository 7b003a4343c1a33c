//! Arguments: strings as a pointer and a length, lists, and references that must not be NULL.

use core::ffi::c_char;
use core::slice;

use super::failure::Failure;

/// Returns a string as bytes. NULL with the length 0 is the empty string.
///
/// # Safety
/// Same as [`list`].
#[inline]
pub(crate) unsafe fn bytes<'a>(
    data: *const c_char,
    len: usize,
    name: &'static str,
) -> Result<&'a [u8], Failure> {
    // SAFETY: the caller upholds the same contract.
    unsafe { list(data.cast(), len, name) }
}

/// Returns an optional string as bytes. NULL with the length 0 is no string.
///
/// # Safety
/// Same as [`list`].
#[inline]
pub(crate) unsafe fn optional_bytes<'a>(
    data: *const c_char,
    len: usize,
    name: &'static str,
) -> Result<Option<&'a [u8]>, Failure> {
    // SAFETY: the caller upholds the same contract.
    unsafe { optional_list(data.cast(), len, name) }
}

/// Returns a list. NULL with the length 0 is the empty list.
///
/// # Safety
/// `data` is NULL, or points to `len` values that do not change during `'a`.
#[inline]
pub(crate) unsafe fn list<'a, T>(
    data: *const T,
    len: usize,
    name: &'static str,
) -> Result<&'a [T], Failure> {
    // SAFETY: the caller upholds the same contract.
    let list = unsafe { optional_list(data, len, name) };
    list.map(Option::unwrap_or_default)
}

/// Returns an optional list. NULL with the length 0 is no list.
///
/// # Safety
/// Same as [`list`].
#[inline]
unsafe fn optional_list<'a, T>(
    data: *const T,
    len: usize,
    name: &'static str,
) -> Result<Option<&'a [T]>, Failure> {
    if data.is_null() {
        return if len == 0 { Ok(None) } else { Err(Failure::Null(name)) };
    }
    if len > isize::MAX as usize / size_of::<T>() {
        return Err(Failure::TooLong(name));
    }
    // SAFETY: `data` is not NULL, so it points to `len` values, and they fit in an object.
    Ok(Some(unsafe { slice::from_raw_parts(data, len) }))
}

/// Returns the argument, or `NULL_POINTER` with its name.
#[inline]
pub(crate) fn required<T>(argument: Option<T>, name: &'static str) -> Result<T, Failure> {
    argument.ok_or(Failure::Null(name))
}
