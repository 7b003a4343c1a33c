//! Statuses: one number for each kind of error of the core and for each error of the C interface.

use core::ffi::{CStr, c_char};
use core::ptr::{self, NonNull};

use exposeport::ErrorKind;

use super::static_str::StaticStr;

/// The result of a call.
///
/// Numbers are permanent. Later versions may add numbers, so treat an unknown number as a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_status {
    /// The call succeeded. HTTP 200.
    EXPOSEPORT_OK = 0,

    /// A port outside 1024 to 65535, or the port of a host with a leading zero. HTTP 400.
    EXPOSEPORT_INVALID_PORT = 1,
    /// A port that the policy reserves, 3000 by default. HTTP 400.
    EXPOSEPORT_RESERVED_PORT = 2,
    /// An empty sandbox id, or more than 63 characters. HTTP 400.
    EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH = 3,
    /// A sandbox id with a hyphen first or last: "-app", "app-". HTTP 400.
    EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS = 4,
    /// A character of a sandbox id other than a-z, 0-9, '_' and '-': "my sandbox". HTTP 400.
    EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER = 5,
    /// A sandbox id with uppercase letters: "My-App". HTTP 400.
    EXPOSEPORT_UPPERCASE_SANDBOX_ID = 6,
    /// A sandbox id that the policy reserves, such as "www". HTTP 400.
    EXPOSEPORT_RESERVED_SANDBOX_ID = 7,
    /// An empty token, or a custom token of more than 16 characters. HTTP 400.
    EXPOSEPORT_INVALID_TOKEN_LENGTH = 8,
    /// A character of a token other than a-z, 0-9 and '_': "my-token". HTTP 400.
    EXPOSEPORT_INVALID_TOKEN_CHARACTER = 9,
    /// A base domain that is not a host: "user@example.com", "a..b". HTTP 400.
    EXPOSEPORT_INVALID_HOSTNAME = 10,
    /// A base domain with an invalid port: "example.com:0". HTTP 400.
    EXPOSEPORT_INVALID_HOSTNAME_PORT = 11,
    /// A base domain that is an IP address: "127.0.0.1", "::1". HTTP 400.
    EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS = 12,
    /// A label over 63 bytes, or a host over 253. HTTP 400.
    EXPOSEPORT_HOSTNAME_TOO_LONG = 13,
    /// A domain that the policy denies, such as "workers.dev". HTTP 400.
    EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED = 14,
    /// A label of port, sandbox id and token over 63 bytes. HTTP 400.
    EXPOSEPORT_LABEL_TOO_LONG = 15,
    /// A host of another application: not preview-shaped, or under another domain. HTTP 404.
    EXPOSEPORT_NOT_A_PREVIEW_HOST = 16,
    /// An unknown port or a wrong token. Only in an exposeport_authorization. HTTP 404.
    EXPOSEPORT_INVALID_TOKEN = 17,
    /// Another port of the sandbox has this token. HTTP 409.
    EXPOSEPORT_TOKEN_IN_USE = 18,
    /// An attempt to expose or reactivate a port while the runtime is stopped. HTTP 409.
    EXPOSEPORT_RUNTIME_NOT_RUNNING = 19,
    /// A valid token of a port that is not active under the current runtime. Only in an
    /// exposeport_authorization. HTTP 410.
    EXPOSEPORT_STALE_PREVIEW_URL = 20,
    /// A document that is not a snapshot or the storage of a sandbox, or a malformed entry of one.
    /// HTTP 400.
    EXPOSEPORT_INVALID_SNAPSHOT = 21,
    /// The operating system's random number generator failed. HTTP 500.
    EXPOSEPORT_ENTROPY_UNAVAILABLE = 22,
    /// A name of more than 255 bytes, with a control character, or not in UTF-8. HTTP 400.
    EXPOSEPORT_INVALID_NAME = 23,
    /// An empty runtime id, or one of more than 255 bytes, with a control character, or not in
    /// UTF-8. HTTP 400.
    EXPOSEPORT_INVALID_RUNTIME_ID = 24,
    /// 1,024 other ports of the sandbox have a token. HTTP 409.
    EXPOSEPORT_TOO_MANY_PORTS = 25,
    /// A signing key of fewer than 32 bytes. HTTP 400.
    EXPOSEPORT_INVALID_SIGNING_KEY = 26,
    /// A lifetime of 0 seconds, or one that ends after the last expiry. HTTP 400.
    EXPOSEPORT_INVALID_LIFETIME = 27,
    /// A signed token that has expired or is denied. Only in an exposeport_rejection. HTTP 410.
    EXPOSEPORT_TOKEN_EXPIRED = 28,

    /// An argument that must not be NULL is NULL. HTTP 500.
    EXPOSEPORT_NULL_POINTER = 100,
    /// The buffer is too small for the string and its NUL. The call wrote the length. HTTP 500.
    EXPOSEPORT_BUFFER_TOO_SMALL = 101,
    /// The library caught a panic, which is a bug in the library. HTTP 500.
    EXPOSEPORT_INTERNAL = 102,
    /// An index out of range, a length over PTRDIFF_MAX, or a number or a struct that this library
    /// cannot have written. HTTP 500.
    EXPOSEPORT_INVALID_ARGUMENT = 103,
}

