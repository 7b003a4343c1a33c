//! Two properties: every URL that is built parses back, and every host that is parsed has one
//! canonical spelling.

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::model::Parts;
use crate::strategies::{
    Label, base_host, configured, damaged_host, issued_token, label, mixed_case, port, sandbox_id,
    tail,
};
use crate::{answer, config};

fn is_local(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}

/// Checks that every way of parsing a URL returns the parts it was built from, and that they build
/// the same URL.
fn check_built(url: &PreviewUrl, parts: &Parts, domain: &BaseDomain) -> TestCaseResult {
    let url_str = url.as_str();
    let (_, authority) = url_str.split_once("://").expect("a URL");
    for (input, route) in [
        (url_str, Route::parse_url(url_str)),
        (url_str, Route::parse(url_str)),
        (url_str, domain.route_url(url_str)),
        (url_str, domain.route_any(url_str)),
        (authority, Route::parse_host(authority)),
        (authority, Route::parse(authority)),
        (authority, domain.route(authority)),
        (authority, domain.route_any(authority)),
    ] {
        prop_assert_eq!(answer(input.as_bytes(), route), Ok(parts.clone()));
    }
    let route = Route::parse_url(url_str).expect("parsed before");
    prop_assert_eq!(&PreviewUrl::from_route(&route, domain), &Ok(url.clone()));
    prop_assert_eq!(route.authority(domain.host()), authority);
    Ok(())
}

/// Checks that the parts of a host build a URL that parses to the same parts, except that a URL
/// omits the default port of its scheme.
fn check_parsed(host: &[u8], route: &Route) -> TestCaseResult {
    let mut parts = answer(host, Ok(route.clone())).expect("parsed");
    let base = match parts.base_port {
        Some(port) => format!("{}:{port}", parts.base_host),
        None => parts.base_host.clone(),
    };
    let domain = BaseDomain::new(base).expect("what is parsed can be configured");
    let url = PreviewUrl::from_route(route, &domain).expect("what is parsed can be built");
    parts.base_port = domain.port();
    check_built(&url, &parts, &domain)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_built_is_parsed_back(
        (number, id, token) in (port(), sandbox_id(), issued_token()),
        hostname in configured(),
    ) {
        let Ok(domain) = BaseDomain::new(hostname) else { return Ok(()) };
        let port = Port::new(number).expect("a valid port");
        let checked_id = SandboxId::new(&id).expect("a valid id");
        let checked_token = Token::new(&token).expect("a valid token");
        let url = PreviewUrl::new(port, &checked_id, &checked_token, &domain);

        // The test computes both limits by itself.
        let label = format!("{number}-{id}-{token}");
        let too_long = if label.len() > 63 {
            Some("LABEL_TOO_LONG")
        } else if label.len() + 1 + domain.host().len() > 253 {
            Some("HOSTNAME_TOO_LONG")
        } else {
            None
        };
        prop_assert_eq!(url.as_ref().err().map(|error| error.code()), too_long);
        let is_over_budget = id.len() > port.sandbox_id_budget(token.len());
        prop_assert_eq!(is_over_budget, too_long == Some("LABEL_TOO_LONG"));
        let Ok(url) = url else { return Ok(()) };

        prop_assert_eq!(url.label(), &label);
        prop_assert_eq!(url.host(), format!("{label}.{}", domain.host()));
        prop_assert_eq!(url.as_str(), format!("{}://{label}.{domain}", domain.scheme()));
        let (base_host, base_port) = (domain.host().to_owned(), domain.port());
        let parts = Parts { port: number, sandbox_id: id, token, base_host, base_port };
        check_built(&url, &parts, &domain)?;
    }

    /// Every accepted spelling of a host builds the same URL.
    #[test]
    fn what_is_parsed_builds_its_canonical_spelling(
        (label, base, wire) in (label(), base_host(), tail()).prop_flat_map(|(label, base, tail)| {
            let wire = mixed_case(Just(format!("{}.{base}{tail}", label.text())));
            (Just(label), Just((base, tail)), wire)
        })
    ) {
        let ((base, tail), label): (_, Label) = (base, label);
        if label.text().len() + 1 + base.len() > 253 {
            let found = answer(wire.as_bytes(), Route::parse_host(&wire));
            prop_assert_eq!(found, Err("HOSTNAME_TOO_LONG"));
            return Ok(());
        }
        let route = Route::parse_host(&wire).expect("a host of the grammar");
        let is_local = is_local(&base);
        let (scheme, default_port) = if is_local { ("http", ":80") } else { ("https", ":443") };
        let port = tail.trim_start_matches('.');
        let domain = BaseDomain::new(format!("{base}{port}")).expect("a valid base domain");

        let url = PreviewUrl::from_route(&route, &domain).expect("what is parsed can be built");
        let port = if port == default_port { "" } else { port };
        prop_assert_eq!(url.as_str(), format!("{scheme}://{}.{base}{port}", label.text()));
        check_parsed(wire.as_bytes(), &route)?;
    }

    #[test]
    fn every_host_that_is_parsed_can_be_built(host in damaged_host()) {
        if let Ok(route) = Route::parse_host(&host) {
            check_parsed(&host, &route)?;
        }
    }

    /// The canonical spelling of a base domain is its own, and hosts under it are parsed.
    #[test]
    fn a_base_domain_has_one_spelling(hostname in configured(), port in port()) {
        let Ok(domain) = BaseDomain::new(hostname) else { return Ok(()) };
        let again = BaseDomain::new(domain.as_str());
        prop_assert_eq!(again.as_ref().map(BaseDomain::as_str), Ok(domain.as_str()));
        prop_assert_eq!(again.as_ref(), Ok(&domain));

        let host = format!("{port}-a-b.{domain}");
        // A port of five digits may be the one byte that does not fit.
        if format!("{port}-a-b.{}", domain.host()).len() <= 253 {
            let expected = Ok(Parts {
                port,
                sandbox_id: "a".into(),
                token: "b".into(),
                base_host: domain.host().to_owned(),
                base_port: domain.port(),
            });
            prop_assert_eq!(&answer(host.as_bytes(), Route::parse_host(&host)), &expected);
            prop_assert_eq!(&answer(host.as_bytes(), domain.route(&host)), &expected);
        }
    }
}
