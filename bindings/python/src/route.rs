//! The class `Route`.

use exposeport::PreviewUrl;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::base_domain::Hostname;
use crate::errors::Rejected;
use crate::input::Text;
use crate::pickle::{self, Reduced};
use crate::policy::Policy;

/// A parsed preview host: port, sandbox id, token and base domain.
///
/// Routes are created by parsing. Two routes are equal if all their attributes are equal, even if
/// they were parsed under different policies.
///
/// Attributes:
///     port: The requested port.
///     sandbox_id: The requested sandbox id, in lowercase.
///     token: The token of the request, in lowercase. It is secret, and `repr` omits it.
///     base_host: The host of the base domain, in lowercase, without a trailing dot.
///     base_port: The port after the host, or None.
///
/// Example:
///
///     >>> match exposeport.parse_host("8080-sandbox-my_token.example.com:8443"):
///     ...     case exposeport.Route(8080, sandbox_id):
///     ...         print(sandbox_id)
///     sandbox
#[pyclass(module = "exposeport", frozen)]
pub struct Route {
    route: exposeport::Route,
    base_host: BaseHost,
    policy: exposeport::Policy,
}

/// The part of the input that a route keeps to return the base host. It excludes everything after
/// the authority of a URL, which may be long and secret.
enum BaseHost {
    /// The input, which ends with the base host: an exact `str` or `bytes` object.
    Input(Py<PyAny>),
    /// A copy of the base host.
    Copy(Box<[u8]>),
}

impl BaseHost {
    #[inline]
    fn new(route: &exposeport::Route, input: &Text<'_, '_>) -> Self {
        let (object, bytes, range) = (input.object, input.as_ref(), route.base_range());
        let is_exact =
            object.is_exact_instance_of::<PyString>() || object.is_exact_instance_of::<PyBytes>();
        if is_exact && range.end == bytes.len() {
            Self::Input(object.to_owned().unbind())
        } else {
            Self::Copy(bytes[range].into())
        }
    }
}

impl Route {
    #[inline]
    pub fn new(
        route: exposeport::Route,
        input: &Text<'_, '_>,
        policy: &exposeport::Policy,
    ) -> Self {
        Self { base_host: BaseHost::new(&route, input), route, policy: policy.clone() }
    }

    /// Creates a route from a copy of its base host.
    pub fn with_base_host(
        route: exposeport::Route,
        base_host: Box<[u8]>,
        policy: &exposeport::Policy,
    ) -> Self {
        Self { route, base_host: BaseHost::Copy(base_host), policy: policy.clone() }
    }

    pub const fn core(&self) -> &exposeport::Route {
        &self.route
    }
}

#[pymethods]
impl Route {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        ("port", "sandbox_id", "token", "base_host", "base_port")
    }

    /// The requested port.
    #[getter]
    fn port(&self) -> u16 {
        self.route.port().get()
    }

    /// The requested sandbox id, in lowercase.
    #[getter]
    fn sandbox_id<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        PyString::from_bytes(py, self.route.sandbox_id_bytes())
    }

    /// The token of the request, in lowercase. It is secret.
    #[getter]
    fn token<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        PyString::from_bytes(py, self.route.token_bytes())
    }

    /// The host of the base domain, in lowercase, without a trailing dot.
    #[getter]
    fn base_host(&self, py: Python<'_>) -> PyResult<String> {
        let input: Text<'_, '_>;
        let bytes = match &self.base_host {
            BaseHost::Copy(bytes) => bytes,
            BaseHost::Input(object) => {
                input = object.bind_borrowed(py).extract()?;
                &input.as_ref()[self.route.base_range()]
            }
        };
        Ok(String::from_utf8_lossy(bytes).to_ascii_lowercase())
    }

    /// The port after the host, or None.
    #[getter]
    fn base_port(&self) -> Option<u16> {
        self.route.base_port()
    }

    /// Builds the URL of this route on a base domain.
    ///
    /// Unlike `build_url`, it accepts a parsed token of more than 16 characters.
    ///
    /// Args:
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///
    /// Returns:
    ///     The URL, which contains the token.
    ///
    /// Raises:
    ///     SecurityError: A base domain that `BaseDomain` rejects; `HOSTNAME_TOO_LONG`: a host over
    ///         253 bytes; `RESERVED_PORT`, `RESERVED_SANDBOX_ID`: the policy of a `BaseDomain`
    ///         reserves the port or the id.
    ///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev".
    ///
    /// Example:
    ///
    ///     >>> exposeport.parse_host("8080-sandbox-my_token.example.com").url("localhost:8787")
    ///     'http://8080-sandbox-my_token.localhost:8787'
    fn url(&self, hostname: Hostname<'_, '_>) -> Result<String, Rejected> {
        let domain = hostname.domain(&self.policy)?;
        Ok(PreviewUrl::from_route(&self.route, &domain)?.as_str().to_owned())
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        // The core compares the tokens in constant time.
        Ok((self.route == other.route) & (self.base_host(py)? == other.base_host(py)?))
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        // Python's hash of strings is randomized, so a client cannot cause collisions.
        let (id, token) = (self.route.sandbox_id_str(), self.route.token_str());
        let attributes = (self.port(), id, token, self.base_host(py)?, self.base_port());
        attributes.into_pyobject(py)?.hash()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (port, id, base_host) = (self.port(), self.route.sandbox_id_str(), self.base_host(py)?);
        let base_port =
            self.base_port().map_or_else(String::new, |port| format!(", base_port={port}"));
        Ok(format!(
            "Route(port={port}, sandbox_id='{id}', token='...', \
             base_host='{base_host}'{base_port})"
        ))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let authority = self.route.authority(&self.base_host(py)?);
        pickle::call_of_function(py, "_route", (authority, Policy::from_core(&self.policy)))
    }
}

/// Restores a `Route` from its authority.
#[pyfunction]
pub fn _route(authority: Text<'_, '_>, policy: &Bound<'_, Policy>) -> Result<Route, Rejected> {
    let policy = policy.get().core();
    let route = exposeport::Route::parse_host_with_policy(&authority, policy)?;
    Ok(Route::new(route, &authority, policy))
}
