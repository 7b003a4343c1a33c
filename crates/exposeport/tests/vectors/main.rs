//! The shared vectors of `tests/vectors`, one test per file.

#[path = "../common/mod.rs"]
mod common;
mod gateway;
mod import;
mod rebuild;
mod runner;
mod sandbox;
mod secrecy;
mod signed;
mod tokens;

use common::Case;
use exposeport::{BaseDomain, Error, Policy, Port, PreviewUrl, Route, Token, headers};
use runner::each_case;
use serde_json::{Value, json};

/// The answer to a call: the parts of the result, or an error.
type Answer = Result<Value, Error>;

#[test]
fn port() {
    each_case("port", call_port);
}

#[test]
fn sandbox_id() {
    each_case("sandbox_id", call_sandbox_id);
}

#[test]
fn token() {
    each_case("token", call_token);
}

#[test]
fn base_domain() {
    each_case("base_domain", call_base_domain);
}

#[test]
fn build() {
    each_case("build", call_build);
}

#[test]
fn parse_host() {
    each_case("parse_host", call_parse_host);
}

#[test]
fn parse_url() {
    each_case("parse_url", call_parse_url);
}

#[test]
fn route() {
    each_case("route", call_route);
}

#[test]
fn sandbox() {
    runner::each_case_where("sandbox", sandbox::check);
}

#[test]
fn import() {
    runner::each_case_where("import", import::check);
}

#[test]
fn headers() {
    each_case("headers", |case| {
        let name = case.input();
        let (internal, hop_by_hop) = (headers::is_internal(&name), headers::is_hop_by_hop(&name));
        Ok(json!({"internal": internal, "hop_by_hop": hop_by_hop}))
    });
}

#[test]
fn gateway() {
    runner::each_case_where("gateway", gateway::check);
}

#[test]
fn signed() {
    runner::each_case_where("signed", signed::check);
}

/// Every message, in full.
#[test]
fn messages() {
    runner::each_case_where("messages", |case| {
        match case.value("call").as_str().expect("a call") {
            "sandbox" => sandbox::check(case),
            "import" => import::check(case),
            "sign" | "verify" => signed::check(case),
            call => {
                let call = match call {
                    "port" => call_port,
                    "sandbox_id" => call_sandbox_id,
                    "token" => call_token,
                    "base_domain" => call_base_domain,
                    "build" => call_build,
                    "parse_host" => call_parse_host,
                    "parse_url" => call_parse_url,
                    "route" => call_route,
                    other => panic!("unknown call: {other}"),
                };
                runner::check_error(case, call(case).err().as_ref())
            }
        }
    });
}

fn call_port(case: &Case) -> Answer {
    // The nearest integer that 64 bits can hold.
    let text = case.text("input");
    let nearest = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    let port = Port::with_policy(text.parse::<i64>().unwrap_or(nearest), &case.policy()?)?;
    Ok(json!({"port": port.get()}))
}

fn call_sandbox_id(case: &Case) -> Answer {
    let id = case.sandbox_id(&case.input())?;
    Ok(json!({"sandbox_id": id.as_str()}))
}

fn call_token(case: &Case) -> Answer {
    let token = Token::new(case.input())?;
    assert!(!format!("{token:?}").contains(token.as_str()));
    Ok(json!({"token": token.as_str()}))
}

fn call_base_domain(case: &Case) -> Answer {
    let policy = case.policy()?;
    let domain = BaseDomain::with_policy(case.input(), &policy)?;
    let again = BaseDomain::with_policy(domain.as_str(), &policy)?;
    assert_eq!(again, domain, "the canonical spelling of a base domain is its own");
    let (host, port, scheme) = (domain.host(), domain.port(), domain.scheme().as_str());
    Ok(json!({"host": host, "port": port, "scheme": scheme}))
}

fn call_build(case: &Case) -> Answer {
    let policy = case.policy()?;
    let port = Port::with_policy(case.value("port").as_i64().expect("an integer"), &policy)?;
    let id = case.sandbox_id(case.text("sandbox_id").as_bytes())?;
    let token = Token::new(case.text("token"))?;
    let domain = BaseDomain::with_policy(case.text("hostname"), &policy)?;
    let url = PreviewUrl::new(port, &id, &token, &domain)?;
    rebuild::check_url(&url, &domain);
    Ok(json!({"url": url.as_str(), "host": url.host(), "label": url.label()}))
}

/// Returns the parts that the three files about parsing share.
fn parts(case: &Case, input: &[u8], route: &Route) -> Value {
    let policy = case.policy().expect("a policy");
    rebuild::check_route(route, input, &policy);
    let base_host = str::from_utf8(&input[route.base_range()]).expect("ASCII");
    json!({
        "port": route.port().get(),
        "sandbox_id": route.sandbox_id().as_str(),
        "token": route.token().as_str(),
        "base_host": base_host.to_ascii_lowercase(),
        "base_port": route.base_port(),
    })
}

fn call_parse_host(case: &Case) -> Answer {
    let input = case.input();
    let result = Route::parse_host_with_policy(&input, &case.policy()?);
    if let Err(error) = &result {
        assert!(is_silent(&input, error), "the message reveals the token: {error}");
    }
    Ok(parts(case, &input, &result?))
}

fn call_parse_url(case: &Case) -> Answer {
    let input = case.input();
    let route = Route::parse_url_with_policy(&input, &case.policy()?)?;
    Ok(parts(case, &input, &route))
}

fn call_route(case: &Case) -> Answer {
    let (input, policy) = (case.input(), case.policy()?);
    let domains = case.value("domains").as_array().expect("a list").iter();
    let domains = domains.map(|domain| BaseDomain::with_policy(common::text(domain), &policy));
    let domains: Vec<BaseDomain> = domains.collect::<Result<_, _>>()?;
    let (index, route) = Route::parse_under(&input, &domains)?;
    assert_eq!(route, domains[index].route(&input)?);
    assert_eq!(route.base_range(), domains[index].route(&input)?.base_range());
    let mut parts = parts(case, &input, &route);
    parts["domain"] = json!(index);
    Ok(parts)
}

/// Returns `true` if a message does not contain the token: the last part of the label.
fn is_silent(input: &[u8], error: &Error) -> bool {
    let label = input.split(|byte| *byte == b'.').next().unwrap_or_default();
    let token = label.rsplit(|byte| *byte == b'-').next().unwrap_or_default();
    match str::from_utf8(token) {
        Ok(token) if token.len() > 4 => !error.to_string().contains(token),
        _ => true,
    }
}

#[test]
fn the_constructors_use_the_default_policy() {
    let policy = Policy::builder().unreserve_port(3000).reserve_port(3000).build();
    assert_eq!(policy, Ok(Policy::DEFAULT));
    assert_eq!(Policy::default(), Policy::DEFAULT);
}
