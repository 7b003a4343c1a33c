//! Lookups for a status.

use core::ffi::c_char;
use core::ptr;

use crate::ffi::{self, guard_value};

/// Returns the permanent code of a status, the same in every language: "OK", "INVALID_PORT",
/// "NULL_POINTER".
///
/// The string is static. Returns NULL for a number that is not an exposeport_status.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_status_code(status: i32) -> *const c_char {
    guard_value(ptr::null(), || ffi::code(status))
}

/// Returns the HTTP status of the response to a request that failed with a status.
///
/// Returns 200 for EXPOSEPORT_OK, and 0 for a number that is not an exposeport_status.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_status_http(status: i32) -> u16 {
    guard_value(0, || ffi::http_status(status))
}
