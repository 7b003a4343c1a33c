//! The service of the layer: the first step of the decision.

use std::task::{Context, Poll};

use exposeport::Route;
use exposeport::gateway::Decision;
use http::{Request, Response};
use tower_service::Service;

use crate::authorize::Authorize;
use crate::body::ResponseBody;
use crate::future::{Pending, ResponseFuture};
use crate::options::Options;
use crate::{request, response};

/// The service of a [`PreviewLayer`](crate::PreviewLayer).
#[derive(Clone, Debug)]
pub struct PreviewService<S, A> {
    pub(crate) inner: S,
    pub(crate) options: Options,
    pub(crate) authorize: A,
}

impl<S, A, B, C> Service<Request<B>> for PreviewService<S, A>
where
    S: Service<Request<B>, Response = Response<C>> + Clone,
    A: Authorize<C> + Clone,
{
    type Response = Response<ResponseBody<C>>;
    type Error = S::Error;
    type Future = ResponseFuture<S, A, B, C>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // The values of an outer layer are not trusted.
        request.extensions_mut().remove::<Route>();
        request.extensions_mut().remove::<A::Extension>();
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
                let look_up = self.authorize.look_up(preview.route().sandbox_id());
                let (route, domain) = (preview.route().clone(), preview.domain());
                // The service that is ready is used; its clone need not be.
                let clone = self.inner.clone();
                let inner = std::mem::replace(&mut self.inner, clone);
                let (authorize, options) = (self.authorize.clone(), self.options.clone());
                let pending = Pending { request, inner, authorize, options, route, domain };
                ResponseFuture::look_up(look_up, pending)
            }
        }
    }
}
