//! Objects of the named tuples in `classes.py`.

use exposeport::{Dropped, StaleReason};
use pyo3::prelude::*;

use crate::classes::Classes;

pub fn exposed_port<'py>(
    py: Python<'py>,
    exposed: &exposeport::ExposedPort,
) -> PyResult<Bound<'py, PyAny>> {
    let attributes = (exposed.url().as_str(), exposed.port().get(), exposed.name());
    Classes::get(py)?.exposed_port.bind(py).call1(attributes)
}

/// A copy of a `PortState`, which outlives the lock of the sandbox.
pub struct State {
    port: u16,
    name: Option<String>,
    stale_reason: Option<&'static str>,
}

impl From<exposeport::PortState<'_>> for State {
    fn from(state: exposeport::PortState<'_>) -> Self {
        Self {
            port: state.port().get(),
            name: state.name().map(str::to_owned),
            stale_reason: state.stale_reason().map(StaleReason::as_str),
        }
    }
}

pub fn port_state<'py>(py: Python<'py>, state: &State) -> PyResult<Bound<'py, PyAny>> {
    let attributes = (state.port, state.name.as_deref(), state.stale_reason);
    Classes::get(py)?.port_state.bind(py).call1(attributes)
}

/// Returns the result of an import into a sandbox.
pub fn import<'py>(sandbox: Bound<'py, PyAny>, dropped: &[Dropped]) -> PyResult<Bound<'py, PyAny>> {
    let py = sandbox.py();
    let classes = Classes::get(py)?;
    let entry = |entry: &Dropped| {
        let (place, error) = (entry.place(), entry.error());
        classes.dropped.bind(py).call1((place, error.code(), error.to_string()))
    };
    let dropped = dropped.iter().map(entry).collect::<PyResult<Vec<_>>>()?;
    classes.import.bind(py).call1((sandbox, dropped))
}
