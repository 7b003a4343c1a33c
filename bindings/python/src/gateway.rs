//! The class `Gateway`. The classes that it returns are in `gateway/`.

mod arguments;
mod preview;
mod rejection;
mod request;

use exposeport::gateway::{self, Decision, InvalidHosts};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use self::arguments::{list, named, request_host};
pub use self::preview::{_check_application_host, Preview};
pub use self::rejection::Rejection;
pub use self::request::{
    is_hop_by_hop_header, is_internal_header, pass_through, prefers_html, split_target,
};
use crate::base_domain::{BaseDomain, Hostname};
use crate::errors::Rejected;
use crate::input::Text;
use crate::pickle::{self, Reduced};
use crate::policy::{self, Policy};
use crate::route::Route;

/// The names of the values of `invalid_hosts`.
const INVALID_HOSTS: [(&str, InvalidHosts); 2] =
    [("reject", InvalidHosts::Reject), ("pass-through", InvalidHosts::PassThrough)];

/// The decision of a gateway about requests, without I/O.
///
/// A gateway is created once from its base domains. Each request takes two steps:
///
/// 1. `route` decides from the host of the request: it belongs to another application (None), it
///    is a `Preview`, or there is a `Rejection`.
/// 2. The caller finds the sandbox of the preview, or none. `Preview.authorize` allows the request
///    (None), or returns a `Rejection`. The caller starts or wakes a sandbox only after this step.
///    With signed tokens, `Preview.verify` does so with a `KeyRing` in place of the sandbox.
///
/// `exposeport.asgi.PreviewRouter` does all of this for ASGI applications.
///
/// Args:
///     domains: An iterable of base domains: strings or `BaseDomain` objects.
///     invalid_hosts: "reject" to reject a preview-shaped host that breaks a rule, such as
///         "3000-x-y.example.com", or "pass-through" to treat it as the host of another
///         application.
///     policy: The policy of base domains that are given as strings.
///
/// Attributes:
///     domains: The base domains: a tuple of `BaseDomain`.
///     invalid_hosts: "reject" or "pass-through".
///
/// Raises:
///     ExposePortError: A base domain that `BaseDomain` rejects: "workers.dev".
///     TypeError: A string in place of the base domains.
///     ValueError: Any other value of `invalid_hosts`: "ignore".
///
/// Example:
///
///     >>> gateway = exposeport.Gateway(["example.com"])
///     >>> sandboxes = {"sandbox": exposeport.Sandbox("sandbox")}
///     >>> decision = gateway.route(["8080-sandbox-my_token.example.com"])
///     >>> if isinstance(decision, exposeport.Preview):
///     ...     decision = decision.authorize(sandboxes.get(decision.route.sandbox_id))
///     >>> decision
///     Rejection(404, 'INVALID_TOKEN')
#[pyclass(module = "exposeport", frozen)]
pub struct Gateway {
    gateway: gateway::Gateway,
    domains: Py<PyTuple>,
    invalid_hosts: &'static str,
}

#[pymethods]
impl Gateway {
    #[new]
    #[pyo3(signature = (domains, *, invalid_hosts = "reject", policy = None))]
    fn new(
        domains: &Bound<'_, PyAny>,
        invalid_hosts: &str,
        policy: Option<&Bound<'_, Policy>>,
    ) -> PyResult<Self> {
        let py = domains.py();
        let (invalid_hosts, option) = named("invalid_hosts", invalid_hosts, &INVALID_HOSTS)?;
        let policy = policy::or_default(policy);
        let domains = list(domains, "domains")?.into_iter().map(|domain| {
            let hostname = domain.extract::<Hostname<'_, '_>>()?;
            Ok(hostname.domain(policy).map_err(Rejected::from)?.into_owned())
        });
        let domains: Vec<exposeport::BaseDomain> = domains.collect::<PyResult<_>>()?;
        let objects = domains.iter().cloned().map(BaseDomain::from_core);
        let objects = PyTuple::new(py, objects.collect::<Vec<_>>())?.unbind();
        let gateway = gateway::Gateway::new(domains).with_invalid_hosts(option);
        Ok(Self { gateway, domains: objects, invalid_hosts })
    }

