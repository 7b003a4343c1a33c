//! What is built parses back to the same parts, and what is rejected is rejected for its first
//! broken rule.
//!
//! The records are port, sandbox id, token, `n` if the id is normalized, and base domain.

#![no_main]

mod common;

use common::{code, integer, model, records, scheme};
use exposeport::{BaseDomain, Error, Port, PreviewUrl, Route, SandboxId, Token, Written};
use libfuzzer_sys::fuzz_target;

struct Parts<'a> {
    port: i128,
    id: &'a [u8],
    token: &'a [u8],
    normalize: bool,
    hostname: &'a [u8],
}

fuzz_target!(|input: &[u8]| {
    let mut records = records(input);
    let mut next = || records.next().unwrap_or_default();
    let Some(port) = integer(next()) else { return };
    let (id, token, normalize) = (next(), next(), next() == b"n");
    let parts = Parts { port, id, token, normalize, hostname: next() };

    let built = build(&parts);
    // The base domain has its own target, and a model only for ASCII.
    let domain = BaseDomain::new(parts.hostname);
    match expected(&parts, &domain) {
        Ok(expected) => check(&built.expect("parts within the limits"), &expected, &domain),
        Err(expected) => assert_eq!(code(&built), expected),
    }
});

fn build(parts: &Parts<'_>) -> Result<PreviewUrl, Error> {
    let port = Port::new(parts.port)?;
    let id = match parts.normalize {
        true => SandboxId::normalized(parts.id)?,
        false => SandboxId::new(parts.id)?,
    };
    let token = Token::new(parts.token)?;
    let domain = BaseDomain::new(parts.hostname)?;
    let url = PreviewUrl::new(port, &id, &token, &domain);

    let length = url.as_ref().map_or(0, |url| url.as_str().len());
    let mut buffer = [0; 300];
    for capacity in [0, length.saturating_sub(1), length, 300] {
        let written = PreviewUrl::write(port, &id, &token, &domain, &mut buffer[..capacity]);
        match (&url, written) {
            (Ok(url), Ok(Written::Url(written))) => assert_eq!(written, url.as_str().as_bytes()),
            (Ok(_), Ok(Written::BufferTooSmall { required })) => {
                assert!(capacity < length && required == length);
            }
            (Err(error), Err(other)) => assert_eq!(*error, other),
            _ => panic!("both ways to build differ"),
        }
    }
    url
}

/// The parts of a URL that is built.
struct Expected {
    port: u16,
    id: String,
    token: String,
    url: String,
}

fn expected(parts: &Parts<'_>, domain: &Result<BaseDomain, Error>) -> model::Answer<Expected> {
    model::check_port(parts.port)?;
    let port = parts.port as u16;
    let id = common::sandbox_id(parts.id, parts.normalize)?;
    let token = common::token(parts.token)?;
    if let Some(answer) = common::base_domain(parts.hostname) {
        answer?;
    }
    let domain = domain.as_ref().map_err(Error::code)?;
    let label = format!("{port}-{id}-{token}");
    if label.len() > 63 {
        return Err("LABEL_TOO_LONG");
    }
    if label.len() + 1 + domain.host().len() > 253 {
        return Err("HOSTNAME_TOO_LONG");
    }
    let url = format!("{}://{label}.{}", scheme(domain.host()), domain.as_str());
    Ok(Expected { port, id, token, url })
}

fn check(url: &PreviewUrl, expected: &Expected, domain: &Result<BaseDomain, Error>) {
    let domain = domain.as_ref().expect("a base domain that a URL was built on");
    assert_eq!(url.as_str(), expected.url);
    assert_eq!(url.href(), expected.url.clone() + "/");
    for route in [Route::parse_url(url.as_str()), domain.route_url(url.as_str())] {
        let route = route.expect("what is built is parsed");
        assert_eq!(route.port().get(), expected.port);
        assert_eq!(route.sandbox_id_str(), expected.id);
        assert_eq!(route.token_str(), expected.token);
        assert_eq!(route.base_port(), domain.port());
        assert_eq!(&url.as_str()[route.base_range()], domain.host());
        assert_eq!(PreviewUrl::from_route(&route, domain).as_ref(), Ok(url));
    }
    assert!(Route::parse_host(url.host()).is_ok());
}
