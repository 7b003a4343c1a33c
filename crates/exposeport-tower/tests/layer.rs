//! The behaviour of a service with the layer: look-ups, rejections, options, readiness.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Ready, pending, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use exposeport::gateway::{Gateway, Rejection};
use exposeport::signed::{Expiry, KeyRing, SigningKey};
use exposeport::{BaseDomain, Port, Route, Sandbox, SandboxId, Scheme};
use exposeport_tower::{Authorize, PreviewLayer, Signed, SignedTokens};
use http::{HeaderValue, Request, Response, StatusCode, Version};
use http_body::Body as _;
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};

const HOST: &str = "8080-sandbox-my_token.example.com";
const OTHER: &str = "8080-other-my_token.example.org";

type Body = Full<Bytes>;
type Found<B> = Result<Option<Arc<Sandbox>>, Response<B>>;

fn sandbox(id: &str) -> Arc<Sandbox> {
    let snapshot = r#"{"portTokens": {"8080": {"token": "my_token"}}}"#;
    let id = SandboxId::new(id).expect("a valid id");
    Arc::new(Sandbox::from_json(id, snapshot).expect("a valid snapshot"))
}

fn gateway(domain: &str) -> Gateway {
    Gateway::new([BaseDomain::new(domain).expect("a valid domain")])
}

fn layer<B>() -> PreviewLayer<impl Fn(SandboxId) -> Ready<Found<B>> + Clone> {
    let lookup = |id: SandboxId| {
        ready(Ok(["sandbox", "other"].contains(&id.as_str()).then(|| sandbox(id.as_str()))))
    };
    PreviewLayer::new(gateway("example.com"), lookup)
}

fn get(host: &str) -> Request<()> {
    Request::builder().uri("/path?query").header("host", host).body(()).expect("a valid request")
}

/// Sends a request, and returns the response with the parts that the inner service has received.
async fn send<A>(
    layer: PreviewLayer<A>,
    request: Request<()>,
) -> (Response<Bytes>, Option<http::request::Parts>)
where
    A: Authorize<Body> + Clone,
{
    let inner = service_fn(|request: Request<()>| {
        let mut response = Response::new(Full::from("inner"));
        response.extensions_mut().insert(Arc::new(request.into_parts().0));
        ready(Ok::<_, Infallible>(response))
    });
    let response = layer.layer(inner).oneshot(request).await.expect("infallible");
    let (mut parts, body) = response.into_parts();
    let received = parts.extensions.remove::<Arc<http::request::Parts>>();
    let body = body.collect().await.expect("infallible").to_bytes();
    (Response::from_parts(parts, body), received.and_then(Arc::into_inner))
}

#[tokio::test]
async fn an_error_of_the_lookup_is_the_response() {
    let lookup = |_| {
        let mut response = Response::new(Full::from("the store is unreachable"));
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        ready(Err::<Option<Arc<Sandbox>>, _>(response))
    };
    let layer = PreviewLayer::new(gateway("example.com"), lookup);
    let (response, received) = send(layer, get(HOST)).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.body(), "the store is unreachable");
    assert!(received.is_none());
}

#[tokio::test]
async fn only_previews_are_looked_up() {
    let lookup = |id| -> Ready<Found<Body>> { panic!("looked up {id}") };
    for host in ["www.example.com", "3000-a-b.example.com", OTHER] {
        let layer = PreviewLayer::new(gateway("example.com"), lookup);
        let (response, _) = send(layer, get(host)).await;
        let status = if host.starts_with("3000") { 400 } else { 200 };
        assert_eq!(response.status().as_u16(), status, "{host}");
    }
}

#[tokio::test]
async fn a_rejection_is_in_the_extensions() {
    let (response, received) = send(layer(), get("8080-sandbox-wrong.example.com")).await;
    let rejection = response.extensions().get::<Rejection>().expect("a rejection");
    assert_eq!((rejection.code(), response.status().as_u16()), ("INVALID_TOKEN", 404));
    assert!(received.is_none());
    assert!(!format!("{response:?}").contains("wrong"));
}

#[tokio::test]
async fn a_rejection_of_head_has_no_content() {
    let mut request = get("8080-sandbox-wrong.example.com");
    *request.method_mut() = http::Method::HEAD;
    let (response, _) = send(layer(), request).await;
    assert!(response.body().is_empty());
    let length = response.headers()["content-length"].to_str().expect("digits");
    assert!(length.parse::<usize>().expect("digits") > 0);
}

