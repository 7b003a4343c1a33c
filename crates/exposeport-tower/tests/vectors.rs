//! The requests of `tests/vectors/gateway.json` and the tokens of `signed.json`, sent to a service
//! with the layer.

#[path = "../../exposeport/tests/common/mod.rs"]
mod common;

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;

use bytes::Bytes;
use common::{Case, hex, text};
use exposeport::gateway::{ApplicationHost, Gateway, InvalidHosts, Rejection};
use exposeport::signed::{KeyRing, SigningKey};
use exposeport::{BaseDomain, Route, Sandbox, SandboxId, Scheme};
use exposeport_tower::{PreviewLayer, Signed, SignedTokens};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri, Version};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tower::{Layer, ServiceExt, service_fn};

/// The cases with a target or a `Host` that the types of `http` reject.
const NOT_A_REQUEST: &[&str] = &[
    "spaces around the authority",
    "line feed after the host is not white space",
    "vertical tab before the host is not white space",
    "target in absolute form with an empty authority",
];

/// A request that the inner service has received.
#[derive(Clone)]
struct Received(http::request::Parts);

#[tokio::test]
async fn gateway() {
    let mut skipped = Vec::new();
    let cases = common::cases("gateway");
    assert!(!cases.is_empty(), "no case matches");
    for case in cases {
        match request(&case) {
            Some(request) => check(&case, request).await,
            None => skipped.push(case.name().to_owned()),
        }
    }
    if std::env::var_os("VECTOR").is_none() {
        assert_eq!(skipped, NOT_A_REQUEST);
    }
}

#[tokio::test]
async fn signed() {
    let cases = common::cases("signed");
    let cases = cases.iter().filter(|case| case.text("call") == "verify");
    for case in cases {
        let name = case.name();
        let request = Request::builder().header("host", case.text("host")).body(());
        let response = signed_layer(case).layer(service_fn(inner));
        let response = response.oneshot(request.expect("a request")).await.expect("infallible");
        if let Some(status) = case.get("status") {
            assert_eq!(json!(response.status().as_u16()), *status, "{name}");
            let rejection = response.extensions().get::<Rejection>().expect("a rejection");
            assert_eq!(json!(rejection.code()), *case.value("code"), "{name}");
            continue;
        }
        let Received(received) = response.extensions().get().expect("the inner service was called");
        let Signed { expiry } = received.extensions.get().expect("a signed token");
        let expires = expiry.map(|expiry| json!(expiry.unix_time()));
        assert_eq!(expires.as_ref(), case.get("expires"), "{name}");
    }
}

fn signed_layer(case: &Case) -> PreviewLayer<SignedTokens> {
    let keys = case.value("keys").as_array().expect("a list of keys");
    let mut keys = keys.iter().map(|key| SigningKey::new(hex(&text(key))).expect("a valid key"));
    let ring = KeyRing::new(keys.next().expect("a key that signs"));
    let ring = keys.fold(ring, KeyRing::with_verifying_key);
    let (context, now) = (hex(&case.text("context")), case.value("now").as_u64());
    let (now, denied) = (now.expect("a time"), case.get("denied") == Some(&json!(true)));
    let tokens = SignedTokens::new(ring)
        .context(move |_| context.clone())
        .is_denied(move |_| denied)
        .clock(move || now);
    let domain = BaseDomain::new(case.text("domain")).expect("a valid domain");
    PreviewLayer::new(Gateway::new([domain]), tokens)
}

async fn check(case: &Case, request: Request<()>) {
    let name = case.name().to_owned();
    let decision = case.text("decision");
    let response = layer(case).layer(service_fn(inner)).oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("infallible").to_bytes();

    if let Some(rejection) = parts.extensions.get::<Rejection>() {
        assert_eq!(decision, "reject", "{name}");
        assert_eq!(json!(parts.status.as_u16()), *case.value("status"), "{name}");
        assert_eq!(rejection.code(), case.text("code"), "{name}");
        let reason = rejection.stale_reason().map(|reason| json!(reason.as_str()));
        assert_eq!(reason.as_ref(), case.get("stale_reason"), "{name}");
        check_body(case, &parts.headers, &body, rejection);
        return;
    }
    assert_eq!(parts.status, StatusCode::OK, "{name}");
    let Received(received) = parts.extensions.get().expect("the inner service was called");
    let route = received.extensions.get::<Route>();
    let is_found = received.extensions.get::<Arc<Sandbox>>().is_some();
    match (&decision[..], route) {
        ("pass-through", None) => assert!(!is_found, "{name}"),
        ("forward", Some(route)) => {
            assert_eq!(json!(route.port().get()), *case.value("port"), "{name}");
            assert_eq!(route.sandbox_id_str(), case.text("sandbox_id"), "{name}");
            assert!(is_found, "{name}");
        }
        (_, route) => panic!("{name}: expected {decision}, found {route:?}"),
    }
    if received.method != http::Method::CONNECT {
        assert_eq!(received.uri.authority(), None, "{name}");
    }
    if let Some(path) = case.get("path") {
        assert_eq!(json!(received.uri.to_string()), *path, "{name}");
    }
    if let Some(expected) = case.get("forwarded") {
        let sent = case.value("received").as_array().expect("headers");
        let has_host = sent.iter().any(|header| text(&header[0]).eq_ignore_ascii_case("host"));
        let host = (!has_host && decision == "pass-through").then_some("host");
        let found = received.headers.iter().filter(|(name, _)| Some(name.as_str()) != host);
        let found = found.map(|(name, value)| [name.as_str(), value.to_str().expect("ASCII")]);
        assert_eq!(sorted(found), sorted(pairs(expected)), "{name}");
    }
}

