//! The methods of the class `BaseDomain`.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{route, unless_other_host};
use crate::base_domain::BaseDomain;
use crate::errors::Rejected;
use crate::input::Text;
use crate::pickle::{self, Reduced};
use crate::policy::{self, Policy};
use crate::route::Route;

#[pymethods]
impl BaseDomain {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("host", "port", "scheme")
    }

    #[new]
    #[pyo3(signature = (hostname, *, policy = None))]
    fn new(hostname: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> Result<Self, Rejected> {
        Self::checked(&hostname, policy::or_default(policy))
    }

    /// The host: ASCII, lowercase, without a trailing dot.
    #[getter]
    fn host(&self) -> &str {
        self.core().host()
    }

    /// The port, or None if it is the default port of the scheme.
    #[getter]
    fn port(&self) -> Option<u16> {
        self.core().port()
    }

    /// The scheme: "http" or "https".
    #[getter]
    fn scheme(&self) -> &'static str {
        self.core().scheme().as_str()
    }

    /// The policy under which hosts are parsed.
    #[getter]
    fn policy(&self) -> Policy {
        Policy::from_core(self.core().policy())
    }

    /// Parses a `Host` header value that is one label followed by this base domain.
    ///
    /// The port after the host is checked but not compared, since a proxy may listen on another
    /// port.
    ///
    /// Args:
    ///     host: The value.
    ///
    /// Returns:
    ///     The route, or None if the host is not preview-shaped or not under this domain. Such a
    ///     request belongs to another application.
    ///
    /// Raises:
    ///     SecurityError: A preview-shaped host under this domain that `parse_host` rejects:
    ///         "3000-a-b.example.com".
    ///
    /// Example:
    ///
    ///     >>> domain = exposeport.BaseDomain("example.com")
    ///     >>> domain.route(b"8080-sandbox-my_token.example.com").sandbox_id
    ///     'sandbox'
    ///     >>> domain.route("8080-sandbox-my_token.evil-example.com") is None
    ///     True
    fn route(&self, host: Text<'_, '_>) -> Result<Option<Route>, Rejected> {
        let found = unless_other_host(self.core().route(&host))?;
        Ok(found.map(|found| Route::new(found, &host, self.core().policy())))
    }

    /// Parses a URL under this base domain, as `route` parses a host.
    ///
    /// Args:
    ///     url: A URL with the scheme http, https, ws or wss.
    ///
    /// Returns:
    ///     The route, or None if `route` returns None for its host, or if the URL is malformed.
    ///
    /// Raises:
    ///     SecurityError: A preview-shaped host under this domain that `parse_host` rejects:
    ///         "https://3000-a-b.example.com".
    ///
    /// Example:
    ///
    ///     >>> domain = exposeport.BaseDomain("example.com")
    ///     >>> domain.route_url("wss://8080-sandbox-my_token.example.com/socket").port
    ///     8080
    fn route_url(&self, url: Text<'_, '_>) -> Result<Option<Route>, Rejected> {
        let found = unless_other_host(self.core().route_url(&url))?;
        Ok(found.map(|found| Route::new(found, &url, self.core().policy())))
    }

    /// Parses a preview URL or a bare host under this base domain.
    ///
    /// Input with "://" in its first eight bytes is parsed as a URL; anything else as a `Host`
    /// value. Unlike `route` and `route_url`, it raises `NotAPreviewHostError` instead of returning
    /// None.
    ///
    /// Args:
    ///     host_or_url: The URL or host.
    ///
    /// Returns:
    ///     The route.
    ///
    /// Raises:
    ///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST`: "www.example.com",
    ///         "8080-a-b.evil-example.com".
    ///     SecurityError: A preview-shaped host under this domain that `parse_host` rejects:
    ///         "3000-a-b.example.com".
    ///
    /// Example:
    ///
    ///     >>> domain = exposeport.BaseDomain("example.com")
    ///     >>> domain.parse("https://8080-sandbox-my_token.example.com").port
    ///     8080
    fn parse(&self, host_or_url: Text<'_, '_>) -> Result<Route, Rejected> {
        route(self.core().route_any(&host_or_url), &host_or_url, self.core().policy())
    }

    fn __str__(&self) -> &str {
        self.core().as_str()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (domain, policy) = (self.core(), self.core().policy());
        if *policy == exposeport::Policy::DEFAULT {
            return Ok(format!("BaseDomain('{domain}')"));
        }
        let policy = self.policy().into_pyobject(py)?.repr()?;
        Ok(format!("BaseDomain('{domain}', policy={policy})"))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let domain = slf.get();
        let keywords = PyDict::new(slf.py());
        keywords.set_item("policy", domain.policy())?;
        pickle::call_of_class(slf.get_type(), &[domain.core().as_str()], &keywords)
    }
}
