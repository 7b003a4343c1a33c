//! The parts of a request that name its host.

use alloc::borrow::Cow;
use core::fmt;
use core::str::FromStr;

use memchr::memmem;

use crate::base_domain::BaseDomain;
use crate::error::{Detail, Error};
use crate::headers::trim;
use crate::route::Route;

/// An HTTP version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpVersion {
    major: u8,
    minor: u8,
}

impl HttpVersion {
    /// HTTP/1.0, in which `Host` is optional.
    pub const HTTP_10: Self = Self::new(1, 0);
    /// HTTP/1.1.
    pub const HTTP_11: Self = Self::new(1, 1);
    /// HTTP/2.
    pub const HTTP_2: Self = Self::new(2, 0);
    /// HTTP/3.
    pub const HTTP_3: Self = Self::new(3, 0);

    /// Creates a version.
    #[must_use]
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }
}

/// Parses a version as HTTP/1 and the gateway interfaces of languages spell it.
impl FromStr for HttpVersion {
    type Err = Error;

    /// Parses `1.1`, `2` or `HTTP/1.1`.
    ///
    /// # Errors
    /// `INVALID_HOSTNAME`: `1.x`, `11`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let numbers = text.strip_prefix("HTTP/").unwrap_or(text);
        let (major, minor) = numbers.split_once('.').unwrap_or((numbers, "0"));
        let digit = |text: &str| match text.as_bytes() {
            [digit @ b'0'..=b'9'] => Some(digit - b'0'),
            _ => None,
        };
        match (digit(major), digit(minor)) {
            (Some(major), Some(minor)) => Ok(Self::new(major, minor)),
            _ => Err(Detail::HttpVersion.into()),
        }
    }
}

/// The parts of a request that name its host.
///
/// ```
/// use exposeport::gateway::{HttpVersion, RequestHost};
///
/// let request = RequestHost::new(HttpVersion::HTTP_2)
///     .authority("8080-sandbox-my_token.example.com")
///     .host(" 8080-sandbox-my_token.example.com ");
/// assert_eq!(request.effective(), Some(&b"8080-sandbox-my_token.example.com"[..]));
/// ```
#[derive(Clone, Copy)]
pub struct RequestHost<'a> {
    version: HttpVersion,
    authority: Option<&'a [u8]>,
    host: Option<&'a [u8]>,
    has_many_hosts: bool,
}

impl<'a> RequestHost<'a> {
    /// Creates the host of a request without an authority and without `Host`.
    #[must_use]
    pub const fn new(version: HttpVersion) -> Self {
        Self { version, authority: None, host: None, has_many_hosts: false }
    }

    /// Sets the authority of the target: that of a target in absolute form, or `:authority` in
    /// HTTP/2 and later.
    #[must_use]
    pub fn authority(self, authority: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { authority: Some(trim(authority.as_ref())), ..self }
    }

    /// Adds the value of a `Host` header.
    #[must_use]
    pub fn host(self, host: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        let has_many_hosts = self.host.is_some();
        Self { host: Some(trim(host.as_ref())), has_many_hosts, ..self }
    }

    /// Returns the host that decides: the authority of the target, else the value of `Host`,
    /// without spaces and tabs around it.
    #[must_use]
    pub fn effective(&self) -> Option<&'a [u8]> {
        self.authority.or(self.host)
    }

    /// Returns the authority of the target, without spaces and tabs around it.
    #[must_use]
    pub const fn target_authority(&self) -> Option<&'a [u8]> {
        self.authority
    }

    pub(super) const fn has_many_hosts(&self) -> bool {
        self.has_many_hosts
    }

    /// Returns `true` if the version of HTTP requires a host.
    pub(super) fn requires_host(&self) -> bool {
        self.version >= HttpVersion::HTTP_11
    }

    /// Returns `true` if there are not both an authority with this route and a different `Host`.
    pub(super) fn hosts_agree(&self, route: &Route, domains: &[BaseDomain]) -> bool {
        match (self.authority, self.host) {
            (Some(authority), Some(host)) if authority != host => {
                let base_host = &authority[route.base_range()];
                Route::parse_under(host, domains).is_ok_and(|(_, other)| {
                    other == *route && host[other.base_range()].eq_ignore_ascii_case(base_host)
                })
            }
            _ => true,
        }
    }
}

impl fmt::Debug for RequestHost<'_> {
    /// Omits the hosts, which may contain a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHost").field("version", &self.version).finish_non_exhaustive()
    }
}

/// The target of a request in HTTP/1 (RFC 9112 section 3.2).
///
/// ```
/// use exposeport::gateway::Target;
///
/// let target = Target::parse(b"http://www.example.com/index.html?a=1");
/// assert_eq!(target.authority(), Some(&b"www.example.com"[..]));
/// assert_eq!(&target.path()[..], b"/index.html?a=1");
///
/// assert_eq!(Target::parse(b"/index.html").authority(), None);
/// assert_eq!(&Target::parse(b"http://www.example.com?a=1").path()[..], b"/?a=1");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Target<'a> {
    authority: Option<&'a [u8]>,
    path: Cow<'a, [u8]>,
}

impl<'a> Target<'a> {
    /// Parses a target. A target in absolute form has a scheme, `://` and an authority.
    #[must_use]
    pub fn parse(target: &'a [u8]) -> Self {
        let is_scheme = |scheme: &[u8]| {
            scheme.first().is_some_and(u8::is_ascii_alphabetic)
                && scheme
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        };
        let separator = memmem::find(target, b"://").filter(|end| is_scheme(&target[..*end]));
        let Some(end) = separator else {
            return Self { authority: None, path: Cow::Borrowed(target) };
        };
        let rest = &target[end + "://".len()..];
        let is_end = |byte: &u8| matches!(byte, b'/' | b'?' | b'#');
        let len = rest.iter().position(is_end).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(len);
        let path = match path {
            [b'/', ..] => Cow::Borrowed(path),
            // RFC 9112 section 3.2.1: an empty path is sent as "/".
            _ => Cow::Owned([b"/", path].concat()),
        };
        Self { authority: Some(authority), path }
    }

    /// Returns the authority of a target in absolute form.
    #[must_use]
    pub const fn authority(&self) -> Option<&'a [u8]> {
        self.authority
    }

    /// Returns path and query: the target in origin form.
    #[must_use]
    pub fn path(&self) -> &Cow<'a, [u8]> {
        &self.path
    }
}

impl fmt::Debug for Target<'_> {
    /// Omits the authority, which may contain a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").finish_non_exhaustive()
    }
}
