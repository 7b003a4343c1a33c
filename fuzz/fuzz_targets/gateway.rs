//! The decision about a request is that of a model, and so are the headers that are sent on.
//!
//! The records are options, version, authority, values of `Host`, and headers with name and value.
//! A missing authority is empty, and a present one starts with `=`, as a value of `Host` does.

#![no_main]

mod common;

use common::model::{self, Parts};
use common::{answer, fields, records};
use exposeport::gateway::{
    Decision, Forward, Gateway, HttpVersion, InvalidHosts, Rejection, RequestHost, Target,
    pass_through,
};
use exposeport::{BaseDomain, RuntimeId, Sandbox, SandboxId, Scheme};
use libfuzzer_sys::fuzz_target;

/// The canonical hosts of the gateway, the second of which is under the first.
const DOMAINS: [&str; 4] =
    ["example.com", "a.example.com", "preview.internal:8443", "xn--bcher-kva.example"];

/// The names of internal headers (section 14 of the specification).
const INTERNAL: [&str; 8] = [
    "x-sandbox-preview-proxy",
    "x-sandbox-preview-port",
    "x-sandbox-preview-token",
    "x-sandbox-preview-sandbox-id",
    "x-sandbox-port",
    "x-sandbox-name",
    "x-sandbox-port-route-token",
    "cf-container-target-port",
];

struct Request<'a> {
    options: &'a [u8],
    version: &'a [u8],
    authority: Option<&'a [u8]>,
    hosts: Vec<&'a [u8]>,
    headers: Vec<(&'a [u8], &'a [u8])>,
}

