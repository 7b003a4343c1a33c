//! Routes: what a preview host says.

use core::fmt;
use core::num::NonZero;
use core::ops::Range;

use crate::error::Error;
use crate::label::Label;
use crate::scan::{self, WINDOW};
use crate::text::ascii_str;
use crate::{BaseDomain, Policy, Port, SandboxId, Token};

/// What a preview host says: the port, the sandbox id and the token, and where in the text its base domain stands.
///
/// It owns its parts, holds no reference and was made without an allocation, so that it is cheap to copy. A base domain with an
/// `xn--` label is the one exception: to be judged it is decoded. The parts are in their one spelling, lower case.
///
/// ```
/// use exposeport::{ErrorKind, Route};
///
/// let host = "8080-Sandbox-my_token.Example.com:8443";
/// let route = Route::parse_host(host)?;
/// assert_eq!(route.port().get(), 8080);
/// assert_eq!(route.sandbox_id().as_str(), "sandbox");
/// assert_eq!(route.token().as_str(), "my_token");
/// assert_eq!(route.base_host(host), Some("Example.com"));
/// assert_eq!(route.base_port(), Some(8443));
///
/// let somebody_elses = Route::parse_host("www.example.com").unwrap_err();
/// assert_eq!(somebody_elses.kind(), ErrorKind::NotAPreviewHost);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Route {
    /// The window over the host, in lower case, which begins with the label.
    lower: [u8; WINDOW],
    label: Label,
    base_start: u8,
    base_len: u8,
    base_port: Option<NonZero<u16>>,
}

impl Route {
    /// `base_start` is at most a scheme, a label and a dot; `base_len` at most a host. The answer is that of the caller, so that the
    /// route is made where it goes: 6 instructions less.
    #[inline(always)]
    pub(crate) fn new(
        text: &[u8],
        label: Label,
        base_start: usize,
        base_len: usize,
        base_port: Option<NonZero<u16>>,
    ) -> Result<Self, Error> {
        let (base_start, base_len) = (base_start as u8, base_len as u8);
        match scan::lowered_start(text, usize::from(label.end)) {
            Some(lower) => Ok(Self { lower, label, base_start, base_len, base_port }),
            None => Self::of_halves(text, label, base_start, base_len, base_port),
        }
    }

    #[inline(never)]
    fn of_halves(
        text: &[u8],
        label: Label,
        base_start: u8,
        base_len: u8,
        base_port: Option<NonZero<u16>>,
    ) -> Result<Self, Error> {
        Ok(Self { lower: scan::lowered_halves(text), label, base_start, base_len, base_port })
    }

    /// Takes apart a `Host` header value or another authority: `host` or `host:port`, of any bytes at all, under
    /// [`Policy::DEFAULT`]; [`Policy::parse_host`] does so under another one.
    ///
    /// Any base domain will do. A gateway that knows its own asks [`BaseDomain::route`].
    ///
    /// # Errors
    /// - `NOT_A_PREVIEW_HOST`: the shape is another one (`www.example.com`, `2024-annual.example.com`, `8080-sb-tok`), so the
    ///   request is somebody else's;
    /// - `INVALID_PORT`: `08080-a-b.example.com`, `99999-a-b.example.com`;
    /// - `RESERVED_PORT`: `3000-a-b.example.com`;
    /// - `LABEL_TOO_LONG`: a first label over 63 octets (RFC 1034 section 3.1);
    /// - `INVALID_SANDBOX_ID_LENGTH`, `INVALID_SANDBOX_ID_CHARACTER`, `INVALID_SANDBOX_ID_HYPHENS`, `RESERVED_SANDBOX_ID`:
    ///   `8080--b.example.com`, `8080-a b-c.example.com`, `8080--a-b.example.com`, `8080-www-b.example.com`;
    /// - `INVALID_TOKEN_LENGTH`, `INVALID_TOKEN_CHARACTER`: `8080-a-.example.com`, `8080-a-b$.example.com`;
    /// - `HOSTNAME_TOO_LONG`: a host over 253 octets, or a label of its base domain over 63;
    /// - `INVALID_HOSTNAME`, `HOSTNAME_IS_IP_ADDRESS`, `CUSTOM_DOMAIN_REQUIRED`, `INVALID_HOSTNAME_PORT`: a base domain that
    ///   [`BaseDomain::new`] refuses as well, or one that is not ASCII.
    pub fn parse_host(host: impl AsRef<[u8]>) -> Result<Self, Error> {
        Policy::DEFAULT.parse_host(host)
    }

