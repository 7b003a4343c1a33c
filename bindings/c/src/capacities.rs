//! Capacities of buffers.
//!
//! cbindgen only copies literals, so assertions compare them with the limits of the core.

use exposeport::limits;

/// The capacity that fits every preview URL, one "/" after it, and its NUL.
///
/// URLs are written without a trailing slash. Append "/" before appending a path: "vnc.html" right
/// after the URL would be part of the host.
pub const EXPOSEPORT_URL_CAPACITY: usize = 269;

/// The capacity that fits every sandbox id and its NUL.
pub const EXPOSEPORT_SANDBOX_ID_CAPACITY: usize = 64;

/// The capacity that fits every token in a host and its NUL.
pub const EXPOSEPORT_TOKEN_CAPACITY: usize = 64;

/// The capacity that fits every base domain (host, ':' and port) and its NUL.
pub const EXPOSEPORT_BASE_DOMAIN_CAPACITY: usize = 251;

/// The capacity that fits every JSON body and its NUL.
pub const EXPOSEPORT_JSON_BODY_CAPACITY: usize = 4096;

/// The capacity that fits every page of a rejection and its NUL.
pub const EXPOSEPORT_PAGE_CAPACITY: usize = 4096;

/// The maximum length of a signing key in hexadecimal digits, with white space around it. A buffer
/// for the content of a key file needs one byte more, to detect a longer one.
pub const EXPOSEPORT_KEY_HEX_MAX: usize = 1024;

const _: () = assert!(EXPOSEPORT_URL_CAPACITY == limits::URL_MAX + "/".len() + 1);
const _: () = assert!(EXPOSEPORT_SANDBOX_ID_CAPACITY == limits::SANDBOX_ID_MAX + 1);
const _: () = assert!(EXPOSEPORT_TOKEN_CAPACITY > limits::TOKEN_MAX);
const _: () =
    assert!(EXPOSEPORT_BASE_DOMAIN_CAPACITY == limits::BASE_HOST_MAX + ":65535".len() + 1);
const _: () = assert!(EXPOSEPORT_KEY_HEX_MAX == limits::SIGNING_KEY_HEX_MAX);
