//! Lists of the states of ports.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use std::ffi::CString;

use exposeport::PortState;

use crate::authorization::exposeport_stale_reason;
use crate::ffi::{
    Failure, c_string, element, exposeport_error, exposeport_status, guard, guard_value, required,
    view,
};
use crate::sandbox::exposeport_sandbox;

/// A list of the ports of a sandbox that had a token when it was created, active or stale. It
/// contains neither tokens nor URLs.
///
/// It does not refer to the sandbox. Threads: a list is immutable, so any number of threads may
/// use it concurrently.
pub struct exposeport_port_states(Vec<Entry>);

struct Entry {
    port: u16,
    name: Option<CString>,
    stale_reason: exposeport_stale_reason,
}

/// The state of a port that has a token: a view of an element of a list, valid until the list is
/// freed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_port_state {
    /// The name in UTF-8, NUL-terminated, or NULL if the port has none.
    pub name: *const c_char,
    /// The length of the name in bytes.
    pub name_len: usize,
    /// An exposeport_stale_reason. EXPOSEPORT_NOT_STALE if the port is active.
    pub stale_reason: i32,
    /// The port.
    pub port: u16,
}

impl Entry {
    fn new(state: PortState<'_>) -> Result<Self, Failure> {
        let stale_reason = state.stale_reason();
        Ok(Self {
            port: state.port().get(),
            name: state.name().map(c_string).transpose()?,
            stale_reason: stale_reason
                .map_or(exposeport_stale_reason::EXPOSEPORT_NOT_STALE, From::from),
        })
    }
}

/// Creates a list of every port that has a token, in ascending order. The caller frees it with
/// exposeport_port_states_free.
///
/// A stale port is active again after it is exposed, or after exposeport_sandbox_reactivate.
///
/// - EXPOSEPORT_NULL_POINTER: sandbox or out_states is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_ports(
    sandbox: Option<&exposeport_sandbox>,
    out_states: Option<&mut MaybeUninit<*mut exposeport_port_states>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let sandbox = &required(sandbox, "sandbox")?.0;
        let out_states = required(out_states, "out_states")?;
        let entries = sandbox.ports().map(Entry::new).collect::<Result<_, Failure>>()?;
        out_states.write(Box::into_raw(Box::new(exposeport_port_states(entries))));
        Ok(())
    })
}

/// Frees a list. Views of its elements are invalid afterwards. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_port_states_free(states: Option<Box<exposeport_port_states>>) {
    guard_value((), || drop(states));
}

/// Writes the length of a list.
///
/// - EXPOSEPORT_NULL_POINTER: states or out_len is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_port_states_len(
    states: Option<&exposeport_port_states>,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let states = required(states, "states")?;
        required(out_len, "out_len")?.write(states.0.len());
        Ok(())
    })
}

/// Writes a view of an element of a list.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: index is not less than the length of the list.
/// - EXPOSEPORT_NULL_POINTER: states or out_state is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_port_states_get(
    states: Option<&exposeport_port_states>,
    index: usize,
    out_state: Option<&mut MaybeUninit<exposeport_port_state>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let states = &required(states, "states")?.0;
        let out_state = required(out_state, "out_state")?;
        let entry = element(states, index)?;
        let (name, name_len) = view(entry.name.as_ref());
        let stale_reason = entry.stale_reason as i32;
        out_state.write(exposeport_port_state { name, name_len, stale_reason, port: entry.port });
        Ok(())
    })
}
