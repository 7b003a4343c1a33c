//! Lists of headers.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use crate::ffi::{
    self, Failure, element, exposeport_error, exposeport_status, guard, guard_value, required,
};

/// A header: its name and its value, of any bytes.
///
/// In an input, a NULL name or value with the length 0 is the empty string. In an output, both are
/// NUL-terminated.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_header_view {
    /// The name.
    pub name: *const c_char,
    /// The length of the name in bytes.
    pub name_len: usize,
    /// The value.
    pub value: *const c_char,
    /// The length of the value in bytes.
    pub value_len: usize,
}

/// A name and a value.
type Pair<'a> = (&'a [u8], &'a [u8]);

impl exposeport_header_view {
    /// Returns the name and the value of each header of a list.
    ///
    /// # Safety
    /// That of [`ffi::list`], for the list, each name and each value.
    pub(crate) unsafe fn list<'a>(
        headers: *const Self,
        len: usize,
    ) -> Result<Vec<Pair<'a>>, Failure> {
        // SAFETY: the caller's promise is the same.
        let headers: &[Self] = unsafe { ffi::list(headers, len, "headers") }?;
        let pair = |header: &Self| {
            // SAFETY: as above.
            let name = unsafe { ffi::bytes(header.name, header.name_len, "name") }?;
            // SAFETY: as above.
            let value = unsafe { ffi::bytes(header.value, header.value_len, "value") }?;
            Ok((name, value))
        };
        headers.iter().map(pair).collect()
    }
}

/// A list of the headers of a request that is sent on.
///
/// It does not refer to the headers of the client. Threads: a list is immutable, so any number of
/// threads may use it concurrently.
pub struct exposeport_headers(Vec<Entry>);

/// A name and a value, each with a NUL.
struct Entry {
    name: Box<[u8]>,
    value: Box<[u8]>,
}

impl exposeport_headers {
    /// Creates a list of headers of the core. The caller frees it.
    pub(crate) fn write<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        out_headers: &mut MaybeUninit<*mut Self>,
        headers: &[(N, V)],
    ) {
        let terminated = |bytes: &[u8]| [bytes, b"\0"].concat().into_boxed_slice();
        let entry = |(name, value): &(N, V)| Entry {
            name: terminated(name.as_ref()),
            value: terminated(value.as_ref()),
        };
        let list = Self(headers.iter().map(entry).collect());
        out_headers.write(Box::into_raw(Box::new(list)));
    }
}

/// Frees a list. Views of its elements are invalid afterwards. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_headers_free(headers: Option<Box<exposeport_headers>>) {
    guard_value((), || drop(headers));
}

/// Writes the length of a list.
///
/// - EXPOSEPORT_NULL_POINTER: headers or out_len is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_headers_len(
    headers: Option<&exposeport_headers>,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let headers = required(headers, "headers")?;
        required(out_len, "out_len")?.write(headers.0.len());
        Ok(())
    })
}

/// Writes a view of an element of a list, valid until the list is freed.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: index is not less than the length of the list.
/// - EXPOSEPORT_NULL_POINTER: headers or out_header is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_headers_get(
    headers: Option<&exposeport_headers>,
    index: usize,
    out_header: Option<&mut MaybeUninit<exposeport_header_view>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let headers = &required(headers, "headers")?.0;
        let out_header = required(out_header, "out_header")?;
        let Entry { name, value } = element(headers, index)?;
        out_header.write(exposeport_header_view {
            name: name.as_ptr().cast(),
            name_len: name.len() - 1,
            value: value.as_ptr().cast(),
            value_len: value.len() - 1,
        });
        Ok(())
    })
}
