//! Parses `Host` header values and URLs into a [`Route`].
//!
//! Every entry point calls [`route`], the only function that turns bytes into a route.

mod authority;
mod scheme;

use self::authority::{Authority, Context, parse_port};
use crate::ascii::WINDOW;
use crate::base_domain::BaseDomain;
use crate::error::{Detail, Error, ErrorKind};
use crate::grammar::host;
use crate::label::Shape;
use crate::limits::HOST_MAX;
use crate::policy::Policy;
use crate::route::Route;

/// The base hosts that an input may have.
#[derive(Clone, Copy)]
enum Base<'a> {
    /// Any host that the policy allows.
    Any(&'a Policy),
    /// The host of this domain.
    Domain(&'a BaseDomain),
}

/// Parses the authority at the offset `start` of the input, from left to right.
#[inline(always)]
fn route(input: &[u8], start: usize, context: Context, base: Base<'_>) -> Result<Route, Error> {
    let authority = Authority::split(&input[start..], context);
    let Authority { host, masks, .. } = authority;

    let shape = Shape::find(host, authority.len, masks).ok_or(Detail::NotAPreviewHost)?;
    let base_start = shape.len() + 1;
    let base_host = &host[base_start..];
    let policy = match base {
        Base::Any(policy) => policy,
        Base::Domain(domain) if domain.is_host(base_host) => domain.policy(),
        Base::Domain(_) => return Err(Detail::NotUnderDomain.into()),
    };
    let label = shape.decode(policy)?;

    if host.len() > HOST_MAX {
        return Err(authority.too_long());
    }
    // The host of a base domain was checked when it was configured.
    if let Base::Any(policy) = base {
        host::check(base_host, masks.slice(base_start, host.len()), WINDOW - base_start)?;
        policy.check_domain(base_host)?;
    }
    let base_port = authority.port.map(|port| parse_port(port, context)).transpose()?;
    Ok(Route::new(host, label, start + base_start..start + host.len(), base_port))
}

// `route` is inlined once for each combination of context and kind of base.

#[inline(never)]
fn host_route(host: &[u8], policy: &Policy) -> Result<Route, Error> {
    route(host, 0, Context::Host, Base::Any(policy))
}

#[inline(never)]
fn host_route_under(host: &[u8], domain: &BaseDomain) -> Result<Route, Error> {
    route(host, 0, Context::Host, Base::Domain(domain))
}

#[inline(never)]
fn url_route(url: &[u8], policy: &Policy) -> Result<Route, Error> {
    let start = scheme::len(url).ok_or(Detail::NotAPreviewUrl)?;
    route(url, start, Context::Url, Base::Any(policy))
}

#[inline(never)]
fn url_route_under(url: &[u8], domain: &BaseDomain) -> Result<Route, Error> {
    let start = scheme::len(url).ok_or(Detail::NotAPreviewUrl)?;
    route(url, start, Context::Url, Base::Domain(domain))
}

/// Parsing under any base domain. A gateway should use [`BaseDomain::route`] instead.
impl Route {
    /// Parses the value of a `Host` header or another authority, `host` or `host:port`. The input
    /// may contain any bytes.
    ///
    /// # Errors
    /// - `NOT_A_PREVIEW_HOST`: a host of another application, such as `www.example.com`,
    ///   `2024-annual.example.com` or `8080-sb-tok`;
    /// - `INVALID_PORT`: `08080-a-b.example.com`, `99999-a-b.example.com`;
    /// - `RESERVED_PORT`: `3000-a-b.example.com`;
    /// - `LABEL_TOO_LONG`: a first label over 63 bytes (RFC 1034 section 3.1);
    /// - `INVALID_SANDBOX_ID_LENGTH`, `INVALID_SANDBOX_ID_CHARACTER`,
    ///   `INVALID_SANDBOX_ID_HYPHENS`, `RESERVED_SANDBOX_ID`: `8080--b.example.com`,
    ///   `8080-a b-c.example.com`, `8080--a-b.example.com`, `8080-www-b.example.com`;
    /// - `INVALID_TOKEN_LENGTH`, `INVALID_TOKEN_CHARACTER`: `8080-a-.example.com`,
    ///   `8080-a-b$.example.com`;
    /// - `HOSTNAME_TOO_LONG`: a host over 253 bytes, or a label of its base domain over 63;
    /// - `INVALID_HOSTNAME`, `HOSTNAME_IS_IP_ADDRESS`, `CUSTOM_DOMAIN_REQUIRED`,
    ///   `INVALID_HOSTNAME_PORT`: a base domain that [`BaseDomain::new`] rejects, or that is not
    ///   ASCII.
    pub fn parse_host(host: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::parse_host_with_policy(host, &Policy::DEFAULT)
    }

    /// Parses a host as [`parse_host`](Self::parse_host) does, under a policy.
    ///
    /// # Errors
    /// Returns the same errors as [`parse_host`](Self::parse_host).
    pub fn parse_host_with_policy(host: impl AsRef<[u8]>, policy: &Policy) -> Result<Self, Error> {
        host_route(host.as_ref(), policy)
    }

    /// Parses a URL with the scheme http, https, ws or wss.
    ///
    /// Malformed URLs are rejected, not corrected. Everything after the authority is ignored.
    ///
    /// # Errors
    /// - `NOT_A_PREVIEW_HOST`: `ftp://8080-a-b.example.com`, `https:/8080-a-b.example.com`;
    /// - every other error of [`parse_host`](Self::parse_host).
    ///
    /// ```
    /// let route = exposeport::Route::parse_url("wss://8080-sandbox-my_token.example.com/socket")?;
    /// assert_eq!(route.sandbox_id().as_str(), "sandbox");
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn parse_url(url: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::parse_url_with_policy(url, &Policy::DEFAULT)
    }

    /// Parses a URL as [`parse_url`](Self::parse_url) does, under a policy.
    ///
    /// # Errors
    /// Returns the same errors as [`parse_url`](Self::parse_url).
    pub fn parse_url_with_policy(url: impl AsRef<[u8]>, policy: &Policy) -> Result<Self, Error> {
        url_route(url.as_ref(), policy)
    }

    /// Parses a preview URL or a bare host.
    ///
    /// Input with `://` in its first eight bytes is parsed as a URL; anything else as a `Host`
    /// value.
    ///
    /// # Errors
    /// Returns the same errors as [`parse_url`](Self::parse_url) and
    /// [`parse_host`](Self::parse_host).
    pub fn parse(host_or_url: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::parse_with_policy(host_or_url, &Policy::DEFAULT)
    }

    /// Parses a URL or a host as [`parse`](Self::parse) does, under a policy.
    ///
    /// # Errors
    /// Returns the same errors as [`parse`](Self::parse).
    pub fn parse_with_policy(
        host_or_url: impl AsRef<[u8]>,
        policy: &Policy,
    ) -> Result<Self, Error> {
        let input = host_or_url.as_ref();
        if scheme::is_present(input) { url_route(input, policy) } else { host_route(input, policy) }
    }

    /// Parses a host under one of several base domains. Returns the index of the matching base
    /// domain and the route.
    ///
    /// # Errors
    /// Returns the same errors as [`BaseDomain::route`]. A host under none of the base domains is
    /// rejected with `NOT_A_PREVIEW_HOST`.
    ///
    /// ```
    /// use exposeport::{BaseDomain, Route};
    ///
    /// let domains = [BaseDomain::new("example.com")?, BaseDomain::new("apps.example.com")?];
    /// let (index, _) = Route::parse_under("8080-a-b.apps.example.com", &domains)?;
    /// assert_eq!(index, 1);
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn parse_under<'d>(
        host: impl AsRef<[u8]>,
        domains: impl IntoIterator<Item = &'d BaseDomain>,
    ) -> Result<(usize, Self), Error> {
        for (index, domain) in domains.into_iter().enumerate() {
            match domain.route(host.as_ref()) {
                Err(error) if error.kind() == ErrorKind::NotAPreviewHost => {}
                result => return result.map(|route| (index, route)),
            }
        }
        Err(Detail::NotUnderDomain.into())
    }
}

