//! The class `BaseDomain`, and the argument `hostname`.
//!
//! The methods are in `parse/base_domain.rs`, because they return routes.

use std::borrow::Cow;

use exposeport::Error;
use pyo3::prelude::*;

use crate::errors::Rejected;
use crate::input::{Text, wrong_type};

/// A base domain, "host" or "host:port": the part of a preview host after its first label.
///
/// A gateway parses request hosts with `route`, which accepts only subdomains of this base domain.
///
/// The host is converted to ASCII (UTS #46), lowercased, and stripped of one trailing dot. Its
/// labels have at most 63 bytes. It has at most 244 bytes, which leaves room for a preview label in
/// the 253 bytes of a host (RFC 1034 section 3.1).
///
/// Preview hosts start with a digit. On a domain with labels that are written from right to left,
/// such as "xn--4dbc.example", they break the Bidi rule (RFC 5893 section 2). Chromium opens their
/// URLs, but stricter parsers reject them.
///
/// Args:
///     hostname: The host, and a port if it is not the default port of the scheme.
///     policy: The policy with the denied domains and the scheme, under which hosts are parsed.
///
/// Attributes:
///     host: The host: ASCII, lowercase, without a trailing dot.
///     port: The port, or None if it is the default port of the scheme.
///     scheme: "http" for `localhost` and its subdomains, else "https".
///     policy: The policy under which hosts are parsed.
///
/// Raises:
///     SecurityError: `INVALID_HOSTNAME`: "", "user@example.com", "a..b", "*.example.com";
///         `INVALID_HOSTNAME_PORT`: "example.com:0"; `HOSTNAME_IS_IP_ADDRESS`: "127.0.0.1",
///         "[::1]:8787"; `HOSTNAME_TOO_LONG`: a label over 63 bytes, a host over 244.
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev", "x.workers.dev".
///
/// Example:
///
///     >>> domain = exposeport.BaseDomain("Bücher.example:8443")
///     >>> domain.host, domain.port, domain.scheme
///     ('xn--bcher-kva.example', 8443, 'https')
///     >>> str(domain)
///     'xn--bcher-kva.example:8443'
#[pyclass(module = "exposeport", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub struct BaseDomain(exposeport::BaseDomain);

impl BaseDomain {
    pub fn checked(hostname: &Text<'_, '_>, policy: &exposeport::Policy) -> Result<Self, Rejected> {
        Ok(Self(exposeport::BaseDomain::with_policy(hostname, policy)?))
    }

    pub const fn from_core(domain: exposeport::BaseDomain) -> Self {
        Self(domain)
    }

    pub const fn core(&self) -> &exposeport::BaseDomain {
        &self.0
    }
}

/// The argument `hostname`: a `BaseDomain`, or a string to convert to one.
pub enum Hostname<'a, 'py> {
    Domain(&'a exposeport::BaseDomain),
    Text(Text<'a, 'py>),
}

impl<'a, 'py> FromPyObject<'a, 'py> for Hostname<'a, 'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(domain) = object.cast::<BaseDomain>() {
            return Ok(Self::Domain(domain.get().core()));
        }
        let text = object.extract();
        text.map(Self::Text).map_err(|_| wrong_type(object, "str, bytes or BaseDomain"))
    }
}

impl<'a> Hostname<'a, '_> {
    /// Returns the base domain. A string is checked under a policy.
    pub fn domain(
        &self,
        policy: &exposeport::Policy,
    ) -> Result<Cow<'a, exposeport::BaseDomain>, Error> {
        match self {
            Self::Domain(domain) => Ok(Cow::Borrowed(domain)),
            Self::Text(text) => exposeport::BaseDomain::with_policy(text, policy).map(Cow::Owned),
        }
    }
}
