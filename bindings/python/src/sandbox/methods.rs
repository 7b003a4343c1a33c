//! The methods of `Sandbox`.

use std::sync::Mutex;

use exposeport::{ExposeOptions, Port, PortName, RuntimeId, Token};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use super::Sandbox;
use crate::authorization::Authorization;
use crate::base_domain::Hostname;
use crate::errors::Rejected;
use crate::input::{Integer, Text};
use crate::policy::{self, Policy};
use crate::results::{self, State};
use crate::route::Route;
use crate::{rules, runtimes};

#[pymethods]
impl Sandbox {
    // A subclass may take other arguments, so `__init__` checks the arguments of this class.
    #[new]
    #[pyo3(
        signature = (*_args, **_kwargs),
        text_signature = "(id, *, normalize=False, policy=None)"
    )]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Self {
        Self { sandbox: Mutex::new(None) }
    }

    #[pyo3(signature = (id, *, normalize = false, policy = None))]
    fn __init__(
        &self,
        id: Text<'_, '_>,
        normalize: bool,
        policy: Option<&Bound<'_, Policy>>,
    ) -> Result<(), Rejected> {
        let policy = policy::or_default(policy);
        let id = rules::sandbox_id(&id, normalize, policy)?;
        let sandbox = exposeport::Sandbox::with_policy(id, policy.clone());
        *self.lock() = Some(sandbox);
        Ok(())
    }

    /// Reads a snapshot.
    ///
    /// If a snapshot contains neither a runtime nor activations, the runtime is unknown and every
    /// port is active. If the storage drops both when a sandbox stops, call `runtime_stopped`.
    ///
    /// Args:
    ///     id: The sandbox id.
    ///     text: A JSON document that `to_json` returned, or one with bare tokens:
    ///         `{"portTokens": {"8080": "my_token"}}`. It has at most 4 MiB and 32 levels. Unknown
    ///         keys are ignored. `import_storage` reads what others have written.
    ///     normalize: If true, lowercases ASCII letters of the id first.
    ///     policy: The policy, by default `Policy()`.
    ///
    /// Returns:
    ///     A new sandbox. A subclass is called with `id`, and with `normalize` and `policy` if they
    ///     are given.
    ///
    /// Raises:
    ///     SecurityError: An id that `validate_sandbox_id` rejects; `INVALID_SNAPSHOT`, with the
    ///         place: "[]", '{"portTokens": {"80": "t"}}', '{"8080": "t"}'.
    ///
    /// Example:
    ///
    ///     >>> text = '{"portTokens": {"8080": "my_token"}}'
    ///     >>> exposeport.Sandbox.from_json("sandbox", text).to_json()
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
        let read = |id, text: &[u8], policy| {
            Ok((exposeport::Sandbox::from_json_with_policy(id, text, policy)?, ()))
        };
        Ok(Self::create(class, id, text.as_ref(), normalize, policy, read)?.0)
    }

    /// Imports what Cloudflare's sandbox-sdk has stored.
    ///
    /// A single malformed entry is dropped and listed; it never fails the import. Ports are
    /// imported in ascending order.
    ///
    /// Args:
    ///     id: The sandbox id.
    ///     document: The storage of a sandbox as JSON, of any version, or the value of `portTokens`
    ///         alone. It has at most 4 MiB and 32 levels.
    ///     runtimes: "tracked" for a storage with the current runtime and the activations, as 0.12
    ///         writes it. Without the current runtime, no port is active. "untracked" for tokens
    ///         only, as the 1.0 guide writes them. Every port is active.
    ///     normalize: If true, lowercases ASCII letters of the id first.
    ///     policy: The policy, by default `Policy()`.
    ///
    /// Returns:
    ///     The sandbox, created as `from_json` creates it, and the dropped entries.
    ///
    /// Raises:
    ///     SecurityError: An id that `validate_sandbox_id` rejects; `INVALID_SNAPSHOT`: "[]",
    ///         '{"portTokens": 1}'.
    ///     ValueError: Any other value of `runtimes`: "both".
    ///
    /// Example:
    ///
    ///     >>> stored = '{"8080": "my_token", "8081": "a-b"}'
    ///     >>> sandbox, dropped = exposeport.Sandbox.import_storage(
    ///     ...     "sandbox", stored, runtimes="untracked"
    ///     ... )
    ///     >>> sandbox.is_port_exposed(8080)
    ///     True
    ///     >>> dropped[0].place, dropped[0].code
    ///     ('portTokens["8081"]', 'INVALID_TOKEN_CHARACTER')
    #[classmethod]
    #[pyo3(signature = (id, document, *, runtimes, normalize = false, policy = None))]
    fn import_storage<'py>(
        class: &Bound<'py, PyType>,
        id: &Bound<'py, PyAny>,
        document: Text<'_, '_>,
        runtimes: &Bound<'_, PyString>,
        normalize: bool,
        policy: Option<&Bound<'py, Policy>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let runtimes = runtimes::from_name(runtimes)?;
        let read = |id, document: &[u8], policy| {
            exposeport::Sandbox::import_storage(id, document, runtimes, policy)
                .map(|import| (import.sandbox, import.dropped))
        };
        let document = document.as_ref();
        let (sandbox, dropped) = Self::create(class, id, document, normalize, policy, read)?;
        results::import(sandbox.into_any(), &dropped)
    }

    /// Writes a snapshot, which contains the tokens.
    ///
    /// Equal states yield equal strings.
    ///
    /// Returns:
    ///     A JSON document.
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
    fn policy(&self) -> PyResult<Policy> {
        self.with(|sandbox| Policy::from_core(sandbox.policy()))
    }

    /// Exposes a port.
    ///
    /// If no token is given, the port keeps its current token or gets a new one from the operating
    /// system's generator. The name replaces the current one, so None removes it.
    ///
    /// Args:
    ///     port: A port, 1024 to 65535, that is not reserved.
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///     name: A name of at most 255 bytes of UTF-8 without control characters, or None.
    ///     token: A token of 1 to 16 characters of a-z, 0-9 and "_", or None.
    ///
    /// Returns:
    ///     The URL, the port and the name.
    ///
    /// Raises:
    ///     SecurityError: The first part that is rejected, in this order: a port that
    ///         `validate_port` rejects; a hostname that `BaseDomain` rejects; a token that
    ///         `validate_token` rejects; `INVALID_NAME`: a name with a line break, b"\xff", or over
    ///         255 bytes; `RESERVED_PORT`, `RESERVED_SANDBOX_ID`: the policy of a `BaseDomain`
    ///         reserves the port or the id; `LABEL_TOO_LONG`: an id of 42 characters with a token
    ///         of 16; `HOSTNAME_TOO_LONG`: a host over 253 bytes.
    ///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev".
    ///     ExposePortError: `RUNTIME_NOT_RUNNING`: the runtime is stopped; `TOO_MANY_PORTS`: 1,024
    ///         other ports have a token; `TOKEN_IN_USE`: another port has the token;
    ///         `ENTROPY_UNAVAILABLE`: the operating system's generator fails.
    ///
    /// Example:
    ///
    ///     >>> sandbox = exposeport.Sandbox("sandbox")
    ///     >>> sandbox.expose_port(8080, hostname="example.com", token="my_token").url
    ///     'https://8080-sandbox-my_token.example.com'
    #[pyo3(signature = (port, *, hostname, name = None, token = None))]
    fn expose_port<'py>(
        &self,
        py: Python<'py>,
        port: Integer,
        hostname: Hostname<'_, 'py>,
        name: Option<Text<'_, 'py>>,
        token: Option<Text<'_, 'py>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let exposed = self.try_with(|sandbox| {
            let port = Port::with_policy(port.0, sandbox.policy())?;
            let domain = hostname.domain(sandbox.policy())?;
            let token = token.map(Token::new).transpose()?;
            let name = name.map(PortName::new).transpose()?;
            sandbox.expose_port(port, &domain, ExposeOptions::new().name(name).token(token))
        })?;
        results::exposed_port(py, &exposed)
    }

    /// Stops exposing a port. Idempotent.
    ///
    /// Args:
    ///     port: A port, 1024 to 65535, that is not reserved.
    ///
    /// Returns:
    ///     True if the port was exposed.
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
            let port = Port::with_policy(port.0, sandbox.policy())?;
            Ok(sandbox.unexpose_port(port))
        })
    }

    /// Returns True if a port is exposed and active.
    ///
    /// Args:
    ///     port: Any integer.
    ///
    /// Returns:
    ///     The result. It is False for an integer that is not a valid port.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").is_port_exposed(80)
    ///     False
    fn is_port_exposed(&self, port: Integer) -> PyResult<bool> {
        self.with(|sandbox| sandbox.is_port_exposed(port.0))
    }

    /// Returns the active ports in ascending order, with their URLs on a base domain.
    ///
    /// Args:
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///
    /// Returns:
    ///     A list of `ExposedPort`.
    ///
    /// Raises:
    ///     SecurityError: A hostname that `BaseDomain` rejects; `RESERVED_PORT`,
    ///         `RESERVED_SANDBOX_ID`: the policy of a `BaseDomain` reserves a port or the id;
    ///         `LABEL_TOO_LONG`: an id of 42 characters with a loaded token of 16;
    ///         `HOSTNAME_TOO_LONG`: a host over 253 bytes.
    ///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev".
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").exposed_ports("example.com")
    ///     []
    fn exposed_ports<'py>(
        &self,
        py: Python<'py>,
        hostname: Hostname<'_, 'py>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let exposed = self.try_with(|sandbox| {
            let domain = hostname.domain(sandbox.policy())?;
            sandbox.exposed_ports(&domain)
        })?;
        exposed.iter().map(|exposed| results::exposed_port(py, exposed)).collect()
    }

    /// Returns every port that has a token in ascending order, active or stale.
    ///
    /// The result contains neither tokens nor URLs.
    ///
    /// Returns:
    ///     A list of `PortState`.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").ports()
    ///     []
    fn ports<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let states = self.with(|sandbox| sandbox.ports().map(State::from).collect::<Vec<_>>())?;
        states.iter().map(|state| results::port_state(py, state)).collect()
    }

    /// Returns True if a port has this token, whether the port is active or stale.
    ///
    /// The tokens are compared in constant time.
    ///
    /// Args:
    ///     port: Any integer.
    ///     token: Any string.
    ///
    /// Returns:
    ///     The result. It is False if the port or the token is not valid.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").validate_port_token(8080, "my_token")
    ///     False
    fn validate_port_token(&self, port: Integer, token: Text<'_, '_>) -> PyResult<bool> {
        self.with(|sandbox| sandbox.validate_port_token(port.0, &token))
    }

    /// Checks a request for a route.
    ///
    /// An unknown port, a wrong token and a mismatched sandbox id all yield "invalid".
    ///
    /// Args:
    ///     route: A route that was parsed.
    ///
    /// Returns:
    ///     The authorization, which is true if the request is allowed.
    ///
    /// Example:
    ///
    ///     >>> route = exposeport.parse_host("8080-sandbox-my_token.example.com")
    ///     >>> exposeport.Sandbox("sandbox").authorize(route)
    ///     Authorization(kind='invalid')
    fn authorize(&self, route: &Bound<'_, Route>) -> PyResult<Py<Authorization>> {
        let authorization = self.with(|sandbox| sandbox.authorize(route.get().core()))?;
        Authorization::from_core(route.py(), authorization)
    }

    /// Reports that a runtime is running.
    ///
    /// If its id differs from the current one, every exposure becomes stale until its port is
    /// exposed again, or `reactivate` is called. The token and the name are kept.
    ///
    /// Args:
    ///     id: The id of the runtime: 1 to 255 bytes of UTF-8 without control characters.
    ///
    /// Raises:
    ///     SecurityError: `INVALID_RUNTIME_ID`: "", an id with a line break, b"\xff", or over 255
    ///         bytes.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").runtime_started("runtime-1")
    fn runtime_started(&self, id: Text<'_, '_>) -> PyResult<()> {
        let id = RuntimeId::new(id).map_err(Rejected::from)?;
        self.with(|sandbox| sandbox.runtime_started(id))
    }

    /// Reports that no runtime is running.
    ///
    /// Every exposure becomes stale until a runtime is running and its port is exposed again, or
    /// `reactivate` is called. The token and the name are kept.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").runtime_stopped()
    fn runtime_stopped(&self) -> PyResult<()> {
        self.with(exposeport::Sandbox::runtime_stopped)
    }

    /// Makes every port that has a token active with that token, under the current runtime.
    ///
    /// Until the caller reports a runtime, every port is active and the result is 0.
    ///
    /// Returns:
    ///     The number of ports that were stale before.
    ///
    /// Raises:
    ///     ExposePortError: `RUNTIME_NOT_RUNNING`: the runtime is stopped.
    ///
    /// Example:
    ///
    ///     >>> sandbox = exposeport.Sandbox("sandbox")
    ///     >>> exposed = sandbox.expose_port(8080, hostname="example.com")
    ///     >>> sandbox.runtime_started("runtime-1")
    ///     >>> sandbox.reactivate()
    ///     1
    fn reactivate(&self) -> PyResult<usize> {
        self.try_with(exposeport::Sandbox::reactivate)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let class = slf.get_type().name()?;
        match slf.get().id() {
            Ok(id) => Ok(format!("{class}('{id}')")),
            Err(_) => Ok(format!("{class}()")),
        }
    }
}