#[tokio::test]
async fn the_body_has_the_size_of_what_it_contains() {
    let service = || {
        layer()
            .layer(service_fn(|_| ready(Ok::<_, Infallible>(Response::new(Full::from("inner"))))))
    };
    let body = service().oneshot(get(HOST)).await.expect("infallible").into_body();
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(5), false));
    let response = service().oneshot(get("3000-a-b.example.com")).await.expect("infallible");
    let length = response.headers()["content-length"].to_str().expect("digits").parse().ok();
    assert_eq!(
        (response.body().size_hint().exact(), response.body().is_end_stream()),
        (length, false)
    );
    let mut body = response.into_body();
    let frame = body.frame().await.expect("a frame").expect("infallible");
    assert_eq!(frame.into_data().expect("data").len() as u64, length.expect("a length"));
    assert!(body.is_end_stream() && body.frame().await.is_none());
}

#[tokio::test]
async fn the_scheme_is_that_of_the_target_or_the_option() {
    let mut request = get(HOST);
    *request.version_mut() = Version::HTTP_2;
    *request.uri_mut() = format!("https://{HOST}/").parse().expect("a URI");
    let cases = [
        (layer(), get(HOST), "http"),
        (layer(), request, "https"),
        (layer().scheme(Scheme::Https), get(HOST), "https"),
    ];
    for (layer, request, expected) in cases {
        let (_, received) = send(layer, request).await;
        assert_eq!(received.expect("forwarded").headers["x-forwarded-proto"], expected);
    }
}

#[tokio::test]
async fn the_target_of_a_connect_request_is_not_the_host() {
    for (host, is_preview) in [(HOST, true), ("www.example.com", false)] {
        let mut request = get(host);
        *request.method_mut() = http::Method::CONNECT;
        *request.uri_mut() = "www.example.com:443".parse().expect("a URI");
        let (_, received) = send(layer(), request).await;
        let received = received.expect("forwarded");
        assert_eq!(received.extensions.get::<Route>().is_some(), is_preview, "{host}");
        let uri = if is_preview { "/" } else { "www.example.com:443" };
        assert_eq!(received.uri, uri, "{host}");
    }
}

#[tokio::test]
async fn a_forwarded_host_decides_only_if_it_is_trusted() {
    let request = || {
        let mut request = get("www.example.com");
        request.headers_mut().insert("x-forwarded-host", HeaderValue::from_static(HOST));
        request
    };
    let (_, received) = send(layer(), request()).await;
    assert!(received.expect("passed through").extensions.get::<Route>().is_none());

    let (_, received) = send(layer().trust_forwarded_host(true), request()).await;
    assert_eq!(received.expect("forwarded").headers["host"], HOST);

    // The target does not decide either, and several values are several hosts.
    let mut forwarded = request();
    *forwarded.uri_mut() = "http://www.example.com/".parse().expect("a URI");
    let (_, received) = send(layer().trust_forwarded_host(true), forwarded).await;
    assert_eq!(received.expect("forwarded").uri, "/");
    let mut twice = request();
    twice.headers_mut().append("x-forwarded-host", HeaderValue::from_static(HOST));
    let (response, _) = send(layer().trust_forwarded_host(true), twice).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);

    let (_, received) = send(layer().trust_forwarded_host(true), get(HOST)).await;
    assert!(received.expect("forwarded").extensions.get::<Route>().is_some());
}

#[tokio::test]
async fn a_sensitive_header_stays_sensitive() {
    for host in [HOST, "www.example.com"] {
        let mut request = get(host);
        let mut value = HeaderValue::from_static("Bearer secret");
        value.set_sensitive(true);
        request.headers_mut().insert("authorization", value);
        let (_, received) = send(layer(), request).await;
        let headers = received.expect("forwarded").headers;
        assert!(headers["authorization"].is_sensitive() && !headers["host"].is_sensitive());
    }
}

