//! The class `Preview`.

use exposeport::gateway;
use pyo3::prelude::*;

use super::{Gateway, Rejection};
use crate::route::Route;
use crate::sandbox::Sandbox;

/// A request for a preview.
///
/// `Gateway.route` returns it.
///
/// It contains the token, which `repr` does not show.
///
/// Attributes:
///     route: The `Route`.
///     domain: The index of the base domain.
#[pyclass(module = "exposeport", frozen)]
pub struct Preview {
    pub(super) gateway: Py<Gateway>,
    pub(super) preview: gateway::Preview,
    pub(super) route: Py<Route>,
}

#[pymethods]
impl Preview {
    /// The route.
    #[getter]
    fn route(&self, py: Python<'_>) -> Py<Route> {
        self.route.clone_ref(py)
    }

    /// The index of the base domain.
    #[getter]
    fn domain(&self) -> usize {
        self.preview.domain()
    }

    /// Allows the request, or rejects it.
    ///
    /// Args:
    ///     sandbox: The `Sandbox` with the id of the route, or None if there is none. An unknown
    ///         sandbox is rejected exactly as an unknown port is.
    ///
    /// Returns:
    ///     None if the request is allowed, else a `Rejection`: 404 `INVALID_TOKEN`, or 410
    ///     `STALE_PREVIEW_URL` if the port is not exposed under the current runtime.
    ///
    /// Example:
    ///
    ///     >>> gateway = exposeport.Gateway(["example.com"])
    ///     >>> sandbox = exposeport.Sandbox("sandbox")
    ///     >>> exposed = sandbox.expose_port(8080, hostname="example.com", token="my_token")
    ///     >>> preview = gateway.route(["8080-sandbox-my_token.example.com"])
    ///     >>> preview.authorize(sandbox) is None
    ///     True
    ///     >>> preview.authorize(None)
    ///     Rejection(404, 'INVALID_TOKEN')
    fn authorize(&self, sandbox: Option<&Bound<'_, Sandbox>>) -> PyResult<Option<Rejection>> {
        let result = match sandbox {
            None => self.preview.authorize(None),
            Some(sandbox) => sandbox.get().with(|sandbox| self.preview.authorize(Some(sandbox)))?,
        };
        Ok(result.err().map(Rejection))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let route = self.route.bind(py).repr()?;
        Ok(format!("Preview(route={route}, domain={})", self.preview.domain()))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}
