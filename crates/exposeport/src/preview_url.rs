//! Preview URLs that are built.

use core::fmt;

use crate::error::{Detail, Error};
use crate::limits::{HOST_MAX, URL_MAX};
use crate::text::ascii_str;
use crate::{BaseDomain, Port, Route, SandboxId, Scheme, Token, label, tokens_equal};

/// A preview URL, `https://{port}-{sandbox-id}-{token}.{base-domain}`, without a trailing slash.
///
/// There is none whose host does not parse back to the same port, id and token under the policy of its base domain. It is stored inline.
/// The text holds the token: `Display` and the accessors give it out, `Debug` does not.
///
/// ```
/// use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
///
/// let domain = BaseDomain::new("example.com")?;
/// let url = PreviewUrl::new(Port::new(8080)?, &SandboxId::new("sandbox")?, &Token::new("my_token")?, &domain)?;
/// assert_eq!(url.as_str(), "https://8080-sandbox-my_token.example.com");
/// assert_eq!(url.label(), "8080-sandbox-my_token");
/// assert!(Route::parse_url(url.as_str())?.token().matches(&Token::new("my_token")?));
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct PreviewUrl {
    octets: [u8; URL_MAX],
    len: u16,
    scheme: Scheme,
    label_len: u8,
    host_len: u8,
}

impl PreviewUrl {
    /// Builds the URL.
    ///
    /// # Errors
    /// - `RESERVED_PORT`, `RESERVED_SANDBOX_ID`: made under another policy than the base domain, and reserved by that of the domain;
    /// - `LABEL_TOO_LONG`: port, id and token make a label over 63 octets (RFC 1034 section 3.1); [`sandbox_id_budget`](crate::sandbox_id_budget)
    ///   tells beforehand;
    /// - `HOSTNAME_TOO_LONG`: the host has more than 253 octets.
    pub fn new(port: Port, id: &SandboxId, token: &Token, domain: &BaseDomain) -> Result<Self, Error> {
        let layout = Layout::of(port, id, token, domain)?;
        let mut octets = [0; URL_MAX];
        layout.write(port, id, token, domain, &mut octets[..layout.len]);
        // All are at most URL_MAX or HOST_MAX.
        let (len, label_len, host_len) = (layout.len as u16, layout.label_len as u8, layout.host_len as u8);
        Ok(Self { octets, len, scheme: domain.scheme(), label_len, host_len })
    }

    /// Builds the URL straight into the start of a buffer, which spares the copy of a `PreviewUrl`. The answer is the length of the URL,
    /// also where the buffer is shorter, in which case nothing is written.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    ///
    /// ```
    /// use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId, Token, limits};
    ///
    /// let domain = BaseDomain::new("example.com")?;
    /// let mut buffer = [0; limits::URL_MAX];
    /// let len = PreviewUrl::write(Port::new(8080)?, &SandboxId::new("sandbox")?, &Token::new("t")?, &domain, &mut buffer)?;
    /// assert_eq!(&buffer[..len], b"https://8080-sandbox-t.example.com");
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    #[inline]
    pub fn write(
        port: Port,
        id: &SandboxId,
        token: &Token,
        domain: &BaseDomain,
        buffer: &mut [u8],
    ) -> Result<usize, Error> {
        let layout = Layout::of(port, id, token, domain)?;
        if let Some(target) = buffer.get_mut(..layout.len) {
            layout.write(port, id, token, domain, target);
        }
        Ok(layout.len)
    }

    /// Builds the URL that a route came by, on a base domain. Its token may be longer than one that is issued.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn of_route(route: &Route, domain: &BaseDomain) -> Result<Self, Error> {
        Self::new(route.port(), &route.sandbox_id(), &route.token(), domain)
    }

    /// The whole URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii_str(self.as_bytes())
    }

    /// The whole URL, which is its origin as well (RFC 6454 section 6.2).
    #[must_use]
    pub fn origin(&self) -> &str {
        self.as_str()
    }

    /// The host, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        ascii_str(&self.as_bytes()[self.host_start()..][..usize::from(self.host_len)])
    }

    /// The first label of the host.
    #[must_use]
    pub fn label(&self) -> &str {
        ascii_str(&self.as_bytes()[self.host_start()..][..usize::from(self.label_len)])
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// How many octets the URL has.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no URL is empty")]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Copies the URL to the start of a buffer. `None`, and nothing written, where it is shorter than [`len`](Self::len).
    pub fn copy_to<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b str> {
        let target = buffer.get_mut(..self.len())?;
        target.copy_from_slice(self.as_bytes());
        Some(ascii_str(target))
    }

    fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.len()]
    }

    const fn host_start(&self) -> usize {
        scheme_prefix(self.scheme).len()
    }
}

/// The lengths of a URL that keeps to the limits.
struct Layout {
    label_len: usize,
    host_len: usize,
    len: usize,
}

impl Layout {
    #[inline]
    fn of(port: Port, id: &SandboxId, token: &Token, domain: &BaseDomain) -> Result<Self, Error> {
        // Parts of another policy would make a host that the domain's own parsing refuses.
        port.allowed_by(domain.policy())?;
        id.check_allowed(domain.policy())?;
        let label_len = label::checked_len(port, id, token)?;
        let host_len = label_len + 1 + domain.host_len();
        if host_len > HOST_MAX {
            return Err(Detail::HostTooLong(host_len).into());
        }
        let len = scheme_prefix(domain.scheme()).len() + label_len + domain.suffix().len();
        Ok(Self { label_len, host_len, len })
    }

    /// Fills `target`, which has the length of the URL.
    #[inline]
    fn write(&self, port: Port, id: &SandboxId, token: &Token, domain: &BaseDomain, target: &mut [u8]) {
        let (prefix, rest) = target.split_at_mut(scheme_prefix(domain.scheme()).len());
        let (label, suffix) = rest.split_at_mut(self.label_len);
        prefix.copy_from_slice(scheme_prefix(domain.scheme()));
        label::encode(port, id, token, label);
        suffix.copy_from_slice(domain.suffix());
    }
}

/// What stands before the host.
#[inline]
const fn scheme_prefix(scheme: Scheme) -> &'static [u8] {
    match scheme {
        Scheme::Http => b"http://",
        Scheme::Https => b"https://",
    }
}

impl fmt::Display for PreviewUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for PreviewUrl {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for PreviewUrl {
    fn eq(&self, other: &Self) -> bool {
        tokens_equal(self.as_bytes(), other.as_bytes())
    }
}

impl Eq for PreviewUrl {}

impl fmt::Debug for PreviewUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.label().rfind('-').unwrap_or_default();
        let (start, label_len) = (self.host_start(), usize::from(self.label_len));
        let (before, after) = (&self.as_str()[..=start + shown], &self.as_str()[start + label_len..]);
        f.debug_tuple("PreviewUrl").field(&format_args!("{before}..{after}")).finish()
    }
}