    /// Takes apart a URL with the scheme http, https, ws or wss, and repairs nothing. What follows the authority is not read.
    ///
    /// # Errors
    /// `NOT_A_PREVIEW_HOST` for another scheme, or where `://` does not follow it; else those of [`parse_host`](Self::parse_host).
    ///
    /// ```
    /// let route = exposeport::Route::parse_url("wss://8080-sandbox-my_token.example.com/socket?x=1")?;
    /// assert_eq!(route.sandbox_id().as_str(), "sandbox");
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn parse_url(url: impl AsRef<[u8]>) -> Result<Self, Error> {
        Policy::DEFAULT.parse_url(url)
    }

    /// Takes apart what a person may paste: a URL where `://` stands within its first eight characters, as it does behind
    /// every scheme that is taken; else a host.
    ///
    /// # Errors
    /// Those of [`parse_url`](Self::parse_url) and [`parse_host`](Self::parse_host).
    pub fn parse(host_or_url: impl AsRef<[u8]>) -> Result<Self, Error> {
        Policy::DEFAULT.parse(host_or_url)
    }

    /// Binds a host to one of several base domains: the index of the one that it is below, and the route.
    ///
    /// # Errors
    /// Those of [`BaseDomain::route`]; `NOT_A_PREVIEW_HOST` where the host is below none of them.
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
        crate::parse::host_under_any(host.as_ref(), domains)
    }

    /// The port to which the request goes.
    #[must_use]
    pub const fn port(&self) -> Port {
        self.label.port
    }

    /// The sandbox to which the request goes.
    #[must_use]
    pub fn sandbox_id(&self) -> SandboxId {
        SandboxId::of_lower(self.sandbox_id_bytes())
    }

    /// The token that the request shows.
    #[must_use]
    pub fn token(&self) -> Token {
        Token::of_lower(self.token_bytes())
    }

    /// The sandbox id as text, without a copy: to look it up in a map.
    #[must_use]
    pub fn sandbox_id_str(&self) -> &str {
        ascii_str(self.sandbox_id_bytes())
    }

    /// The token as text, without a copy. It is a secret.
    #[must_use]
    pub fn token_str(&self) -> &str {
        ascii_str(self.token_bytes())
    }

    /// Where the host of the base domain stands in the text that was parsed, without a root dot.
    #[must_use]
    pub fn base_range(&self) -> Range<usize> {
        let start = usize::from(self.base_start);
        start..start + usize::from(self.base_len)
    }

    /// The host of the base domain, out of the text that was parsed. `None` if another text is given, that
    /// is too short to be it, or no text there.
    #[must_use]
    pub fn base_host<'a>(&self, parsed: &'a (impl AsRef<[u8]> + ?Sized)) -> Option<&'a str> {
        parsed.as_ref().get(self.base_range()).and_then(|host| core::str::from_utf8(host).ok())
    }

    /// The port behind the host, of which a `Host` header has one wherever the scheme's default is not used.
    #[must_use]
    pub fn base_port(&self) -> Option<u16> {
        self.base_port.map(NonZero::get)
    }

    /// The octets of [`sandbox_id_str`](Self::sandbox_id_str).
    #[must_use]
    pub fn sandbox_id_bytes(&self) -> &[u8] {
        &self.lower[usize::from(self.label.first_hyphen) + 1..usize::from(self.label.last_hyphen)]
    }

    /// The octets of [`token_str`](Self::token_str), which are a secret.
    #[must_use]
    pub fn token_bytes(&self) -> &[u8] {
        &self.lower[usize::from(self.label.last_hyphen) + 1..usize::from(self.label.end)]
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("port", &self.port().get())
            .field("sandbox_id", &self.sandbox_id_str())
            .field("token", &self.token())
            .field("base_range", &self.base_range())
            .field("base_port", &self.base_port())
            .finish()
    }
}
