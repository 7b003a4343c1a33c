//! The class `Authorization`.

use exposeport::StaleReason;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::restore::{self, Restored};

/// Whether a request that came by a preview URL may pass. True where it may.
///
/// Attributes:
///     kind: "active", "stale" or "invalid".
///     reason: Why it is stale: "runtime-not-running", "missing-activation", "runtime-mismatch" or "token-mismatch"; else None.
///     active: Whether it may pass.
///     http_status: 200; 410 where it is stale; 404 where it is invalid.
///     code: None; "STALE_PREVIEW_URL"; "INVALID_TOKEN".
///     json_body: None, or the JSON body that answers the request.
///
/// Example:
///
///     >>> sandbox = exposeport.Sandbox("sandbox")
///     >>> answer = sandbox.authorize(exposeport.parse_host("8080-sandbox-my_token.example.com"))
///     >>> match answer:
///     ...     case exposeport.Authorization("active"):
///     ...         print("go on")
///     ...     case exposeport.Authorization("stale", reason):
///     ...         print("gone:", reason)
///     ...     case _:
///     ...         print(answer.http_status, answer.json_body)
///     404 {"error": "token is not valid for this sandbox and port", "code": "INVALID_TOKEN"}
#[pyclass(module = "exposeport", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub struct Authorization(exposeport::Authorization);

impl Authorization {
    /// The object of an answer. They are few and never change, so that each is made once: a new one takes half of the whole call.
    pub fn of(py: Python<'_>, answer: exposeport::Authorization) -> PyResult<Py<Self>> {
        const COUNT: usize = exposeport::Authorization::ALL.len();
        static OBJECTS: [PyOnceLock<Py<Authorization>>; COUNT] = [const { PyOnceLock::new() }; COUNT];
        let make = || Py::new(py, Self(answer));
        match exposeport::Authorization::ALL.iter().position(|known| *known == answer) {
            Some(index) => OBJECTS[index].get_or_try_init(py, make).map(|object| object.clone_ref(py)),
            None => make(),
        }
    }
}

#[pymethods]
impl Authorization {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("kind", "reason")
    }

    /// What it is: "active", "stale" or "invalid".
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.as_str()
    }

    /// Why it is stale, else None.
    #[getter]
    fn reason(&self) -> Option<&'static str> {
        self.0.reason().map(StaleReason::as_str)
    }

    /// Whether the request may pass.
    #[getter]
    fn active(&self) -> bool {
        self.0 == exposeport::Authorization::Active
    }

    /// The HTTP status of the answer.
    #[getter]
    fn http_status(&self) -> u16 {
        self.0.error().map_or(200, |error| error.http_status())
    }

    /// The permanent code of the refusal, or None.
    #[getter]
    fn code(&self) -> Option<&'static str> {
        self.0.error().map(|error| error.code())
    }

    /// The JSON body of the refusal, or None.
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

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Restored<'py>> {
        restore::by(py, "_authorization", (self.kind(), self.reason()))
    }
}