#[tokio::test]
async fn headers_that_do_not_fit_are_rejected() {
    let mut request = get(HOST);
    for i in 0.. {
        let name = http::HeaderName::from_bytes(format!("x-{i}").as_bytes()).expect("a name");
        if request.headers_mut().try_append(name, HeaderValue::from_static("1")).is_err() {
            break;
        }
    }
    let (response, received) = send(layer(), request).await;
    assert_eq!(response.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert!(received.is_none());
}

#[tokio::test]
async fn the_values_of_an_outer_layer_are_removed() {
    let inner = service_fn(|request: Request<()>| {
        let route = request.extensions().get::<Route>().map(|route| route.sandbox_id_str().len());
        let sandbox =
            request.extensions().get::<Arc<Sandbox>>().map(|sandbox| sandbox.id().as_str().len());
        ready(Ok::<_, Infallible>(Response::new(Full::from(format!("{route:?} {sandbox:?}")))))
    });
    let sandboxes = HashMap::from([("other", sandbox("other"))]);
    let lookup =
        move |id: SandboxId| ready(Ok::<_, Response<_>>(sandboxes.get(id.as_str()).cloned()));
    let service = ServiceBuilder::new()
        .layer(layer())
        .layer(PreviewLayer::new(gateway("example.org"), lookup))
        .service(inner);
    for (host, expected) in [(HOST, "None None"), (OTHER, "Some(5) Some(5)")] {
        let response = service.clone().oneshot(get(host)).await.expect("infallible");
        let body = response.into_body().collect().await.expect("infallible").to_bytes();
        assert_eq!(body, expected, "{host}");
    }
}

/// A service that is called only after it was ready, as tower requires.
#[derive(Default)]
struct Strict {
    is_ready: bool,
}

impl Clone for Strict {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Service<Request<()>> for Strict {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.is_ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        assert!(std::mem::take(&mut self.is_ready), "called before it was ready");
        ready(Ok(Response::new(Full::default())))
    }
}

#[tokio::test]
async fn the_inner_service_is_called_after_it_was_ready() {
    let mut service = layer().layer(Strict::default());
    for host in [HOST, HOST, "www.example.com", HOST] {
        let response = service.ready().await.expect("infallible").call(get(host)).await;
        assert_eq!(response.expect("infallible").status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn requests_wait_for_their_own_lookup_only() {
    let lookup = |id: SandboxId| async move {
        if id.as_str() == "other" {
            pending::<()>().await;
        }
        Found::<Body>::Ok(Some(sandbox(id.as_str())))
    };
    let mut service = PreviewLayer::new(gateway("example.com"), lookup).layer(Strict::default());
    let waiting = service.ready().await.expect("infallible").call(get("8080-other-a.example.com"));
    let response = service.ready().await.expect("infallible").call(get(HOST)).await;
    assert_eq!(response.expect("infallible").status(), StatusCode::OK);
    assert!(!format!("{waiting:?}").contains("8080-other-a"));
}

const NOW: u64 = 1_800_000_000;

fn signed(now: u64) -> PreviewLayer<SignedTokens> {
    let ring = KeyRing::new(SigningKey::new([7; 32]).expect("a valid key"));
    let tokens = SignedTokens::new(ring)
        .context(|route| format!("tenant of {}", route.sandbox_id()).into_bytes())
        .is_denied(|route| route.port().get() == 9000)
        .clock(move || now);
    PreviewLayer::new(gateway("example.com"), tokens)
}

/// Returns the host of a port with a token of this key and context.
fn signed_host(port: u16, context: &[u8], expiry: Option<Expiry>) -> String {
    let key = SigningKey::new([7; 32]).expect("a valid key");
    let id = SandboxId::new("sandbox").expect("a valid id");
    let number = Port::new(port).expect("a valid port");
    let token = match expiry {
        Some(expiry) => key.sign_until(number, &id, context, expiry),
        None => key.sign(number, &id, context),
    };
    format!("{port}-sandbox-{}.example.com", token.as_str())
}

#[tokio::test]
async fn signed_tokens_need_no_lookup() {
    let expiry = Expiry::after(NOW, 60).expect("a valid lifetime");
    let context = b"tenant of sandbox";
    for (host, now, expected) in [
        (signed_host(8080, context, None), NOW, Ok(None)),
        (signed_host(8080, context, Some(expiry)), NOW + 59, Ok(Some(expiry))),
        (signed_host(8080, context, Some(expiry)), NOW + 60, Err((410, "TOKEN_EXPIRED"))),
        (signed_host(9000, context, None), NOW, Err((410, "TOKEN_EXPIRED"))),
        (signed_host(9000, b"", None), NOW, Err((404, "INVALID_TOKEN"))),
        (signed_host(8080, b"", None), NOW, Err((404, "INVALID_TOKEN"))),
        (HOST.to_owned(), NOW, Err((404, "INVALID_TOKEN"))),
    ] {
        let (response, received) = send(signed(now), get(&host)).await;
        let found = match response.extensions().get::<Rejection>() {
            Some(rejection) => Err((response.status().as_u16(), rejection.code())),
            None => {
                let received = received.expect("forwarded");
                Ok(received.extensions.get::<Signed>().expect("a signed token").expiry)
            }
        };
        assert_eq!(found, expected, "{host}");
    }
}

#[tokio::test]
async fn the_clock_of_the_system_is_the_default() {
    let key = SigningKey::new([7; 32]).expect("a valid key");
    let tokens = SignedTokens::new(KeyRing::new(key));
    assert!(!format!("{tokens:?}").contains('7'));
    for (expiry, status) in [(Expiry::after(Expiry::EPOCH, 1), 410), (Ok(Expiry::MAX), 200)] {
        let host = signed_host(8080, b"", Some(expiry.expect("a valid lifetime")));
        let layer = PreviewLayer::new(gateway("example.com"), tokens.clone());
        let (response, _) = send(layer, get(&host)).await;
        assert_eq!(response.status().as_u16(), status);
    }
}
