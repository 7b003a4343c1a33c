//! The answer to a request that came by a preview URL.

use core::fmt;

use crate::JsonBody;
use crate::error::{Detail, Error};

/// Whether a request may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Authorization {
    /// It may.
    Active,
    /// Its token is right, but the port was not exposed under the present runtime: 410 `STALE_PREVIEW_URL`.
    Stale(StaleReason),
    /// Its port is not exposed, its token is wrong, or it is for another sandbox: 404 `INVALID_TOKEN`.
    Invalid,
}

/// Why a preview URL is stale, in the order in which the reasons are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StaleReason {
    /// No runtime runs.
    RuntimeNotRunning,
    /// The port was not exposed since the host told of a runtime, or since the runtime stopped.
    MissingActivation,
    /// The port was exposed under another runtime.
    RuntimeMismatch,
    /// The port was exposed with another token.
    TokenMismatch,
}

impl Authorization {
    /// Every answer.
    pub const ALL: [Self; 2 + StaleReason::ALL.len()] = {
        let [first, second, third, fourth] = StaleReason::ALL;
        [Self::Active, Self::Stale(first), Self::Stale(second), Self::Stale(third), Self::Stale(fourth), Self::Invalid]
    };

    /// The error that answers a request which may not pass; `None` where it may.
    #[must_use]
    pub fn error(self) -> Option<Error> {
        match self {
            Self::Active => None,
            Self::Stale(reason) => Some(Detail::PreviewUrlStale(reason.as_str()).into()),
            Self::Invalid => Some(Detail::TokenInvalid.into()),
        }
    }

    /// `active`, `stale` or `invalid`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Stale(_) => "stale",
            Self::Invalid => "invalid",
        }
    }

    /// The reason of a stale URL.
    #[must_use]
    pub const fn reason(self) -> Option<StaleReason> {
        match self {
            Self::Stale(reason) => Some(reason),
            Self::Active | Self::Invalid => None,
        }
    }

    /// The JSON body of the answer to a request which may not pass: `{"error": "...", "code": "..."}`; `None` where it may.
    #[must_use]
    pub fn json_body(self) -> Option<JsonBody> {
        self.error().map(JsonBody::from)
    }
}

impl StaleReason {
    /// Every reason.
    pub const ALL: [Self; 4] =
        [Self::RuntimeNotRunning, Self::MissingActivation, Self::RuntimeMismatch, Self::TokenMismatch];

    /// `runtime-not-running`, `missing-activation`, `runtime-mismatch` or `token-mismatch`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RuntimeNotRunning => "runtime-not-running",
            Self::MissingActivation => "missing-activation",
            Self::RuntimeMismatch => "runtime-mismatch",
            Self::TokenMismatch => "token-mismatch",
        }
    }
}

impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for StaleReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
