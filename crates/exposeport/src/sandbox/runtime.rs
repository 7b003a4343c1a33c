//! The state of the runtime, as reported by the caller.

use super::authorization::StaleReason;
use super::exposure::{Activation, Exposure};
use super::name::RuntimeId;
use crate::token::Token;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Runtime {
    /// The caller has not reported a runtime.
    Unknown,
    /// The runtime with this id is running.
    Running(RuntimeId),
    /// No runtime is running.
    Stopped,
}

impl Runtime {
    /// Returns the activation of a port that is being exposed.
    pub(super) fn activate(&self, token: &Token) -> Option<Activation> {
        match self {
            Self::Running(id) => Some(Activation { token: token.clone(), runtime: id.clone() }),
            Self::Unknown | Self::Stopped => None,
        }
    }

    /// Returns the reason why an exposure is stale, or `None` if it is active.
    #[inline]
    pub(super) fn staleness(&self, exposure: &Exposure) -> Option<StaleReason> {
        let current = match self {
            Self::Unknown => return None,
            Self::Stopped => return Some(StaleReason::RuntimeNotRunning),
            Self::Running(id) => id,
        };
        match &exposure.activation {
            None => Some(StaleReason::MissingActivation),
            Some(activation) if activation.runtime != *current => {
                Some(StaleReason::RuntimeMismatch)
            }
            Some(activation) if activation.token != exposure.token => {
                Some(StaleReason::TokenMismatch)
            }
            Some(_) => None,
        }
    }
}
