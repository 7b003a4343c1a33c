//! What the host has told of the runtime.

use alloc::sync::Arc;

use super::StaleReason;
use super::exposure::{Activation, Exposure};
use crate::Token;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Runtime {
    /// The host never told of one.
    Unknown,
    /// The one with this id runs.
    Running(Arc<str>),
    /// None runs.
    Stopped,
}

impl Runtime {
    /// Whether the runtime with this id runs.
    pub(super) fn is(&self, id: &str) -> bool {
        self.id() == Some(id)
    }

    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Running(id) => Some(id),
            Self::Unknown | Self::Stopped => None,
        }
    }

    /// What is kept of an exposure that happens now.
    pub(super) fn activate(&self, token: Token) -> Option<Activation> {
        match self {
            Self::Running(id) => Some(Activation { token, runtime: Arc::clone(id) }),
            Self::Unknown | Self::Stopped => None,
        }
    }

    /// Why an exposure is stale; `None` where it is active.
    #[inline]
    pub(super) fn staleness(&self, exposure: &Exposure) -> Option<StaleReason> {
        match (self, &exposure.activation) {
            (Self::Unknown, _) => None,
            (Self::Stopped, _) => Some(StaleReason::RuntimeNotRunning),
            (Self::Running(_), None) => Some(StaleReason::MissingActivation),
            (Self::Running(id), Some(activation)) if activation.runtime != *id => Some(StaleReason::RuntimeMismatch),
            (Self::Running(_), Some(activation)) if !activation.token.matches(&exposure.token) => {
                Some(StaleReason::TokenMismatch)
            }
            (Self::Running(_), Some(_)) => None,
        }
    }
}
