//! The headers of a request that is forwarded.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Preview, RequestHost};
use crate::headers::{
    FORWARDED_HOST, FORWARDED_PROTO, PREVIEW_PORT, PREVIEW_PROXY, PREVIEW_SANDBOX_ID,
    PREVIEW_TOKEN, connection_options, is_hop_by_hop, is_internal, is_name,
};
use crate::scheme::Scheme;

/// A header: its name and its value.
type Header<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// The `Host` that an application receives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ApplicationHost {
    /// The host of the preview URL, in lowercase.
    #[default]
    Preview,
    /// `localhost` and the port of the sandbox, as 0.12 of the reference sends it.
    Localhost,
}

/// The options of [`Preview::forward`], which makes the headers for the application from those of
/// the client.
///
/// Plain requests and upgrades are forwarded by the same rules:
/// - internal headers, `X-Forwarded-Host` and `X-Forwarded-Proto` of the client are removed, and
///   internal names are removed from `Connection`;
/// - `Host`, `X-Forwarded-Host`, `X-Forwarded-Proto` and the internal headers are set;
/// - for a proxy, hop-by-hop headers and those that `Connection` lists are removed, except
///   `Connection: upgrade` and `Upgrade` of an upgrade.
///
/// ```
/// use exposeport::gateway::{Decision, Forward, Gateway, HttpVersion, RequestHost};
/// use exposeport::{BaseDomain, Scheme};
///
/// let gateway = Gateway::new([BaseDomain::new("example.com")?]);
/// let host = RequestHost::new(HttpVersion::HTTP_11).host("8080-sandbox-my_token.example.com");
/// let Decision::Preview(preview) = gateway.route(&host) else { panic!("a preview") };
///
/// let received = [("Connection", "close, x-sandbox-preview-proxy"), ("Accept", "*/*")];
/// let headers = preview.forward(&received, Forward::new(Scheme::Https));
/// assert!(!headers.iter().any(|(name, _)| &name[..] == b"Connection"));
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Forward {
    scheme: Scheme,
    host: ApplicationHost,
    with_token: bool,
    in_process: bool,
}

impl Forward {
    /// Creates the options of a proxy. `scheme` is that of the client's request.
    #[must_use]
    pub const fn new(scheme: Scheme) -> Self {
        Self { scheme, host: ApplicationHost::Preview, with_token: false, in_process: false }
    }

    /// Sets the `Host` that the application receives.
    #[must_use]
    pub const fn host(self, host: ApplicationHost) -> Self {
        Self { host, ..self }
    }

    /// Sends the token to the application, which then can do what its holder can.
    #[must_use]
    pub const fn with_token(self, with_token: bool) -> Self {
        Self { with_token, ..self }
    }

    /// Keeps hop-by-hop headers, for an application in the process of the gateway.
    #[must_use]
    pub const fn in_process(self, in_process: bool) -> Self {
        Self { in_process, ..self }
    }
}

impl Preview<'_> {
    /// Returns the headers of a request for the application: see [`Forward`].
    #[must_use]
    pub fn forward<'a, N: AsRef<[u8]>, V: AsRef<[u8]>>(
        &self,
        received: &'a [(N, V)],
        options: Forward,
    ) -> Vec<Header<'a>> {
        let mut forwarded = kept(received, options.in_process, is_replaced);
        let route = self.route();
        let authority = route.authority(self.base_domain.host());
        let host = match options.host {
            ApplicationHost::Preview => authority.clone(),
            ApplicationHost::Localhost => alloc::format!("localhost:{}", route.port()),
        };
        let mut set = |name: &'static str, value: String| {
            forwarded.push((Cow::Borrowed(name.as_bytes()), Cow::Owned(value.into_bytes())));
        };
        set("host", host);
        set(FORWARDED_HOST, authority);
        set(FORWARDED_PROTO, options.scheme.as_str().to_string());
        set(PREVIEW_PROXY, "1".to_string());
        set(PREVIEW_PORT, route.port().to_string());
        set(PREVIEW_SANDBOX_ID, route.sandbox_id_str().to_string());
        if options.with_token {
            set(PREVIEW_TOKEN, route.token_str().to_string());
        }
        forwarded
    }
}

