//! The class `Rejection`.

use exposeport::StaleReason;
use exposeport::gateway::{self, BodyFormat};
use pyo3::prelude::*;

use super::arguments::named;

/// The names of the values of `format`.
const FORMATS: [(&str, BodyFormat); 2] = [("json", BodyFormat::Json), ("html", BodyFormat::Html)];

/// The response to a request that a gateway rejects.
///
/// Attributes:
///     http_status: The HTTP status.
///     code: The permanent code.
///     message: The message, which contains no token.
///     stale_reason: The reason why the URL is stale, as in `Authorization.reason`, else None.
///     json_body: The body for programs.
///     page: The body for people: an HTML page that loads nothing.
///     WEBSOCKET_CLOSE_CODE: The status code that closes a WebSocket, 1008 (RFC 6455 section
///         7.4.1).
///
/// Example:
///
///     >>> rejection = exposeport.Gateway(["example.com"]).route(["3000-a-b.example.com"])
///     >>> rejection.http_status, rejection.code
///     (400, 'RESERVED_PORT')
///     >>> rejection.headers("json")[:2]
///     [('content-type', 'application/json'), ('cache-control', 'no-store')]
#[pyclass(module = "exposeport", frozen, eq)]
#[derive(PartialEq)]
pub struct Rejection(pub(super) gateway::Rejection);

#[pymethods]
impl Rejection {
    #[classattr]
    const WEBSOCKET_CLOSE_CODE: u16 = gateway::Rejection::WEBSOCKET_CLOSE_CODE;

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("http_status", "code")
    }

    /// The HTTP status.
    #[getter]
    fn http_status(&self) -> u16 {
        self.0.http_status()
    }

    /// The permanent code.
    #[getter]
    fn code(&self) -> &'static str {
        self.0.code()
    }

    /// The message, which contains no token.
    #[getter]
    fn message(&self) -> String {
        self.0.to_string()
    }

    /// The reason why the URL is stale, else None.
    #[getter]
    fn stale_reason(&self) -> Option<&'static str> {
        self.0.stale_reason().map(StaleReason::as_str)
    }

    /// The body for programs.
    #[getter]
    fn json_body(&self) -> String {
        self.0.json_body().to_string()
    }

    /// The body for people: an HTML page that loads nothing.
    #[getter]
    fn page(&self) -> String {
        self.0.page().to_string()
    }

    /// Returns the headers of the response, without `Content-Length`.
    ///
    /// Args:
    ///     format: The format of the body, "json" or "html". See `prefers_html`.
    ///
    /// Returns:
    ///     A list of pairs of strings.
    ///
    /// Raises:
    ///     ValueError: Any other format.
    ///
    /// Example:
    ///
    ///     >>> rejection = exposeport.Gateway(["example.com"]).route([])
    ///     >>> rejection.headers("html")[0]
    ///     ('content-type', 'text/html; charset=utf-8')
    fn headers(&self, format: &str) -> PyResult<Vec<(&'static str, &'static str)>> {
        Ok(self.0.headers(named("format", format, &FORMATS)?.1).to_vec())
    }

    fn __repr__(&self) -> String {
        format!("Rejection({}, '{}')", self.http_status(), self.code())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}