#[derive(Debug, PartialEq)]
enum Expected {
    PassThrough,
    Reject(&'static str),
    Preview(usize, Parts),
}

fuzz_target!(|input: &[u8]| {
    let mut records = records(input);
    let (options, version) =
        (records.next().unwrap_or_default(), records.next().unwrap_or_default());
    let authority = records.next().and_then(|value| value.strip_prefix(b"="));
    let hosts = fields(records.next().unwrap_or_default());
    let hosts = hosts.filter_map(|value| value.strip_prefix(b"=")).collect();
    let header = |record| {
        let mut fields = fields(record);
        Some((fields.next()?, fields.next()?))
    };
    let headers = records.filter_map(header).collect();
    check(&Request { options, version, authority, hosts, headers });
});

fn check(request: &Request<'_>) {
    let text = str::from_utf8(request.version).unwrap_or_default();
    let Some(version) = check_version(text) else { return };
    let mut host = RequestHost::new(version);
    if let Some(authority) = request.authority {
        host = host.authority(authority);
    }
    for value in &request.hosts {
        host = host.host(*value);
    }
    let passes = request.options.contains(&b'p');
    let invalid_hosts = if passes { InvalidHosts::PassThrough } else { InvalidHosts::Reject };
    let domains = DOMAINS.map(|domain| BaseDomain::new(domain).expect("a valid base domain"));
    let gateway = Gateway::new(domains).with_invalid_hosts(invalid_hosts);

    let expected = expected(request, version >= HttpVersion::HTTP_11, passes);
    let decision = gateway.route(&host);
    match &decision {
        Decision::PassThrough => assert_eq!(expected, Expected::PassThrough),
        Decision::Reject(rejection) => {
            assert_eq!(expected, Expected::Reject(rejection.code()));
            check_rejection(rejection);
        }
        Decision::Preview(preview) => {
            let host = host.effective().expect("the host of the preview");
            let Ok(parts) = answer(host, Ok(preview.route().clone())) else { return };
            assert_eq!(expected, Expected::Preview(preview.domain(), parts.clone()));
            check_authorization(preview, &parts);
        }
    }
    let in_process = request.options.contains(&b'i');
    let with_token = request.options.contains(&b't');
    let sent = match &decision {
        Decision::PassThrough => pass_through(&host, &request.headers, in_process),
        Decision::Preview(preview) => {
            let options = Forward::new(Scheme::Https).with_token(with_token).in_process(in_process);
            preview.forward(&request.headers, options)
        }
        Decision::Reject(_) => return,
    };
    let sent: Vec<_> = sent.iter().map(|(name, value)| (&name[..], &value[..])).collect();
    let preview = matches!(decision, Decision::Preview(_)).then_some(with_token);
    check_headers(request, &sent, preview, in_process);
    check_target(request.headers.first().map_or(b"", |(_, value)| value));
}

fn check_version(text: &str) -> Option<HttpVersion> {
    let digits: Vec<&str> = text.strip_prefix("HTTP/").unwrap_or(text).split('.').collect();
    let is_digit = |text: &&str| text.len() == 1 && text.as_bytes()[0].is_ascii_digit();
    let is_version = digits.len() <= 2 && digits.iter().all(is_digit);
    let version = text.parse().ok();
    assert_eq!(version.is_some(), is_version, "{text:?}");
    version
}

/// Returns the decision of section 15 of the specification.
fn expected(request: &Request<'_>, requires_host: bool, passes: bool) -> Expected {
    let hosts: Vec<&[u8]> = request.hosts.iter().map(|host| trim(host)).collect();
    let authority = request.authority.map(trim);
    if hosts.len() > 1 {
        return Expected::Reject("INVALID_HOSTNAME");
    }
    let Some(host) = authority.or(hosts.first().copied()) else {
        return if requires_host {
            Expected::Reject("INVALID_HOSTNAME")
        } else {
            Expected::PassThrough
        };
    };
    let found = parse(host);
    match found {
        Ok(_) if authority.is_some() && hosts.iter().any(|other| parse(other) != found) => {
            Expected::Reject("INVALID_HOSTNAME")
        }
        Ok((domain, parts)) => Expected::Preview(domain, parts),
        Err("NOT_A_PREVIEW_HOST") => Expected::PassThrough,
        Err(_) if passes => Expected::PassThrough,
        Err(code) => Expected::Reject(code),
    }
}

/// Parses a host under one of the base domains.
fn parse(host: &[u8]) -> model::Answer<(usize, Parts)> {
    let base = model::base_of(host).ok_or("NOT_A_PREVIEW_HOST")?;
    let is_base = |domain: &&str| domain.split(':').next() == Some(base.as_str());
    let domain = DOMAINS.iter().position(|domain| is_base(&domain)).ok_or("NOT_A_PREVIEW_HOST")?;
    Ok((domain, model::parse_host(host)?))
}

/// Removes spaces and tabs around a value.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

fn check_rejection(rejection: &Rejection) {
    let body: serde_json::Value =
        serde_json::from_str(&rejection.json_body().to_string()).expect("JSON");
    assert_eq!(body["code"].as_str(), Some(rejection.code()));
    assert_eq!(body["error"].as_str(), Some(&*rejection.to_string()));
    let page = rejection.page().to_string();
    assert!(page.contains(rejection.code()) && page.ends_with("</html>"), "{page}");
    let script = page.to_ascii_lowercase();
    assert!(!script.contains("<script") && !script.contains("<img"), "{page}");
}

/// Compares the second step: an exposed port, a stale one, and an unknown sandbox.
fn check_authorization(preview: &exposeport::gateway::Preview<'_>, parts: &Parts) {
    let id = || SandboxId::new("sandbox").expect("a valid id");
    let document = r#"{"portTokens": {"8080": "k7m2q9", "9000": "abc"}}"#;
    let mut sandbox = Sandbox::from_json(id(), document).expect("a snapshot");
    let tokens = [(8080, "k7m2q9"), (9000, "abc")];
    let is_valid = parts.sandbox_id == "sandbox" && tokens.contains(&(parts.port, &parts.token));

    let unknown = preview.authorize(None).expect_err("an unknown sandbox");
    assert_eq!((unknown.http_status(), unknown.code()), (404, "INVALID_TOKEN"));
    check_rejection(&unknown);
    let expected = if is_valid { Ok(()) } else { Err(unknown.clone()) };
    assert_eq!(preview.authorize(Some(&sandbox)), expected);

    sandbox.runtime_started(RuntimeId::new("r1").expect("a valid id"));
    let stale = preview.authorize(Some(&sandbox)).expect_err("no port is active");
    if is_valid {
        assert_eq!((stale.http_status(), stale.code()), (410, "STALE_PREVIEW_URL"));
        check_rejection(&stale);
    } else {
        assert_eq!(stale, unknown);
    }
}

fn is_named(name: &[u8], header: &str) -> bool {
    let plain = |byte: &u8| if *byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    name.iter().map(plain).eq(header.bytes())
}

/// Checks what is sent on. `preview` is `None` for another application, and otherwise contains
/// `true` if the token is sent.
fn check_headers(
    request: &Request<'_>,
    sent: &[(&[u8], &[u8])],
    preview: Option<bool>,
    in_process: bool,
) {
    let count = |header: &str| sent.iter().filter(|(name, _)| is_named(name, header)).count();
    for header in INTERNAL {
        let is_set = match header {
            "x-sandbox-preview-token" => preview == Some(true),
            "x-sandbox-preview-proxy" | "x-sandbox-preview-port" => preview.is_some(),
            "x-sandbox-preview-sandbox-id" => preview.is_some(),
            _ => false,
        };
        assert_eq!(count(header), usize::from(is_set), "{header}");
    }
    if preview.is_some() {
        for header in ["host", "x-forwarded-host", "x-forwarded-proto"] {
            assert_eq!(count(header), 1, "{header}");
        }
    }
    if !in_process {
        for header in ["keep-alive", "proxy-connection", "te", "transfer-encoding"] {
            assert!(!sent.iter().any(|(name, _)| name.eq_ignore_ascii_case(header.as_bytes())));
        }
    }
    let set = ["host", "connection", "x-forwarded-host", "x-forwarded-proto"];
    let is_set = |name: &[u8]| set.iter().chain(&INTERNAL).any(|header| is_named(name, header));
    for header in sent.iter().filter(|(name, _)| !is_set(name)) {
        assert!(request.headers.contains(header), "a header that was not received");
    }
}

/// Checks that a target is split into parts of itself.
fn check_target(target: &[u8]) {
    let parsed = Target::parse(target);
    match parsed.authority() {
        None => assert_eq!(parsed.path()[..], *target),
        Some(authority) => {
            assert!(!authority.iter().any(|byte| b"/?#".contains(byte)));
            assert!(parsed.path().starts_with(b"/"));
            let whole = [b"://", authority].concat();
            assert!(target.windows(whole.len()).any(|window| window == whole));
            assert!(target.ends_with(&parsed.path()[1..]));
        }
    }
}