use exposeport_status::{
    EXPOSEPORT_BUFFER_TOO_SMALL, EXPOSEPORT_INTERNAL, EXPOSEPORT_INVALID_ARGUMENT,
    EXPOSEPORT_NULL_POINTER, EXPOSEPORT_OK,
};

const KINDS: usize = ErrorKind::ALL.len();

/// The codes of the core's kinds, in the order of their numbers.
static KIND_CODES: [StaticStr; KINDS] = {
    let mut codes = [StaticStr::new(""); KINDS];
    let mut index = 0;
    while index < KINDS {
        codes[index] = StaticStr::new(ErrorKind::ALL[index].code());
        index += 1;
    }
    codes
};

/// Returns the code and the HTTP status of a status that is not a kind of the core.
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

/// Returns the code of a status, or NULL for any other number.
pub(crate) fn code(status: i32) -> *const c_char {
    match kind_index(status) {
        Some(index) => KIND_CODES[index].as_ptr(),
        None => own(status).map_or(ptr::null(), |(code, _)| code),
    }
}

/// Returns the code of a status as a string, or `None` for any other number.
pub(crate) fn code_str(status: i32) -> Option<&'static str> {
    let code = NonNull::new(code(status).cast_mut())?;
    // SAFETY: codes are static and NUL-terminated.
    unsafe { CStr::from_ptr(code.as_ptr()) }.to_str().ok()
}

/// Returns the HTTP status of a status, or 0 for any other number.
pub(crate) fn http_status(status: i32) -> u16 {
    match kind_index(status) {
        Some(index) => ErrorKind::ALL[index].http_status(),
        None => own(status).map_or(0, |(_, http_status)| http_status),
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
            ErrorKind::InvalidName => Self::EXPOSEPORT_INVALID_NAME,
            ErrorKind::InvalidRuntimeId => Self::EXPOSEPORT_INVALID_RUNTIME_ID,
            ErrorKind::TooManyPorts => Self::EXPOSEPORT_TOO_MANY_PORTS,
            ErrorKind::InvalidSigningKey => Self::EXPOSEPORT_INVALID_SIGNING_KEY,
            ErrorKind::InvalidLifetime => Self::EXPOSEPORT_INVALID_LIFETIME,
            ErrorKind::TokenExpired => Self::EXPOSEPORT_TOKEN_EXPIRED,
            // Unreachable: a test checks that every kind has a number.
            _ => EXPOSEPORT_INTERNAL,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use exposeport::ErrorKind;

    use super::{code, exposeport_status, http_status};

    #[test]
    fn the_number_of_a_kind_is_its_place() {
        for (index, &kind) in ErrorKind::ALL.iter().enumerate() {
            let status = exposeport_status::from(kind) as i32;
            assert_eq!(status, index as i32 + 1, "{kind}");
            assert_eq!(http_status(status), kind.http_status(), "{kind}");
            // SAFETY: codes are static and NUL-terminated.
            let code = unsafe { CStr::from_ptr(code(status)) };
            assert_eq!(code.to_str(), Ok(kind.code()));
            // The name of the variant in the header.
            assert_eq!(
                format!("{:?}", exposeport_status::from(kind)),
                format!("EXPOSEPORT_{kind}")
            );
        }
    }

    #[test]
    fn numbers_that_are_not_a_status_have_no_code() {
        let next = ErrorKind::ALL.len() as i32 + 1;
        for number in [-1, next, 99, 104, i32::MIN, i32::MAX] {
            assert!(code(number).is_null());
            assert_eq!(http_status(number), 0);
        }
    }

    /// Numbers are permanent, so a kind can only be appended to this table.
    #[test]
    fn numbers_are_permanent() {
        let kinds = [
            ErrorKind::InvalidPort,
            ErrorKind::ReservedPort,
            ErrorKind::InvalidSandboxIdLength,
            ErrorKind::InvalidSandboxIdHyphens,
            ErrorKind::InvalidSandboxIdCharacter,
            ErrorKind::UppercaseSandboxId,
            ErrorKind::ReservedSandboxId,
            ErrorKind::InvalidTokenLength,
            ErrorKind::InvalidTokenCharacter,
            ErrorKind::InvalidHostname,
            ErrorKind::InvalidHostnamePort,
            ErrorKind::HostnameIsIpAddress,
            ErrorKind::HostnameTooLong,
            ErrorKind::CustomDomainRequired,
            ErrorKind::LabelTooLong,
            ErrorKind::NotAPreviewHost,
            ErrorKind::InvalidToken,
            ErrorKind::TokenInUse,
            ErrorKind::RuntimeNotRunning,
            ErrorKind::StalePreviewUrl,
            ErrorKind::InvalidSnapshot,
            ErrorKind::EntropyUnavailable,
            ErrorKind::InvalidName,
            ErrorKind::InvalidRuntimeId,
            ErrorKind::TooManyPorts,
            ErrorKind::InvalidSigningKey,
            ErrorKind::InvalidLifetime,
            ErrorKind::TokenExpired,
        ];
        assert_eq!(ErrorKind::ALL, kinds);
        for (index, kind) in kinds.into_iter().enumerate() {
            assert_eq!(exposeport_status::from(kind) as usize, index + 1);
        }
    }
}
