//! Statuses: a number for each kind of error of the core, and for what can go wrong in C only.

use core::ffi::c_char;
use core::ptr;

use exposeport::ErrorKind;

use crate::c_text::CText;
use crate::guard::guard_value;

/// What a call came to. Numbers are permanent; new ones are only ever added, so treat one that you do not know as a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_status {
    /// The call succeeded.
    EXPOSEPORT_OK = 0,

    /// No integer of 1024 to 65535, or the port of a host with a leading zero. HTTP 400.
    EXPOSEPORT_INVALID_PORT = 1,
    /// A port that the policy reserves, 3000 by default. HTTP 400.
    EXPOSEPORT_RESERVED_PORT = 2,
    /// A sandbox id without a character, or with more than 63. HTTP 400.
    EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH = 3,
    /// A sandbox id that begins or ends with a hyphen. HTTP 400.
    EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS = 4,
    /// A sandbox id with another character than a-z, 0-9, '_' and '-'. HTTP 400.
    EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER = 5,
    /// A sandbox id with upper case, which a host name cannot carry. HTTP 400.
    EXPOSEPORT_UPPERCASE_SANDBOX_ID = 6,
    /// A sandbox id that the policy reserves, such as "www". HTTP 400.
    EXPOSEPORT_RESERVED_SANDBOX_ID = 7,
    /// A token without a character, or a custom one with more than 16. HTTP 400.
    EXPOSEPORT_INVALID_TOKEN_LENGTH = 8,
    /// A token with another character than a-z, 0-9 and '_'. HTTP 400.
    EXPOSEPORT_INVALID_TOKEN_CHARACTER = 9,
    /// A base domain that is no host: "user@example.com", "a..b". HTTP 400.
    EXPOSEPORT_INVALID_HOSTNAME = 10,
    /// A base domain's port that is none: "example.com:0". HTTP 400.
    EXPOSEPORT_INVALID_HOSTNAME_PORT = 11,
    /// A base domain that is an IP address. HTTP 400.
    EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS = 12,
    /// A label over 63 octets, or a host over 253. HTTP 400.
    EXPOSEPORT_HOSTNAME_TOO_LONG = 13,
    /// "workers.dev" or another domain that the policy refuses. HTTP 400.
    EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED = 14,
    /// Port, sandbox id and token pass 63 octets together. HTTP 400.
    EXPOSEPORT_LABEL_TOO_LONG = 15,
    /// The host has another shape, or another domain: the request is somebody else's. HTTP 404.
    EXPOSEPORT_NOT_A_PREVIEW_HOST = 16,
    /// An unknown port or a wrong token; only ever in an exposeport_authorization. HTTP 404.
    EXPOSEPORT_INVALID_TOKEN = 17,
    /// Another port of the sandbox has this token. HTTP 409.
    EXPOSEPORT_TOKEN_IN_USE = 18,
    /// A port exposed while the runtime is stopped. HTTP 409.
    EXPOSEPORT_RUNTIME_NOT_RUNNING = 19,
    /// A token of an earlier runtime; only ever in an exposeport_authorization. HTTP 410.
    EXPOSEPORT_STALE_PREVIEW_URL = 20,
    /// A document that is no snapshot of a sandbox, or a name or a runtime id that no snapshot could hold. HTTP 400.
    EXPOSEPORT_INVALID_SNAPSHOT = 21,
    /// The operating system gave no randomness. HTTP 500.
    EXPOSEPORT_ENTROPY_UNAVAILABLE = 22,

    /// NULL where it is not allowed. HTTP 500.
    EXPOSEPORT_NULL_POINTER = 100,
    /// The buffer does not hold the text and its NUL; the length that it has was written. HTTP 500.
    EXPOSEPORT_BUFFER_TOO_SMALL = 101,
    /// A defect of the library was caught. HTTP 500.
    EXPOSEPORT_INTERNAL = 102,
    /// A number or a struct that no call of this library can have given. HTTP 500.
    EXPOSEPORT_INVALID_ARGUMENT = 103,
}

use exposeport_status::{
    EXPOSEPORT_BUFFER_TOO_SMALL, EXPOSEPORT_INTERNAL, EXPOSEPORT_INVALID_ARGUMENT, EXPOSEPORT_NULL_POINTER,
    EXPOSEPORT_OK,
};

const KINDS: usize = ErrorKind::ALL.len();

/// The codes of the core's kinds, in the order of their numbers.
static KIND_CODES: [CText; KINDS] = {
    let mut codes = [CText::new(""); KINDS];
    let mut index = 0;
    while index < KINDS {
        codes[index] = CText::new(ErrorKind::ALL[index].code());
        index += 1;
    }
    codes
};

