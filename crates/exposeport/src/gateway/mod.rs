//! The decision of a gateway about a request, without I/O.
//!
//! A [`Gateway`] is created once from its base domains. Each request takes two steps.
//!
//! 1. [`Gateway::route`] decides from the host of the request: it belongs to another application,
//!    it is a preview, or it is rejected.
//! 2. The caller finds the sandbox of the preview, or none. [`Preview::authorize`] allows the
//!    request or rejects it. The caller starts or wakes a sandbox only after this step. With signed
//!    tokens (feature `signed`), `Preview::verify` does so with a key in place of the sandbox.
//!
//! [`Preview::forward`] then returns the headers for the application, and [`pass_through`] those
//! for another application. A [`Rejection`] is the response to a request that is rejected.
//!
//! ```
//! use exposeport::gateway::{Decision, Gateway, HttpVersion, RequestHost};
//! use exposeport::{BaseDomain, Sandbox, SandboxId};
//!
//! let gateway = Gateway::new([BaseDomain::new("example.com")?]);
//! let snapshot = r#"{"portTokens": {"8080": "my_token"}}"#;
//! let sandbox = Sandbox::from_json(SandboxId::new("sandbox")?, snapshot)?;
//!
//! let host = RequestHost::new(HttpVersion::HTTP_11).host("8080-sandbox-my_token.example.com");
//! match gateway.route(&host) {
//!     Decision::PassThrough => println!("a request for another application"),
//!     Decision::Reject(rejection) => println!("{}", rejection.http_status()),
//!     Decision::Preview(preview) => match preview.authorize(Some(&sandbox)) {
//!         Ok(()) => println!("forward to port {}", preview.route().port()),
//!         Err(rejection) => println!("{}", rejection.http_status()),
//!     },
//! }
//! # Ok::<(), exposeport::Error>(())
//! ```

mod forward;
mod page;
mod rejection;
mod request;

use alloc::vec::Vec;

pub use self::forward::{ApplicationHost, Forward, pass_through};
#[doc(hidden)]
pub use self::page::PageParts;
pub use self::page::prefers_html;
pub use self::rejection::{BodyFormat, Rejection};
pub use self::request::{HttpVersion, RequestHost, Target};
use crate::base_domain::BaseDomain;
use crate::error::{Detail, ErrorKind};
use crate::route::Route;
use crate::sandbox::{Authorization, Sandbox};
#[cfg(feature = "signed")]
use crate::signed::{Expiry, KeyRing, Verification};

/// The base domains of a gateway, and its options.
#[derive(Clone, Debug)]
pub struct Gateway {
    domains: Vec<BaseDomain>,
    invalid_hosts: InvalidHosts,
}

/// The decision about a preview-shaped host that breaks a rule, such as `3000-a-b.example.com`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InvalidHosts {
    /// The request is rejected with the code of the rule.
    #[default]
    Reject,
    /// The request belongs to another application.
    PassThrough,
}

/// The decision about the host of a request.
#[derive(Clone, Debug)]
#[must_use]
pub enum Decision<'g> {
    /// The request belongs to another application. If its target had an authority, the gateway
    /// forwards [`RequestHost::effective`] as `Host`.
    PassThrough,
    /// The request is for a preview, and has to be authorized.
    Preview(Preview<'g>),
    /// The request is rejected.
    Reject(Rejection),
}

/// A request for a preview of a gateway.
#[derive(Clone, Debug)]
pub struct Preview<'g> {
    route: Route,
    domain: usize,
    base_domain: &'g BaseDomain,
}

impl Gateway {
    /// Creates a gateway for its base domains.
    pub fn new(domains: impl IntoIterator<Item = BaseDomain>) -> Self {
        Self { domains: domains.into_iter().collect(), invalid_hosts: InvalidHosts::Reject }
    }

    /// Sets the decision about preview-shaped hosts that break a rule.
    #[must_use]
    pub fn with_invalid_hosts(self, invalid_hosts: InvalidHosts) -> Self {
        Self { invalid_hosts, ..self }
    }

    /// Returns the base domains.
    #[must_use]
    pub fn domains(&self) -> &[BaseDomain] {
        &self.domains
    }

