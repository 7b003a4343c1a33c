//! The class `BaseDomain`.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use exposeport::{Error, ErrorKind};
use pyo3::prelude::*;

use crate::errors::Refused;
use crate::policy::{self, Policy};
use crate::restore::{self, Restored};
use crate::route::Route;
use crate::text::{Text, wrong_type};

/// A base domain: what follows the label of a preview URL, and the gateway's way to know its own hosts.
///
/// Args:
///     hostname: "host" or "host:port". Unicode is brought to ASCII, upper case lowered, one trailing dot dropped. A label then has at
///         most 63 characters and the host 244, so that a preview label finds room within the 253 of a host.
///     policy: Which domains are refused, and the scheme. Hosts are parsed under it.
///
/// Attributes:
///     host: The host: ASCII, lower case.
///     port: The port, or None where it is the scheme's default one.
///     scheme: "https"; "http" on localhost and below.
///     policy: The policy.
///
/// Raises:
///     SecurityError: `INVALID_HOSTNAME`: "", "user@example.com", "a..b"; `INVALID_HOSTNAME_PORT`: "example.com:0";
///         `HOSTNAME_IS_IP_ADDRESS`: "127.0.0.1", "[::1]:8787"; `HOSTNAME_TOO_LONG`: a label over 63 characters, a host over 244.
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev", another domain that the policy refuses, or one below.
///
/// Example:
///
///     >>> domain = exposeport.BaseDomain("Bücher.example:8443")
///     >>> domain.host, domain.port, domain.scheme
///     ('xn--bcher-kva.example', 8443, 'https')
#[pyclass(module = "exposeport", frozen)]
pub struct BaseDomain {
    domain: exposeport::BaseDomain,
    policy: Option<Py<Policy>>,
}

impl BaseDomain {
    pub fn checked(hostname: &Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> Result<Self, Refused> {
        let domain = policy::core(policy).base_domain(hostname)?;
        Ok(Self { domain, policy: policy.map(|policy| policy.clone().unbind()) })
    }

    pub const fn core(&self) -> &exposeport::BaseDomain {
        &self.domain
    }

    pub const fn kept_policy(&self) -> &Option<Py<Policy>> {
        &self.policy
    }

    #[inline]
    fn ours(&self, text: &Text<'_, '_>, answer: Result<exposeport::Route, Error>) -> PyResult<Option<Route>> {
        match answer {
            Ok(route) => Ok(Some(Route::new(route, text, self.policy.as_ref()))),
            Err(error) if error.kind() == ErrorKind::NotAPreviewHost => Ok(None),
            Err(error) => Err(Refused::from(error).into()),
        }
    }
}

#[pymethods]
impl BaseDomain {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("host", "port", "scheme")
    }

    #[new]
    #[pyo3(signature = (hostname, *, policy = None))]
    fn new(hostname: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> Result<Self, Refused> {
        Self::checked(&hostname, policy)
    }

    /// The host: ASCII, lower case.
    #[getter]
    fn host(&self) -> &str {
        self.domain.host()
    }

    /// The port, or None where it is the scheme's default one.
    #[getter]
    fn port(&self) -> Option<u16> {
        self.domain.port()
    }

    /// The scheme: "http" or "https".
    #[getter]
    fn scheme(&self) -> &'static str {
        self.domain.scheme().as_str()
    }

    /// The policy under which hosts are parsed.
    #[getter]
    fn policy(&self, py: Python<'_>) -> PyResult<Py<Policy>> {
        policy::given_or_default(py, &self.policy)
    }

    /// Binds a `Host` header to this domain: exactly one label stands before it. The header's port is checked, but not compared.
    ///
    /// Args:
    ///     host: The header's value, any `str` or `bytes`.
    ///
    /// Returns:
    ///     The route, or None where the host is not of this domain or no preview host, so that the request is somebody else's.
    ///
    /// Raises:
    ///     SecurityError: A preview host of this domain that breaks a rule, as in `parse_host`: "3000-a-b.example.com".
    ///
    /// Example:
    ///
    ///     >>> domain = exposeport.BaseDomain("example.com")
    ///     >>> domain.route(b"8080-sandbox-my_token.example.com").sandbox_id
    ///     'sandbox'
    ///     >>> domain.route("8080-sandbox-my_token.evil-example.com") is None
    ///     True
    fn route(&self, host: Text<'_, '_>) -> PyResult<Option<Route>> {
        self.ours(&host, self.domain.route(&host))
    }

    /// Binds a URL to this domain, as `route` does a host.
    ///
    /// Args:
    ///     url: A URL with the scheme http, https, ws or wss.
    ///
    /// Returns:
    ///     The route, or None.
    ///
    /// Raises:
    ///     SecurityError: A preview URL of this domain that breaks a rule: "https://3000-a-b.example.com".
    ///
    /// Example:
    ///
    ///     >>> exposeport.BaseDomain("example.com").route_url("wss://8080-sandbox-my_token.example.com/socket").port
    ///     8080
    fn route_url(&self, url: Text<'_, '_>) -> PyResult<Option<Route>> {
        self.ours(&url, self.domain.route_url(&url))
    }

    /// Takes apart what a person may paste, a URL where a scheme stands in front, else a host, where anything but a route of this domain
    /// is an error.
    ///
    /// Args:
    ///     host_or_url: The one or the other.
    ///
    /// Returns:
    ///     The route.
    ///
    /// Raises:
    ///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST` where `route` and `route_url` give None: "www.example.com".
    ///     SecurityError: A preview host or URL of this domain that breaks a rule: "3000-a-b.example.com".
    ///
    /// Example:
    ///
    ///     >>> exposeport.BaseDomain("example.com").parse("https://8080-sandbox-my_token.example.com").port
    ///     8080
    fn parse(&self, host_or_url: Text<'_, '_>) -> PyResult<Route> {
        let route = self.domain.route_any(&host_or_url).map_err(Refused::from)?;
        Ok(Route::new(route, &host_or_url, self.policy.as_ref()))
    }

    fn __str__(&self) -> &str {
        self.domain.as_str()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(match &self.policy {
            Some(policy) => format!("BaseDomain('{}', policy={})", self.domain, policy.bind(py).repr()?),
            None => format!("BaseDomain('{}')", self.domain),
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.domain == other.domain
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.domain.hash(&mut hasher);
        hasher.finish()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Restored<'py>> {
        restore::by(py, "_base_domain", (self.domain.as_str(), &self.policy))
    }
}

/// An argument `hostname`: a `BaseDomain`, or the text of one.
pub enum Domain<'a, 'py> {
    Ready(&'a exposeport::BaseDomain),
    Text(Text<'a, 'py>),
}

impl<'a, 'py> FromPyObject<'a, 'py> for Domain<'a, 'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(domain) = object.cast::<BaseDomain>() {
            return Ok(Self::Ready(&domain.get().domain));
        }
        let text = object.extract().map_err(|_| wrong_type(object, "str, bytes or BaseDomain"))?;
        Ok(Self::Text(text))
    }
}

impl<'a> Domain<'a, '_> {
    /// The base domain; of a text, under a policy.
    pub fn checked(&self, policy: &exposeport::Policy) -> Result<Cow<'a, exposeport::BaseDomain>, Error> {
        match self {
            Self::Ready(domain) => Ok(Cow::Borrowed(domain)),
            Self::Text(text) => policy.base_domain(text).map(Cow::Owned),
        }
    }
}
