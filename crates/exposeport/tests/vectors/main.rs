//! The shared vectors of `tests/vectors`, each file a test.

mod case;
mod policy;
mod rebuild;
#[cfg(feature = "serde")]
mod sandbox;
#[cfg(feature = "serde")]
mod tokens;

use case::{Case, each_case};
use exposeport::{BaseDomain, Error, Policy, PreviewUrl, Route};
use serde_json::{Value, json};

/// What a case expects of a call: its parts, or the code of its error.
type Answer = Result<Value, Error>;

#[test]
fn port() {
    each_case("port", |case| {
        // The nearest that 64 bits hold.
        let text = case.str("input");
        let nearest = if text.starts_with('-') { i64::MIN } else { i64::MAX };
        let port = case.policy()?.port(text.parse::<i64>().unwrap_or(nearest))?;
        Ok(json!({"port": port.get()}))
    });
}

#[test]
fn sandbox_id() {
    each_case("sandbox_id", |case| {
        let id = case.sandbox_id(&case.input())?;
        Ok(json!({"sandbox_id": id.as_str()}))
    });
}

#[test]
fn token() {
    each_case("token", |case| {
        let token = case.policy()?.token(case.input())?;
        assert!(!format!("{token:?}").contains(token.as_str()));
        Ok(json!({"token": token.as_str()}))
    });
}

#[test]
fn base_domain() {
    each_case("base_domain", |case| {
        let domain = case.policy()?.base_domain(case.input())?;
        let again = case.policy()?.base_domain(domain.as_str())?;
        assert_eq!(again, domain, "the one spelling of a base domain is itself");
        Ok(json!({"host": domain.host(), "port": domain.port(), "scheme": domain.scheme().as_str()}))
    });
}

#[test]
fn build() {
    each_case("build", |case| {
        let policy = case.policy()?;
        let port = policy.port(case.value("port").as_i64().expect("an integer"))?;
        let id = case.sandbox_id(case.text("sandbox_id").as_bytes())?;
        let token = policy.token(case.text("token"))?;
        let domain = policy.base_domain(case.text("hostname"))?;
        let url = PreviewUrl::new(port, &id, &token, &domain)?;
        rebuild::check_url(&url, &domain);
        Ok(json!({"url": url.as_str(), "host": url.host(), "label": url.label()}))
    });
}

/// The parts that the three files on parsing share.
fn parts(case: &Case, input: &[u8], answer: Result<Route, Error>) -> Answer {
    let route = answer?;
    rebuild::check_route(&route, input, &case.policy()?);
    let base_host = route.base_host(input).expect("an accepted base host is ASCII");
    Ok(json!({
        "port": route.port().get(),
        "sandbox_id": route.sandbox_id().as_str(),
        "token": route.token().as_str(),
        "base_host": base_host.to_ascii_lowercase(),
        "base_port": route.base_port(),
    }))
}

#[test]
fn parse_host() {
    each_case("parse_host", |case| {
        let input = case.input();
        let answer = case.policy()?.parse_host(&input);
        assert!(is_silent(case, &answer));
        parts(case, &input, answer)
    });
}

#[test]
fn parse_url() {
    each_case("parse_url", |case| {
        let input = case.input();
        parts(case, &input, case.policy()?.parse_url(&input))
    });
}

#[test]
fn route() {
    each_case("route", |case| {
        let input = case.input();
        let policy = case.policy()?;
        let domains = case.value("domains").as_array().expect("a list").clone();
        let domains: Vec<BaseDomain> =
            domains.iter().map(|text| policy.base_domain(case::text(text))).collect::<Result<_, _>>()?;
        let (index, route) = Route::parse_under(&input, &domains)?;
        let mut parts = parts(case, &input, domains[index].route(&input))?;
        assert_eq!(route.base_range(), domains[index].route(&input)?.base_range());
        parts["domain"] = json!(index);
        Ok(parts)
    });
}

/// Whether a message holds no token: the last part of a label that was refused.
fn is_silent(case: &Case, answer: &Result<Route, Error>) -> bool {
    let input = case.input();
    let label = input.split(|&octet| octet == b'.').next().unwrap_or_default();
    let token = label.rsplit(|&octet| octet == b'-').next().unwrap_or_default();
    match (answer, core::str::from_utf8(token)) {
        (Err(error), Ok(token)) if token.len() > 4 => !error.to_string().contains(token),
        _ => true,
    }
}

#[test]
fn default_policy_is_what_the_constructors_use() {
    assert_eq!(Policy::default(), Policy::DEFAULT);
    assert_eq!(Policy::DEFAULT.allow_port(3000).reserve_port(3000), Policy::DEFAULT);
}
