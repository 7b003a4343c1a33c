//! The names of the headers between a gateway and a sandbox.

use core::ffi::c_char;
use core::ptr;

use exposeport::headers;

use crate::c_text::CText;
use crate::guard::guard_value;

/// The internal headers between a gateway and a sandbox, to name one of them.
#[derive(Clone, Copy)]
#[repr(i32)]
#[allow(dead_code, reason = "for the header; a number that comes in is not trusted to be one of them")]
pub enum exposeport_header {
    /// Marks a request that the gateway has authorized.
    EXPOSEPORT_HEADER_PREVIEW_PROXY = 0,
    /// The port to which the request goes.
    EXPOSEPORT_HEADER_PREVIEW_PORT = 1,
    /// The token that the request showed.
    EXPOSEPORT_HEADER_PREVIEW_TOKEN = 2,
    /// The sandbox to which the request goes.
    EXPOSEPORT_HEADER_PREVIEW_SANDBOX_ID = 3,
}

/// In the order of their numbers.
static NAMES: [CText; headers::ALL.len()] = [
    CText::new(headers::PREVIEW_PROXY),
    CText::new(headers::PREVIEW_PORT),
    CText::new(headers::PREVIEW_TOKEN),
    CText::new(headers::PREVIEW_SANDBOX_ID),
];

/// The name of an internal header, an exposeport_header, in lower case: static text. NULL for any other number, so that a loop from 0
/// to NULL meets each header that a gateway must strip from what a client sends.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_header_name(header: i32) -> *const c_char {
    guard_value(ptr::null(), || {
        let name = usize::try_from(header).ok().and_then(|header| NAMES.get(header));
        name.map_or(ptr::null(), |name| name.as_ptr())
    })
}
