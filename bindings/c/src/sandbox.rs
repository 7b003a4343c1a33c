//! Sandboxes and their exposed ports.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::limits::URL_MAX;
use exposeport::{ExposeOptions, Port, PortName, RuntimeId, Sandbox, Token};

use crate::base_domain::exposeport_base_domain;
use crate::ffi::{self, Buffer, exposeport_error, exposeport_status, guard, guard_value, required};
use crate::policy::{self, exposeport_policy};
use crate::rules;

/// A sandbox with its exposed ports and the reported state of its runtime.
///
/// Performs no I/O. The caller persists snapshots and reports runtime starts and stops. Until the
/// caller reports a runtime, every exposed port is active. A sandbox keeps a copy of its policy.
///
/// Threads: a function that changes or frees a sandbox needs exclusive access to it. Functions that
/// take it as const may run concurrently. Different sandboxes are independent.
pub struct exposeport_sandbox(pub(crate) Sandbox);

/// Creates a sandbox without exposed ports. The caller frees it with exposeport_sandbox_free.
///
/// If normalize is true, ASCII letters of the id are lowercased first. A NULL policy selects the
/// default policy.
///
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
///   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
///   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
/// - EXPOSEPORT_NULL_POINTER: out_sandbox is NULL, or id is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_new(
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    policy: Option<&exposeport_policy>,
    out_sandbox: Option<&mut MaybeUninit<*mut exposeport_sandbox>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        let out_sandbox = required(out_sandbox, "out_sandbox")?;
        let policy = policy::or_default(policy);
        let sandbox =
            Sandbox::with_policy(rules::sandbox_id(id, normalize, policy)?, policy.clone());
        out_sandbox.write(Box::into_raw(Box::new(exposeport_sandbox(sandbox))));
        Ok(())
    })
}

/// Frees a sandbox. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_free(sandbox: Option<Box<exposeport_sandbox>>) {
    guard_value((), || drop(sandbox));
}

/// Writes the id of a sandbox.
///
/// A buffer of EXPOSEPORT_SANDBOX_ID_CAPACITY is always large enough.
///
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: sandbox is NULL, or out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_id(
    sandbox: Option<&exposeport_sandbox>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        buffer.write(required(sandbox, "sandbox")?.0.id().as_bytes())
    })
}

/// Exposes a port and writes its URL.
///
/// If token is NULL, the port keeps its current token, or gets a new one from the operating
/// system's random number generator. The name replaces the current one, and NULL removes it. A call
/// that fails leaves the sandbox unchanged, even if only the buffer is too small. A buffer of
/// EXPOSEPORT_URL_CAPACITY is always large enough, and has room for a "/" after the URL.
///
/// - EXPOSEPORT_INVALID_PORT: 80, 65536, -1.
/// - EXPOSEPORT_RESERVED_PORT: the policy of the sandbox or of the base domain reserves the port.
/// - EXPOSEPORT_INVALID_TOKEN_LENGTH: an empty token, or more than 16 characters.
/// - EXPOSEPORT_INVALID_TOKEN_CHARACTER: "my-token", "My_token".
/// - EXPOSEPORT_INVALID_NAME: a name of more than 255 bytes, "a\nb", or not in UTF-8.
/// - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: the policy of the sandbox denies the base domain.
/// - EXPOSEPORT_RUNTIME_NOT_RUNNING: the runtime is stopped.
/// - EXPOSEPORT_TOO_MANY_PORTS: 1,024 other ports have a token.
/// - EXPOSEPORT_TOKEN_IN_USE: another port of the sandbox has the token.
/// - EXPOSEPORT_ENTROPY_UNAVAILABLE: the operating system's generator fails.
/// - EXPOSEPORT_RESERVED_SANDBOX_ID: the policy of the base domain reserves the sandbox id.
/// - EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG: as in exposeport_build_url.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length of the URL.
/// - EXPOSEPORT_NULL_POINTER: sandbox or domain is NULL, name or token is NULL with a length, or
///   out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_expose_port(
    sandbox: Option<&mut exposeport_sandbox>,
    port: i64,
    domain: Option<&exposeport_base_domain>,
    name: *const c_char,
    name_len: usize,
    token: *const c_char,
    token_len: usize,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let name = unsafe { ffi::optional_bytes(name, name_len, "name") }?;
        // SAFETY: as above.
        let token = unsafe { ffi::optional_bytes(token, token_len, "token") }?;
        // SAFETY: as above. `name` and `token` are not read after `write` is called.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let sandbox = &mut required(sandbox, "sandbox")?.0;
        let domain = &required(domain, "domain")?.0;
        let port = Port::with_policy(port, sandbox.policy())?;
        let token = token.map(Token::new).transpose()?;
        let name = name.map(PortName::new).transpose()?;
        let options = ExposeOptions::new().name(name).token(token);
        if buffer.fits(URL_MAX) {
            let exposed = sandbox.expose_port(port, domain, options)?;
            return buffer.write(exposed.url().as_str());
        }
        // If the buffer is too small, the sandbox must not change.
        let mut changed = sandbox.clone();
        let exposed = changed.expose_port(port, domain, options)?;
        buffer.write(exposed.url().as_str())?;
        *sandbox = changed;
        Ok(())
    })
}

