//! The class `Authorization`.

use exposeport::StaleReason;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::pickle::{self, Reduced};

/// The result of authorizing a request. It is true if the request is allowed.
///
/// Attributes:
///     kind: "active", "stale" or "invalid".
///     reason: The reason why the URL is stale, "runtime-not-running", "missing-activation",
///         "runtime-mismatch" or "token-mismatch", else None.
///     active: True if the request is allowed.
///     http_status: 200, or 410 if the URL is stale, or 404 if it is invalid.
///     code: None, "STALE_PREVIEW_URL" or "INVALID_TOKEN".
///     json_body: The JSON body of the response if the request is not allowed, else None.
///
/// Example:
///
///     >>> sandbox = exposeport.Sandbox("sandbox")
///     >>> route = exposeport.parse_host("8080-sandbox-my_token.example.com")
///     >>> match sandbox.authorize(route):
///     ...     case exposeport.Authorization("active"):
///     ...         print("forward the request")
///     ...     case exposeport.Authorization("stale", reason):
///     ...         print("stale:", reason)
///     ...     case invalid:
///     ...         print(invalid.http_status, invalid.json_body)
///     404 {"error": "token is not valid for this sandbox and port", "code": "INVALID_TOKEN"}
#[pyclass(module = "exposeport", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub struct Authorization(exposeport::Authorization);

impl Authorization {
    /// Returns the object of a result. Every result has one object, which is created once.
    pub fn from_core(
        py: Python<'_>,
        authorization: exposeport::Authorization,
    ) -> PyResult<Py<Self>> {
        use exposeport::Authorization as Core;

        static OBJECTS: [PyOnceLock<Py<Authorization>>; Core::ALL.len()] =
            [const { PyOnceLock::new() }; Core::ALL.len()];
        let create = || Py::new(py, Self(authorization));
        match Core::ALL.iter().position(|known| *known == authorization) {
            Some(index) => Ok(OBJECTS[index].get_or_try_init(py, create)?.clone_ref(py)),
            None => create(),
        }
    }
}

#[pymethods]
impl Authorization {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("kind", "reason")
    }

    /// The kind: "active", "stale" or "invalid".
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.as_str()
    }

    /// The reason why the URL is stale, else None.
    #[getter]
    fn reason(&self) -> Option<&'static str> {
        self.0.reason().map(StaleReason::as_str)
    }

    /// True if the request is allowed.
    #[getter]
    fn active(&self) -> bool {
        self.0 == exposeport::Authorization::Active
    }

    /// The HTTP status of the response: 200, 404 or 410.
    #[getter]
    fn http_status(&self) -> u16 {
        self.0.error().map_or(200, |error| error.http_status())
    }

    /// The permanent code of the error, or None if the request is allowed.
    #[getter]
    fn code(&self) -> Option<&'static str> {
        self.0.error().map(|error| error.code())
    }

    /// The JSON body of the response if the request is not allowed, else None.
    #[getter]
    fn json_body(&self) -> Option<String> {
        self.0.json_body().map(|body| body.to_string())
    }

    fn __bool__(&self) -> bool {
        self.active()
    }

    fn __repr__(&self) -> String {
        match self.reason() {
            Some(reason) => format!("Authorization(kind='{}', reason='{reason}')", self.kind()),
            None => format!("Authorization(kind='{}')", self.kind()),
        }
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        pickle::call_of_function(py, "_authorization", (self.kind(), self.reason()))
    }
}

/// Restores an `Authorization` from its kind and reason.
#[pyfunction]
#[pyo3(signature = (kind, reason))]
pub fn _authorization(
    py: Python<'_>,
    kind: &str,
    reason: Option<&str>,
) -> PyResult<Py<Authorization>> {
    let is_it = |known: &&exposeport::Authorization| {
        known.as_str() == kind && known.reason().map(StaleReason::as_str) == reason
    };
    match exposeport::Authorization::ALL.iter().find(is_it) {
        Some(known) => Authorization::from_core(py, *known),
        None => Err(PyValueError::new_err("unknown authorization")),
    }
}
