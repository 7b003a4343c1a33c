//! What a platform may change: the reserved ports and ids, the refused domains, the scheme.

use alloc::string::{String, ToString};
use alloc::sync::Arc;

use crate::error::{Detail, Error};
use crate::limits::SANDBOX_ID_MAX;
use crate::small_set::SmallSet;
use crate::{BaseDomain, Integer, Port, Route, SandboxId, Scheme, Token};
use crate::{base_host, hostname};

/// The port of the sandbox's control plane.
const RESERVED_PORT: u16 = 3000;

/// Names that a platform's own hosts bear.
const RESERVED_SANDBOX_IDS: [&str; 7] = ["www", "api", "admin", "root", "system", "cloudflare", "workers"];

/// The initials of those names by their lengths, a bit each: few ids need another look.
const RESERVED_INITIALS: [u32; SANDBOX_ID_MAX + 1] = {
    let (mut initials, mut i) = ([0; SANDBOX_ID_MAX + 1], 0);
    while i < RESERVED_SANDBOX_IDS.len() {
        let name = RESERVED_SANDBOX_IDS[i].as_bytes();
        initials[name.len()] |= 1 << (name[0] - b'a');
        i += 1;
    }
    initials
};

#[inline(always)]
fn is_reserved(id: &[u8]) -> bool {
    let [initial, ..] = id else { return false };
    let initials = RESERVED_INITIALS.get(id.len()).copied().unwrap_or_default();
    // The low five bits of a letter are its place in the alphabet, whatever its case.
    initials >> (initial.wrapping_sub(1) & 0x1F) & 1 == 1 && has_reserved_name(id)
}

#[inline(never)]
fn has_reserved_name(id: &[u8]) -> bool {
    RESERVED_SANDBOX_IDS.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(id))
}

/// The domain that has no wildcard certificate below it.
const REFUSED_DOMAIN: &str = "workers.dev";

/// The rules that a platform may change. Ranges, lengths and characters are not among them.
///
/// A policy is the entry to every check under other rules than the documented ones; the constructors of the types use
/// [`Policy::DEFAULT`]. Cloning is cheap.
///
/// ```
/// use exposeport::{Policy, Port};
///
/// let policy = Policy::DEFAULT.allow_port(3000).reserve_port(9000);
/// assert_eq!(policy.port(3000)?.get(), 3000);
/// assert_eq!(policy.port(9000).unwrap_err().code(), "RESERVED_PORT");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// `None` for the documented rules, so that the default is const and costs nothing.
    changed: Option<Arc<Rules>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Rules {
    reserved_ports: SmallSet<u16>,
    reserved_sandbox_ids: SmallSet<String>,
    refused_domains: SmallSet<String>,
    scheme: Option<Scheme>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            reserved_ports: SmallSet::from_iter([RESERVED_PORT]),
            reserved_sandbox_ids: RESERVED_SANDBOX_IDS.into_iter().map(String::from).collect(),
            refused_domains: SmallSet::from_iter([REFUSED_DOMAIN.into()]),
            scheme: None,
        }
    }
}

/// Changing the rules.
impl Policy {
    /// The documented rules: port 3000 and the ids `www api admin root system cloudflare workers` are reserved, `workers.dev`
    /// is refused, and the scheme is https but for `localhost`.
    pub const DEFAULT: Self = Self { changed: None };

    fn change(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        let mut rules = self.changed.take().map_or_else(Rules::default, Arc::unwrap_or_clone);
        change(&mut rules);
        Self { changed: (rules != Rules::default()).then(|| Arc::new(rules)) }
    }

    /// A number that a port can have, for [`reserve_port`](Self::reserve_port) and [`allow_port`](Self::allow_port), out of an integer of
    /// any width.
    ///
    /// # Errors
    /// `INVALID_PORT`: below 0 or above 65535.
    pub fn port_number<N: Integer>(number: N) -> Result<u16, Error> {
        let number = number.nearest();
        u16::try_from(number).map_err(|_| Detail::PortNumber(number).into())
    }

    /// Reserves a port: exposing it is `RESERVED_PORT`.
    #[must_use]
    pub fn reserve_port(self, port: u16) -> Self {
        self.change(|rules| {
            rules.reserved_ports.insert(port);
        })
    }

    /// Reserves a port no longer. The range of ports stays: `allow_port(80)` makes nothing valid.
    #[must_use]
    pub fn allow_port(self, port: u16) -> Self {
        self.change(|rules| {
            rules.reserved_ports.remove(&port);
        })
    }

    /// Reserves a sandbox id, in any case of letters.
    ///
    /// # Errors
    /// `INVALID_SANDBOX_ID_LENGTH`, `INVALID_SANDBOX_ID_CHARACTER` and `INVALID_SANDBOX_ID_HYPHENS`, as [`SandboxId::new`] has them.
    pub fn reserve_sandbox_id(self, name: impl AsRef<[u8]>) -> Result<Self, Error> {
        let name = SandboxId::spelled(name.as_ref())?;
        Ok(self.change(|rules| {
            rules.reserved_sandbox_ids.insert(name.to_string());
        }))
    }

    /// Reserves a sandbox id no longer.
    ///
    /// # Errors
    /// Those of [`reserve_sandbox_id`](Self::reserve_sandbox_id).
    pub fn allow_sandbox_id(self, name: impl AsRef<[u8]>) -> Result<Self, Error> {
        let name = SandboxId::spelled(name.as_ref())?;
        Ok(self.change(|rules| {
            rules.reserved_sandbox_ids.remove(&name.to_string());
        }))
    }

