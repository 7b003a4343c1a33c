//! The future of a response: the second step of the decision.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use exposeport::Route;
use exposeport::gateway::Preview;
use http::{Request, Response};
use tower_service::Service;

use crate::authorize::Authorize;
use crate::body::ResponseBody;
use crate::options::Options;
use crate::{request, response};

pin_project_lite::pin_project! {
    /// The future of a response: first the look-up of the sandbox, then the inner service.
    pub struct ResponseFuture<S, A, B, C>
    where
        S: Service<Request<B>>,
        A: Authorize<C>,
    {
        #[pin]
        state: State<S, A, B, C>,
    }
}

pin_project_lite::pin_project! {
    #[project = StateProjection]
    enum State<S, A, B, C>
    where
        S: Service<Request<B>>,
        A: Authorize<C>,
    {
        LookUp { #[pin] look_up: A::Future, pending: Option<Pending<S, A, B>> },
        Inner { #[pin] response: S::Future },
        Ready { response: Option<Response<ResponseBody<C>>> },
    }
}

/// A request that waits for the look-up of its sandbox.
pub(crate) struct Pending<S, A, B> {
    pub(crate) request: Request<B>,
    pub(crate) inner: S,
    pub(crate) authorize: A,
    pub(crate) options: Options,
    pub(crate) route: Route,
    pub(crate) domain: usize,
}

impl<S, A, B> Pending<S, A, B> {
    /// Calls the inner service if the request is authorized.
    fn decide<C>(self, found: A::Found) -> State<S, A, B, C>
    where
        S: Service<Request<B>, Response = Response<C>>,
        A: Authorize<C>,
    {
        let Self { mut request, mut inner, authorize, options, route, domain } = self;
        let preview = Preview::from_parts(route, domain, &options.gateway.domains()[domain]);
        let extension = match authorize.authorize(&preview, found) {
            Ok(extension) => extension,
            Err(rejection) => return State::ready(response::rejection(rejection, &request)),
        };
        let Ok(headers) = options.forward(&preview, &request) else {
            return State::ready(response::too_many_headers());
        };
        *request.headers_mut() = headers;
        request::remove_authority(&mut request);
        request.extensions_mut().insert(preview.route().clone());
        request.extensions_mut().insert(extension);
        State::Inner { response: inner.call(request) }
    }
}

impl<S, A, B, C> State<S, A, B, C>
where
    S: Service<Request<B>>,
    A: Authorize<C>,
{
    const fn ready(response: Response<ResponseBody<C>>) -> Self {
        Self::Ready { response: Some(response) }
    }
}

impl<S, A, B, C> ResponseFuture<S, A, B, C>
where
    S: Service<Request<B>>,
    A: Authorize<C>,
{
    pub(crate) fn look_up(look_up: A::Future, pending: Pending<S, A, B>) -> Self {
        Self { state: State::LookUp { look_up, pending: Some(pending) } }
    }

    pub(crate) fn inner(response: S::Future) -> Self {
        Self { state: State::Inner { response } }
    }

    pub(crate) fn ready(response: Response<ResponseBody<C>>) -> Self {
        Self { state: State::ready(response) }
    }
}

impl<S, A, B, C> Future for ResponseFuture<S, A, B, C>
where
    S: Service<Request<B>, Response = Response<C>>,
    A: Authorize<C>,
{
    type Output = Result<Response<ResponseBody<C>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let next = match state.as_mut().project() {
                StateProjection::LookUp { look_up, pending } => {
                    let found = ready!(look_up.poll(cx));
                    let pending = pending.take().expect("not polled after completion");
                    match found {
                        Ok(found) => pending.decide(found),
                        Err(response) => State::ready(response.map(ResponseBody::inner)),
                    }
                }
                StateProjection::Inner { response } => {
                    return response.poll(cx).map_ok(|response| response.map(ResponseBody::inner));
                }
                StateProjection::Ready { response } => {
                    let response = response.take().expect("not polled after completion");
                    return Poll::Ready(Ok(response));
                }
            };
            state.set(next);
        }
    }
}

impl<S, A, B, C> fmt::Debug for ResponseFuture<S, A, B, C>
where
    S: Service<Request<B>>,
    A: Authorize<C>,
{
    /// Omits the request, whose host may contain a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
