//! The layer.

use std::sync::Arc;

use exposeport::Scheme;
use exposeport::gateway::{ApplicationHost, Gateway};
use tower_layer::Layer;

use crate::options::Options;
use crate::service::PreviewService;

/// A layer that authorizes requests to preview hosts, as the first page of this crate describes.
#[derive(Clone, Debug)]
pub struct PreviewLayer<A> {
    options: Options,
    authorize: A,
}

impl<A> PreviewLayer<A> {
    /// Creates a layer for the gateway. `authorize` finds the sandbox of a preview: see
    /// [`Authorize`](crate::Authorize).
    pub fn new(gateway: Gateway, authorize: A) -> Self {
        let options = Options {
            gateway: Arc::new(gateway),
            scheme: None,
            host: ApplicationHost::Preview,
            with_token: false,
            in_process: true,
            trust_forwarded_host: false,
        };
        Self { options, authorize }
    }

    /// Sets the scheme of `X-Forwarded-Proto`.
    ///
    /// By default it is that of the target, which is `http` for a target in origin form: a server
    /// of HTTP/1 does not pass it on.
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.options.scheme = Some(scheme);
        self
    }

    /// Sets the `Host` that the application receives. The default is the preview host.
    #[must_use]
    pub fn host(mut self, host: ApplicationHost) -> Self {
        self.options.host = host;
        self
    }

    /// Sends the token to the application in a header, which then can do what its holder can.
    #[must_use]
    pub fn with_token(mut self, with_token: bool) -> Self {
        self.options.with_token = with_token;
        self
    }

    /// Removes hop-by-hop headers as a proxy does (RFC 9110 section 7.6.1), if `false`.
    ///
    /// The default is `true`, for an application in the process of the server.
    #[must_use]
    pub fn in_process(mut self, in_process: bool) -> Self {
        self.options.in_process = in_process;
        self
    }

    /// Replaces the host of a request with its `X-Forwarded-Host`, if there is one.
    ///
    /// The default is `false`. Set it only if every request comes from a proxy that sets or removes
    /// this header.
    #[must_use]
    pub fn trust_forwarded_host(mut self, trust: bool) -> Self {
        self.options.trust_forwarded_host = trust;
        self
    }
}

impl<S, A: Clone> Layer<S> for PreviewLayer<A> {
    type Service = PreviewService<S, A>;

    fn layer(&self, inner: S) -> Self::Service {
        PreviewService { inner, options: self.options.clone(), authorize: self.authorize.clone() }
    }
}
