//! What `pickle` calls to make the immutable objects anew.

use exposeport::StaleReason;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple};

use crate::authorization::Authorization;
use crate::base_domain::BaseDomain;
use crate::errors::Refused;
use crate::exposed_port::ExposedPort;
use crate::parsing;
use crate::policy::Policy;
use crate::route::Route;
use crate::text::Text;

/// The answer of `__reduce__`: a function of this module, and its arguments.
pub type Restored<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

pub fn by<'py>(
    py: Python<'py>,
    function: &str,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
) -> PyResult<Restored<'py>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || Ok::<_, PyErr>(py.import("exposeport._exposeport")?.unbind()))?;
    Ok((module.bind(py).getattr(function)?, arguments.into_pyobject(py)?))
}

/// A `Policy` of its keywords.
#[pyfunction]
pub fn _policy<'py>(py: Python<'py>, keywords: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
    py.get_type::<Policy>().call((), Some(keywords))
}

/// A `BaseDomain` of its text.
#[pyfunction]
pub fn _base_domain(text: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> Result<BaseDomain, Refused> {
    BaseDomain::checked(&text, policy)
}

/// A `Route` of the text that was parsed, or its beginning.
#[pyfunction]
pub fn _route(host_or_url: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> PyResult<Route> {
    parsing::parse(host_or_url, policy)
}

/// An `ExposedPort` of its parts.
#[pyfunction]
pub fn _exposed_port(url: String, shown: String, port: u16, name: Option<String>) -> ExposedPort {
    ExposedPort::of_parts(url, shown, port, name)
}

/// An `Authorization` of its kind and reason.
#[pyfunction]
pub fn _authorization(
    py: Python<'_>,
    kind: &Bound<'_, PyString>,
    reason: Option<&Bound<'_, PyString>>,
) -> PyResult<Py<Authorization>> {
    let (kind, reason) = (kind.to_str()?, reason.map(|reason| reason.to_str()).transpose()?);
    let is_it =
        |known: &exposeport::Authorization| known.as_str() == kind && known.reason().map(StaleReason::as_str) == reason;
    match exposeport::Authorization::ALL.into_iter().find(is_it) {
        Some(known) => Authorization::of(py, known),
        None => Err(pyo3::exceptions::PyValueError::new_err("no such authorization")),
    }
}
