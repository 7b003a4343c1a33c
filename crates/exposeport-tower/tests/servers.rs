//! The layer in servers: axum over HTTP/1 and HTTP/2 with a WebSocket, and the layer of tonic-web.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request as AxumRequest;
use axum::routing::{any, get};
use axum::{Extension, Router};
use exposeport::gateway::Gateway;
use exposeport::{BaseDomain, Route, Sandbox, SandboxId};
use exposeport_tower::PreviewLayer;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::{Layer, ServiceExt};

const HOST: &str = "8080-sandbox-my_token.example.com";

type Found<B> = std::future::Ready<Result<Option<Arc<Sandbox>>, http::Response<B>>>;

fn layer<B>() -> PreviewLayer<impl Fn(SandboxId) -> Found<B> + Clone> {
    let id = SandboxId::new("sandbox").expect("a valid id");
    let snapshot = r#"{"portTokens": {"8080": {"token": "my_token"}}}"#;
    let sandbox = Arc::new(Sandbox::from_json(id, snapshot).expect("a valid snapshot"));
    let lookup = move |id: SandboxId| {
        let found = (id == *sandbox.id()).then(|| sandbox.clone());
        std::future::ready(Ok(found))
    };
    let domain = BaseDomain::new("example.com").expect("a valid domain");
    PreviewLayer::new(Gateway::new([domain]), lookup)
}

async fn page(route: Option<Extension<Route>>, headers: http::HeaderMap) -> String {
    let port = headers.get("x-sandbox-preview-port").map(|value| value.to_str().expect("digits"));
    match (route, port) {
        (Some(Extension(route)), Some(port)) => format!("{port} of {}", route.sandbox_id()),
        (None, None) => "another application".to_owned(),
        (route, port) => format!("disagreement: {route:?}, {port:?}"),
    }
}

/// Switches protocols, and then echoes every byte.
async fn echo(request: AxumRequest) -> http::Response<Body> {
    assert_eq!(request.headers()["connection"], "Upgrade");
    tokio::spawn(async {
        let stream = TokioIo::new(hyper::upgrade::on(request).await.expect("an upgrade"));
        let (mut reader, mut writer) = tokio::io::split(stream);
        // The client closes the connection at the end of its test.
        let _ = tokio::io::copy(&mut reader, &mut writer).await;
    });
    let response = http::Response::builder().status(StatusCode::SWITCHING_PROTOCOLS);
    let response = response.header("connection", "upgrade").header("upgrade", "websocket");
    response.body(Body::empty()).expect("a response")
}

/// Starts the server and returns a connection to it.
async fn connect() -> TcpStream {
    let application = Router::new().route("/echo", any(echo)).fallback(get(page));
    let application = application.layer(layer());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async { axum::serve(listener, application).await.expect("a server") });
    TcpStream::connect(address).await.expect("a connection")
}

async fn exchange(request: &str) -> String {
    let mut stream = connect().await;
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).await.expect("a response");
    response
}

#[tokio::test]
async fn http_1() {
    let cases = [
        (format!("GET / HTTP/1.1\r\nHost: {HOST}"), "200", "8080 of sandbox"),
        (format!("GET http://{HOST}/ HTTP/1.1\r\nHost: {HOST}"), "200", "8080 of sandbox"),
        (format!("GET http://www.example.com/ HTTP/1.1\r\nHost: {HOST}"), "200", "another"),
        (format!("GET / HTTP/1.1\r\nHost: {HOST}\r\nHost: {HOST}"), "400", "INVALID_HOSTNAME"),
        ("GET / HTTP/1.1".to_owned(), "400", "INVALID_HOSTNAME"),
        ("GET / HTTP/1.0".to_owned(), "200", "another application"),
        ("GET / HTTP/1.1\r\nHost: 8080-sandbox-a.example.com".to_owned(), "404", "INVALID_TOKEN"),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nX-Sandbox-Preview-Port: 8080".to_owned(),
            "200",
            "another application",
        ),
    ];
    for (request, status, body) in cases {
        let response = exchange(&format!("{request}\r\nConnection: close\r\n\r\n")).await;
        let (head, found) = response.split_once("\r\n\r\n").expect("a response");
        assert_eq!(head.split(' ').nth(1), Some(status), "{request}: {response}");
        assert!(found.contains(body), "{request}: {response}");
    }
}

#[tokio::test]
async fn http_2() {
    let io = TokioIo::new(connect().await);
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await.expect("HTTP/2");
    tokio::spawn(connection);
    for (host, status, body) in [
        (HOST, 200, "8080 of sandbox"),
        ("www.example.com", 200, "another application"),
        ("8080-sandbox-a.example.com", 404, "INVALID_TOKEN"),
        ("3000-sandbox-a.example.com", 400, "RESERVED_PORT"),
    ] {
        let request = Request::get(format!("http://{host}/path"));
        let request = request.body(Empty::<bytes::Bytes>::new()).expect("a request");
        let response = sender.send_request(request).await.expect("a response");
        assert_eq!(response.status().as_u16(), status, "{host}");
        let found = response.into_body().collect().await.expect("a body").to_bytes();
        assert!(String::from_utf8_lossy(&found).contains(body), "{host}: {found:?}");
    }
}

#[tokio::test]
async fn websocket() {
    let mut stream = connect().await;
    let handshake = |token: &str| {
        format!(
            "GET /echo HTTP/1.1\r\nHost: 8080-sandbox-{token}.example.com\r\n\
             Connection: Upgrade, x-sandbox-preview-port\r\nUpgrade: websocket\r\n\
             \r\n"
        )
    };
    stream.write_all(handshake("my_token").as_bytes()).await.expect("sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a response"));
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
    stream.write_all(b"ping").await.expect("sent");
    let mut echoed = [0; 4];
    stream.read_exact(&mut echoed).await.expect("the same bytes");
    assert_eq!(&echoed, b"ping");

    let mut stream = connect().await;
    stream.write_all(handshake("wrong").as_bytes()).await.expect("sent");
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.expect("a response");
    assert_eq!(&start, b"HTTP/1.1 404");
}

#[tokio::test]
async fn grpc_web() {
    let inner = tower::service_fn(|request: Request<tonic::body::Body>| {
        assert!(request.extensions().get::<Route>().is_some());
        std::future::ready(Ok::<_, std::convert::Infallible>(http::Response::new(
            tonic::body::Body::empty(),
        )))
    });
    let service = layer().layer(tonic_web::GrpcWebLayer::new().layer(inner));
    let request = |host: &str| {
        let request = Request::post("/package.Service/Method").header("host", host);
        let request = request.header("content-type", "application/grpc-web");
        request.body(tonic::body::Body::empty()).expect("a request")
    };
    let response = service.clone().oneshot(request(HOST)).await.expect("infallible");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/grpc-web+proto");
    let wrong = request("8080-sandbox-wrong.example.com");
    let response = service.oneshot(wrong).await.expect("infallible");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}
