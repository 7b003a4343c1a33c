//! The configurable rules.

mod builder;

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

pub use builder::PolicyBuilder;

use crate::error::{Detail, Error};
use crate::grammar::host;
use crate::scheme::Scheme;

/// The port of the sandbox control plane.
const RESERVED_PORTS: [u16; 1] = [3000];

/// Names that a platform uses for its own hosts.
const RESERVED_SANDBOX_IDS: [&str; 7] =
    ["admin", "api", "cloudflare", "root", "system", "workers", "www"];

/// Domains without wildcard certificates for their subdomains.
const DENIED_DOMAINS: [&str; 1] = ["workers.dev"];

/// The domain that uses plain HTTP by default.
const LOCAL_DOMAIN: &str = "localhost";

/// The configurable rules: reserved ports, reserved sandbox ids, denied domains and the scheme.
///
/// Ranges, lengths and characters are fixed. Types that depend on a policy have two constructors:
/// `new` uses [`Policy::DEFAULT`], and `with_policy` uses the given policy. Cloning a policy is
/// cheap.
///
/// ```
/// use exposeport::{Policy, Port};
///
/// let policy = Policy::builder().unreserve_port(3000).reserve_port(9000).build()?;
/// assert_eq!(Port::with_policy(3000, &policy)?.get(), 3000);
/// assert_eq!(Port::with_policy(9000, &policy).unwrap_err().code(), "RESERVED_PORT");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// `None` for the default rules, so that [`Policy::DEFAULT`] can be a constant.
    changed: Option<Arc<Rules>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Rules {
    reserved_ports: BTreeSet<u16>,
    /// In lowercase.
    reserved_sandbox_ids: BTreeSet<String>,
    /// In ASCII and lowercase, without root dots.
    denied_domains: BTreeSet<String>,
    scheme: Option<Scheme>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            reserved_ports: BTreeSet::from(RESERVED_PORTS),
            reserved_sandbox_ids: RESERVED_SANDBOX_IDS.map(String::from).into(),
            denied_domains: DENIED_DOMAINS.map(String::from).into(),
            scheme: None,
        }
    }
}

impl Policy {
    /// The default rules.
    ///
    /// Port 3000 and the sandbox ids `www api admin root system cloudflare workers` are reserved.
    /// `workers.dev` and its subdomains are denied. The scheme is http for `localhost` and its
    /// subdomains, and https for every other host.
    pub const DEFAULT: Self = Self { changed: None };

    /// Returns the reserved ports, in ascending order.
    pub fn reserved_ports(&self) -> impl Iterator<Item = u16> {
        let (default, changed) = match &self.changed {
            None => (&RESERVED_PORTS[..], None),
            Some(rules) => (&[][..], Some(&rules.reserved_ports)),
        };
        default.iter().chain(changed.into_iter().flatten()).copied()
    }

    /// Returns the reserved sandbox ids, in lowercase and in alphabetical order.
    pub fn reserved_sandbox_ids(&self) -> impl Iterator<Item = &str> {
        names(&RESERVED_SANDBOX_IDS, self.changed.as_ref().map(|rules| &rules.reserved_sandbox_ids))
    }

    /// Returns the denied domains, in lowercase ASCII and in alphabetical order.
    ///
    /// Their subdomains are denied as well.
    pub fn denied_domains(&self) -> impl Iterator<Item = &str> {
        names(&DENIED_DOMAINS, self.changed.as_ref().map(|rules| &rules.denied_domains))
    }

    /// Returns the scheme of every base domain, or `None` if it depends on the host.
    #[must_use]
    pub fn scheme(&self) -> Option<Scheme> {
        self.changed.as_ref().and_then(|rules| rules.scheme)
    }

    /// Rejects a reserved port.
    #[inline]
    pub(crate) fn check_port(&self, port: u16) -> Result<(), Error> {
        let is_reserved = match &self.changed {
            None => RESERVED_PORTS.contains(&port),
            Some(rules) => rules.reserved_ports.contains(&port),
        };
        if is_reserved { Err(Detail::PortReserved(port).into()) } else { Ok(()) }
    }

    /// Rejects a reserved id, ignoring case.
    #[inline]
    pub(crate) fn check_sandbox_id(&self, id: &[u8]) -> Result<(), Error> {
        if self.reserves_sandbox_id(id) { Err(Detail::SandboxIdReserved.into()) } else { Ok(()) }
    }

    #[inline]
    fn reserves_sandbox_id(&self, id: &[u8]) -> bool {
        let is_id = |name: &str| name.as_bytes().eq_ignore_ascii_case(id);
        match &self.changed {
            None => RESERVED_SANDBOX_IDS.iter().any(|name| is_id(name)),
            Some(rules) => rules.reserved_sandbox_ids.iter().any(|name| is_id(name)),
        }
    }

    /// Rejects a denied host, ignoring case. The host must not have a root dot.
    #[inline]
    pub(crate) fn check_domain(&self, host: &[u8]) -> Result<(), Error> {
        if self.denies_domain(host) { Err(Detail::DomainDenied.into()) } else { Ok(()) }
    }

    fn denies_domain(&self, host: &[u8]) -> bool {
        let is_within = |name: &str| host::is_within(host, name.as_bytes());
        match &self.changed {
            None => DENIED_DOMAINS.iter().any(|name| is_within(name)),
            Some(rules) => rules.denied_domains.iter().any(|name| is_within(name)),
        }
    }

    /// Returns the scheme of URLs on a host.
    pub(crate) fn scheme_of(&self, host: &[u8]) -> Scheme {
        let is_local = host::is_within(host, LOCAL_DOMAIN.as_bytes());
        self.scheme().unwrap_or(if is_local { Scheme::Http } else { Scheme::Https })
    }
}

/// Returns the default names, or the changed ones if there are any.
#[inline]
fn names<'a>(
    default: &'a [&'a str],
    changed: Option<&'a BTreeSet<String>>,
) -> impl Iterator<Item = &'a str> {
    let default = if changed.is_some() { &[] } else { default };
    default.iter().copied().chain(changed.into_iter().flatten().map(String::as_str))
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("reserved_ports", &self.reserved_ports().collect::<Vec<_>>())
            .field("reserved_sandbox_ids", &self.reserved_sandbox_ids().collect::<Vec<_>>())
            .field("denied_domains", &self.denied_domains().collect::<Vec<_>>())
            .field("scheme", &self.scheme())
            .finish()
    }
}
