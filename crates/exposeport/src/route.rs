//! Routes: parsed preview hosts.

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::num::NonZero;
use core::ops::Range;

use crate::ascii::{self, WINDOW};
use crate::error::Error;
use crate::label::{self, Label};
use crate::port::Port;
use crate::sandbox_id::SandboxId;
use crate::token::{Token, tokens_equal};

/// A parsed preview host: port, sandbox id and token, and the range of its base domain in the
/// input.
///
/// A route owns its parts, which are in lowercase. Parsing does not allocate, except for a base
/// domain with an `xn--` label, which must be decoded to be checked.
///
/// Two routes are equal if their ports, sandbox ids, tokens and base ports are equal. Tokens are
/// compared in constant time.
///
/// ```
/// use exposeport::{ErrorKind, Route};
///
/// let host = "8080-Sandbox-my_token.Example.com:8443";
/// let route = Route::parse_host(host)?;
/// assert_eq!(route.port().get(), 8080);
/// assert_eq!(route.sandbox_id().as_str(), "sandbox");
/// assert_eq!(route.token().as_str(), "my_token");
/// assert_eq!(&host[route.base_range()], "Example.com");
/// assert_eq!(route.base_port(), Some(8443));
///
/// let other = Route::parse_host("www.example.com").unwrap_err();
/// assert_eq!(other.kind(), ErrorKind::NotAPreviewHost);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone)]
pub struct Route {
    /// The first bytes of the host, in lowercase. They start with the label.
    window: [u8; WINDOW],
    label: Label,
    base_start: u8,
    base_len: u8,
    base_port: Option<NonZero<u16>>,
}

impl Route {
    /// Creates the route of a host. `base` is the range of the base domain in the input.
    #[inline(always)]
    pub(crate) fn new(
        host: &[u8],
        label: Label,
        base: Range<usize>,
        base_port: Option<NonZero<u16>>,
    ) -> Self {
        // Both fit in a byte: at most a scheme, a label and a dot precede a base domain, and it
        // fits in a host.
        let (base_start, base_len) = (base.start as u8, base.len() as u8);
        let window = ascii::lowercase_window(host);
        Self { window, label, base_start, base_len, base_port }
    }

    /// Creates a route again from its parts, for languages that store them. Its base range is
    /// empty.
    ///
    /// # Errors
    /// `LABEL_TOO_LONG`: the parts make a label over 63 bytes.
    #[doc(hidden)]
    pub fn from_parts(
        port: Port,
        id: &SandboxId,
        token: &Token,
        base_port: Option<NonZero<u16>>,
    ) -> Result<Self, Error> {
        let (label, end) = (&mut [0; WINDOW], label::checked_len(port, id, token)?);
        let label = &mut label[..end];
        label::encode(port, id, token, label);
        let first_hyphen = port.digit_count();
        let last_hyphen = first_hyphen + 1 + id.len();
        // LABEL_MAX is below 256.
        let [first_hyphen, last_hyphen, end] = [first_hyphen, last_hyphen, end].map(|at| at as u8);
        Ok(Self::new(label, Label { port, first_hyphen, last_hyphen, end }, 0..0, base_port))
    }

    /// Returns the port that the request is for.
    #[must_use]
    #[inline]
    pub const fn port(&self) -> Port {
        self.label.port
    }

    /// Returns the sandbox id that the request is for.
    #[must_use]
    pub fn sandbox_id(&self) -> SandboxId {
        SandboxId::from_checked(self.sandbox_id_bytes())
    }

    /// Returns the token of the request.
    #[must_use]
    pub fn token(&self) -> Token {
        Token::from_checked(self.token_bytes())
    }

    /// Returns the sandbox id as a borrowed string, for example to look it up in a map.
    #[must_use]
    pub fn sandbox_id_str(&self) -> &str {
        ascii::as_str(self.sandbox_id_bytes())
    }

    /// Returns the token as a borrowed string. It is a secret.
    #[must_use]
    pub fn token_str(&self) -> &str {
        ascii::as_str(self.token_bytes())
    }

    /// Returns the range of the base domain's host in the input, without a root dot.
    #[must_use]
    pub fn base_range(&self) -> Range<usize> {
        let start = usize::from(self.base_start);
        start..start + usize::from(self.base_len)
    }

    /// Returns the port after the host, or `None` if there is none. Clients omit the default port
    /// of the scheme from a `Host` header.
    #[must_use]
    pub fn base_port(&self) -> Option<u16> {
        self.base_port.map(NonZero::get)
    }

    /// Returns the canonical host, followed by `:port` if there is one. It reveals the token.
    ///
    /// `base_host` is the base domain's host, in uppercase or lowercase.
    #[doc(hidden)]
    #[must_use]
    pub fn authority(&self, base_host: &str) -> String {
        let label = ascii::as_str(&self.window[..usize::from(self.label.end)]);
        let base_host = base_host.to_ascii_lowercase();
        match self.base_port {
            Some(port) => format!("{label}.{base_host}:{port}"),
            None => format!("{label}.{base_host}"),
        }
    }

    /// Returns the sandbox id as bytes.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn sandbox_id_bytes(&self) -> &[u8] {
        &self.window[usize::from(self.label.first_hyphen) + 1..usize::from(self.label.last_hyphen)]
    }

    /// Returns the token as bytes. It is a secret.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn token_bytes(&self) -> &[u8] {
        &self.window[usize::from(self.label.last_hyphen) + 1..usize::from(self.label.end)]
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        let is_same_place = self.port() == other.port()
            && self.sandbox_id_bytes() == other.sandbox_id_bytes()
            && self.base_port == other.base_port;
        tokens_equal(self.token_bytes(), other.token_bytes()) & is_same_place
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.port().hash(state);
        self.sandbox_id_bytes().hash(state);
        self.token_bytes().hash(state);
        self.base_port.hash(state);
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("port", &self.port().get())
            .field("sandbox_id", &self.sandbox_id_str())
            .field("token", &format_args!(".."))
            .field("base_range", &self.base_range())
            .field("base_port", &self.base_port())
            .finish()
    }
}
