//! The result of authorizing a request.

use core::fmt;

use crate::error::{Detail, Error, JsonBody};

/// The result of authorizing a request for a preview URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", content = "reason", rename_all = "kebab-case"))]
#[must_use]
#[non_exhaustive]
pub enum Authorization {
    /// The request is allowed.
    Active,
    /// The token is valid, but the port was not exposed under the current runtime: 410
    /// `STALE_PREVIEW_URL`.
    Stale(StaleReason),
    /// The port is not exposed, the token is wrong, or the request is for another sandbox: 404
    /// `INVALID_TOKEN`.
    Invalid,
}

/// The reason why a preview URL is stale. Reasons are checked in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum StaleReason {
    /// The runtime is stopped.
    RuntimeNotRunning,
    /// The port has not been exposed since the caller first reported a runtime, or since the
    /// runtime stopped.
    MissingActivation,
    /// The port was exposed under another runtime.
    RuntimeMismatch,
    /// The port was exposed with another token.
    TokenMismatch,
}

impl Authorization {
    /// All results.
    pub const ALL: &[Self] = &[
        Self::Active,
        Self::Stale(StaleReason::RuntimeNotRunning),
        Self::Stale(StaleReason::MissingActivation),
        Self::Stale(StaleReason::RuntimeMismatch),
        Self::Stale(StaleReason::TokenMismatch),
        Self::Invalid,
    ];

    /// Returns the error for a request that is not allowed, or `None` if it is allowed.
    #[must_use]
    pub fn error(self) -> Option<Error> {
        match self {
            Self::Active => None,
            Self::Stale(reason) => Some(Detail::PreviewUrlStale(reason.as_str()).into()),
            Self::Invalid => Some(Detail::TokenInvalid.into()),
        }
    }

    /// Returns `active`, `stale` or `invalid`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Stale(_) => "stale",
            Self::Invalid => "invalid",
        }
    }

    /// Returns the reason why the URL is stale, or `None` if it is not.
    #[must_use]
    pub const fn reason(self) -> Option<StaleReason> {
        match self {
            Self::Stale(reason) => Some(reason),
            Self::Active | Self::Invalid => None,
        }
    }

    /// Returns the JSON body of the response to a request that is not allowed, or `None` if it is
    /// allowed.
    #[must_use]
    pub fn json_body(self) -> Option<JsonBody> {
        self.error().map(|error| error.json_body())
    }
}

impl StaleReason {
    /// All reasons, in the order in which they are checked.
    pub const ALL: &[Self] = &[
        Self::RuntimeNotRunning,
        Self::MissingActivation,
        Self::RuntimeMismatch,
        Self::TokenMismatch,
    ];

    /// Returns `runtime-not-running`, `missing-activation`, `runtime-mismatch` or
    /// `token-mismatch`.
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
