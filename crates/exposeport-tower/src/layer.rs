//! The layer, its options, and the look-up of a sandbox.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};

use exposeport::gateway::{
    ApplicationHost, Decision, Forward, Gateway, Preview, RequestHost, pass_through,
};
use exposeport::{Route, Sandbox, SandboxId, Scheme};
use http::header::{HeaderMap, MaxSizeReached};
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::body::ResponseBody;
use crate::future::ResponseFuture;
use crate::request;
use crate::response;

/// A function that finds the sandbox of a request: `async |id: SandboxId| Ok(None)`.
///
/// It loads the state of the sandbox and starts nothing, because the request is not authorized yet.
/// Every function with this signature implements the trait.
pub trait Lookup<B> {
    /// The value that is put into the extensions of the request: an `Arc<Sandbox>`, for example.
    type Sandbox: AsRef<Sandbox> + Clone + Send + Sync + 'static;
    /// The future of the look-up. An `Err` contains the response to the request, such as one with
    /// the status 503 if the store is unreachable.
    type Future: Future<Output = Result<Option<Self::Sandbox>, Response<B>>>;

    /// Returns the sandbox, or `None` if there is none.
    fn lookup(&self, id: SandboxId) -> Self::Future;
}

impl<F, Fut, T, B> Lookup<B> for F
where
    F: Fn(SandboxId) -> Fut,
    Fut: Future<Output = Result<Option<T>, Response<B>>>,
    T: AsRef<Sandbox> + Clone + Send + Sync + 'static,
{
    type Sandbox = T;
    type Future = Fut;

    fn lookup(&self, id: SandboxId) -> Fut {
        self(id)
    }
}

/// A layer that authorizes requests to preview hosts: see the [crate](crate).
#[derive(Clone, Debug)]
pub struct PreviewLayer<L> {
    options: Options,
    lookup: L,
}

#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) gateway: Arc<Gateway>,
    scheme: Option<Scheme>,
    host: ApplicationHost,
    with_token: bool,
    in_process: bool,
    trust_forwarded_host: bool,
}

impl<L> PreviewLayer<L> {
    /// Creates a layer for the gateway. `lookup` finds the sandbox of a preview.
    pub fn new(gateway: Gateway, lookup: L) -> Self {
        let options = Options {
            gateway: Arc::new(gateway),
            scheme: None,
            host: ApplicationHost::Preview,
            with_token: false,
            in_process: true,
            trust_forwarded_host: false,
        };
        Self { options, lookup }
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

impl<S, L: Clone> Layer<S> for PreviewLayer<L> {
    type Service = PreviewService<S, L>;

    fn layer(&self, inner: S) -> Self::Service {
        PreviewService { inner, options: self.options.clone(), lookup: self.lookup.clone() }
    }
}

/// The service of a [`PreviewLayer`].
#[derive(Clone, Debug)]
pub struct PreviewService<S, L> {
    inner: S,
    options: Options,
    lookup: L,
}

impl<S, L, B, C> Service<Request<B>> for PreviewService<S, L>
where
    S: Service<Request<B>, Response = Response<C>> + Clone,
    L: Lookup<C>,
{
    type Response = Response<ResponseBody<C>>;
    type Error = S::Error;
    type Future = ResponseFuture<S, L, B, C>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // The values of an outer layer are not trusted.
        request.extensions_mut().remove::<Route>();
        request.extensions_mut().remove::<L::Sandbox>();
        let host = request::host(&request, self.options.trust_forwarded_host);
        match self.options.gateway.route(&host) {
            Decision::PassThrough => match self.options.pass_through(&host, request.headers()) {
                Ok(headers) => {
                    let has_authority = host.target_authority().is_some();
                    *request.headers_mut() = headers;
                    if has_authority && request.uri().path_and_query().is_some() {
                        request::remove_authority(&mut request);
                    }
                    ResponseFuture::inner(self.inner.call(request))
                }
                Err(_) => ResponseFuture::ready(response::too_many_headers()),
            },
            Decision::Reject(rejection) => {
                ResponseFuture::ready(response::rejection(rejection, &request))
            }
            Decision::Preview(preview) => {
                let lookup = self.lookup.lookup(preview.route().sandbox_id());
                let (route, domain) = (preview.route().clone(), preview.domain());
                // The service that is ready is used; its clone need not be.
                let clone = self.inner.clone();
                let inner = std::mem::replace(&mut self.inner, clone);
                let options = self.options.clone();
                ResponseFuture::lookup(lookup, Pending { request, inner, options, route, domain })
            }
        }
    }
}

/// A request that waits for the look-up of its sandbox.
pub(crate) struct Pending<S, B> {
    request: Request<B>,
    inner: S,
    options: Options,
    route: Route,
    domain: usize,
}

impl<S, B> Pending<S, B> {
    /// Calls the inner service if the sandbox authorizes the request.
    pub(crate) fn call<T, C>(
        self,
        sandbox: Option<T>,
    ) -> Result<S::Future, Response<ResponseBody<C>>>
    where
        S: Service<Request<B>, Response = Response<C>>,
        T: AsRef<Sandbox> + Clone + Send + Sync + 'static,
    {
        let Self { mut request, mut inner, options, route, domain } = self;
        let preview = Preview::from_parts(route, domain, &options.gateway.domains()[domain]);
        if let Err(rejection) = preview.authorize(sandbox.as_ref().map(AsRef::as_ref)) {
            return Err(response::rejection(rejection, &request));
        }
        let Ok(headers) = options.forward(&preview, &request) else {
            return Err(response::too_many_headers());
        };
        *request.headers_mut() = headers;
        request::remove_authority(&mut request);
        request.extensions_mut().insert(preview.route().clone());
        if let Some(sandbox) = sandbox {
            request.extensions_mut().insert(sandbox);
        }
        Ok(inner.call(request))
    }
}

impl Options {
    fn pass_through(
        &self,
        host: &RequestHost<'_>,
        received: &HeaderMap,
    ) -> Result<HeaderMap, MaxSizeReached> {
        let pairs: Vec<_> = received.iter().collect();
        request::header_map(pass_through(host, &pairs, self.in_process), received)
    }

    fn forward<B>(
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