/// Stops exposing a port. Writes true to out_removed if it was exposed. Idempotent.
///
/// - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
/// - EXPOSEPORT_NULL_POINTER: sandbox or out_removed is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_unexpose_port(
    sandbox: Option<&mut exposeport_sandbox>,
    port: i64,
    out_removed: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let sandbox = &mut required(sandbox, "sandbox")?.0;
        let out_removed = required(out_removed, "out_removed")?;
        let port = Port::with_policy(port, sandbox.policy())?;
        out_removed.write(sandbox.unexpose_port(port));
        Ok(())
    })
}

/// Returns true if a port is exposed and active.
///
/// Returns false if sandbox is NULL or the number is not a valid port.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_is_port_exposed(
    sandbox: Option<&exposeport_sandbox>,
    port: i64,
) -> bool {
    guard_value(false, || sandbox.is_some_and(|sandbox| sandbox.0.is_port_exposed(port)))
}

/// Returns true if a port has a token, whether the port is active or stale.
///
/// Tokens are compared in constant time. Returns false if sandbox is NULL, if token is NULL with a
/// length, or if the port or the token is not valid. Use exposeport_sandbox_authorize to authorize
/// requests.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_validate_port_token(
    sandbox: Option<&exposeport_sandbox>,
    port: i64,
    token: *const c_char,
    token_len: usize,
) -> bool {
    guard_value(false, || {
        // SAFETY: the header requires it of the caller.
        let token = unsafe { ffi::bytes(token, token_len, "token") };
        let (Some(sandbox), Ok(token)) = (sandbox, token) else { return false };
        sandbox.0.validate_port_token(port, token)
    })
}

/// Reports that a runtime is running.
///
/// If its id differs from the current one, every exposure becomes stale until its port is exposed
/// again, or exposeport_sandbox_reactivate is called. The token and the name are kept. Reporting an
/// earlier id again does not reactivate its exposures.
///
/// - EXPOSEPORT_INVALID_RUNTIME_ID: an empty id, more than 255 bytes, "a\nb", or not in UTF-8.
/// - EXPOSEPORT_NULL_POINTER: sandbox is NULL, or id is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_runtime_started(
    sandbox: Option<&mut exposeport_sandbox>,
    id: *const c_char,
    id_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        required(sandbox, "sandbox")?.0.runtime_started(RuntimeId::new(id)?);
        Ok(())
    })
}

/// Reports that no runtime is running.
///
/// Every exposure becomes stale until a runtime is running and its port is exposed again, or
/// exposeport_sandbox_reactivate is called. The token and the name are kept.
///
/// - EXPOSEPORT_NULL_POINTER: sandbox is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_runtime_stopped(
    sandbox: Option<&mut exposeport_sandbox>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        required(sandbox, "sandbox")?.0.runtime_stopped();
        Ok(())
    })
}

/// Makes every port that has a token active with that token, under the current runtime. Writes the
/// number of ports that were stale before to out_count.
///
/// Until the caller reports a runtime, every port is active and the number is 0. A call that fails
/// leaves the sandbox unchanged.
///
/// - EXPOSEPORT_RUNTIME_NOT_RUNNING: the runtime is stopped.
/// - EXPOSEPORT_NULL_POINTER: sandbox or out_count is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_reactivate(
    sandbox: Option<&mut exposeport_sandbox>,
    out_count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let sandbox = &mut required(sandbox, "sandbox")?.0;
        let out_count = required(out_count, "out_count")?;
        out_count.write(sandbox.reactivate()?);
        Ok(())
    })
}
