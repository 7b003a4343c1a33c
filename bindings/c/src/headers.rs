//! Names of the internal headers that a gateway sends to a sandbox.

use core::ffi::c_char;
use core::ptr;

use exposeport::headers;

use crate::ffi::{StaticStr, guard_value};

/// An internal header that a gateway sends to a sandbox.
#[derive(Clone, Copy)]
#[repr(i32)]
#[allow(dead_code, reason = "for the header; C passes any number")]
pub enum exposeport_header {
    /// Marks a request that the gateway has authorized.
    EXPOSEPORT_HEADER_PREVIEW_PROXY = 0,
    /// The port that the request is for.
    EXPOSEPORT_HEADER_PREVIEW_PORT = 1,
    /// The token of the request.
    EXPOSEPORT_HEADER_PREVIEW_TOKEN = 2,
    /// The sandbox that the request is for.
    EXPOSEPORT_HEADER_PREVIEW_SANDBOX_ID = 3,
}

/// The names, in the order of their numbers.
static NAMES: [StaticStr; headers::ALL.len()] = [
    StaticStr::new(headers::PREVIEW_PROXY),
    StaticStr::new(headers::PREVIEW_PORT),
    StaticStr::new(headers::PREVIEW_TOKEN),
    StaticStr::new(headers::PREVIEW_SANDBOX_ID),
];

/// Returns the lowercase name of an internal header, given as an exposeport_header. The string is
/// static.
///
/// Returns NULL for any other number, so a loop from 0 to NULL visits all of them. A gateway must
/// remove all of these headers from a client's request before it sets its own.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_header_name(header: i32) -> *const c_char {
    guard_value(ptr::null(), || {
        let name = usize::try_from(header).ok().and_then(|header| NAMES.get(header));
        name.map_or(ptr::null(), |name| name.as_ptr())
    })
}
