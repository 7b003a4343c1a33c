//! The rules of ports, sandbox ids and tokens.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::{Error, Policy, Port, SandboxId, Token};

use crate::ffi::{self, Buffer, exposeport_error, exposeport_status, guard, guard_value, required};
use crate::policy::{self, exposeport_policy};

/// Checks a port and writes it as a 16-bit integer.
///
/// The input is a 64-bit integer, so 73616 is rejected instead of wrapping to 8080. A NULL policy
/// selects the default policy.
///
/// - EXPOSEPORT_INVALID_PORT: 80, 65536, -1.
/// - EXPOSEPORT_RESERVED_PORT: 3000, the port of the sandbox control plane.
/// - EXPOSEPORT_NULL_POINTER: out_port is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_validate_port(
    port: i64,
    policy: Option<&exposeport_policy>,
    out_port: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let out_port = required(out_port, "out_port")?;
        out_port.write(Port::with_policy(port, policy::or_default(policy))?.get());
        Ok(())
    })
}

/// Checks a sandbox id and writes it.
///
/// If normalize is true, ASCII letters are lowercased first. No other normalization is performed. A
/// NULL policy selects the default policy. A buffer of EXPOSEPORT_SANDBOX_ID_CAPACITY is always
/// large enough. It may overlap id.
///
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH: an empty id, or more than 63 characters.
/// - EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER: "my sandbox", "a.b".
/// - EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS: "-app", "app-".
/// - EXPOSEPORT_RESERVED_SANDBOX_ID: "www", "WWW".
/// - EXPOSEPORT_UPPERCASE_SANDBOX_ID: "My-App", if normalize is false.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: id is NULL with a length, or out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_validate_sandbox_id(
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    policy: Option<&exposeport_policy>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: the header requires it of the caller. `id` is not read after `write` is called.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        buffer.write(sandbox_id(id, normalize, policy::or_default(policy))?.as_bytes())
    })
}

/// Checks a sandbox id, and lowercases it first if `normalize` is true.
#[inline]
pub(crate) fn sandbox_id(id: &[u8], normalize: bool, policy: &Policy) -> Result<SandboxId, Error> {
    if normalize {
        SandboxId::normalized_with_policy(id, policy)
    } else {
        SandboxId::with_policy(id, policy)
    }
}

/// Checks a custom token.
///
/// - EXPOSEPORT_INVALID_TOKEN_LENGTH: an empty token, or more than 16 characters.
/// - EXPOSEPORT_INVALID_TOKEN_CHARACTER: "my-token", "My_token".
/// - EXPOSEPORT_NULL_POINTER: token is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_validate_token(
    token: *const c_char,
    token_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let token = unsafe { ffi::bytes(token, token_len, "token") }?;
        Token::new(token)?;
        Ok(())
    })
}

/// Generates a token: 16 characters of a-z and 0-9 from the operating system's random number
/// generator.
///
/// Every call reads from the system's generator, so forked processes never share a token. A buffer
/// of EXPOSEPORT_TOKEN_CAPACITY is always large enough.
///
/// - EXPOSEPORT_ENTROPY_UNAVAILABLE: the operating system's generator fails.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_generate_token(
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        buffer.write(Token::generate()?.as_bytes())
    })
}

/// Compares two tokens in constant time: the time depends only on their lengths. Returns true if
/// they are equal.
///
/// Returns false if token or other is NULL with a length, or a length exceeds PTRDIFF_MAX.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_tokens_equal(
    token: *const c_char,
    token_len: usize,
    other: *const c_char,
    other_len: usize,
) -> bool {
    guard_value(false, || {
        // SAFETY: the header requires it of the caller.
        let token = unsafe { ffi::bytes(token, token_len, "token") };
        // SAFETY: as above.
        let other = unsafe { ffi::bytes(other, other_len, "other") };
        matches!((token, other), (Ok(a), Ok(b)) if exposeport::tokens_equal(a, b))
    })
}

/// Writes the maximum length in bytes of a sandbox id in a label with a port and a token of
/// token_len bytes.
///
/// A label has at most 63 bytes (RFC 1034 section 3.1). An id within the budget is never rejected
/// with EXPOSEPORT_LABEL_TOO_LONG. A NULL policy selects the default policy.
///
/// - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
/// - EXPOSEPORT_NULL_POINTER: out_budget is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_id_budget(
    port: i64,
    token_len: usize,
    policy: Option<&exposeport_policy>,
    out_budget: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let out_budget = required(out_budget, "out_budget")?;
        let port = Port::with_policy(port, policy::or_default(policy))?;
        out_budget.write(port.sandbox_id_budget(token_len));
        Ok(())
    })
}
