//! The class `Route`.

use exposeport::PreviewUrl;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use crate::base_domain::Domain;
use crate::errors::Refused;
use crate::policy::{self, Policy};
use crate::restore::{self, Restored};
use crate::text::Text;

/// What a preview host says. `parse_host`, `parse_url` and `BaseDomain.route` make it.
///
/// Routes are equal where all their attributes are, under whatever policy they were parsed.
///
/// Attributes:
///     port: The port to which the request goes.
///     sandbox_id: The sandbox to which it goes, in lower case.
///     token: The token that it shows, in lower case. It is a secret, which `repr` does not show.
///     base_host: The host of the base domain, in lower case.
///     base_port: The port behind the host, or None.
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
    /// The text that was parsed up to the end of its authority, an exact `str` or `bytes`: the base host is cut out of it when somebody
    /// asks. What follows may be long, and secret.
    parsed: Py<PyAny>,
    policy: Option<Py<Policy>>,
}

impl Route {
    #[inline]
    pub fn new(route: exposeport::Route, text: &Text<'_, '_>, policy: Option<&Py<Policy>>) -> Self {
        let (object, octets) = (text.object, text.as_ref());
        let end = authority_end(&route, octets);
        let is_exact = object.is_exact_instance_of::<PyString>() || object.is_exact_instance_of::<PyBytes>();
        let parsed = if is_exact && end == octets.len() {
            object.to_owned().unbind()
        } else {
            PyBytes::new(object.py(), &octets[..end]).into_any().unbind()
        };
        Self { route, parsed, policy: policy.map(|policy| policy.clone_ref(object.py())) }
    }

    pub const fn core(&self) -> &exposeport::Route {
        &self.route
    }

    fn lower_base_host(&self, py: Python<'_>) -> PyResult<String> {
        let parsed: Text<'_, '_> = self.parsed.bind_borrowed(py).extract()?;
        Ok(self.route.base_host(&parsed).unwrap_or_default().to_ascii_lowercase())
    }

    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (id, token) = (self.route.sandbox_id_str(), self.route.token_str());
        (self.port(), id, token, self.lower_base_host(py)?, self.base_port()).into_pyobject(py)
    }
}

/// Where the root dot and the port end that may stand behind the base host. Whatever follows them begins with another character.
#[inline]
fn authority_end(route: &exposeport::Route, text: &[u8]) -> usize {
    let end = route.base_range().end;
    let rest = text.get(end..).unwrap_or_default();
    end + rest.iter().take_while(|octet| matches!(octet, b'.' | b':' | b'0'..=b'9')).count()
}

#[pymethods]
impl Route {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        ("port", "sandbox_id", "token", "base_host", "base_port")
    }

    /// The port to which the request goes.
    #[getter]
    fn port(&self) -> u16 {
        self.route.port().get()
    }

    /// The sandbox to which the request goes.
    #[getter]
    fn sandbox_id<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        // The core has seen that it is ASCII: as text it would be looked at once more.
        PyString::from_bytes(py, self.route.sandbox_id_bytes())
    }

    /// The token that the request shows: a secret.
    #[getter]
    fn token<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        PyString::from_bytes(py, self.route.token_bytes())
    }

    /// The host of the base domain, in lower case.
    #[getter]
    fn base_host(&self, py: Python<'_>) -> PyResult<String> {
        self.lower_base_host(py)
    }

    /// The port behind the host, or None.
    #[getter]
    fn base_port(&self) -> Option<u16> {
        self.route.base_port()
    }

    /// Builds the URL of this route on a base domain, with its token, which may be longer than one that is issued.
    ///
    /// Args:
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///
    /// Returns:
    ///     The URL, which holds the token.
    ///
    /// Raises:
    ///     SecurityError: A base domain that breaks a rule, as in `BaseDomain`; `HOSTNAME_TOO_LONG`, a host over 253 characters;
    ///         `RESERVED_PORT` and `RESERVED_SANDBOX_ID` by the policy of a `BaseDomain`: port 9000 under `Policy(reserve_ports=[9000])`.
    ///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev".
    ///
    /// Example:
    ///
    ///     >>> exposeport.parse_host("8080-sandbox-my_token.example.com").url("localhost:8787")
    ///     'http://8080-sandbox-my_token.localhost:8787'
    fn url(&self, hostname: Domain<'_, '_>) -> Result<String, Refused> {
        let domain = hostname.checked(policy::core_of_kept(&self.policy))?;
        Ok(PreviewUrl::of_route(&self.route, &domain)?.as_str().to_owned())
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        let same_token = self.route.token().matches(&other.route.token());
        Ok(same_token
            & (self.port() == other.port())
            & (self.route.sandbox_id_bytes() == other.route.sandbox_id_bytes())
            & (self.lower_base_host(py)? == other.lower_base_host(py)?)
            & (self.base_port() == other.base_port()))
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.parts(py)?.hash()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (port, id, base_host) = (self.port(), self.route.sandbox_id_str(), self.lower_base_host(py)?);
        let base_port = self.base_port().map_or_else(String::new, |port| format!(", base_port={port}"));
        Ok(format!("Route(port={port}, sandbox_id='{id}', token='...', base_host='{base_host}'{base_port})"))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Restored<'py>> {
        restore::by(py, "_route", (&self.parsed, &self.policy))
    }
}