fn check_body(case: &Case, headers: &HeaderMap, body: &Bytes, rejection: &Rejection) {
    let is_page = case.get("format").is_some_and(|format| format == "html");
    let (kind, expected) = match is_page {
        true => ("text/html; charset=utf-8", rejection.page().to_string()),
        false => ("application/json", rejection.json_body().to_string()),
    };
    assert_eq!(*body, expected, "{}", case.name());
    let length = expected.len().to_string();
    for (name, value) in [
        ("content-type", kind),
        ("content-length", &length),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(headers.get(name).expect(name), value, "{}", case.name());
    }
}

async fn inner(request: Request<()>) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::default());
    response.extensions_mut().insert(Received(request.into_parts().0));
    Ok(response)
}

type Found = Ready<Result<Option<Arc<Sandbox>>, Response<Full<Bytes>>>>;

fn layer(case: &Case) -> PreviewLayer<impl Fn(SandboxId) -> Found + Clone> {
    let policy = case.policy().expect("a valid policy");
    let domains = case.value("domains").as_array().expect("a list").iter();
    let domains = domains.map(|domain| BaseDomain::with_policy(text(domain), &policy));
    let gateway = Gateway::new(domains.collect::<Result<Vec<_>, _>>().expect("valid domains"));
    let gateway = match case.get("invalid_hosts").map(text).as_deref() {
        Some("pass-through") => gateway.with_invalid_hosts(InvalidHosts::PassThrough),
        _ => gateway,
    };
    let sandboxes = case.get("sandboxes").cloned().unwrap_or_default();
    let lookup = move |id: SandboxId| {
        let snapshot = sandboxes.get(id.as_str());
        let sandbox = snapshot.map(|snapshot| {
            let (snapshot, policy) = (snapshot.to_string(), policy.clone());
            Sandbox::from_json_with_policy(id, snapshot, policy).expect("a valid snapshot")
        });
        ready(Ok(sandbox.map(Arc::new)))
    };
    let options = case.get("options").cloned().unwrap_or_default();
    let is_set = |name: &str| options[name] == json!(true);
    let host = match options["host"].as_str() {
        Some("localhost") => ApplicationHost::Localhost,
        _ => ApplicationHost::Preview,
    };
    PreviewLayer::new(gateway, lookup)
        .scheme(options["scheme"].as_str().map_or(Scheme::Https, |name| name.parse().expect(name)))
        .host(host)
        .with_token(is_set("with_token"))
        .in_process(is_set("in_process"))
}

/// Returns the request of a case, or `None` if `http` rejects a part of it.
fn request(case: &Case) -> Option<Request<()>> {
    let fields = case.value("request");
    let mut request = Request::new(());
    *request.version_mut() = match fields["version"].as_str().expect("a version") {
        "0.9" => Version::HTTP_09,
        "1.0" => Version::HTTP_10,
        "1.1" => Version::HTTP_11,
        "2" => Version::HTTP_2,
        "3" => Version::HTTP_3,
        other => panic!("unknown version: {other}"),
    };
    if let Some(target) = fields.get("target") {
        *request.uri_mut() = text(target).parse().ok()?;
    }
    if let Some(authority) = fields.get("authority") {
        let builder = Uri::builder().scheme("https").path_and_query("/");
        *request.uri_mut() = builder.authority(text(authority)).build().ok()?;
    }
    let received = case.get("received").map(pairs).unwrap_or_default();
    let has_host = received.iter().any(|[name, _]| name.eq_ignore_ascii_case("host"));
    let hosts = fields["hosts"].as_array().expect("a list").iter().map(text);
    let hosts = hosts.filter(|_| !has_host).map(|host| ["host".to_owned(), host]);
    for [name, value] in hosts.chain(received) {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
        request.headers_mut().append(name, value);
    }
    for accept in fields.get("accept").and_then(Value::as_array).into_iter().flatten() {
        let value = HeaderValue::from_bytes(text(accept).as_bytes()).expect("a value");
        request.headers_mut().append("accept", value);
    }
    Some(request)
}

fn pairs(headers: &Value) -> Vec<[String; 2]> {
    let headers = headers.as_array().expect("a list of headers").iter();
    headers.map(|header| [text(&header[0]).to_lowercase(), text(&header[1])]).collect()
}

fn sorted(headers: impl IntoIterator<Item = [impl Into<String>; 2]>) -> Vec<[String; 2]> {
    let mut headers: Vec<_> = headers.into_iter().map(|header| header.map(Into::into)).collect();
    headers.sort();
    headers
}
