//! Building preview URLs.

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::ascii;
use crate::base_domain::BaseDomain;
use crate::error::{Detail, Error};
use crate::label;
use crate::limits::{HOST_MAX, URL_MAX};
use crate::port::Port;
use crate::route::Route;
use crate::sandbox_id::SandboxId;
use crate::scheme::Scheme;
use crate::token::{Token, tokens_equal};

/// A preview URL, `https://{port}-{sandbox-id}-{token}.{base-domain}`, without a trailing slash.
///
/// Every `PreviewUrl` parses back to the port, id and token it was built from, under the policy of
/// its base domain. The string is stored inline. `Display` and the accessors reveal the token;
/// `Debug` does not.
///
/// ```
/// use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
///
/// let domain = BaseDomain::new("example.com")?;
/// let (port, id, token) = (Port::new(8080)?, SandboxId::new("sandbox")?, Token::new("my_token")?);
/// let url = PreviewUrl::new(port, &id, &token, &domain)?;
/// assert_eq!(url.as_str(), "https://8080-sandbox-my_token.example.com");
/// assert_eq!(url.label(), "8080-sandbox-my_token");
/// assert!(Route::parse_url(url.as_str())?.token() == token);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone)]
pub struct PreviewUrl {
    /// The URL and a slash.
    bytes: [u8; HREF_MAX],
    len: u16,
    scheme: Scheme,
    label_len: u8,
    host_len: u8,
}

/// The result of [`PreviewUrl::write`]. `Debug` does not reveal the token.
#[derive(Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Written<'b> {
    /// The URL, at the start of the buffer.
    Url(&'b [u8]),
    /// The buffer is shorter than the URL. Nothing was written.
    BufferTooSmall {
        /// The length of the URL in bytes.
        required: usize,
    },
}

impl PreviewUrl {
    /// Builds the URL.
    ///
    /// # Errors
    /// - `RESERVED_PORT`, `RESERVED_SANDBOX_ID`: the policy of the base domain reserves the port
    ///   or the id, which were checked under another policy;
    /// - `LABEL_TOO_LONG`: the label has more than 63 bytes (RFC 1034 section 3.1; see
    ///   [`Port::sandbox_id_budget`]);
    /// - `HOSTNAME_TOO_LONG`: the host has more than 253 bytes.
    pub fn new(
        port: Port,
        id: &SandboxId,
        token: &Token,
        domain: &BaseDomain,
    ) -> Result<Self, Error> {
        let layout = Layout::new(port, id, token, domain)?;
        let mut bytes = [0; HREF_MAX];
        bytes[layout.len] = b'/';
        layout.write(port, id, token, domain, &mut bytes[..layout.len]);
        // URL_MAX is below 65,536 and HOST_MAX below 256.
        let len = layout.len as u16;
        let (label_len, host_len) = (layout.label_len as u8, layout.host_len as u8);
        Ok(Self { bytes, len, scheme: domain.scheme(), label_len, host_len })
    }

