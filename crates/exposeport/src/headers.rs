//! Headers between a gateway and an application, and those that a gateway has to remove.
//!
//! A client can send any header. A gateway removes every internal header ([`is_internal`]) and
//! then sets its own: [`PREVIEW_PROXY`], [`PREVIEW_PORT`] and [`PREVIEW_SANDBOX_ID`].
//! [`Preview::forward`](crate::gateway::Preview::forward) does both.

/// Marks a request that the gateway has authorized. The value is `1`.
pub const PREVIEW_PROXY: &str = "x-sandbox-preview-proxy";

/// The port that the request is for.
pub const PREVIEW_PORT: &str = "x-sandbox-preview-port";

/// The token of the request. It is a secret, and the application is not trusted.
pub const PREVIEW_TOKEN: &str = "x-sandbox-preview-token";

/// The sandbox that the request is for.
pub const PREVIEW_SANDBOX_ID: &str = "x-sandbox-preview-sandbox-id";

/// The host that the client has requested.
pub const FORWARDED_HOST: &str = "x-forwarded-host";

/// The scheme that the client has used.
pub const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// All internal headers: those above that start with `x-sandbox-`, and those of the reference.
pub const ALL: &[&str] = &[
    PREVIEW_PROXY,
    PREVIEW_PORT,
    PREVIEW_TOKEN,
    PREVIEW_SANDBOX_ID,
    "x-sandbox-port",
    "x-sandbox-name",
    "x-sandbox-port-route-token",
    "cf-container-target-port",
];

/// Headers that apply to one connection only (RFC 9110 section 7.6.1).
pub const HOP_BY_HOP: &[&str] =
    &["connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"];

/// Returns `true` if a header is internal, so that it must be removed from a client's request.
///
/// Names are compared case-insensitively, and `_` is the same as `-`, since an application under
/// CGI cannot distinguish them (RFC 3875 section 4.1.18).
///
/// ```
/// use exposeport::headers::is_internal;
///
/// assert!(is_internal("X-Sandbox-Preview-Proxy"));
/// assert!(is_internal("x_sandbox_preview_port"));
/// assert!(!is_internal("x-sandbox-preview-proxy-2"));
/// ```
#[must_use]
pub fn is_internal(name: impl AsRef<[u8]>) -> bool {
    ALL.iter().any(|header| is_name(name.as_ref(), header))
}

/// Returns `true` if a header applies to one connection only, so that a proxy must not forward it.
///
/// A proxy must not forward the headers that `Connection` lists either: see
/// [`connection_options`].
#[must_use]
pub fn is_hop_by_hop(name: impl AsRef<[u8]>) -> bool {
    HOP_BY_HOP.iter().any(|header| is_name(name.as_ref(), header))
}

/// Returns the options of a `Connection` header (RFC 9110 section 7.6.1), without empty ones.
///
/// ```
/// use exposeport::headers::connection_options;
///
/// let options: Vec<_> = connection_options(b"close, X-Custom,,").collect();
/// assert_eq!(options, [&b"close"[..], b"X-Custom"]);
/// ```
pub fn connection_options(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let options = value.split(|byte| *byte == b',').map(trim);
    options.filter(|option| !option.is_empty())
}

/// Returns a field value without spaces and tabs around it (RFC 9110 section 5.5).
pub(crate) fn trim(value: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !is_blank(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
    &value[start..end]
}

/// Returns `true` if `name` is the header `header`, which is in lowercase with hyphens.
pub(crate) fn is_name(name: &[u8], header: &str) -> bool {
    let spelled = |byte: &u8| if *byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    name.len() == header.len() && name.iter().map(spelled).eq(header.bytes())
}
