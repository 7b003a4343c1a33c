//! The class `Sandbox`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use exposeport::Error;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};

use crate::authorization::Authorization;
use crate::base_domain::Domain;
use crate::errors::Refused;
use crate::exposed_port::ExposedPort;
use crate::functions::sandbox_id;
use crate::integer::Integer;
use crate::policy::{self, Policy};
use crate::route::Route;
use crate::text::Text;

/// A sandbox, its exposed ports, and what is known of its runtime.
///
/// It stores nothing and asks nobody: keep `to_json()` wherever you like, and tell it when a runtime starts and stops. Until then
/// every exposed port is active. A call that fails changes nothing. It may be used from many threads, and subclassed.
///
/// Args:
///     id: The sandbox id, as `validate_sandbox_id` takes it.
///     normalize: Lower A-Z in the id first.
///     policy: Rules other than the documented ones.
///
/// Attributes:
///     id: The id.
///     policy: The policy.
///
/// Raises:
///     SecurityError: An id that breaks a rule, as in `validate_sandbox_id`: "my sandbox", "www".
///
/// Example:
///
///     >>> sandbox = exposeport.Sandbox("sandbox")
///     >>> exposed = sandbox.expose_port(8080, hostname="example.com", name="Web Server")
///     >>> exposed.url == f"https://8080-sandbox-{exposeport.parse(exposed.url).token}.example.com"
///     True
///     >>> sandbox.authorize(exposeport.parse(exposed.url))
///     Authorization(kind='active')
#[pyclass(module = "exposeport", frozen, subclass, weakref)]
pub struct Sandbox {
    /// None until `__init__` has run. Nothing calls into Python while the lock is held, so that no thread waits for two locks, and a
    /// process that forks while it holds the interpreter never forks within.
    state: Mutex<Option<State>>,
}

struct State {
    sandbox: exposeport::Sandbox,
    policy: Option<Py<Policy>>,
}

impl Sandbox {
    fn lock(&self) -> MutexGuard<'_, Option<State>> {
        // Every call checks before it changes anything, so that a panic would leave a whole state behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, call: impl FnOnce(&mut exposeport::Sandbox) -> T) -> PyResult<T> {
        self.with_state(|state| call(&mut state.sandbox))
    }

    fn with_state<T>(&self, call: impl FnOnce(&mut State) -> T) -> PyResult<T> {
        let answer = self.lock().as_mut().map(call);
        answer.ok_or_else(|| PyRuntimeError::new_err("Sandbox.__init__ was not called"))
    }

    fn try_with<T>(&self, call: impl FnOnce(&mut exposeport::Sandbox) -> Result<T, Error>) -> PyResult<T> {
        Ok(self.with(call)?.map_err(Refused::from)?)
    }
}

