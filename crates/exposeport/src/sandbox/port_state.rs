//! The state of a port that has a token.

use super::authorization::StaleReason;
use super::name::PortName;
use crate::port::Port;

/// A port that has a token, active or stale. It holds neither token nor URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortState<'a> {
    port: Port,
    name: Option<&'a PortName>,
    stale_reason: Option<StaleReason>,
}

impl<'a> PortState<'a> {
    pub(super) const fn new(
        port: Port,
        name: Option<&'a PortName>,
        stale_reason: Option<StaleReason>,
    ) -> Self {
        Self { port, name, stale_reason }
    }

    /// Returns the port.
    #[must_use]
    pub const fn port(&self) -> Port {
        self.port
    }

    /// Returns the name, if the port has one.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        self.name.map(PortName::as_str)
    }

    /// Returns the reason why the port is stale, or `None` if it is active.
    #[must_use]
    pub const fn stale_reason(&self) -> Option<StaleReason> {
        self.stale_reason
    }
}
