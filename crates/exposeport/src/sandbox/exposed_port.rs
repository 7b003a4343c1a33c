//! The answer to a call that exposes a port.

use alloc::boxed::Box;

use crate::{Port, PreviewUrl};

/// An exposed port: the documentation's `{url, port, name}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposedPort {
    url: PreviewUrl,
    port: Port,
    name: Option<Box<str>>,
}

impl ExposedPort {
    pub(super) const fn new(url: PreviewUrl, port: Port, name: Option<Box<str>>) -> Self {
        Self { url, port, name }
    }

    /// Its URL, which holds the token.
    #[must_use]
    pub const fn url(&self) -> &PreviewUrl {
        &self.url
    }

    /// Its port.
    #[must_use]
    pub const fn port(&self) -> Port {
        self.port
    }

    /// The name that it was given.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}
