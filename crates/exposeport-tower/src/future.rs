//! The future of a response: the second step of the decision.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use exposeport::Route;
use exposeport::gateway::Preview;
use http::{Request, Response};
use tower_service::Service;

use crate::body::ResponseBody;
use crate::lookup::Lookup;
use crate::options::Options;
use crate::{request, response};

pin_project_lite::pin_project! {
    /// The future of a response: first the look-up of the sandbox, then the inner service.
    pub struct ResponseFuture<S, L, B, C>
    where
        S: Service<Request<B>>,
        L: Lookup<C>,
    {
        #[pin]
        state: State<S, L, B, C>,
    }
}

pin_project_lite::pin_project! {
    #[project = StateProjection]
    enum State<S, L, B, C>
    where
        S: Service<Request<B>>,
        L: Lookup<C>,
    {
        Lookup { #[pin] lookup: L::Future, pending: Option<Pending<S, B>> },
        Inner { #[pin] response: S::Future },
        Ready { response: Option<Response<ResponseBody<C>>> },
    }
}

/// A request that waits for the look-up of its sandbox.
pub(crate) struct Pending<S, B> {
    pub(crate) request: Request<B>,
    pub(crate) inner: S,
    pub(crate) options: Options,
    pub(crate) route: Route,
    pub(crate) domain: usize,
}

impl<S, B> Pending<S, B> {
    /// Calls the inner service if the sandbox authorizes the request.
    fn decide<L, C>(self, sandbox: Option<L::Sandbox>) -> State<S, L, B, C>
    where
        S: Service<Request<B>, Response = Response<C>>,
        L: Lookup<C>,
    {
        let Self { mut request, mut inner, options, route, domain } = self;
        let preview = Preview::from_parts(route, domain, &options.gateway.domains()[domain]);
        if let Err(rejection) = preview.authorize(sandbox.as_ref().map(AsRef::as_ref)) {
            return State::ready(response::rejection(rejection, &request));
        }
        let Ok(headers) = options.forward(&preview, &request) else {
            return State::ready(response::too_many_headers());
        };
        *request.headers_mut() = headers;
        request::remove_authority(&mut request);
        request.extensions_mut().insert(preview.route().clone());
        if let Some(sandbox) = sandbox {
            request.extensions_mut().insert(sandbox);
        }
        State::Inner { response: inner.call(request) }
    }
}

impl<S, L, B, C> State<S, L, B, C>
where
    S: Service<Request<B>>,
    L: Lookup<C>,
{
    const fn ready(response: Response<ResponseBody<C>>) -> Self {
        Self::Ready { response: Some(response) }
    }
}

impl<S, L, B, C> ResponseFuture<S, L, B, C>
where
    S: Service<Request<B>>,
    L: Lookup<C>,
{
    pub(crate) fn lookup(lookup: L::Future, pending: Pending<S, B>) -> Self {
        Self { state: State::Lookup { lookup, pending: Some(pending) } }
    }

    pub(crate) fn inner(response: S::Future) -> Self {
        Self { state: State::Inner { response } }
    }

    pub(crate) fn ready(response: Response<ResponseBody<C>>) -> Self {
        Self { state: State::ready(response) }
    }
}

impl<S, L, B, C> Future for ResponseFuture<S, L, B, C>
where
    S: Service<Request<B>, Response = Response<C>>,
    L: Lookup<C>,
{
    type Output = Result<Response<ResponseBody<C>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let next = match state.as_mut().project() {
                StateProjection::Lookup { lookup, pending } => {
                    let found = ready!(lookup.poll(cx));
                    let pending = pending.take().expect("not polled after completion");
                    match found {
                        Ok(sandbox) => pending.decide(sandbox),
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

impl<S, L, B, C> fmt::Debug for ResponseFuture<S, L, B, C>
where
    S: Service<Request<B>>,
    L: Lookup<C>,
{
    /// Omits the request, whose host may contain a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
