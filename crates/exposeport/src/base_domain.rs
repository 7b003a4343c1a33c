//! Base domains: what follows the label of a preview URL.

use alloc::boxed::Box;
use alloc::format;
use core::fmt;
use core::num::NonZero;
use core::str::FromStr;

use crate::error::{Detail, Error};
use crate::hostname::Hostname;
use crate::limits::BASE_HOST_MAX;
use crate::text::ascii_str;
use crate::{Policy, Route, Scheme};

/// A base domain, `host` or `host:port`: the documentation's `hostname` option.
///
/// The host is brought to ASCII as the WHATWG URL Standard's "domain to ASCII" does (UTS #46, non-transitional), lowered, and its one
/// trailing dot dropped. Its labels have 1 to 63 letters, digits, hyphens and underscores, with no hyphen first or last (RFC 1123 section 2.1),
/// and it has at most 244 octets, so that a preview label finds room within the 253 of a host (RFC 1034 section 3.1).
/// Which Unicode version maps the host is decided by the `idna_adapter` in the lock file of the final program.
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
    /// What follows the label: a dot, the host, and `:port` where there is one.
    suffix: Box<[u8]>,
    host_len: u8,
    port: Option<NonZero<u16>>,
    scheme: Scheme,
    policy: Policy,
}

impl BaseDomain {
    /// Checks a base domain under [`Policy::DEFAULT`]; [`Policy::base_domain`] does so under another one.
    ///
    /// # Errors
    /// - `INVALID_HOSTNAME`: empty, `user@example.com`, `https://example.com`, `a..b`, `*.example.com`, `-a.example`, `xn--a.example`;
    /// - `INVALID_HOSTNAME_PORT`: `example.com:0`, `example.com:`;
    /// - `HOSTNAME_IS_IP_ADDRESS`: `127.0.0.1`, `[::1]:8787`, `0x7f.1`;
    /// - `HOSTNAME_TOO_LONG`: a label over 63 octets, a host over 244, or more than 1,012 octets before IDNA;
    /// - `CUSTOM_DOMAIN_REQUIRED`: `workers.dev`, `x.Workers.DEV.`.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Policy::DEFAULT.base_domain(text)
    }

    pub(crate) fn checked(text: &[u8], policy: &Policy) -> Result<Self, Error> {
        let hostname = Hostname::parse(text)?;
        let host = hostname.host();
        policy.check_domain(host)?;
        if host.len() > BASE_HOST_MAX {
            return Err(Detail::BaseDomainTooLong(host.len()).into());
        }
        let scheme = policy.scheme_of(host);
        // BASE_HOST_MAX is below 256.
        let host_len = host.len() as u8;
        let port = hostname.port.filter(|port| port.get() != scheme.default_port());
        let mut suffix = hostname.suffix;
        if let Some(port) = port {
            suffix.extend_from_slice(format!(":{port}").as_bytes());
        }
        Ok(Self { suffix: suffix.into_boxed_slice(), host_len, port, scheme, policy: policy.clone() })
    }

    /// The host: ASCII, lower case, no trailing dot.
    #[must_use]
    pub fn host(&self) -> &str {
        ascii_str(self.host_bytes())
    }

    /// The port, where it is not the scheme's default one.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port.map(NonZero::get)
    }

    /// The scheme of the URLs below this domain.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host, and `:port` where there is one: its one spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii_str(&self.suffix[1..])
    }

    /// The policy it was made under.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) const fn host_len(&self) -> usize {
        self.host_len as usize
    }

    pub(crate) fn host_bytes(&self) -> &[u8] {
        &self.suffix[1..=self.host_len()]
    }

    pub(crate) const fn suffix(&self) -> &[u8] {
        &self.suffix
    }

    /// Binds a `Host` header value to this domain: exactly one label stands before it. The port of the host is checked, but not compared,
    /// since a proxy in front may have another one.
    ///
    /// # Errors
    /// `NOT_A_PREVIEW_HOST` for every host that is not of this domain or has not the shape of a preview host, which is
    /// somebody else's request; else those of [`Route::parse_host`].
    ///
    /// ```
    /// use exposeport::{BaseDomain, ErrorKind};
    ///
    /// let domain = BaseDomain::new("example.com")?;
    /// assert_eq!(domain.route("8080-sandbox-my_token.example.com")?.port().get(), 8080);
    /// let foreign = domain.route("8080-sandbox-my_token.evil-example.com").unwrap_err();
    /// assert_eq!(foreign.kind(), ErrorKind::NotAPreviewHost);
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn route(&self, host: impl AsRef<[u8]>) -> Result<Route, Error> {
        crate::parse::host_under(host.as_ref(), self)
    }

    /// Binds a URL to this domain, as [`route`](Self::route) does a host.
    ///
    /// # Errors
    /// Those of [`route`](Self::route).
    pub fn route_url(&self, url: impl AsRef<[u8]>) -> Result<Route, Error> {
        crate::parse::url_under(url.as_ref(), self)
    }

    /// Binds what a person may paste to this domain, a URL or a host, which are told apart as [`Route::parse`] does.
    ///
    /// # Errors
    /// Those of [`route`](Self::route).
    pub fn route_any(&self, host_or_url: impl AsRef<[u8]>) -> Result<Route, Error> {
        crate::parse::host_or_url_under(host_or_url.as_ref(), self)
    }
}

impl fmt::Display for BaseDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for BaseDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BaseDomain").field(&self.as_str()).finish()
    }
}

impl FromStr for BaseDomain {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}
