//! Snapshots of a sandbox.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::Sandbox;

use crate::buffer::Buffer;
use crate::error::exposeport_error;
use crate::failure::required;
use crate::guard::guard;
use crate::policy::{self, exposeport_policy};
use crate::sandbox::exposeport_sandbox;
use crate::status::exposeport_status;
use crate::{input, rules};

/// Writes a snapshot, a JSON document that holds the tokens. The same state gives the same text. Ask for the length with a NULL buffer,
/// then call again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_to_json(
    sandbox: Option<&exposeport_sandbox>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        buffer.write(required(sandbox, "sandbox")?.0.to_json())
    })
}

/// Makes a sandbox of an id and a snapshot, of at most 16 MiB and 32 levels. Free it with exposeport_sandbox_free. Where the snapshot names
/// neither a runtime nor an activation, every port is active: tell of a runtime that is stopped with exposeport_sandbox_runtime_stopped.
///
/// Refusals: those of exposeport_validate_sandbox_id; EXPOSEPORT_INVALID_SNAPSHOT, whose message names the place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_from_json(
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    json: *const c_char,
    json_len: usize,
    policy: Option<&exposeport_policy>,
    sandbox: Option<&mut MaybeUninit<*mut exposeport_sandbox>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let id = unsafe { input::text(id, id_len, "id") }?;
        // SAFETY: as above.
        let json = unsafe { input::text(json, json_len, "json") }?;
        let sandbox = required(sandbox, "sandbox")?;
        let policy = policy::rules(policy);
        let id = rules::sandbox_id(id, normalize, policy)?;
        let made = Sandbox::from_json_with_policy(id, json, policy.clone())?;
        sandbox.write(Box::into_raw(Box::new(exposeport_sandbox(made))));
        Ok(())
    })
}