/// Returns the headers of a request that belongs to another application.
///
/// Internal headers are removed. If the target of the request has an authority, it replaces `Host`
/// (RFC 9112 section 3.2.2). For a proxy (`in_process` is `false`), the headers of the connection
/// are removed as in [`Preview::forward`].
///
/// ```
/// use exposeport::gateway::{HttpVersion, RequestHost, pass_through};
///
/// let host = RequestHost::new(HttpVersion::HTTP_11).host("www.example.com");
/// let received = [("Host", "www.example.com"), ("X-Sandbox-Preview-Proxy", "1")];
/// let headers = pass_through(&host, &received, false);
/// assert_eq!(headers.len(), 1);
/// ```
#[must_use]
pub fn pass_through<'a, N: AsRef<[u8]>, V: AsRef<[u8]>>(
    host: &RequestHost<'a>,
    received: &'a [(N, V)],
    in_process: bool,
) -> Vec<Header<'a>> {
    match host.target_authority() {
        None => kept(received, in_process, |name| is_internal(name)),
        Some(authority) => {
            let is_removed = |name: &[u8]| is_internal(name) || is_name(name, "host");
            let mut headers = kept(received, in_process, is_removed);
            headers.push((Cow::Borrowed(b"host"), Cow::Borrowed(authority)));
            headers
        }
    }
}

/// Returns the headers of the client that are sent on.
fn kept<'a, N: AsRef<[u8]>, V: AsRef<[u8]>>(
    received: &'a [(N, V)],
    in_process: bool,
    is_removed: impl Fn(&[u8]) -> bool,
) -> Vec<Header<'a>> {
    let connection = Connection::of(received, in_process);
    let mut headers: Vec<Header<'a>> = received
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()))
        .filter(|(name, _)| !is_removed(name) && !connection.removes(name))
        .map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value)))
        .collect();
    headers.extend(connection.header());
    headers
}

/// Returns `true` for a header of the client that the gateway removes or sets itself.
fn is_replaced(name: &[u8]) -> bool {
    let replaced = ["host", FORWARDED_HOST, FORWARDED_PROTO];
    is_internal(name) || replaced.iter().any(|header| is_name(name, header))
}

/// The `Connection` headers of a request.
struct Connection<'a> {
    options: Vec<&'a [u8]>,
    in_process: bool,
    is_upgrade: bool,
}

impl<'a> Connection<'a> {
    fn of<N: AsRef<[u8]>, V: AsRef<[u8]>>(received: &'a [(N, V)], in_process: bool) -> Self {
        let values = |header: &'static str| {
            let named = received.iter().filter(move |(name, _)| is_name(name.as_ref(), header));
            named.map(|(_, value)| value.as_ref())
        };
        let options: Vec<_> = values("connection").flat_map(connection_options).collect();
        let lists_upgrade = options.iter().any(|option| is_name(option, "upgrade"));
        let is_upgrade = lists_upgrade && values("upgrade").next().is_some();
        Self { options, in_process, is_upgrade }
    }

    /// Returns `true` for a header of the client that applies to its connection only.
    fn removes(&self, name: &[u8]) -> bool {
        if is_name(name, "connection") {
            return true;
        }
        if self.in_process || self.is_upgrade && is_name(name, "upgrade") {
            return false;
        }
        let is_listed = |option: &&[u8]| option.eq_ignore_ascii_case(name);
        is_hop_by_hop(name) || self.options.iter().any(is_listed)
    }

    /// Returns the header for the application.
    fn header(&self) -> Option<Header<'a>> {
        let kept: Vec<&[u8]> = match (self.in_process, self.is_upgrade) {
            (true, _) => {
                let options = self.options.iter().copied();
                options.filter(|option| !is_replaced(option)).collect()
            }
            (false, true) => Vec::from([&b"upgrade"[..]]),
            (false, false) => Vec::new(),
        };
        if kept.is_empty() {
            return None;
        }
        Some((Cow::Borrowed(b"connection"), Cow::Owned(kept.join(&b", "[..]))))
    }
}
