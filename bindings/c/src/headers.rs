//! Names of the headers between a gateway and a sandbox, and predicates of header names.

use core::ffi::c_char;
use core::ptr;

use exposeport::headers;

use crate::ffi::{self, StaticStr, guard_value};

/// A header that a gateway sets in a request to a sandbox.
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
    /// The host that the client has requested.
    EXPOSEPORT_HEADER_FORWARDED_HOST = 4,
    /// The scheme that the client has used.
    EXPOSEPORT_HEADER_FORWARDED_PROTO = 5,
}

/// The names, in the order of their numbers.
static NAMES: [StaticStr; 6] = [
    StaticStr::new(headers::PREVIEW_PROXY),
    StaticStr::new(headers::PREVIEW_PORT),
    StaticStr::new(headers::PREVIEW_TOKEN),
    StaticStr::new(headers::PREVIEW_SANDBOX_ID),
    StaticStr::new(headers::FORWARDED_HOST),
    StaticStr::new(headers::FORWARDED_PROTO),
];

/// Returns the lowercase name of a header that a gateway sets, given as an exposeport_header. The
/// string is static.
///
/// Returns NULL for any other number, so a loop from 0 to NULL visits all of them. A gateway
/// removes more headers than it sets: see exposeport_is_internal_header.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_header_name(header: i32) -> *const c_char {
    guard_value(ptr::null(), || {
        let name = usize::try_from(header).ok().and_then(|header| NAMES.get(header));
        name.map_or(ptr::null(), |name| name.as_ptr())
    })
}

/// Returns true if a header is internal, so that it must be removed from a client's request.
///
/// Names are compared case-insensitively, and "_" is the same as "-", since an application under
/// CGI cannot distinguish them (RFC 3875 section 4.1.18). Returns true if name is NULL with a
/// length, and after a panic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_is_internal_header(
    name: *const c_char,
    name_len: usize,
) -> bool {
    guard_value(true, || {
        // SAFETY: the header requires it of the caller.
        unsafe { ffi::bytes(name, name_len, "name") }.map_or(true, headers::is_internal)
    })
}

/// Returns true if a header applies to one connection only, so that a proxy must not forward it
/// (RFC 9110 section 7.6.1).
///
/// A proxy must not forward the headers that Connection lists either: exposeport_gateway_forward
/// removes both. Returns true if name is NULL with a length, and after a panic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_is_hop_by_hop_header(
    name: *const c_char,
    name_len: usize,
) -> bool {
    guard_value(true, || {
        // SAFETY: the header requires it of the caller.
        unsafe { ffi::bytes(name, name_len, "name") }.map_or(true, headers::is_hop_by_hop)
    })
}
