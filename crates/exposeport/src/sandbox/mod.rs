//! A sandbox and its exposed ports: a pure state machine.

mod authorization;
mod exposed_port;
mod exposure;
mod runtime;
mod size;
#[cfg(feature = "serde")]
mod snapshot;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rand::TryCryptoRng;

pub use self::authorization::{Authorization, StaleReason};
pub use self::exposed_port::ExposedPort;
use self::exposure::{Activation, Exposure, Exposures};
use self::runtime::Runtime;
use crate::error::{Detail, Error};
use crate::limits::TOKEN_ISSUED_MAX;
use crate::{BaseDomain, Integer, Policy, Port, PreviewUrl, Route, SandboxId, Token, tokens_equal};

/// How often a token that another port has is drawn anew. Out of 2^82, two are never the same by chance.
const TOKEN_ATTEMPTS: usize = 4;

/// A sandbox, its exposed ports, and what is known of its runtime.
///
/// It stores nothing and asks nobody: the host keeps its snapshot wherever it likes, and tells it when a runtime starts and stops.
/// Every call checks everything before it changes anything, so one that fails leaves all as it was.
///
/// Until the host tells of a runtime, every exposed port is active. From then on a port is active while the runtime runs under
/// which it was exposed last.
///
/// ```
/// use exposeport::{Authorization, BaseDomain, Port, Sandbox, SandboxId};
///
/// let domain = BaseDomain::new("example.com")?;
/// let mut sandbox = Sandbox::new(SandboxId::new("sandbox")?);
/// let exposed = sandbox.expose_port(Port::new(8080)?, &domain, Some("Web Server"), None)?;
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
    /// A sandbox without exposed ports, under [`Policy::DEFAULT`].
    #[must_use]
    pub const fn new(id: SandboxId) -> Self {
        Self::with_policy(id, Policy::DEFAULT)
    }

    /// A sandbox without exposed ports, under another policy. Its id is taken as it is: the policy that made it has allowed it.
    #[must_use]
    pub const fn with_policy(id: SandboxId, policy: Policy) -> Self {
        Self { id, policy, runtime: Runtime::Unknown, exposures: Exposures::NONE }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> &SandboxId {
        &self.id
    }

    /// Its policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// A name that is kept beside a port, out of octets: any text, since a snapshot holds texts only (RFC 8259 section 8.1).
    ///
    /// # Errors
    /// `INVALID_SNAPSHOT`: what is not UTF-8, such as `b"\xFF"`.
    pub fn parse_name(octets: &[u8]) -> Result<&str, Error> {
        parse_text(octets, "name")
    }

    /// The id of a runtime out of octets: any text, as [`parse_name`](Self::parse_name) has it.
    ///
    /// # Errors
    /// `INVALID_SNAPSHOT`: what is not UTF-8, such as `b"\xFF"`.
    pub fn parse_runtime_id(octets: &[u8]) -> Result<&str, Error> {
        parse_text(octets, "runtime id")
    }

    /// Exposes a port. Its token is the given one, else the one that the port has, else a new one from the operating system. The
    /// name replaces the one that the port had.
    ///
    /// # Errors
    /// - `RESERVED_PORT`, `CUSTOM_DOMAIN_REQUIRED`: made under another policy, and refused by that of this sandbox;
    /// - `INVALID_TOKEN_LENGTH`: a token that was parsed, and is longer than one that is issued;
    /// - `RUNTIME_NOT_RUNNING`: the runtime is stopped;
    /// - `TOKEN_IN_USE`: another port of this sandbox has the token;
    /// - `ENTROPY_UNAVAILABLE`: the system gave none for a new token;
    /// - `RESERVED_PORT`, `RESERVED_SANDBOX_ID`, `LABEL_TOO_LONG`, `HOSTNAME_TOO_LONG`: as in [`PreviewUrl::new`];
    /// - `INVALID_SNAPSHOT`: the name would make the snapshot larger than one may be ([`SNAPSHOT_MAX`](crate::limits::SNAPSHOT_MAX)).
    #[cfg(feature = "sys_rng")]
    pub fn expose_port(
        &mut self,
        port: Port,
        domain: &BaseDomain,
        name: Option<&str>,
        token: Option<&Token>,
    ) -> Result<ExposedPort, Error> {
        self.expose_port_from_rng(port, domain, name, token, &mut rand::rngs::SysRng)
    }

    /// Exposes a port as `expose_port` does; a new token comes from the caller's generator.
    ///
    /// # Errors
    /// Those of `expose_port`.
    pub fn expose_port_from_rng<R: TryCryptoRng + ?Sized>(
        &mut self,
        port: Port,
        domain: &BaseDomain,
        name: Option<&str>,
        token: Option<&Token>,
        rng: &mut R,
    ) -> Result<ExposedPort, Error> {
        port.allowed_by(&self.policy)?;
        self.policy.check_domain(domain.host_bytes())?;
        if let Some(token) = token.filter(|token| token.text().len() > TOKEN_ISSUED_MAX) {
            return Err(Detail::TokenLength { found: token.text().len(), max: TOKEN_ISSUED_MAX }.into());
        }
        if self.runtime == Runtime::Stopped {
            return Err(Detail::RuntimeNotRunning.into());
        }
        let token = self.token_for(port, token, rng)?;
        let url = PreviewUrl::new(port, &self.id, &token, domain)?;
        let name: Option<Box<str>> = name.map(Box::from);
        let exposure = Exposure { port, token, name: name.clone(), activation: self.runtime.activate(token) };
        let others = self.exposures.iter().filter(|other| other.port != port);
        let after = others.chain([&exposure]).map(|exposure| (exposure, exposure.activation.as_ref()));
        size::check(&self.runtime, after)?;
        self.exposures.put(exposure);
        Ok(ExposedPort::new(url, port, name))
    }

    fn token_for<R>(&self, port: Port, given: Option<&Token>, rng: &mut R) -> Result<Token, Error>
    where
        R: TryCryptoRng + ?Sized,
    {
        if let Some(token) = given {
            return match self.exposures.port_of(token) {
                Some(user) if user != port => Err(Detail::TokenInUse(user.get()).into()),
                _ => Ok(*token),
            };
        }
        if let Some(exposure) = self.exposures.get(port) {
            return Ok(exposure.token);
        }
        for _ in 0..TOKEN_ATTEMPTS {
            let token = Token::from_rng(rng)?;
            if self.exposures.port_of(&token).is_none() {
                return Ok(token);
            }
        }
        Err(Detail::EntropyRepeats.into())
    }

    /// Exposes a port no longer. Whether it was exposed; doing it twice does no harm.
    pub fn unexpose_port(&mut self, port: Port) -> bool {
        self.exposures.remove(port)
    }

    /// Whether a port is exposed and active. False for whatever is no valid port.
    #[must_use]
    pub fn is_port_exposed<N: Integer>(&self, port: N) -> bool {
        let exposure = self.policy.port(port).ok().and_then(|port| self.exposures.get(port));
        exposure.is_some_and(|exposure| self.runtime.staleness(exposure).is_none())
    }

    /// The ports that are active, by their numbers, with their URLs on a base domain.
    ///
    /// # Errors
    /// `CUSTOM_DOMAIN_REQUIRED`, `RESERVED_PORT`, `RESERVED_SANDBOX_ID`, `LABEL_TOO_LONG`, `HOSTNAME_TOO_LONG`: a URL cannot be built on
    /// this domain.
    pub fn exposed_ports(&self, domain: &BaseDomain) -> Result<Vec<ExposedPort>, Error> {
        self.policy.check_domain(domain.host_bytes())?;
        let active = self.exposures.iter().filter(|exposure| self.runtime.staleness(exposure).is_none());
        active
            .map(|exposure| {
                let url = PreviewUrl::new(exposure.port, &self.id, &exposure.token, domain)?;
                Ok(ExposedPort::new(url, exposure.port, exposure.name.clone()))
            })
            .collect()
    }

    /// Whether a token is that of a port, whatever the runtime does. False for whatever is no valid port or token. Takes the same time
    /// for every token of one length.
    #[must_use]
    pub fn validate_port_token<N: Integer>(&self, port: N, token: impl AsRef<[u8]>) -> bool {
        let exposure = self.policy.port(port).ok().and_then(|port| self.exposures.get(port));
        exposure.is_some_and(|exposure| tokens_equal(exposure.token.as_bytes(), token))
    }

    /// Whether a request that came by a route may pass. An unknown port, a wrong token and the id of another sandbox are not told apart.
    #[must_use]
    pub fn authorize(&self, route: &Route) -> Authorization {
        self.judge(self.exposures.get(route.port()), route.sandbox_id_bytes(), route.token_bytes())
    }

    /// As [`authorize`](Self::authorize), for who keeps the parts of a route in another form. Parts that no route has are invalid.
    #[must_use]
    pub fn authorize_parts<N: Integer>(
        &self,
        port: N,
        sandbox_id: impl AsRef<[u8]>,
        token: impl AsRef<[u8]>,
    ) -> Authorization {
        let exposure = self.policy.port(port).ok().and_then(|port| self.exposures.get(port));
        self.judge(exposure, sandbox_id.as_ref(), token.as_ref())
    }

    #[inline]
    fn judge(&self, exposure: Option<&Exposure>, sandbox_id: &[u8], token: &[u8]) -> Authorization {
        // An unknown port is compared as well, so that the time does not tell it from a wrong token.
        let stored = exposure.map_or(&[0; TOKEN_ISSUED_MAX][..], |exposure| exposure.token.as_bytes());
        let matches = tokens_equal(stored, token);
        match exposure {
            Some(exposure) if matches && sandbox_id == self.id.as_bytes() => {
                self.runtime.staleness(exposure).map_or(Authorization::Active, Authorization::Stale)
            }
            _ => Authorization::Invalid,
        }
    }

    /// Tells that a runtime runs. Where it is another one than before, every earlier exposure is stale until the port is exposed again;
    /// token and name stay.
    ///
    /// # Errors
    /// `INVALID_SNAPSHOT`: the id would make the snapshot larger than one may be ([`SNAPSHOT_MAX`](crate::limits::SNAPSHOT_MAX)).
    pub fn runtime_started(&mut self, id: &str) -> Result<(), Error> {
        if self.runtime.is(id) {
            return Ok(());
        }
        let started = Runtime::Running(id.into());
        // An id that comes back must not wake the exposures of its first life.
        let is_former = |activation: &Activation| &*activation.runtime == id;
        let after = self
            .exposures
            .iter()
            .map(|exposure| (exposure, exposure.activation.as_ref().filter(|activation| !is_former(activation))));
        size::check(&started, after)?;
        self.exposures.deactivate(is_former);
        self.runtime = started;
        Ok(())
    }

    /// Tells that no runtime runs. Every exposure is stale until a runtime runs and the port is exposed again; token and name stay.
    pub fn runtime_stopped(&mut self) {
        self.exposures.deactivate(|_| true);
        self.runtime = Runtime::Stopped;
    }
}

fn parse_text<'a>(octets: &'a [u8], part: &'static str) -> Result<&'a str, Error> {
    core::str::from_utf8(octets).map_err(|error| Detail::NotUtf8 { part, position: error.valid_up_to() }.into())
}
