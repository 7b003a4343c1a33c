//! The gateway of a layer, and its options.

use std::sync::Arc;

use exposeport::Scheme;
use exposeport::gateway::{ApplicationHost, Forward, Gateway, Preview, RequestHost, pass_through};
use http::Request;
use http::header::{HeaderMap, MaxSizeReached};

use crate::request;

/// The gateway of a layer, and its options.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) scheme: Option<Scheme>,
    pub(crate) host: ApplicationHost,
    pub(crate) with_token: bool,
    pub(crate) in_process: bool,
    pub(crate) trust_forwarded_host: bool,
}

impl Options {
    /// Returns the headers of a request for another application.
    pub(crate) fn pass_through(
        &self,
        host: &RequestHost<'_>,
        received: &HeaderMap,
    ) -> Result<HeaderMap, MaxSizeReached> {
        let pairs: Vec<_> = received.iter().collect();
        request::header_map(pass_through(host, &pairs, self.in_process), received)
    }

    /// Returns the headers of a request for a preview.
    pub(crate) fn forward<B>(
        &self,
        preview: &Preview<'_>,
        request: &Request<B>,
    ) -> Result<HeaderMap, MaxSizeReached> {
        let received = request.headers();
        let pairs: Vec<_> = received.iter().collect();
        let scheme = self.scheme.unwrap_or_else(|| request::scheme(request));
        let options = Forward::new(scheme)
            .host(self.host)
            .with_token(self.with_token)
            .in_process(self.in_process);
        request::header_map(preview.forward(&pairs, options), received)
    }
}
