//! The response to a request that is rejected.

use core::fmt;

use super::page::Page;
use crate::error::{Detail, Error, JsonBody};
use crate::sandbox::StaleReason;

/// The response to a request that a gateway rejects.
///
/// ```
/// use exposeport::gateway::{BodyFormat, Decision, Gateway, HttpVersion, RequestHost};
/// use exposeport::BaseDomain;
///
/// let gateway = Gateway::new([BaseDomain::new("example.com")?]);
/// let host = RequestHost::new(HttpVersion::HTTP_11).host("3000-a-b.example.com");
/// let Decision::Reject(rejection) = gateway.route(&host) else { panic!("a reserved port") };
///
/// assert_eq!((rejection.http_status(), rejection.code()), (400, "RESERVED_PORT"));
/// assert_eq!(rejection.headers(BodyFormat::Json)[0], ("content-type", "application/json"));
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    error: Error,
    stale_reason: Option<StaleReason>,
}

/// The format of the body of a [`Rejection`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BodyFormat {
    /// For programs: [`Rejection::json_body`].
    Json,
    /// For people: [`Rejection::page`].
    Html,
}

impl Rejection {
    /// The status code that closes a WebSocket: policy violation (RFC 6455 section 7.4.1).
    pub const WEBSOCKET_CLOSE_CODE: u16 = 1008;

    pub(super) fn new(error: impl Into<Error>) -> Self {
        Self { error: error.into(), stale_reason: None }
    }

    pub(super) fn stale(reason: StaleReason) -> Self {
        let error = Detail::PreviewUrlStale(reason.as_str()).into();
        Self { error, stale_reason: Some(reason) }
    }

    /// Returns the error. Its message has no token.
    #[must_use]
    pub const fn error(&self) -> &Error {
        &self.error
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.error.http_status()
    }

    /// Returns the code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.error.code()
    }

    /// Returns the reason why the URL is stale, for logs.
    #[must_use]
    pub const fn stale_reason(&self) -> Option<StaleReason> {
        self.stale_reason
    }

    /// Returns the body for programs.
    #[must_use]
    pub fn json_body(&self) -> JsonBody {
        self.error.json_body()
    }

    /// Returns the body for people: an HTML page that loads nothing.
    #[must_use]
    pub fn page(&self) -> impl fmt::Display {
        Page(&self.error)
    }

    /// Returns the headers of the response, without `Content-Length`.
    #[must_use]
    pub const fn headers(&self, format: BodyFormat) -> [(&'static str, &'static str); 4] {
        format.headers()
    }
}

impl BodyFormat {
    /// Returns the headers of every rejection with this format.
    #[doc(hidden)]
    #[must_use]
    pub const fn headers(self) -> [(&'static str, &'static str); 4] {
        let content_type = match self {
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
        };
        [
            ("content-type", content_type),
            // A URL that is rejected now may be valid later.
            ("cache-control", "no-store"),
            // The URL has a token.
            ("referrer-policy", "no-referrer"),
            ("x-robots-tag", "noindex"),
        ]
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}
