//! Texts that come in: a pointer and a length.

use core::ffi::c_char;
use core::slice;

use crate::failure::Failure;

/// A text. NULL with the length 0 is an empty one.
///
/// # Safety
/// `text` is NULL, or points to `len` octets that stay as they are for `'a`.
#[inline]
pub(crate) unsafe fn text<'a>(text: *const c_char, len: usize, name: &'static str) -> Result<&'a [u8], Failure> {
    // SAFETY: the caller's promise is the same.
    let text = unsafe { optional_text(text, len, name) };
    text.map(Option::unwrap_or_default)
}

/// A text that may be absent, which NULL says.
///
/// # Safety
/// That of [`text`].
#[inline]
pub(crate) unsafe fn optional_text<'a>(
    text: *const c_char,
    len: usize,
    name: &'static str,
) -> Result<Option<&'a [u8]>, Failure> {
    if text.is_null() {
        return if len == 0 { Ok(None) } else { Err(Failure::Null(name)) };
    }
    if len > isize::MAX as usize {
        return Err(Failure::Length(name));
    }
    // SAFETY: not NULL, so there are `len` octets, and `len` fits an object.
    Ok(Some(unsafe { slice::from_raw_parts(text.cast(), len) }))
}
