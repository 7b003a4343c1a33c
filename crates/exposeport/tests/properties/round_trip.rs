//! The two laws: whatever is built parses back, and whatever parses has one spelling.

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token, sandbox_id_budget};
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

/// The law of the round trip: every way of parsing a URL gives the parts it was built from, and these build it again.
fn check_built(url: &PreviewUrl, parts: &Parts, domain: &BaseDomain) -> TestCaseResult {
    let text = url.as_str();
    let expected = Ok(parts.clone());
    for route in
        [Route::parse_url(text), Route::parse(text), domain.route_url(text), domain.route_any(text)]
    {
        prop_assert_eq!(&answer(text.as_bytes(), route), &expected);
    }
    let (_, authority) = text.split_once("://").expect("a URL");
    for route in [
        Route::parse_host(authority),
        Route::parse(authority),
        domain.route(authority),
        domain.route_any(authority),
    ] {
        prop_assert_eq!(&answer(authority.as_bytes(), route), &expected);
    }
    let again = PreviewUrl::of_route(&Route::parse_url(text).expect("it parsed"), domain)
        .expect("it builds");
    prop_assert_eq!(again.as_str(), text);
    Ok(())
}

/// What a host says, built and parsed again, is the same; but for the port of the scheme, which a URL leaves out.
fn check_parsed(host: &[u8], route: &Route) -> TestCaseResult {
    let mut parts = answer(host, Ok(*route)).expect("parsed");
    let base = parts
        .base_port
        .map_or_else(|| parts.base_host.clone(), |port| format!("{}:{port}", parts.base_host));
    let domain = BaseDomain::new(base).expect("what parses can be configured");
    let url = PreviewUrl::of_route(route, &domain).expect("what parses can be built");
    parts.base_port = domain.port();
    check_built(&url, &parts, &domain)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_built_parses_back(port in port(), id in sandbox_id(), token in issued_token(), base in configured()) {
        let Ok(domain) = BaseDomain::new(base) else { return Ok(()) };
        let (number, port) = (port, Port::new(port).expect("a valid port"));
        let (checked_id, checked_token) = (SandboxId::new(&id).expect("an id"), Token::new(&token).expect("a token"));
        let url = PreviewUrl::new(port, &checked_id, &checked_token, &domain);

        // The two limits, counted here once more.
        let label = format!("{number}-{id}-{token}");
        let too_long = if label.len() > 63 {
            Some("LABEL_TOO_LONG")
        } else if label.len() + 1 + domain.host().len() > 253 {
            Some("HOSTNAME_TOO_LONG")
        } else {
            None
        };
        prop_assert_eq!(url.as_ref().err().map(|error| error.code()), too_long);
        prop_assert_eq!(id.len() > sandbox_id_budget(port, token.len()), too_long == Some("LABEL_TOO_LONG"));
        let Ok(url) = url else { return Ok(()) };

        prop_assert_eq!(url.label(), &label);
        prop_assert_eq!(url.host(), format!("{label}.{}", domain.host()));
        prop_assert_eq!(url.as_str(), format!("{}://{label}.{}", domain.scheme(), domain));
        let (base_host, base_port) = (domain.host().to_owned(), domain.port());
        check_built(&url, &Parts { port: number, sandbox_id: id, token, base_host, base_port }, &domain)?;
    }

    /// The one spelling of a host, out of every spelling of it that is accepted.
    #[test]
    fn what_is_parsed_builds_its_canonical_text(
        (label, base, wire) in (label(), base_host(), tail()).prop_flat_map(|(label, base, tail)| {
            let wire = mixed_case(Just(format!("{}.{base}{tail}", label.text())));
            (Just(label), Just((base, tail)), wire)
        })
    ) {
        let ((base, tail), label): (_, Label) = (base, label);
        if label.text().len() + 1 + base.len() > 253 {
            prop_assert_eq!(answer(wire.as_bytes(), Route::parse_host(&wire)), Err("HOSTNAME_TOO_LONG"));
            return Ok(());
        }
        let route = Route::parse_host(&wire).expect("a host of the grammar");
        let (scheme, default_port) = if is_local(&base) { ("http", ":80") } else { ("https", ":443") };
        let port = tail.trim_start_matches('.');
        let domain = BaseDomain::new(format!("{base}{port}")).expect("a base domain of the grammar");

        let url = PreviewUrl::of_route(&route, &domain).expect("what parses can be built");
        let port = if port == default_port { "" } else { port };
        prop_assert_eq!(url.as_str(), format!("{scheme}://{}.{base}{port}", label.text()));
        check_parsed(wire.as_bytes(), &route)?;
    }

    #[test]
    fn whatever_parses_can_be_built(host in damaged_host()) {
        if let Ok(route) = Route::parse_host(&host) {
            check_parsed(&host, &route)?;
        }
    }

    /// A base domain is its own spelling, and hosts below it are parsed.
    #[test]
    fn a_base_domain_is_what_it_says(text in configured(), port in port()) {
        let Ok(domain) = BaseDomain::new(text) else { return Ok(()) };
        let again = BaseDomain::new(domain.as_str());
        prop_assert_eq!(again.as_ref().map(BaseDomain::as_str), Ok(domain.as_str()));
        prop_assert_eq!(again.as_ref(), Ok(&domain));

        let host = format!("{port}-a-b.{domain}");
        let (base_host, base_port) = (domain.host().to_owned(), domain.port());
        let parts = Ok(Parts { port, sandbox_id: "a".into(), token: "b".into(), base_host, base_port });
        // A five-digit port may be the one octet too many.
        if format!("{port}-a-b.{}", domain.host()).len() <= 253 {
            prop_assert_eq!(&answer(host.as_bytes(), Route::parse_host(&host)), &parts);
            prop_assert_eq!(&answer(host.as_bytes(), domain.route(&host)), &parts);
        }
    }
}
