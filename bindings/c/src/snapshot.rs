//! Snapshots of sandboxes.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::Sandbox;

use crate::ffi::{self, Buffer, exposeport_error, exposeport_status, guard, required};
use crate::policy::{self, exposeport_policy};
use crate::rules;
use crate::sandbox::exposeport_sandbox;

/// Writes a snapshot: a JSON document that contains the tokens. Equal states yield equal strings.
///
/// No constant capacity fits every snapshot. Call this function with a NULL buffer first to get the
/// length.
///
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: sandbox is NULL, or out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_to_json(
    sandbox: Option<&exposeport_sandbox>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        buffer.write(required(sandbox, "sandbox")?.0.to_json())
    })
}

/// Creates a sandbox from an id and a snapshot. The caller frees it with exposeport_sandbox_free.
///
/// If the snapshot contains neither a runtime nor an activation, every port is active. If the
/// runtime is in fact stopped, call exposeport_sandbox_runtime_stopped. If normalize is true, ASCII
/// letters of the id are lowercased first. A NULL policy selects the default policy.
///
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
///   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
///   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
/// - EXPOSEPORT_INVALID_SNAPSHOT: "[]", {"portTokens": 1}, two ports with one token, more than
///   1,024 ports, more than 4 MiB, or more than 32 levels of nesting. The message names the place.
///   Also {"8080": "t"}, which exposeport_sandbox_import_storage reads.
/// - EXPOSEPORT_NULL_POINTER: out_sandbox is NULL, or id or json is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_from_json(
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    json: *const c_char,
    json_len: usize,
    policy: Option<&exposeport_policy>,
    out_sandbox: Option<&mut MaybeUninit<*mut exposeport_sandbox>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: as above.
        let json = unsafe { ffi::bytes(json, json_len, "json") }?;
        let out_sandbox = required(out_sandbox, "out_sandbox")?;
        let policy = policy::or_default(policy);
        let id = rules::sandbox_id(id, normalize, policy)?;
        let sandbox = Sandbox::from_json_with_policy(id, json, policy.clone())?;
        out_sandbox.write(Box::into_raw(Box::new(exposeport_sandbox(sandbox))));
        Ok(())
    })
}
