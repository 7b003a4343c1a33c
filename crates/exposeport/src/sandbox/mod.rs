//! A sandbox and its exposed ports: a pure state machine.

mod authorization;
mod exposed_port;
mod exposure;
mod name;
mod port_state;
mod runtime;
#[cfg(feature = "json")]
mod snapshot;

use alloc::vec::Vec;

pub use self::authorization::{Authorization, StaleReason};
pub use self::exposed_port::{ExposeOptions, ExposedPort};
use self::exposure::{Exposure, Exposures};
pub use self::name::{PortName, RuntimeId};
pub use self::port_state::PortState;
use self::runtime::Runtime;
#[cfg(feature = "json")]
pub use self::snapshot::{Dropped, Import, Runtimes};
use crate::base_domain::BaseDomain;
use crate::error::{Detail, Error};
use crate::integer::Integer;
use crate::limits::{EXPOSED_PORTS_MAX, TOKEN_ISSUED_MAX};
use crate::policy::Policy;
use crate::port::Port;
use crate::preview_url::PreviewUrl;
use crate::route::Route;
use crate::sandbox_id::SandboxId;
use crate::token::Token;

/// The maximum number of attempts to generate a token that no port has. A collision by chance is
/// practically impossible, so repeated collisions indicate a broken entropy source.
const TOKEN_ATTEMPTS: usize = 4;

/// A sandbox with its exposed ports and the reported state of its runtime.
///
/// Performs no I/O. The caller persists snapshots and reports runtime starts and stops. Every call
/// validates its arguments before it changes any state, so a call that fails has no effect.
///
/// Until the caller reports a runtime, every exposed port is active. From then on, a port is active
/// while the runtime that it was last exposed under is running.
///
/// ```
/// use exposeport::{
///     Authorization, BaseDomain, ExposeOptions, Port, PortName, Sandbox, SandboxId,
/// };
///
/// let domain = BaseDomain::new("example.com")?;
/// let mut sandbox = Sandbox::new(SandboxId::new("sandbox")?);
/// let options = ExposeOptions::new().name(PortName::new("Web Server")?);
/// let exposed = sandbox.expose_port(Port::new(8080)?, &domain, options)?;
/// assert_eq!(exposed.name(), Some("Web Server"));
///
/// let route = domain.route(exposed.url().host())?;
/// assert_eq!(sandbox.authorize(&route), Authorization::Active);
/// assert!(sandbox.unexpose_port(Port::new(8080)?));
/// assert_eq!(sandbox.authorize(&route), Authorization::Invalid);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sandbox {
    id: SandboxId,
    policy: Policy,
    runtime: Runtime,
    exposures: Exposures,
}

impl Sandbox {
    /// Creates a sandbox without exposed ports, under [`Policy::DEFAULT`].
    #[must_use]
    pub const fn new(id: SandboxId) -> Self {
        Self::with_policy(id, Policy::DEFAULT)
    }

    /// Creates a sandbox without exposed ports, under a policy.
    #[must_use]
    pub const fn with_policy(id: SandboxId, policy: Policy) -> Self {
        Self { id, policy, runtime: Runtime::Unknown, exposures: Exposures::EMPTY }
    }

    /// Returns the id.
    #[must_use]
    pub const fn id(&self) -> &SandboxId {
        &self.id
    }

    /// Returns the policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Exposes a port.
    ///
    /// The token is the one in `options`. Without one, the port keeps its current token, or gets a
    /// new one from the operating system's random number generator. The name in `options` replaces
    /// the current one.
    ///
    /// # Errors
    /// Returns the first error that applies, in this order:
    /// - `RESERVED_PORT`, `CUSTOM_DOMAIN_REQUIRED`: the policy of this sandbox rejects a port or a
    ///   base domain that was checked under another policy;
    /// - `INVALID_TOKEN_LENGTH`: a parsed token that is longer than an issued one can be;
    /// - `RUNTIME_NOT_RUNNING`: the runtime is stopped;
    /// - `TOO_MANY_PORTS`: 1,024 other ports have a token;
    /// - `TOKEN_IN_USE`: another port of this sandbox has the token;
    /// - `ENTROPY_UNAVAILABLE`: the operating system's generator fails;
    /// - `RESERVED_PORT`, `RESERVED_SANDBOX_ID`, `LABEL_TOO_LONG`, `HOSTNAME_TOO_LONG`: as in
    ///   [`PreviewUrl::new`].
    #[cfg(feature = "os-entropy")]
    pub fn expose_port(
        &mut self,
        port: Port,
        domain: &BaseDomain,
        options: ExposeOptions,
    ) -> Result<ExposedPort, Error> {
        self.expose_port_with(port, domain, options, crate::token::system_entropy)
    }