    /// The base domains.
    #[getter]
    fn domains(&self, py: Python<'_>) -> Py<PyTuple> {
        self.domains.clone_ref(py)
    }

    /// The decision about preview-shaped hosts that break a rule: "reject" or "pass-through".
    #[getter]
    fn invalid_hosts(&self) -> &'static str {
        self.invalid_hosts
    }

    /// Decides about the host of a request.
    ///
    /// The first rule that applies decides:
    ///
    /// 1. More than one `Host`, or neither `Host` nor an authority in HTTP/1.1 or later, is
    ///    rejected with `INVALID_HOSTNAME` (RFC 9112 section 3.2).
    /// 2. Spaces and tabs around a value are removed (RFC 9110 section 5.5).
    /// 3. The authority of the target replaces `Host` (RFC 9112 section 3.2.2). If it is a preview
    ///    host and a different `Host` is present, the request is rejected with `INVALID_HOSTNAME`.
    /// 4. A host that is not preview-shaped, or under none of the base domains, belongs to another
    ///    application.
    /// 5. A preview-shaped host that breaks a rule is rejected with the code of that rule, or
    ///    belongs to another application: see `invalid_hosts`.
    ///
    /// Args:
    ///     hosts: A list with all values of `Host`.
    ///     authority: The authority of the target in absolute form (see `split_target`), or
    ///         `:authority` in HTTP/2 and later.
    ///     version: The version of HTTP: "1.0", "1.1", "2", "3".
    ///
    /// Returns:
    ///     None if the request belongs to another application, a `Preview`, or a `Rejection`.
    ///
    /// Raises:
    ///     SecurityError: `INVALID_HOSTNAME`: a version such as "1.x".
    ///
    /// Example:
    ///
    ///     >>> gateway = exposeport.Gateway(["example.com"])
    ///     >>> gateway.route(["www.example.com"]) is None
    ///     True
    ///     >>> gateway.route(["3000-a-b.example.com"])
    ///     Rejection(400, 'RESERVED_PORT')
    ///     >>> gateway.route([], authority="8080-sandbox-my_token.example.com", version="2").route
    ///     Route(port=8080, sandbox_id='sandbox', token='...', base_host='example.com')
    #[pyo3(signature = (hosts, *, authority = None, version = "1.1"))]
    fn route<'py>(
        slf: &Bound<'py, Self>,
        hosts: &Bound<'py, PyAny>,
        authority: Option<Text<'_, '_>>,
        version: &str,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (py, gateway) = (slf.py(), &slf.get().gateway);
        let hosts = list(hosts, "hosts")?;
        let hosts = hosts.iter().map(|host| host.extract()).collect::<PyResult<Vec<Text>>>()?;
        let request = request_host(&hosts, authority.as_ref(), version)?;
        match gateway.route(&request) {
            Decision::PassThrough => Ok(None),
            Decision::Reject(rejection) => {
                Ok(Some(Bound::new(py, Rejection(rejection))?.into_any()))
            }
            Decision::Preview(preview) => {
                let host = request.effective().unwrap_or_default();
                let base_host = host[preview.route().base_range()].into();
                let policy = gateway.domains()[preview.domain()].policy();
                let route = Route::with_base_host(preview.route().clone(), base_host, policy);
                let (gateway, route) = (slf.clone().unbind(), Py::new(py, route)?);
                let preview = Preview { gateway, route, domain: preview.domain() };
                Ok(Some(Bound::new(py, preview)?.into_any()))
            }
        }
    }

    fn __repr__(&self) -> String {
        let domains = self.gateway.domains().iter().map(|domain| format!("'{domain}'"));
        let domains = domains.collect::<Vec<_>>().join(", ");
        format!("Gateway([{domains}], invalid_hosts='{}')", self.invalid_hosts)
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let keywords = PyDict::new(slf.py());
        keywords.set_item("domains", &slf.get().domains)?;
        keywords.set_item("invalid_hosts", slf.get().invalid_hosts)?;
        pickle::call_of_class(slf.get_type(), &[], &keywords)
    }
}
