//! The class `Preview`.

use exposeport::Scheme;
use exposeport::gateway::{self, ApplicationHost, Forward};
use pyo3::prelude::*;
use pyo3::types::PyList;

use super::arguments::{listed, named, pairs, received};
use super::{Gateway, Rejection};
use crate::errors::Rejected;
use crate::input::{Context, Time};
use crate::route::Route;
use crate::sandbox::Sandbox;
use crate::signed::KeyRing;

/// The names of the values of `host`.
const APPLICATION_HOSTS: [(&str, ApplicationHost); 2] =
    [("preview", ApplicationHost::Preview), ("localhost", ApplicationHost::Localhost)];

/// Checks the argument `host` of `Preview.forward` in advance.
#[pyfunction]
pub fn _check_application_host(host: &str) -> PyResult<()> {
    named("host", host, &APPLICATION_HOSTS).map(|_| ())
}

/// A request for a preview, which `Gateway.route` returns.
///
/// It contains the token, which `repr` does not show.
///
/// Attributes:
///     route: The `Route`.
///     domain: The index of the base domain.
#[pyclass(module = "exposeport", frozen)]
pub struct Preview {
    pub(super) gateway: Py<Gateway>,
    pub(super) route: Py<Route>,
    pub(super) domain: usize,
}

impl Preview {
    fn core(&self) -> gateway::Preview<'_> {
        let base_domain = &self.gateway.get().gateway.domains()[self.domain];
        gateway::Preview::from_parts(self.route.get().core().clone(), self.domain, base_domain)
    }
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
        self.domain
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
        let preview = self.core();
        let result = match sandbox {
            None => preview.authorize(None),
            Some(sandbox) => sandbox.get().with(|sandbox| preview.authorize(Some(sandbox)))?,
        };
        Ok(result.err().map(Rejection))
    }

    /// Allows the request if a key of the ring has signed its token, without any `Sandbox`.
    ///
    /// A gateway closes a connection that is open when its token expires. `KeyRing.verify` returns
    /// the expiry.
    ///
    /// Args:
    ///     ring: The `KeyRing`.
    ///     context: The context of the signature.
    ///     now: The time in seconds of Unix time, such as `time.time()`.
    ///     is_denied: A function that is called last, with the `Route` of a token that is otherwise
    ///         valid. It returns True for a link that ends before its expiry. It compares the
    ///         token, since the client chooses `base_port`. If it raises an exception, so does this
    ///         method.
    ///
    /// Returns:
    ///     None if the request is allowed, else a `Rejection`: 404 `INVALID_TOKEN` if no key of the
    ///     ring has signed the token, or 410 `TOKEN_EXPIRED` if the token has expired or is denied.
    ///
    /// Raises:
    ///     ValueError: A time that is negative, not a number, or 2**63 and more.
    ///
    /// Example:
    ///
    ///     >>> ring = exposeport.KeyRing(exposeport.SigningKey(bytes(range(32))))
    ///     >>> gateway = exposeport.Gateway(["example.com"])
    ///     >>> preview = gateway.route(["8080-sandbox-0jijo081mt53pnb0n082pt.example.com"])
    ///     >>> preview.verify(ring, now=1_800_000_000) is None
    ///     True
    ///     >>> ring.verify(preview.route, now=1_800_000_000).expires
    ///     1800003600
    ///     >>> preview.verify(ring, now=1_800_003_600)
    ///     Rejection(410, 'TOKEN_EXPIRED')
    #[pyo3(signature = (
        ring, *, context = Context::EMPTY, now, is_denied = None
    ), text_signature = "($self, ring, *, context=b'', now, is_denied=None)")]
    fn verify(
        &self,
        py: Python<'_>,
        ring: &Bound<'_, KeyRing>,
        context: Context<'_, '_>,
        now: Time,
        is_denied: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<Rejection>> {
        let mut failure = None;
        let result = self.core().verify(ring.get().core(), context.as_ref(), now.0, |_| {
            let Some(is_denied) = is_denied else { return false };
            let answer = is_denied.call1((self.route.bind(py),));
            answer.and_then(|answer| answer.is_truthy()).unwrap_or_else(|error| {
                failure = Some(error);
                true
            })
        });
        match failure {
            Some(error) => Err(error),
            None => Ok(result.err().map(Rejection)),
        }
    }

    /// Returns the headers of a request for the application.
    ///
    /// - Internal headers, `X-Forwarded-Host` and `X-Forwarded-Proto` of the client are removed,
    ///   and internal names are removed from `Connection`.
    /// - `Host`, `X-Forwarded-Host`, `X-Forwarded-Proto` and the internal headers are set.
    /// - For a proxy, hop-by-hop headers and those that `Connection` lists are removed, except
    ///   `Connection: upgrade` and `Upgrade` of an upgrade.
    ///
    /// Args:
    ///     headers: The headers of the client: a list of pairs of a name and a value.
    ///     scheme: The scheme of the client's request, "http" or "https".
    ///     host: The `Host` that the application receives: "preview", or "localhost" for
    ///         "localhost:8080", as sandbox-sdk 0.12 sends it.
    ///     with_token: If true, send the token to the application, which then can do what its
    ///         holder can.
    ///     in_process: If true, keep hop-by-hop headers, for an application in this process.
    ///
    /// Returns:
    ///     A list of pairs of bytes.
    ///
    /// Raises:
    ///     SecurityError: `INVALID_HOSTNAME`: a scheme such as "ftp".
    ///     ValueError: Any other value of `host`: "example".
    ///
    /// Example:
    ///
    ///     >>> gateway = exposeport.Gateway(["example.com"])
    ///     >>> preview = gateway.route(["8080-sandbox-my_token.example.com"])
    ///     >>> received = [("X-Sandbox-Preview-Port", "22"), ("Accept", "*/*")]
    ///     >>> preview.forward(received, host="localhost")[:2]
    ///     [(b'Accept', b'*/*'), (b'host', b'localhost:8080')]
    #[pyo3(signature = (
        headers, *,
        scheme = "https", host = "preview", with_token = false, in_process = false
    ))]
    fn forward<'py>(
        &self,
        headers: &Bound<'py, PyAny>,
        scheme: &str,
        host: &str,
        with_token: bool,
        in_process: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        let options = Forward::new(Scheme::new(scheme).map_err(Rejected::from)?)
            .host(named("host", host, &APPLICATION_HOSTS)?.1)
            .with_token(with_token)
            .in_process(in_process);
        let pairs = pairs(headers)?;
        let received = received(&pairs)?;
        listed(headers.py(), &self.core().forward(&received, options))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let route = self.route.bind(py).repr()?;
        Ok(format!("Preview(route={route}, domain={})", self.domain))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}