    /// Exposes a port as `expose_port` does. A new token comes from a caller-provided entropy
    /// source, as in [`Token::generate_with`].
    ///
    /// # Errors
    /// Returns the same errors as `expose_port`.
    pub fn expose_port_with<E>(
        &mut self,
        port: Port,
        domain: &BaseDomain,
        options: ExposeOptions,
        fill: impl FnMut(&mut [u8]) -> Result<(), E>,
    ) -> Result<ExposedPort, Error> {
        let ExposeOptions { name, token } = options;
        port.allowed_by(&self.policy)?;
        self.policy.check_domain(domain.host_bytes())?;
        if let Some(found) = token.as_ref().map(Token::len).filter(|len| *len > TOKEN_ISSUED_MAX) {
            return Err(Detail::TokenTooLong { found, max: TOKEN_ISSUED_MAX }.into());
        }
        if self.runtime == Runtime::Stopped {
            return Err(Detail::RuntimeNotRunning.into());
        }
        if self.exposures.len() >= EXPOSED_PORTS_MAX && self.exposures.get(port).is_none() {
            return Err(Detail::TooManyPorts.into());
        }
        let token = self.token_for(port, token, fill)?;
        let url = PreviewUrl::new(port, &self.id, &token, domain)?;
        let activation = self.runtime.activate(&token);
        self.exposures.insert(Exposure { port, token, name: name.clone(), activation });
        Ok(ExposedPort::new(url, port, name))
    }

    fn token_for<E>(
        &self,
        port: Port,
        given: Option<Token>,
        mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
    ) -> Result<Token, Error> {
        if let Some(token) = given {
            return match self.exposures.port_of(&token) {
                Some(user) if user != port => Err(Detail::TokenInUse(user.get()).into()),
                _ => Ok(token),
            };
        }
        if let Some(exposure) = self.exposures.get(port) {
            return Ok(exposure.token.clone());
        }
        for _ in 0..TOKEN_ATTEMPTS {
            let token = Token::generate_with(&mut fill)?;
            if self.exposures.port_of(&token).is_none() {
                return Ok(token);
            }
        }
        Err(Detail::EntropyRepeats.into())
    }

    /// Stops exposing `port`. Returns `true` if it was exposed. Idempotent.
    pub fn unexpose_port(&mut self, port: Port) -> bool {
        self.exposures.remove(port)
    }

    /// Returns `true` if the port is exposed and active. Returns `false` for a number that is not a
    /// valid port.
    #[must_use]
    pub fn is_port_exposed<N: Integer>(&self, port: N) -> bool {
        let exposure = self.exposure(port);
        exposure.is_some_and(|exposure| self.runtime.staleness(exposure).is_none())
    }

    /// Returns the active ports in ascending order, with their URLs on a base domain.
    ///
    /// # Errors
    /// `CUSTOM_DOMAIN_REQUIRED`, `RESERVED_PORT`, `RESERVED_SANDBOX_ID`, `LABEL_TOO_LONG`,
    /// `HOSTNAME_TOO_LONG`: a URL cannot be built on this base domain.
    pub fn exposed_ports(&self, domain: &BaseDomain) -> Result<Vec<ExposedPort>, Error> {
        self.policy.check_domain(domain.host_bytes())?;
        let is_active = |exposure: &&Exposure| self.runtime.staleness(exposure).is_none();
        let active = self.exposures.iter().filter(is_active);
        active
            .map(|Exposure { port, token, name, .. }| {
                let url = PreviewUrl::new(*port, &self.id, token, domain)?;
                Ok(ExposedPort::new(url, *port, name.clone()))
            })
            .collect()
    }