#[pymethods]
impl Sandbox {
    /// A subclass may take other arguments: those of the sandbox come to `__init__`.
    #[new]
    #[pyo3(signature = (*_args, **_kwargs), text_signature = "(id, *, normalize=False, policy=None)")]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Self {
        Self { state: Mutex::new(None) }
    }

    #[pyo3(signature = (id, *, normalize = false, policy = None))]
    fn __init__(&self, id: Text<'_, '_>, normalize: bool, policy: Option<&Bound<'_, Policy>>) -> Result<(), Refused> {
        let rules = policy::core(policy);
        let id = sandbox_id(&id, normalize, rules)?;
        let sandbox = exposeport::Sandbox::with_policy(id, rules.clone());
        let state = State { sandbox, policy: policy.map(|policy| policy.clone().unbind()) };
        // The former state, if any, is dropped after the lock.
        let _former = self.lock().replace(state);
        Ok(())
    }

    /// Reads a snapshot, the reference's storage among them.
    ///
    /// Where it names neither a runtime nor an activation, no runtime is known and every port is active: call `runtime_stopped` on what
    /// comes from a storage that forgets both when a sandbox stops.
    ///
    /// Args:
    ///     id: The sandbox id.
    ///     text: The JSON document: at most 16 MiB and 32 levels deep, as `to_json` wrote it, or with the older bare tokens. Unknown keys
    ///         are passed over.
    ///     normalize: Lower A-Z in the id first.
    ///     policy: Rules other than the documented ones.
    ///
    /// Returns:
    ///     A new sandbox. A subclass is made by a call of it with these arguments, `normalize` and `policy` only where they were given.
    ///
    /// Raises:
    ///     SecurityError: An id that breaks a rule; `INVALID_SNAPSHOT`, naming the place: "[]", '{"portTokens": {"80": "t"}}'.
    ///
    /// Example:
    ///
    ///     >>> sandbox = exposeport.Sandbox.from_json("sandbox", '{"portTokens": {"8080": "my_token"}}')
    ///     >>> sandbox.to_json()
    ///     '{"portTokens":{"8080":{"token":"my_token"}},"activePreviewPorts":{}}'
    #[classmethod]
    #[pyo3(signature = (id, text, *, normalize = false, policy = None))]
    fn from_json<'py>(
        class: &Bound<'py, PyType>,
        id: &Bound<'py, PyAny>,
        text: Text<'_, '_>,
        normalize: bool,
        policy: Option<&Bound<'py, Policy>>,
    ) -> PyResult<Bound<'py, Self>> {
        let keywords = PyDict::new(class.py());
        if normalize {
            keywords.set_item("normalize", true)?;
        }
        if let Some(policy) = policy {
            keywords.set_item("policy", policy)?;
        }
        let made = class.call((id,), Some(&keywords))?.cast_into::<Self>()?;
        made.get().try_with(|sandbox| {
            let (id, policy) = (*sandbox.id(), sandbox.policy().clone());
            *sandbox = exposeport::Sandbox::from_json_with_policy(id, &text, policy)?;
            Ok(())
        })?;
        Ok(made)
    }

    /// Writes a snapshot, which holds the tokens. The same state gives the same text.
    ///
    /// Returns:
    ///     A JSON document with the keys of the reference's storage.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").to_json()
    ///     '{"portTokens":{},"activePreviewPorts":{}}'
    fn to_json(&self) -> PyResult<String> {
        self.with(|sandbox| sandbox.to_json())
    }

    /// The id.
    #[getter]
    fn id(&self) -> PyResult<String> {
        self.with(|sandbox| sandbox.id().as_str().to_owned())
    }

    /// The policy.
    #[getter]
    fn policy(&self, py: Python<'_>) -> PyResult<Py<Policy>> {
        let kept = self.with_state(|state| state.policy.as_ref().map(|policy| policy.clone_ref(py)))?;
        policy::given_or_default(py, &kept)
    }

    /// Exposes a port. Its token is the given one, else the one that the port has, else a new one from the operating system. The
    /// name replaces the one that the port had.
    ///
    /// Args:
    ///     port: 1024 to 65535, and not reserved.
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///     name: A friendly name, any text that has UTF-8, or None.
    ///     token: 1 to 16 characters of a-z, 0-9 and "_", or None.
    ///
    /// Returns:
    ///     The URL, the port and the name.
    ///
    /// Raises:
    ///     SecurityError: A port, hostname or token that breaks a rule, looked at in this order, as in `validate_port`, `BaseDomain` and
    ///         `validate_token`; `INVALID_SNAPSHOT` where the name has no UTF-8, b"\xff", or would make the snapshot larger than 16 MiB;
    ///         `RESERVED_PORT` and `RESERVED_SANDBOX_ID` by the policy of a `BaseDomain`; `LABEL_TOO_LONG`: an id of 42 characters with
    ///         a token of 16; `HOSTNAME_TOO_LONG`: a host over 253.
    ///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev".
    ///     ExposePortError: `TOKEN_IN_USE` by another port; `RUNTIME_NOT_RUNNING` after `runtime_stopped`; `ENTROPY_UNAVAILABLE` where
    ///         the system gives none for a new token.
    ///
    /// Example:
    ///
    ///     >>> sandbox = exposeport.Sandbox("sandbox")
    ///     >>> sandbox.expose_port(8080, hostname="example.com", token="my_token").url
    ///     'https://8080-sandbox-my_token.example.com'
    #[pyo3(signature = (port, *, hostname, name = None, token = None))]
    fn expose_port(
        &self,
        port: Integer,
        hostname: Domain<'_, '_>,
        name: Option<Text<'_, '_>>,
        token: Option<Text<'_, '_>>,
    ) -> PyResult<ExposedPort> {
        let exposed = self.try_with(|sandbox| {
            let port = sandbox.policy().port(port.0)?;
            let domain = hostname.checked(sandbox.policy())?;
            let token = token.map(|token| sandbox.policy().token(token)).transpose()?;
            let name = name.as_ref().map(|name| exposeport::Sandbox::parse_name(name.as_ref())).transpose()?;
            sandbox.expose_port(port, &domain, name, token.as_ref())
        })?;
        Ok(ExposedPort::of_core(&exposed))
    }

    /// Exposes a port no longer. Doing it twice does no harm.
    ///
    /// Args:
    ///     port: A port that could be exposed.
    ///
    /// Returns:
    ///     Whether it was exposed.
    ///
    /// Raises:
    ///     SecurityError: `INVALID_PORT`: 80; `RESERVED_PORT`: 3000.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").unexpose_port(8080)
    ///     False
    fn unexpose_port(&self, port: Integer) -> PyResult<bool> {
        self.try_with(|sandbox| {
            let port = sandbox.policy().port(port.0)?;
            Ok(sandbox.unexpose_port(port))
        })
    }

    /// Whether a port is exposed and active.
    ///
    /// Args:
    ///     port: Any integer.
    ///
    /// Returns:
    ///     The answer; False for whatever is no valid port.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").is_port_exposed(80)
    ///     False
    fn is_port_exposed(&self, port: Integer) -> PyResult<bool> {
        self.with(|sandbox| sandbox.is_port_exposed(port.0))
    }

    /// The ports that are active, by their numbers, with their URLs on a base domain.
    ///
    /// Args:
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///
    /// Returns:
    ///     A list of exposed ports.
    ///
    /// Raises:
    ///     SecurityError: A hostname that breaks a rule, as in `BaseDomain`; `RESERVED_PORT` and `RESERVED_SANDBOX_ID` by the policy of a
    ///         `BaseDomain`: port 9000 under `Policy(reserve_ports=[9000])`; `LABEL_TOO_LONG`: a snapshot's token of 16 with an id of
    ///         42; `HOSTNAME_TOO_LONG`: a host over 253.
    ///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev".
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").exposed_ports("example.com")
    ///     []
    fn exposed_ports(&self, hostname: Domain<'_, '_>) -> PyResult<Vec<ExposedPort>> {
        let exposed = self.try_with(|sandbox| {
            let domain = hostname.checked(sandbox.policy())?;
            sandbox.exposed_ports(&domain)
        })?;
        Ok(exposed.iter().map(ExposedPort::of_core).collect())
    }

    /// Whether a token is that of a port, whatever the runtime does. Compared in constant time.
    ///
    /// Args:
    ///     port: Any integer.
    ///     token: Any text.
    ///
    /// Returns:
    ///     The answer; False for whatever is no valid port or token.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").validate_port_token(8080, "my_token")
    ///     False
    fn validate_port_token(&self, port: Integer, token: Text<'_, '_>) -> PyResult<bool> {
        self.with(|sandbox| sandbox.validate_port_token(port.0, &token))
    }

    /// Whether a request that came by a route may pass. An unknown port, a wrong token and the id of another sandbox are not told apart.
    ///
    /// Args:
    ///     route: What `parse_host`, `parse_url` or `BaseDomain.route` gave.
    ///
    /// Returns:
    ///     The authorization, which is true where the request may pass.
    ///
    /// Example:
    ///
    ///     >>> route = exposeport.parse_host("8080-sandbox-my_token.example.com")
    ///     >>> exposeport.Sandbox("sandbox").authorize(route)
    ///     Authorization(kind='invalid')
    fn authorize(&self, route: &Bound<'_, Route>) -> PyResult<Py<Authorization>> {
        let answer = self.with(|sandbox| sandbox.authorize(route.get().core()))?;
        Authorization::of(route.py(), answer)
    }

    /// Tells that a runtime runs. Where it is another one than before, every earlier exposure is stale until the port is exposed again;
    /// token and name stay.
    ///
    /// Args:
    ///     id: The runtime's id, any text that has UTF-8.
    ///
    /// Raises:
    ///     SecurityError: `INVALID_SNAPSHOT` where the id has no UTF-8, b"\xff", or would make the snapshot larger than 16 MiB.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").runtime_started("runtime-1")
    fn runtime_started(&self, id: Text<'_, '_>) -> PyResult<()> {
        self.try_with(|sandbox| sandbox.runtime_started(exposeport::Sandbox::parse_runtime_id(id.as_ref())?))
    }

    /// Tells that no runtime runs. Every exposure is stale until a runtime runs and the port is exposed again; token and name stay.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").runtime_stopped()
    fn runtime_stopped(&self) -> PyResult<()> {
        self.with(exposeport::Sandbox::runtime_stopped)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let class = slf.get_type().name()?;
        match slf.get().id() {
            Ok(id) => Ok(format!("{class}('{id}')")),
            Err(_) => Ok(format!("{class}()")),
        }
    }
}