    /// Builds the URL into a caller-provided buffer.
    ///
    /// A buffer of [`URL_MAX`] bytes is always large enough.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](Self::new).
    ///
    /// ```
    /// use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId, Token, Written, limits};
    ///
    /// let domain = BaseDomain::new("example.com")?;
    /// let (port, id, token) = (Port::new(8080)?, SandboxId::new("sandbox")?, Token::new("t")?);
    ///
    /// let mut buffer = [0; limits::URL_MAX];
    /// let written = PreviewUrl::write(port, &id, &token, &domain, &mut buffer)?;
    /// assert_eq!(written, Written::Url(b"https://8080-sandbox-t.example.com"));
    ///
    /// let written = PreviewUrl::write(port, &id, &token, &domain, &mut buffer[..10])?;
    /// assert_eq!(written, Written::BufferTooSmall { required: 34 });
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    #[inline]
    pub fn write<'b>(
        port: Port,
        id: &SandboxId,
        token: &Token,
        domain: &BaseDomain,
        buffer: &'b mut [u8],
    ) -> Result<Written<'b>, Error> {
        let layout = Layout::new(port, id, token, domain)?;
        Ok(match buffer.get_mut(..layout.len) {
            Some(target) => {
                layout.write(port, id, token, domain, target);
                Written::Url(target)
            }
            None => Written::BufferTooSmall { required: layout.len },
        })
    }

    /// Builds the URL of a route on a base domain.
    ///
    /// The token of a route may be longer than an issued one.
    ///
    /// # Errors
    /// Returns the same errors as [`new`](Self::new).
    pub fn from_route(route: &Route, domain: &BaseDomain) -> Result<Self, Error> {
        Self::new(route.port(), &route.sandbox_id(), &route.token(), domain)
    }

    /// Returns the URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        ascii::as_str(self.as_bytes())
    }

    /// Returns the URL with a slash as its path. A path can be appended to it.
    ///
    /// ```
    /// use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId, Token};
    ///
    /// let domain = BaseDomain::new("example.com")?;
    /// let (port, id, token) = (Port::new(8080)?, SandboxId::new("sandbox")?, Token::new("t")?);
    /// let url = PreviewUrl::new(port, &id, &token, &domain)?;
    /// assert_eq!(url.href(), "https://8080-sandbox-t.example.com/");
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    #[must_use]
    pub fn href(&self) -> &str {
        ascii::as_str(&self.bytes[..=usize::from(self.len)])
    }

    /// Returns the host, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.authority()[..usize::from(self.host_len)]
    }

    /// Returns the first label of the host.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.authority()[..usize::from(self.label_len)]
    }

    /// Returns the scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn authority(&self) -> &str {
        &self.as_str()[self.scheme.prefix().len()..]
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// The lengths of a URL that is within the limits.
struct Layout {
    label_len: usize,
    host_len: usize,
    len: usize,
}

impl Layout {
    #[inline]
    fn new(port: Port, id: &SandboxId, token: &Token, domain: &BaseDomain) -> Result<Self, Error> {
        // Parts that were checked under another policy could form a host that this domain rejects.
        port.allowed_by(domain.policy())?;
        id.check_allowed(domain.policy())?;
        let label_len = label::checked_len(port, id, token)?;
        let host_len = label_len + 1 + domain.host_len();
        if host_len > HOST_MAX {
            return Err(Detail::HostTooLong(host_len).into());
        }
        let len = domain.scheme().prefix().len() + label_len + domain.suffix().len();
        Ok(Self { label_len, host_len, len })
    }

    /// Writes the URL to `target`, which must have its length.
    #[inline]
    fn write(
        &self,
        port: Port,
        id: &SandboxId,
        token: &Token,
        domain: &BaseDomain,
        target: &mut [u8],
    ) {
        let (prefix, rest) = target.split_at_mut(domain.scheme().prefix().len());
        let (label, suffix) = rest.split_at_mut(self.label_len);
        domain.scheme().write_prefix(prefix);
        label::encode(port, id, token, label);
        suffix.copy_from_slice(domain.suffix());
    }
}

/// The maximum length of a URL with a slash as its path.
const HREF_MAX: usize = URL_MAX + "/".len();

/// A URL whose token is shown as `..`.
#[doc(hidden)]
pub struct Redacted<'a>(pub &'a str);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.0.split_once('.').map_or(self.0, |(label, _)| label);
        let token = label.rfind('-').map_or(0, |hyphen| hyphen + 1);
        write!(f, "{}..{}", &self.0[..token], &self.0[label.len()..])
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

impl Hash for PreviewUrl {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => {
                let url = core::str::from_utf8(url).unwrap_or_default();
                f.debug_tuple("Url").field(&format_args!("{}", Redacted(url))).finish()
            }
            Self::BufferTooSmall { required } => {
                f.debug_struct("BufferTooSmall").field("required", required).finish()
            }
        }
    }
}

impl fmt::Debug for PreviewUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PreviewUrl").field(&format_args!("{}", Redacted(self.as_str()))).finish()
    }
}
