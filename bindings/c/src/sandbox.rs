//! A sandbox and its exposed ports.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::{Sandbox, limits};

use crate::authorization::exposeport_authorization;
use crate::base_domain::exposeport_base_domain;
use crate::buffer::Buffer;
use crate::error::exposeport_error;
use crate::failure::required;
use crate::guard::{guard, guard_value};
use crate::policy::{self, exposeport_policy};
use crate::route::{Claim, exposeport_route};
use crate::status::exposeport_status;
use crate::{input, rules};

/// A sandbox, its exposed ports, and what is known of its runtime. It stores nothing and asks nobody: keep its snapshot wherever you
/// like, and tell it when a runtime starts and stops. Until you tell of one, every exposed port is active.
///
/// Threads: functions that take it const may run at once on one handle; a function that changes it must be alone on it. Different handles
/// are independent. It keeps a copy of its policy.
pub struct exposeport_sandbox(pub(crate) Sandbox);

/// Makes a sandbox without exposed ports. Free it with exposeport_sandbox_free.
///
/// Refusals: those of exposeport_validate_sandbox_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_new(
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    policy: Option<&exposeport_policy>,
    sandbox: Option<&mut MaybeUninit<*mut exposeport_sandbox>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let id = unsafe { input::text(id, id_len, "id") }?;
        let sandbox = required(sandbox, "sandbox")?;
        let policy = policy::rules(policy);
        let made = Sandbox::with_policy(rules::sandbox_id(id, normalize, policy)?, policy.clone());
        sandbox.write(Box::into_raw(Box::new(exposeport_sandbox(made))));
        Ok(())
    })
}

/// Frees a sandbox; NULL is harmless.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_free(sandbox: Option<Box<exposeport_sandbox>>) {
    guard_value((), || drop(sandbox));
}

/// Writes the sandbox's id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_id(
    sandbox: Option<&exposeport_sandbox>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        buffer.write(required(sandbox, "sandbox")?.0.id().as_bytes())
    })
}

/// Exposes a port and writes its URL. The token is the given one, else (NULL) the one that the port has, else a new one from the operating
/// system. The name (UTF-8; NULL for none) replaces the one that the port had. A call that fails, for a buffer too small as well, leaves
/// the sandbox as it was. EXPOSEPORT_URL_CAPACITY holds every URL.
///
/// Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT, EXPOSEPORT_INVALID_TOKEN_LENGTH, _CHARACTER,
/// EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED, EXPOSEPORT_RUNTIME_NOT_RUNNING, EXPOSEPORT_TOKEN_IN_USE, EXPOSEPORT_ENTROPY_UNAVAILABLE,
/// EXPOSEPORT_RESERVED_SANDBOX_ID (by the policy of the base domain, which may reserve the port as well), EXPOSEPORT_LABEL_TOO_LONG,
/// EXPOSEPORT_HOSTNAME_TOO_LONG, EXPOSEPORT_INVALID_SNAPSHOT (the name is not UTF-8, or would make the snapshot larger than 16 MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_expose_port(
    sandbox: Option<&mut exposeport_sandbox>,
    port: i64,
    domain: Option<&exposeport_base_domain>,
    name: *const c_char,
    name_len: usize,
    token: *const c_char,
    token_len: usize,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let name = unsafe { input::optional_text(name, name_len, "name") }?;
        // SAFETY: as above.
        let token = unsafe { input::optional_text(token, token_len, "token") }?;
        // SAFETY: as above; name and token are not read any more when the buffer is written.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        let (sandbox, domain) = (&mut required(sandbox, "sandbox")?.0, &required(domain, "domain")?.0);
        let port = sandbox.policy().port(port)?;
        let token = token.map(|token| sandbox.policy().token(token)).transpose()?;
        let name = name.map(Sandbox::parse_name).transpose()?;
        if buffer.holds(limits::URL_MAX) {
            let exposed = sandbox.expose_port(port, domain, name, token.as_ref())?;
            return buffer.write(exposed.url().as_str());
        }
        // The buffer may turn out too small, and then nothing may have changed.
        let mut changed = sandbox.clone();
        let exposed = changed.expose_port(port, domain, name, token.as_ref())?;
        buffer.write(exposed.url().as_str())?;
        *sandbox = changed;
        Ok(())
    })
}

/// Exposes a port no longer, and writes whether it was exposed; doing it twice does no harm.
///
/// Refusals: EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_unexpose_port(
    sandbox: Option<&mut exposeport_sandbox>,
    port: i64,
    removed: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let (sandbox, removed) = (&mut required(sandbox, "sandbox")?.0, required(removed, "removed")?);
        let port = sandbox.policy().port(port)?;
        removed.write(sandbox.unexpose_port(port));
        Ok(())
    })
}

/// Writes whether a port is exposed and active; false for whatever is no valid port.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_is_port_exposed(
    sandbox: Option<&exposeport_sandbox>,
    port: i64,
    exposed: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let sandbox = &required(sandbox, "sandbox")?.0;
        required(exposed, "exposed")?.write(sandbox.is_port_exposed(port));
        Ok(())
    })
}

/// Writes whether a token is that of a port, whatever the runtime does; false for whatever is no valid port or token. Takes the same time
/// for every token of one length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_validate_port_token(
    sandbox: Option<&exposeport_sandbox>,
    port: i64,
    token: *const c_char,
    token_len: usize,
    valid: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let token = unsafe { input::text(token, token_len, "token") }?;
        let (sandbox, valid) = (&required(sandbox, "sandbox")?.0, required(valid, "valid")?);
        valid.write(sandbox.validate_port_token(port, token));
        Ok(())
    })
}

/// Writes whether a request that came by a route may pass. An unknown port, a wrong token and the id of another sandbox are not told
/// apart. EXPOSEPORT_OK says that there is an answer, not that the request may pass: look at the kind.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_authorize(
    sandbox: Option<&exposeport_sandbox>,
    route: Option<&exposeport_route>,
    authorization: Option<&mut MaybeUninit<exposeport_authorization>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let (sandbox, route) = (&required(sandbox, "sandbox")?.0, required(route, "route")?);
        let authorization = required(authorization, "authorization")?;
        let claim = Claim::of(route)?;
        authorization.write(sandbox.authorize_parts(claim.port(), claim.sandbox_id(), claim.token()).into());
        Ok(())
    })
}

/// Tells that the runtime with this id (UTF-8) runs. Where it is another one than before, every earlier exposure is stale until the port is
/// exposed again; token and name stay.
///
/// Refusals: EXPOSEPORT_INVALID_SNAPSHOT (the id is not UTF-8, or would make the snapshot larger than 16 MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_runtime_started(
    sandbox: Option<&mut exposeport_sandbox>,
    id: *const c_char,
    id_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let id = unsafe { input::text(id, id_len, "id") }?;
        required(sandbox, "sandbox")?.0.runtime_started(Sandbox::parse_runtime_id(id)?)?;
        Ok(())
    })
}

/// Tells that no runtime runs. Every exposure is stale until a runtime runs and the port is exposed again; token and name stay.
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
