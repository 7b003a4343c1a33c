//! Sizes of buffers. The header needs literals; the assertions hold them to the core's limits.

use exposeport::limits;

/// Room for every preview URL and its NUL.
pub const EXPOSEPORT_URL_CAPACITY: usize = 268;

/// Room for every sandbox id and its NUL.
pub const EXPOSEPORT_SANDBOX_ID_CAPACITY: usize = 64;

/// Room for every token that a host can show, and its NUL.
pub const EXPOSEPORT_TOKEN_CAPACITY: usize = 64;

/// Room for every base domain as it is written (host, ':' and port), and its NUL.
pub const EXPOSEPORT_BASE_DOMAIN_CAPACITY: usize = 251;

/// Room for the JSON body of every authorization and its NUL.
pub const EXPOSEPORT_JSON_BODY_CAPACITY: usize = 84;

/// Room for every message of an error and its NUL.
pub const EXPOSEPORT_MESSAGE_CAPACITY: usize = 512;

const _: () = assert!(EXPOSEPORT_URL_CAPACITY == limits::URL_MAX + 1);
const _: () = assert!(EXPOSEPORT_SANDBOX_ID_CAPACITY == limits::SANDBOX_ID_MAX + 1);
const _: () = assert!(EXPOSEPORT_TOKEN_CAPACITY > limits::TOKEN_MAX);
const _: () = assert!(EXPOSEPORT_BASE_DOMAIN_CAPACITY == limits::BASE_HOST_MAX + ":65535".len() + 1);
const _: () = assert!(EXPOSEPORT_JSON_BODY_CAPACITY == limits::AUTHORIZATION_BODY_MAX + 1);
