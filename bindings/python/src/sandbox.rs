//! The class `Sandbox`. Its methods are in `sandbox/methods.rs`.

mod methods;

use std::sync::{Mutex, MutexGuard, PoisonError};

use exposeport::{Error, SandboxId};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::errors::Rejected;
use crate::policy::Policy;

/// The length from which a document is read without the interpreter lock.
///
/// Another thread may keep the released lock for a while, which is long compared to reading a short
/// document.
const DETACHED_MIN: usize = 64 << 10;

/// The state that a document describes, and the rest of the result.
type Read<T> = (exposeport::Sandbox, T);

/// A sandbox with its exposed ports and the reported state of its runtime.
///
/// Performs no I/O. The caller persists snapshots (`to_json`) and reports runtime starts and stops.
/// Until the caller reports a runtime, every exposed port is active. From then on, a port is active
/// while the runtime that it was last exposed under is running.
///
/// A call that fails changes nothing. Threads may share a sandbox. Subclassing is supported.
///
/// Args:
///     id: A sandbox id that `validate_sandbox_id` accepts.
///     normalize: If true, lowercases ASCII letters of the id first.
///     policy: The policy, by default `Policy()`.
///
/// Attributes:
///     id: The id.
///     policy: The policy.
///
/// Raises:
///     SecurityError: An id that `validate_sandbox_id` rejects: "my sandbox", "www".
///
/// Example:
///
///     >>> sandbox = exposeport.Sandbox("sandbox")
///     >>> exposed = sandbox.expose_port(8080, hostname="example.com", name="Web Server")
///     >>> exposed.name
///     'Web Server'
///     >>> sandbox.authorize(exposeport.parse(exposed.url))
///     Authorization(kind='active')
#[pyclass(module = "exposeport", frozen, subclass, weakref)]
pub struct Sandbox {
    /// `None` until `__init__` has run.
    ///
    /// No code calls into Python while the lock is held. Therefore no thread waits for two locks,
    /// and a process never forks while the lock is held.
    sandbox: Mutex<Option<exposeport::Sandbox>>,
}

impl Sandbox {
    fn lock(&self) -> MutexGuard<'_, Option<exposeport::Sandbox>> {
        // Every call validates everything before any state changes, so a panic leaves a valid
        // state.
        self.sandbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn with<T>(&self, call: impl FnOnce(&mut exposeport::Sandbox) -> T) -> PyResult<T> {
        let result = self.lock().as_mut().map(call);
        result.ok_or_else(|| PyRuntimeError::new_err("Sandbox.__init__ was not called"))
    }

    fn try_with<T>(
        &self,
        call: impl FnOnce(&mut exposeport::Sandbox) -> Result<T, Error>,
    ) -> PyResult<T> {
        Ok(self.with(call)?.map_err(Rejected::from)?)
    }

    /// Calls the class, or a subclass of it, with an id and the keywords that are given. Then
    /// replaces the state by that which `read` returns for the document, and for the id and policy
    /// of the new sandbox.
    ///
    /// Other threads of Python run while `read` reads a long document.
    fn create<'py, T: Send>(
        class: &Bound<'py, PyType>,
        id: &Bound<'py, PyAny>,
        document: &[u8],
        normalize: bool,
        policy: Option<&Bound<'py, Policy>>,
        read: impl FnOnce(SandboxId, &[u8], exposeport::Policy) -> Result<Read<T>, Error> + Send,
    ) -> PyResult<(Bound<'py, Self>, T)> {
        let py = class.py();
        let keywords = PyDict::new(py);
        if normalize {
            keywords.set_item("normalize", true)?;
        }
        if let Some(policy) = policy {
            keywords.set_item("policy", policy)?;
        }
        let created = class.call((id,), Some(&keywords))?.cast_into::<Self>()?;
        let sandbox = created.get();
        let (id, policy) = sandbox.with(|sandbox| (*sandbox.id(), sandbox.policy().clone()))?;
        let read = || read(id, document, policy);
        // Without the lock of the sandbox: a thread that waits for the interpreter must not hold
        // it.
        let result = if document.len() < DETACHED_MIN { read() } else { py.detach(read) };
        let (state, result) = result.map_err(Rejected::from)?;
        sandbox.with(|sandbox| *sandbox = state)?;
        Ok((created, result))
    }
}