/// Code and HTTP status of what is not the core's.
const fn own(status: i32) -> Option<(*const c_char, u16)> {
    const OK: i32 = EXPOSEPORT_OK as i32;
    const NULL_POINTER: i32 = EXPOSEPORT_NULL_POINTER as i32;
    const BUFFER_TOO_SMALL: i32 = EXPOSEPORT_BUFFER_TOO_SMALL as i32;
    const INTERNAL: i32 = EXPOSEPORT_INTERNAL as i32;
    const INVALID_ARGUMENT: i32 = EXPOSEPORT_INVALID_ARGUMENT as i32;
    match status {
        OK => Some((c"OK".as_ptr(), 200)),
        NULL_POINTER => Some((c"NULL_POINTER".as_ptr(), 500)),
        BUFFER_TOO_SMALL => Some((c"BUFFER_TOO_SMALL".as_ptr(), 500)),
        INTERNAL => Some((c"INTERNAL".as_ptr(), 500)),
        INVALID_ARGUMENT => Some((c"INVALID_ARGUMENT".as_ptr(), 500)),
        _ => None,
    }
}

fn kind_index(status: i32) -> Option<usize> {
    usize::try_from(status).ok()?.checked_sub(1).filter(|&index| index < KINDS)
}

/// The code of a status number; NULL where there is none.
pub(crate) fn code(status: i32) -> *const c_char {
    match kind_index(status) {
        Some(index) => KIND_CODES[index].as_ptr(),
        None => own(status).map_or(ptr::null(), |(code, _)| code),
    }
}

/// The HTTP status of a status number; 0 where there is none.
pub(crate) fn http(status: i32) -> u16 {
    match kind_index(status) {
        Some(index) => ErrorKind::ALL[index].http_status(),
        None => own(status).map_or(0, |(_, http)| http),
    }
}

impl From<ErrorKind> for exposeport_status {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::InvalidPort => Self::EXPOSEPORT_INVALID_PORT,
            ErrorKind::ReservedPort => Self::EXPOSEPORT_RESERVED_PORT,
            ErrorKind::InvalidSandboxIdLength => Self::EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH,
            ErrorKind::InvalidSandboxIdHyphens => Self::EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS,
            ErrorKind::InvalidSandboxIdCharacter => Self::EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
            ErrorKind::UppercaseSandboxId => Self::EXPOSEPORT_UPPERCASE_SANDBOX_ID,
            ErrorKind::ReservedSandboxId => Self::EXPOSEPORT_RESERVED_SANDBOX_ID,
            ErrorKind::InvalidTokenLength => Self::EXPOSEPORT_INVALID_TOKEN_LENGTH,
            ErrorKind::InvalidTokenCharacter => Self::EXPOSEPORT_INVALID_TOKEN_CHARACTER,
            ErrorKind::InvalidHostname => Self::EXPOSEPORT_INVALID_HOSTNAME,
            ErrorKind::InvalidHostnamePort => Self::EXPOSEPORT_INVALID_HOSTNAME_PORT,
            ErrorKind::HostnameIsIpAddress => Self::EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS,
            ErrorKind::HostnameTooLong => Self::EXPOSEPORT_HOSTNAME_TOO_LONG,
            ErrorKind::CustomDomainRequired => Self::EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED,
            ErrorKind::LabelTooLong => Self::EXPOSEPORT_LABEL_TOO_LONG,
            ErrorKind::NotAPreviewHost => Self::EXPOSEPORT_NOT_A_PREVIEW_HOST,
            ErrorKind::InvalidToken => Self::EXPOSEPORT_INVALID_TOKEN,
            ErrorKind::TokenInUse => Self::EXPOSEPORT_TOKEN_IN_USE,
            ErrorKind::RuntimeNotRunning => Self::EXPOSEPORT_RUNTIME_NOT_RUNNING,
            ErrorKind::StalePreviewUrl => Self::EXPOSEPORT_STALE_PREVIEW_URL,
            ErrorKind::InvalidSnapshot => Self::EXPOSEPORT_INVALID_SNAPSHOT,
            ErrorKind::EntropyUnavailable => Self::EXPOSEPORT_ENTROPY_UNAVAILABLE,
            // A kind that came later and has no number yet; a test walks all kinds.
            _ => EXPOSEPORT_INTERNAL,
        }
    }
}

/// The permanent code of a status: "OK", "INVALID_PORT", "NULL_POINTER"; the same in every language. The text is static; NULL for a
/// number that is no status.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_status_code(status: i32) -> *const c_char {
    guard_value(ptr::null(), || code(status))
}

/// The HTTP status that answers a request which came to this; 200 for EXPOSEPORT_OK, 0 for a number that is no status.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_status_http(status: i32) -> u16 {
    guard_value(0, || http(status))
}