    /// Returns every port that has a token, in ascending order, without token and URL.
    ///
    /// ```
    /// use exposeport::{RuntimeId, Sandbox, SandboxId, StaleReason};
    ///
    /// let snapshot = r#"{"portTokens": {"8080": "my_token"}}"#;
    /// let mut sandbox = Sandbox::from_json(SandboxId::new("sandbox")?, snapshot)?;
    /// sandbox.runtime_started(RuntimeId::new("runtime-1")?);
    ///
    /// let ports: Vec<_> = sandbox.ports().collect();
    /// assert_eq!(ports[0].port().get(), 8080);
    /// assert_eq!(ports[0].stale_reason(), Some(StaleReason::MissingActivation));
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn ports(&self) -> impl ExactSizeIterator<Item = PortState<'_>> {
        self.exposures.iter().map(|exposure| {
            let Exposure { port, name, .. } = exposure;
            PortState::new(*port, name.as_ref(), self.runtime.staleness(exposure))
        })
    }

    /// Returns `true` if the port has this token, whether the port is active or stale.
    ///
    /// Tokens are compared in constant time. Returns `false` if the port or the token is not valid.
    #[must_use]
    pub fn validate_port_token<N: Integer>(&self, port: N, token: impl AsRef<[u8]>) -> bool {
        self.exposure_with_token(port, token.as_ref()).is_some()
    }

    /// Authorizes a request for a route.
    ///
    /// An unknown port, a wrong token and a mismatched sandbox id all yield
    /// [`Authorization::Invalid`].
    pub fn authorize(&self, route: &Route) -> Authorization {
        let exposure = self.exposures.with_token(route.port(), route.token_bytes());
        self.authorize_exposure(exposure, route.sandbox_id_bytes())
    }

    /// Authorizes a request for the parts of a route and the sandbox that the caller found for it.
    ///
    /// An unknown sandbox takes the same path as an unknown port.
    pub(crate) fn authorize_any(
        sandbox: Option<&Self>,
        port: u16,
        sandbox_id: &[u8],
        token: &[u8],
    ) -> Authorization {
        match sandbox {
            Some(sandbox) => sandbox.authorize_parts(port, sandbox_id, token),
            None => {
                let _ = Exposure::has_token(None, token);
                Authorization::Invalid
            }
        }
    }

    /// Authorizes a request for the parts of a route, which need not be valid.
    #[doc(hidden)]
    pub fn authorize_parts<N: Integer>(
        &self,
        port: N,
        sandbox_id: impl AsRef<[u8]>,
        token: impl AsRef<[u8]>,
    ) -> Authorization {
        let exposure = self.exposure_with_token(port, token.as_ref());
        self.authorize_exposure(exposure, sandbox_id.as_ref())
    }

    /// Authorizes a request whose token is that of the exposure, if there is one.
    #[inline]
    fn authorize_exposure(&self, exposure: Option<&Exposure>, sandbox_id: &[u8]) -> Authorization {
        match exposure {
            Some(exposure) if sandbox_id == self.id.as_bytes() => {
                let staleness = self.runtime.staleness(exposure);
                staleness.map_or(Authorization::Active, Authorization::Stale)
            }
            _ => Authorization::Invalid,
        }
    }

    fn exposure_with_token<N: Integer>(&self, port: N, token: &[u8]) -> Option<&Exposure> {
        let port = Port::with_policy(port, &self.policy).ok()?;
        self.exposures.with_token(port, token)
    }

    fn exposure<N: Integer>(&self, port: N) -> Option<&Exposure> {
        let port = Port::with_policy(port, &self.policy).ok()?;
        self.exposures.get(port)
    }

    /// Reports that a runtime is running.
    ///
    /// If its id differs from the current one, every exposure becomes stale until its port is
    /// exposed again, or [`reactivate`](Self::reactivate) is called. The token and the name are
    /// kept. Reporting an earlier id again does not reactivate its exposures.
    pub fn runtime_started(&mut self, id: RuntimeId) {
        if matches!(&self.runtime, Runtime::Running(current) if *current == id) {
            return;
        }
        self.exposures.deactivate(|activation| activation.runtime == id);
        self.runtime = Runtime::Running(id);
    }

    /// Reports that no runtime is running.
    ///
    /// Every exposure becomes stale until a runtime is running and its port is exposed again, or
    /// [`reactivate`](Self::reactivate) is called. The token and the name are kept.
    pub fn runtime_stopped(&mut self) {
        self.exposures.deactivate(|_| true);
        self.runtime = Runtime::Stopped;
    }

    /// Makes every port that has a token active with that token, under the current runtime.
    ///
    /// Returns the number of ports that were stale before. Until the caller reports a runtime,
    /// every port is active and the number is 0.
    ///
    /// # Errors
    /// `RUNTIME_NOT_RUNNING`: the runtime is stopped.
    pub fn reactivate(&mut self) -> Result<usize, Error> {
        let Self { runtime, exposures, .. } = self;
        match runtime {
            Runtime::Unknown => Ok(0),
            Runtime::Stopped => Err(Detail::RuntimeNotRunning.into()),
            Runtime::Running(_) => {
                let stale =
                    exposures.iter_mut().filter(|exposure| runtime.staleness(exposure).is_some());
                let activated = stale.map(|exposure| {
                    exposure.activation = runtime.activate(&exposure.token);
                });
                Ok(activated.count())
            }
        }
    }
}
