//! The rules on their own: ports, sandbox ids and tokens.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::{Error, Policy, SandboxId, Token, sandbox_id_budget};

use crate::buffer::Buffer;
use crate::error::exposeport_error;
use crate::failure::required;
use crate::guard::guard;
use crate::input;
use crate::policy::{self, exposeport_policy};
use crate::status::exposeport_status;

/// Checks a port and writes it, now in 16 bits, to valid_port. The input is wide so that 73616 is refused and never wraps to 8080.
///
/// Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_validate_port(
    port: i64,
    policy: Option<&exposeport_policy>,
    valid_port: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let valid_port = required(valid_port, "valid_port")?;
        valid_port.write(policy::rules(policy).port(port)?.get());
        Ok(())
    })
}

/// Checks a sandbox id and writes it to the buffer. With normalize, ASCII upper case is lowered first; nothing else is ever repaired.
/// The buffer may be the memory of the id itself. EXPOSEPORT_SANDBOX_ID_CAPACITY holds every one.
///
/// Refusals: EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, _CHARACTER, _HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID, EXPOSEPORT_UPPERCASE_SANDBOX_ID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_validate_sandbox_id(
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    policy: Option<&exposeport_policy>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let id = unsafe { input::text(id, id_len, "id") }?;
        // SAFETY: the header asks this of the caller; `id` is not read any more when the buffer is written.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        buffer.write(sandbox_id(id, normalize, policy::rules(policy))?.as_bytes())
    })
}

/// A sandbox id under a policy, lowered first or not.
#[inline]
pub(crate) fn sandbox_id(id: &[u8], normalize: bool, policy: &Policy) -> Result<SandboxId, Error> {
    if normalize { policy.normalized_sandbox_id(id) } else { policy.sandbox_id(id) }
}

/// Checks a custom token.
///
/// Refusals: EXPOSEPORT_INVALID_TOKEN_LENGTH, EXPOSEPORT_INVALID_TOKEN_CHARACTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_validate_token(
    token: *const c_char,
    token_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let token = unsafe { input::text(token, token_len, "token") }?;
        Token::new(token)?;
        Ok(())
    })
}

/// Draws a token of 16 characters straight from the operating system, so that forked processes never share one.
/// EXPOSEPORT_TOKEN_CAPACITY holds it.
///
/// Refusals: EXPOSEPORT_ENTROPY_UNAVAILABLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_generate_token(
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        buffer.write(Token::generate()?.as_bytes())
    })
}

/// Whether two tokens are the same text, in a time that depends on their lengths only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_tokens_equal(
    token: *const c_char,
    token_len: usize,
    other: *const c_char,
    other_len: usize,
    equal: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let token = unsafe { input::text(token, token_len, "token") }?;
        // SAFETY: as above.
        let other = unsafe { input::text(other, other_len, "other") }?;
        required(equal, "equal")?.write(exposeport::tokens_equal(token, other));
        Ok(())
    })
}

/// How many characters a sandbox id may have beside this port and a token of token_len characters, so that their label keeps to its
/// 63 octets. Asked before a sandbox is named, it spares an EXPOSEPORT_LABEL_TOO_LONG later.
///
/// Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_id_budget(
    port: i64,
    token_len: usize,
    policy: Option<&exposeport_policy>,
    budget: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let budget = required(budget, "budget")?;
        budget.write(sandbox_id_budget(policy::rules(policy).port(port)?, token_len));
        Ok(())
    })
}
