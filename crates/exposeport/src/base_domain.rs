//! Base domains: the part of a preview URL after its label.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZero;
use core::str::FromStr;

use crate::ascii;
use crate::error::Error;
use crate::grammar::base_domain::Config;
use crate::policy::Policy;
use crate::scheme::Scheme;

/// A base domain, `host` or `host:port`: the `hostname` option of sandbox-sdk.
///
/// The host is converted to ASCII as the WHATWG URL Standard's "domain to ASCII" does (UTS #46,
/// non-transitional), lowercased, and stripped of one trailing dot. Its labels have 1 to 63
/// letters, digits, hyphens and underscores, and do not start or end with a hyphen (RFC 1123
/// section 2.1). It has at most 244 bytes, which leaves room for a preview label in the 253 bytes
/// of a host (RFC 1034 section 3.1).
///
/// Preview hosts start with a digit. On a domain with labels that are written from right to left,
/// such as `xn--4dbc.example`, they break the Bidi rule (RFC 5893 section 2). Chromium opens their
/// URLs, but stricter parsers reject them, such as the `url` crate.
///
/// The version of the `idna_adapter` crate in the lock file of the final program determines the
/// Unicode version of the mapping.
///
/// ```
/// use exposeport::{BaseDomain, Scheme};
///
/// let domain = BaseDomain::new("Bücher.example:8443")?;
/// assert_eq!(domain.host(), "xn--bcher-kva.example");
/// assert_eq!(domain.port(), Some(8443));
/// assert_eq!(domain.scheme(), Scheme::Https);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseDomain {
    /// A dot, the host, and `:port` if there is one: the part of a URL after its label.
    suffix: Box<[u8]>,
    host_len: u8,
    port: Option<NonZero<u16>>,
    scheme: Scheme,
    policy: Policy,
}

impl BaseDomain {
    /// Creates a base domain under [`Policy::DEFAULT`].
    ///
    /// # Errors
    /// - `INVALID_HOSTNAME`: an empty string, `user@example.com`, `https://example.com`, `a..b`,
    ///   `*.example.com`, `-a.example`, `xn--a.example`;
    /// - `INVALID_HOSTNAME_PORT`: `example.com:0`, `example.com:`;
    /// - `HOSTNAME_IS_IP_ADDRESS`: `127.0.0.1`, `[::1]:8787`, `0x7f.1`;
    /// - `HOSTNAME_TOO_LONG`: a label over 63 bytes, a host over 244, or more than 1,012 bytes
    ///   before IDNA;
    /// - `CUSTOM_DOMAIN_REQUIRED`: `workers.dev`, `x.Workers.DEV.`.
    pub fn new(hostname: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::with_policy(hostname, &Policy::DEFAULT)
    }

    /// Creates a base domain as [`new`](Self::new) does, under a policy.
    ///
    /// The base domain keeps the policy and applies it to the hosts that it parses and the URLs
    /// that are built on it.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](Self::new).
    pub fn with_policy(hostname: impl AsRef<[u8]>, policy: &Policy) -> Result<Self, Error> {
        let config = Config::parse(hostname.as_ref())?;
        policy.check_domain(&config.host)?;
        config.check_len()?;
        let scheme = policy.scheme_of(&config.host);
        let port = config.port.filter(|port| port.get() != scheme.default_port());

        let mut suffix = Vec::with_capacity(1 + config.host.len());
        suffix.push(b'.');
        suffix.extend_from_slice(&config.host);
        suffix.make_ascii_lowercase();
        if let Some(port) = port {
            suffix.extend_from_slice(format!(":{port}").as_bytes());
        }
        // BASE_HOST_MAX is below 256.
        let host_len = config.host.len() as u8;
        let suffix = suffix.into_boxed_slice();
        Ok(Self { suffix, host_len, port, scheme, policy: policy.clone() })
    }

    /// Returns the host: ASCII, lowercase, without a trailing dot.
    #[must_use]
    pub fn host(&self) -> &str {
        ascii::as_str(self.host_bytes())
    }

    /// Returns the port unless it is the default port of the scheme.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port.map(NonZero::get)
    }

    /// Returns the scheme of URLs on this domain.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Returns the canonical form: the host, followed by `:port` if there is one.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii::as_str(&self.suffix[1..])
    }

    /// Returns the policy that the base domain was checked under.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Returns `true` if `host` equals this host, ignoring case.
    #[inline]
    pub(crate) fn is_host(&self, host: &[u8]) -> bool {
        let own = self.host_bytes();
        own == host || own.eq_ignore_ascii_case(host)
    }

    #[inline]
    pub(crate) const fn host_len(&self) -> usize {
        self.host_len as usize
    }

    #[inline]
    pub(crate) fn host_bytes(&self) -> &[u8] {
        &self.suffix[1..=self.host_len()]
    }

    #[inline]
    pub(crate) const fn suffix(&self) -> &[u8] {
        &self.suffix
    }
}

impl fmt::Display for BaseDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for BaseDomain {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for BaseDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BaseDomain")
            .field("host", &self.host())
            .field("port", &self.port())
            .field("scheme", &self.scheme)
            .field("policy", &self.policy)
            .finish()
    }
}

impl FromStr for BaseDomain {
    type Err = Error;

    fn from_str(hostname: &str) -> Result<Self, Error> {
        Self::new(hostname)
    }
}

impl TryFrom<&str> for BaseDomain {
    type Error = Error;

    fn try_from(hostname: &str) -> Result<Self, Error> {
        Self::new(hostname)
    }
}
