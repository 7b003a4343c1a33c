//! Objects of the class `ExposedPort`.

use pyo3::prelude::*;

use crate::classes::Classes;

pub fn from_core<'py>(
    py: Python<'py>,
    exposed: &exposeport::ExposedPort,
) -> PyResult<Bound<'py, PyAny>> {
    let attributes = (exposed.url().as_str(), exposed.port().get(), exposed.name());
    Classes::get(py)?.exposed_port.bind(py).call1(attributes)
}
