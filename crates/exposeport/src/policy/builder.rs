//! Building a policy.

use alloc::string::String;
use alloc::sync::Arc;

use super::{Policy, Rules};
use crate::ascii::{self, Masks};
use crate::error::{Detail, Error};
use crate::grammar;
use crate::integer::Integer;
use crate::scheme::Scheme;

/// A builder of a [`Policy`].
///
/// [`build`](Self::build) returns the first error of all calls.
///
/// ```
/// use exposeport::{Policy, Scheme};
///
/// let policy = Policy::builder()
///     .reserve_sandbox_id("staging")
///     .deny_domain("pages.dev")
///     .scheme(Scheme::Https)
///     .build()?;
/// assert!(policy.reserved_sandbox_ids().any(|id| id == "staging"));
/// assert!(policy.denied_domains().eq(["pages.dev", "workers.dev"]));
///
/// let error = Policy::builder().deny_domain("127.0.0.1").build().unwrap_err();
/// assert_eq!(error.code(), "HOSTNAME_IS_IP_ADDRESS");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct PolicyBuilder {
    rules: Result<Rules, Error>,
}

/// Building a policy.
impl Policy {
    /// Returns a builder that starts from the default rules.
    pub fn builder() -> PolicyBuilder {
        Self::DEFAULT.to_builder()
    }

    /// Returns a builder that starts from this policy.
    pub fn to_builder(&self) -> PolicyBuilder {
        PolicyBuilder { rules: Ok(self.changed.as_deref().cloned().unwrap_or_default()) }
    }
}

impl PolicyBuilder {
    fn try_change(self, change: impl FnOnce(&mut Rules) -> Result<(), Error>) -> Self {
        let rules = self.rules.and_then(|mut rules| change(&mut rules).map(|()| rules));
        Self { rules }
    }

    /// Reserves a port, which is then rejected with `RESERVED_PORT`.
    ///
    /// A number outside 0 to 65535 is rejected with `INVALID_PORT`.
    pub fn reserve_port<N: Integer>(self, port: N) -> Self {
        self.try_change(|rules| {
            rules.reserved_ports.insert(port_number(port)?);
            Ok(())
        })
    }

    /// Removes a port from the reserved ports.
    ///
    /// The range of ports is fixed, so `unreserve_port(80)` has no effect. A number outside 0 to
    /// 65535 is rejected with `INVALID_PORT`.
    pub fn unreserve_port<N: Integer>(self, port: N) -> Self {
        self.try_change(|rules| {
            rules.reserved_ports.remove(&port_number(port)?);
            Ok(())
        })
    }

    /// Reserves a sandbox id. Ids that match it, ignoring case, are rejected with
    /// `RESERVED_SANDBOX_ID`.
    ///
    /// A string that is not a valid id, such as `my app` or `-app`, is rejected with the error of
    /// the rule that it violates.
    pub fn reserve_sandbox_id(self, id: impl AsRef<[u8]>) -> Self {
        self.try_change(|rules| {
            rules.reserved_sandbox_ids.insert(sandbox_id(id.as_ref())?);
            Ok(())
        })
    }

    /// Removes a sandbox id from the reserved ids.
    ///
    /// The errors are the same as those of [`reserve_sandbox_id`](Self::reserve_sandbox_id).
    pub fn unreserve_sandbox_id(self, id: impl AsRef<[u8]>) -> Self {
        self.try_change(|rules| {
            rules.reserved_sandbox_ids.remove(&sandbox_id(id.as_ref())?);
            Ok(())
        })
    }

    /// Adds `domain` to the denylist. It and its subdomains are then rejected with
    /// `CUSTOM_DOMAIN_REQUIRED`.
    ///
    /// A string that is not a valid base domain, such as `127.0.0.1` or `a..b`, is rejected with
    /// the error of the rule that it violates. A port, as in `example.com:8443`, is rejected with
    /// `INVALID_HOSTNAME_PORT`.
    pub fn deny_domain(self, domain: impl AsRef<[u8]>) -> Self {
        self.try_change(|rules| {
            rules.denied_domains.insert(host(domain.as_ref())?);
            Ok(())
        })
    }

    /// Removes `domain` from the denylist. Only an exact entry is removed.
    ///
    /// The errors are the same as those of [`deny_domain`](Self::deny_domain).
    pub fn undeny_domain(self, domain: impl AsRef<[u8]>) -> Self {
        self.try_change(|rules| {
            rules.denied_domains.remove(&host(domain.as_ref())?);
            Ok(())
        })
    }

    /// Sets the scheme of every base domain, including `localhost`.
    pub fn scheme(self, scheme: Scheme) -> Self {
        self.try_change(|rules| {
            rules.scheme = Some(scheme);
            Ok(())
        })
    }

    /// Builds the policy.
    ///
    /// # Errors
    /// Returns the first error of all calls: `INVALID_PORT`, `INVALID_SANDBOX_ID_LENGTH`,
    /// `INVALID_SANDBOX_ID_CHARACTER`, `INVALID_SANDBOX_ID_HYPHENS`, or those of
    /// [`BaseDomain::new`](crate::BaseDomain::new) except `CUSTOM_DOMAIN_REQUIRED`.
    pub fn build(self) -> Result<Policy, Error> {
        let rules = self.rules?;
        // Equal policies have the same representation.
        let changed = (rules != Rules::default()).then(|| Arc::new(rules));
        Ok(Policy { changed })
    }
}

fn port_number<N: Integer>(port: N) -> Result<u16, Error> {
    let number = port.nearest();
    u16::try_from(number).map_err(|_| Detail::ReservedPortRange(number).into())
}

fn sandbox_id(id: &[u8]) -> Result<String, Error> {
    grammar::sandbox_id::check(id, Masks::of(id))?;
    Ok(ascii::as_str(id).to_ascii_lowercase())
}

fn host(domain: &[u8]) -> Result<String, Error> {
    grammar::base_domain::Config::parse(domain)?.into_host()
}
