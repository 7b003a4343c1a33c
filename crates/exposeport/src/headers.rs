//! The internal headers between a gateway and a sandbox. A gateway strips all of them from what a client sends ([`ALL`]), and sets them
//! itself.

/// Marks a request that the gateway has authorized.
pub const PREVIEW_PROXY: &str = "x-sandbox-preview-proxy";

/// The port to which the request goes.
pub const PREVIEW_PORT: &str = "x-sandbox-preview-port";

/// The token that the request showed.
pub const PREVIEW_TOKEN: &str = "x-sandbox-preview-token";

/// The sandbox to which the request goes.
pub const PREVIEW_SANDBOX_ID: &str = "x-sandbox-preview-sandbox-id";

/// All of them.
pub const ALL: [&str; 4] = [PREVIEW_PROXY, PREVIEW_PORT, PREVIEW_TOKEN, PREVIEW_SANDBOX_ID];