    /// Decides about the host of a request.
    ///
    /// The first rule that applies decides:
    /// 1. More than one `Host`, or neither `Host` nor an authority of the target in HTTP/1.1 or
    ///    later, is rejected with `INVALID_HOSTNAME` (RFC 9112 section 3.2).
    /// 2. The authority of the target replaces `Host` (RFC 9112 section 3.2.2). If it is a preview
    ///    host and a different `Host` is present, the request is rejected with `INVALID_HOSTNAME`.
    /// 3. A host that is not under one of the base domains, or not preview-shaped, belongs to
    ///    another application.
    /// 4. A preview-shaped host that breaks a rule is rejected with the code of that rule, or
    ///    belongs to another application: see [`InvalidHosts`].
    pub fn route(&self, request: &RequestHost<'_>) -> Decision<'_> {
        if request.has_many_hosts() {
            return Decision::Reject(Rejection::new(Detail::ManyHosts));
        }
        let Some(host) = request.effective() else {
            return match request.requires_host() {
                true => Decision::Reject(Rejection::new(Detail::NoHost)),
                false => Decision::PassThrough,
            };
        };
        match Route::parse_under(host, &self.domains) {
            Ok((_, route)) if !request.hosts_agree(&route, &self.domains) => {
                Decision::Reject(Rejection::new(Detail::HostsDiffer))
            }
            Ok((domain, route)) => {
                Decision::Preview(Preview { route, domain, base_domain: &self.domains[domain] })
            }
            Err(error) => match (error.kind(), self.invalid_hosts) {
                (ErrorKind::NotAPreviewHost, _) | (_, InvalidHosts::PassThrough) => {
                    Decision::PassThrough
                }
                (_, InvalidHosts::Reject) => Decision::Reject(Rejection::new(error)),
            },
        }
    }
}

impl<'g> Preview<'g> {
    /// Creates a preview again from its parts, for languages that store them.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(route: Route, domain: usize, base_domain: &'g BaseDomain) -> Self {
        Self { route, domain, base_domain }
    }

    /// Returns the route.
    #[must_use]
    pub const fn route(&self) -> &Route {
        &self.route
    }

    /// Returns the index of the base domain.
    #[must_use]
    pub const fn domain(&self) -> usize {
        self.domain
    }

    /// Allows the request, or rejects it.
    ///
    /// `sandbox` is the sandbox with the id of the route, or `None` if there is none. An unknown
    /// sandbox is rejected exactly as an unknown port is.
    ///
    /// # Errors
    /// - `INVALID_TOKEN` (404): an unknown sandbox, an unknown port, a wrong token;
    /// - `STALE_PREVIEW_URL` (410): the port is not exposed under the current runtime.
    pub fn authorize(&self, sandbox: Option<&Sandbox>) -> Result<(), Rejection> {
        let (id, token) = (self.route.sandbox_id_bytes(), self.route.token_bytes());
        Self::authorize_parts(sandbox, self.route.port().get(), id, token)
    }

    /// Allows the request if a key of the ring has signed its token, without any [`Sandbox`].
    ///
    /// `context` is that of the signature, and `now` is in seconds of Unix time. `is_denied` is
    /// called last, for a token that is otherwise valid. It returns `true` for a link that ends
    /// before its expiry. It compares the token and not the whole route, since the client chooses
    /// [`Route::base_port`].
    ///
    /// Returns the expiry of the token, or `None` for a permanent one. A gateway closes a
    /// connection that is open at this time.
    ///
    /// # Errors
    /// - `INVALID_TOKEN` (404): no key of the ring has signed the token;
    /// - `TOKEN_EXPIRED` (410): the token has expired, or is denied.
    #[cfg(feature = "signed")]
    pub fn verify(
        &self,
        ring: &KeyRing,
        context: &[u8],
        now: u64,
        is_denied: impl FnOnce(&Route) -> bool,
    ) -> Result<Option<Expiry>, Rejection> {
        Self::verified(ring.verify(&self.route, context, now), || is_denied(&self.route))
    }

    /// Allows a request with this verification of its token, or rejects it.
    ///
    /// # Errors
    /// Those of [`verify`](Self::verify).
    #[doc(hidden)]
    #[cfg(feature = "signed")]
    pub fn verified(
        verification: Verification,
        is_denied: impl FnOnce() -> bool,
    ) -> Result<Option<Expiry>, Rejection> {
        match verification {
            Verification::Active(expiry) if !is_denied() => Ok(expiry),
            Verification::Active(_) | Verification::Expired(_) => {
                Err(Rejection::new(Detail::TokenExpired))
            }
            Verification::Invalid => Err(Rejection::new(Detail::TokenInvalid)),
        }
    }

    /// Allows a request for the parts of a route, which may be anything, or rejects it.
    ///
    /// # Errors
    /// Those of [`authorize`](Self::authorize).
    #[doc(hidden)]
    pub fn authorize_parts(
        sandbox: Option<&Sandbox>,
        port: u16,
        sandbox_id: &[u8],
        token: &[u8],
    ) -> Result<(), Rejection> {
        match Sandbox::authorize_any(sandbox, port, sandbox_id, token) {
            Authorization::Active => Ok(()),
            Authorization::Stale(reason) => Err(Rejection::stale(reason)),
            Authorization::Invalid => Err(Rejection::new(Detail::TokenInvalid)),
        }
    }
}