    /// Refuses a domain and every one below it, with `CUSTOM_DOMAIN_REQUIRED`.
    ///
    /// # Errors
    /// Those of [`BaseDomain::new`] but for `CUSTOM_DOMAIN_REQUIRED`; `INVALID_HOSTNAME_PORT`: any port, as in `example.com:8443`.
    pub fn refuse_domain(self, domain: impl AsRef<[u8]>) -> Result<Self, Error> {
        let domain = hostname::parse_host(domain.as_ref())?;
        Ok(self.change(|rules| {
            rules.refused_domains.insert(domain);
        }))
    }

    /// Refuses a domain no longer. What is refused is listed: `allow_domain("x.workers.dev")` makes nothing valid below `workers.dev`.
    ///
    /// # Errors
    /// Those of [`refuse_domain`](Self::refuse_domain).
    pub fn allow_domain(self, domain: impl AsRef<[u8]>) -> Result<Self, Error> {
        let domain = hostname::parse_host(domain.as_ref())?;
        Ok(self.change(|rules| {
            rules.refused_domains.remove(&domain);
        }))
    }

    /// Gives every base domain this scheme, `localhost` as well.
    #[must_use]
    pub fn scheme(self, scheme: Scheme) -> Self {
        self.change(|rules| rules.scheme = Some(scheme))
    }
}

/// Checking under the rules.
impl Policy {
    /// As [`Port::new`].
    ///
    /// # Errors
    /// `INVALID_PORT`, `RESERVED_PORT`.
    pub fn port<N: Integer>(&self, number: N) -> Result<Port, Error> {
        Port::checked(number.nearest(), self)
    }

    /// As [`SandboxId::new`].
    ///
    /// # Errors
    /// The five of [`SandboxId::new`].
    pub fn sandbox_id(&self, text: impl AsRef<[u8]>) -> Result<SandboxId, Error> {
        SandboxId::checked(text.as_ref(), self)
    }

    /// As [`SandboxId::normalized`].
    ///
    /// # Errors
    /// Those of [`SandboxId::normalized`].
    pub fn normalized_sandbox_id(&self, text: impl AsRef<[u8]>) -> Result<SandboxId, Error> {
        SandboxId::lowered(text.as_ref(), self)
    }

    /// As [`Token::new`]; no rule on tokens can be changed.
    ///
    /// # Errors
    /// `INVALID_TOKEN_LENGTH`, `INVALID_TOKEN_CHARACTER`.
    pub fn token(&self, text: impl AsRef<[u8]>) -> Result<Token, Error> {
        Token::new(text)
    }

    /// As [`BaseDomain::new`]. The base domain keeps the policy, and parses hosts under it.
    ///
    /// # Errors
    /// Those of [`BaseDomain::new`].
    pub fn base_domain(&self, text: impl AsRef<[u8]>) -> Result<BaseDomain, Error> {
        BaseDomain::checked(text.as_ref(), self)
    }

    /// As [`Route::parse_host`].
    ///
    /// # Errors
    /// Those of [`Route::parse_host`].
    pub fn parse_host(&self, host: impl AsRef<[u8]>) -> Result<Route, Error> {
        crate::parse::host(host.as_ref(), self)
    }

    /// As [`Route::parse_url`].
    ///
    /// # Errors
    /// Those of [`Route::parse_url`].
    pub fn parse_url(&self, url: impl AsRef<[u8]>) -> Result<Route, Error> {
        crate::parse::url(url.as_ref(), self)
    }

    /// As [`Route::parse`].
    ///
    /// # Errors
    /// Those of [`Route::parse`].
    pub fn parse(&self, host_or_url: impl AsRef<[u8]>) -> Result<Route, Error> {
        crate::parse::host_or_url(host_or_url.as_ref(), self)
    }
}

/// What the rules say.
impl Policy {
    #[inline(always)]
    pub(crate) fn is_reserved_port(&self, port: u16) -> bool {
        match &self.changed {
            None => port == RESERVED_PORT,
            Some(rules) => rules.reserved_ports.contains(&port),
        }
    }

    /// `id` is in any case of letters.
    #[inline(always)]
    pub(crate) fn check_sandbox_id(&self, id: &[u8]) -> Result<(), Error> {
        let reserved = match &self.changed {
            None => is_reserved(id),
            Some(rules) => rules.reserved_sandbox_ids.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(id)),
        };
        if reserved { Err(Detail::SandboxIdReserved.into()) } else { Ok(()) }
    }

    /// `host` is in any case of letters, without a root dot.
    #[inline(always)]
    pub(crate) fn check_domain(&self, host: &[u8]) -> Result<(), Error> {
        let refused = match &self.changed {
            None => base_host::is_within(host, REFUSED_DOMAIN.as_bytes()),
            Some(rules) => rules.refused_domains.iter().any(|domain| base_host::is_within(host, domain.as_bytes())),
        };
        if refused { Err(Detail::CustomDomainRequired.into()) } else { Ok(()) }
    }

    /// The scheme of URLs on a host in lower case.
    pub(crate) fn scheme_of(&self, host: &[u8]) -> Scheme {
        let chosen = self.changed.as_ref().and_then(|rules| rules.scheme);
        chosen.unwrap_or(if base_host::is_within(host, b"localhost") { Scheme::Http } else { Scheme::Https })
    }
}
