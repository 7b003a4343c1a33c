//! The result of exposing a port, and its options.

use super::name::PortName;
use crate::port::Port;
use crate::preview_url::PreviewUrl;
use crate::token::Token;

/// An exposed port: the `{url, port, name}` of sandbox-sdk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposedPort {
    url: PreviewUrl,
    port: Port,
    name: Option<PortName>,
}

impl ExposedPort {
    pub(super) const fn new(url: PreviewUrl, port: Port, name: Option<PortName>) -> Self {
        Self { url, port, name }
    }

    /// Returns the URL, which reveals the token.
    #[must_use]
    pub const fn url(&self) -> &PreviewUrl {
        &self.url
    }

    /// Returns the port.
    #[must_use]
    pub const fn port(&self) -> Port {
        self.port
    }

    /// Returns the name, if the port has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_ref().map(PortName::as_str)
    }
}

/// Options of [`Sandbox::expose_port_with`](crate::Sandbox::expose_port_with).
///
/// ```
/// use exposeport::{ExposeOptions, PortName, Token};
///
/// let options = ExposeOptions::new()
///     .name(PortName::new("Web Server")?)
///     .token(Token::new("my_token")?);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ExposeOptions {
    pub(super) name: Option<PortName>,
    pub(super) token: Option<Token>,
}

impl ExposeOptions {
    /// Returns options without a name or a token.
    #[must_use]
    pub const fn new() -> Self {
        Self { name: None, token: None }
    }

    /// Sets the name of the port.
    #[must_use]
    pub fn name(self, name: impl Into<Option<PortName>>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Sets the token of the port.
    #[must_use]
    pub fn token(self, token: impl Into<Option<Token>>) -> Self {
        Self { token: token.into(), ..self }
    }
}