/// Parsing under this base domain.
impl BaseDomain {
    /// Parses a `Host` header value under this base domain. Exactly one label must precede the base
    /// domain.
    ///
    /// The port after the host must be valid but may differ from that of the base domain, since a
    /// proxy may listen on another port.
    ///
    /// # Errors
    /// - `NOT_A_PREVIEW_HOST`: a host of another application, which is not under this domain or not
    ///   preview-shaped;
    /// - every other error of [`Route::parse_host`].
    ///
    /// ```
    /// use exposeport::{BaseDomain, ErrorKind};
    ///
    /// let domain = BaseDomain::new("example.com")?;
    /// assert_eq!(domain.route("8080-sandbox-my_token.example.com")?.port().get(), 8080);
    ///
    /// let other = domain.route("8080-sandbox-my_token.evil-example.com").unwrap_err();
    /// assert_eq!(other.kind(), ErrorKind::NotAPreviewHost);
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn route(&self, host: impl AsRef<[u8]>) -> Result<Route, Error> {
        host_route_under(host.as_ref(), self)
    }

    /// Parses a URL under this base domain, as [`route`](Self::route) parses a host.
    ///
    /// # Errors
    /// Returns the same errors as [`route`](Self::route) and [`Route::parse_url`].
    pub fn route_url(&self, url: impl AsRef<[u8]>) -> Result<Route, Error> {
        url_route_under(url.as_ref(), self)
    }

    /// Parses a URL or a host under this base domain, as [`Route::parse`] does.
    ///
    /// # Errors
    /// Returns the same errors as [`route`](Self::route) and [`route_url`](Self::route_url).
    pub fn route_any(&self, host_or_url: impl AsRef<[u8]>) -> Result<Route, Error> {
        let input = host_or_url.as_ref();
        if scheme::is_present(input) { self.route_url(input) } else { self.route(input) }
    }
}
