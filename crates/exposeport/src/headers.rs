//! Names of the internal headers that a gateway sends to a sandbox.
//!
//! A gateway must remove all of them ([`ALL`]) from a client's request before it sets its own.

/// Marks a request that the gateway has authorized.
pub const PREVIEW_PROXY: &str = "x-sandbox-preview-proxy";

/// The port that the request is for.
pub const PREVIEW_PORT: &str = "x-sandbox-preview-port";

/// The token of the request.
pub const PREVIEW_TOKEN: &str = "x-sandbox-preview-token";

/// The sandbox that the request is for.
pub const PREVIEW_SANDBOX_ID: &str = "x-sandbox-preview-sandbox-id";

/// All internal headers.
pub const ALL: &[&str] = &[PREVIEW_PROXY, PREVIEW_PORT, PREVIEW_TOKEN, PREVIEW_SANDBOX_ID];
