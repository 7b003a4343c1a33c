//! The requests of `gateway.json`: both steps of the decision, and the headers that are sent on.

use exposeport::gateway::{
    ApplicationHost, BodyFormat, Decision, Forward, Gateway, InvalidHosts, Preview, Rejection,
    RequestHost, Target, pass_through, prefers_html,
};
use exposeport::{BaseDomain, Sandbox, SandboxId, Scheme};
use serde_json::{Value, json};

use crate::common::{self, Case};

type Headers = Vec<(String, String)>;

pub fn check(case: &Case) -> Result<(), String> {
    let found = decide(case, |decision, host, target| {
        let mut found = match decision {
            Decision::PassThrough => passed(case, host),
            Decision::Preview(preview) => decided(case, &preview),
            Decision::Reject(rejection) => rejected(case, &rejection),
        };
        if let (Some(target), Some(_)) = (target, case.get("path")) {
            found["path"] = json!(str::from_utf8(target.path()).expect("UTF-8"));
        }
        found
    });
    let expected = expected(case);
    if found == expected { Ok(()) } else { Err(format!("expected {expected}, found {found}")) }
}

/// Calls a function with the decision about the request of a case, its host and its target.
fn decide<T>(
    case: &Case,
    call: impl FnOnce(Decision<'_>, &RequestHost<'_>, Option<&Target<'_>>) -> T,
) -> T {
    let gateway = gateway(case);
    let request = case.value("request");
    let target = request.get("target").map(common::text);
    let target = target.as_ref().map(|target| Target::parse(target.as_bytes()));
    let authority = request.get("authority").map(common::text);
    let hosts = strings(&request["hosts"]);

    let version = request["version"].as_str().expect("a version");
    let mut host = RequestHost::new(version.parse().expect("a version of HTTP"));
    let authority = authority.as_ref().map(String::as_bytes);
    if let Some(authority) = authority.or(target.as_ref().and_then(Target::authority)) {
        host = host.authority(authority);
    }
    for value in &hosts {
        host = host.host(value);
    }
    call(gateway.route(&host), &host, target.as_ref())
}

/// Returns everything about a case that a log line could contain.
pub fn shown(case: &Case) -> String {
    let shown = |rejection: &Rejection| {
        let (json, page) = (rejection.json_body(), rejection.page());
        format!("{rejection} {rejection:?} {rejection:#?} {json} {page}")
    };
    decide(case, |decision, _, _| {
        let debug = format!("{decision:?} {decision:#?}");
        let more = match &decision {
            Decision::PassThrough => String::new(),
            Decision::Preview(preview) => {
                let sandbox = sandbox(case, preview);
                let authorized = preview.authorize(sandbox.as_ref());
                format!("{sandbox:?} {}", authorized.err().as_ref().map_or_else(String::new, shown))
            }
            Decision::Reject(rejection) => shown(rejection),
        };
        debug + &more
    })
}

fn gateway(case: &Case) -> Gateway {
    let policy = case.policy().expect("a valid policy");
    let domains = strings(case.value("domains"));
    let domains = domains.iter().map(|domain| BaseDomain::with_policy(domain, &policy));
    let gateway = Gateway::new(domains.collect::<Result<Vec<_>, _>>().expect("valid domains"));
    match case.get("invalid_hosts").map(common::text).as_deref() {
        None | Some("reject") => gateway,
        Some("pass-through") => gateway.with_invalid_hosts(InvalidHosts::PassThrough),
        Some(other) => panic!("unknown value of invalid_hosts: {other}"),
    }
}

/// Returns the fields of a case that are expectations.
fn expected(case: &Case) -> Value {
    let names = [
        "decision",
        "host",
        "path",
        "port",
        "sandbox_id",
        "domain",
        "status",
        "code",
        "stale_reason",
        "format",
        "forwarded",
    ];
    let fields =
        names.into_iter().filter_map(|name| Some((name.to_owned(), case.get(name)?.clone())));
    Value::Object(fields.collect())
}

fn passed(case: &Case, host: &RequestHost<'_>) -> Value {
    let mut found = json!({"decision": "pass-through"});
    if case.get("host").is_some() {
        found["host"] = json!(str::from_utf8(host.effective().expect("a host")).expect("UTF-8"));
    }
    if let Some(received) = received(case) {
        let in_process = options(case)["in_process"] == json!(true);
        found["forwarded"] = listed(&pass_through(host, &received, in_process));
    }
    found
}

/// Returns the sandbox of a preview, or `None` if there is none.
fn sandbox(case: &Case, preview: &Preview<'_>) -> Option<Sandbox> {
    let route = preview.route();
    let policy = case.policy().expect("a valid policy");
    let snapshot = case.value("sandboxes").get(route.sandbox_id_str())?;
    let id = SandboxId::new(route.sandbox_id_str()).expect("a valid id");
    let sandbox = Sandbox::from_json_with_policy(id, snapshot.to_string(), policy);
    Some(sandbox.expect("a valid snapshot"))
}

fn decided(case: &Case, preview: &Preview<'_>) -> Value {
    let route = preview.route();
    let sandbox = sandbox(case, preview);
    if let Err(rejection) = preview.authorize(sandbox.as_ref()) {
        assert!(!rejection.to_string().contains(route.token_str()), "{rejection}");
        return rejected(case, &rejection);
    }
    let mut found = json!({
        "decision": "forward",
        "port": route.port().get(),
        "sandbox_id": route.sandbox_id_str(),
        "domain": preview.domain(),
    });
    if let Some(received) = received(case) {
        let forwarded = preview.forward(&received, forward(&options(case)));
        found["forwarded"] = listed(&forwarded);
    }
    found
}

fn forward(options: &Value) -> Forward {
    let is_set = |name: &str| options[name] == json!(true);
    let scheme = options["scheme"].as_str().map_or(Scheme::Https, |name| name.parse().expect(name));
    let host = match options["host"].as_str() {
        None | Some("preview") => ApplicationHost::Preview,
        Some("localhost") => ApplicationHost::Localhost,
        Some(other) => panic!("unknown host: {other}"),
    };
    Forward::new(scheme)
        .host(host)
        .with_token(is_set("with_token"))
        .in_process(is_set("in_process"))
}

fn rejected(case: &Case, rejection: &Rejection) -> Value {
    check_rejection(rejection);
    let mut found = json!({
        "decision": "reject",
        "status": rejection.http_status(),
        "code": rejection.code(),
    });
    if let Some(reason) = rejection.stale_reason() {
        found["stale_reason"] = json!(reason.as_str());
    }
    if let Some(accept) = case.value("request").get("accept") {
        found["format"] = json!(if prefers_html(strings(accept)) { "html" } else { "json" });
    }
    found
}

/// Checks the bodies and headers that every rejection has.
fn check_rejection(rejection: &Rejection) {
    let body: Value = serde_json::from_str(&rejection.json_body().to_string()).expect("JSON");
    assert_eq!(body, json!({"error": rejection.to_string(), "code": rejection.code()}));

    let page = rejection.page().to_string();
    assert!(page.starts_with("<!doctype html>") && page.contains(rejection.code()), "{page}");
    assert!(!page.contains("http:") && !page.contains("https:"), "the page loads something");

    let others = [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
    ];
    let json = rejection.headers(BodyFormat::Json);
    assert_eq!((json[0], &json[1..]), (("content-type", "application/json"), &others[..]));
    let html = rejection.headers(BodyFormat::Html);
    assert_eq!((html[0], &html[1..]), (("content-type", "text/html; charset=utf-8"), &others[..]));
    assert_eq!(Rejection::WEBSOCKET_CLOSE_CODE, 1008);
}

fn options(case: &Case) -> Value {
    case.get("options").cloned().unwrap_or_else(|| json!({}))
}

fn received(case: &Case) -> Option<Headers> {
    let headers = case.get("received")?.as_array().expect("a list of headers");
    Some(
        headers.iter().map(|header| (common::text(&header[0]), common::text(&header[1]))).collect(),
    )
}

fn listed<N: AsRef<[u8]>, V: AsRef<[u8]>>(headers: &[(N, V)]) -> Value {
    let text = |bytes: &[u8]| str::from_utf8(bytes).expect("UTF-8").to_owned();
    let headers =
        headers.iter().map(|(name, value)| json!([text(name.as_ref()), text(value.as_ref())]));
    Value::Array(headers.collect())
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(common::text).collect()
}
