//! All parsing functions agree with each other and with the model.

use std::collections::BTreeMap;

use exposeport::{BaseDomain, Route};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::model::{self, Parts, base_of, has_encoded_label};
use crate::strategies::{base_host, damaged_host, mixed_case};
use crate::{answer, common, config};

/// Compares the model with the expectations that were written by hand, since the crate is compared
/// with the model.
#[test]
fn the_model_agrees_with_the_vectors() {
    let mut checked = 0;
    for case in common::every_case("parse_host") {
        let host = case.input();
        if case.get("policy").is_some() || has_encoded_label(&host) {
            continue;
        }
        checked += 1;
        let number = |key: &str| {
            case.value(key).as_u64().map(|number| u16::try_from(number).expect("a port"))
        };
        let expected = match case.get("error") {
            Some(code) => Err(code.as_str().expect("a code")),
            None => Ok(Parts {
                port: number("port").expect("a port"),
                sandbox_id: case.text("sandbox_id"),
                token: case.text("token"),
                base_host: case.text("base_host"),
                base_port: number("base_port"),
            }),
        };
        assert_eq!(model::parse_host(&host), expected, "{}", case.name());
    }
    assert!(checked > 500, "only {checked} cases were checked");
}

/// Checks that the properties below see every error often enough.
#[test]
fn damaged_hosts_reach_every_answer() {
    let mut runner = TestRunner::deterministic();
    let hosts = damaged_host();
    let mut counts = BTreeMap::<_, u32>::new();
    for _ in 0..4096 {
        let host = hosts.new_tree(&mut runner).expect("a host").current();
        *counts.entry(model::parse_host(&host).err().unwrap_or("OK")).or_default() += 1;
    }
    assert_eq!(counts.len(), 16, "{counts:?}");
    assert!(counts.values().all(|&count| count >= 20), "{counts:?}");
}

proptest! {
    #![proptest_config(config())]

    /// Both yield the same parts or the same error, even if several rules are broken.
    #[test]
    fn the_crate_agrees_with_the_model(host in damaged_host()) {
        if !has_encoded_label(&host) {
            prop_assert_eq!(answer(&host, Route::parse_host(&host)), model::parse_host(&host));
        }
    }

    /// If the host after the first label is the base domain, the result is that of `parse_host`.
    /// Otherwise it is `NOT_A_PREVIEW_HOST`.
    #[test]
    fn a_host_under_a_base_domain_is_parsed_as_without(
        host in damaged_host(),
        other in mixed_case(base_host()),
        (above, removed) in another(),
    ) {
        let own = base_of(&host).unwrap_or_default();
        let subdomain = format!("{above}{own}");
        let suffix = own.get(removed..).unwrap_or_default().to_owned();
        for domain in [subdomain, suffix, own.clone(), other].iter().flat_map(BaseDomain::new) {
            let bound = answer(&host, domain.route(&host));
            if domain.host() == own {
                prop_assert_eq!(bound, answer(&host, Route::parse_host(&host)), "{}", domain);
            } else {
                prop_assert_eq!(bound, Err("NOT_A_PREVIEW_HOST"), "{}", domain);
            }
        }
    }

    /// The first matching base domain is used.
    #[test]
    fn one_of_several_domains_is_used(host in damaged_host(), other in base_host()) {
        let own = base_of(&host).unwrap_or_default();
        let domains: Vec<_> = [&other, &own, &own].into_iter().flat_map(BaseDomain::new).collect();
        let found = Route::parse_under(&host, &domains);
        match domains.iter().position(|domain| domain.host() == own) {
            Some(index) => {
                // An error does not say which base domain was used.
                let found = found.map(|(found, route)| {
                    assert_eq!(found, index);
                    route
                });
                let expected = answer(&host, domains[index].route(&host));
                prop_assert_eq!(answer(&host, found), expected);
            }
            None => {
                let code = found.err().map(|error| error.code());
                prop_assert_eq!(code, Some("NOT_A_PREVIEW_HOST"));
            }
        }
    }

    /// The authority of a URL ends at the first of `/ ? #`, and nothing after it is read.
    #[test]
    fn a_url_is_parsed_as_its_authority(
        host in damaged_host(),
        scheme in mixed_case(select(vec!["http", "https", "ws", "wss"]).prop_map(str::to_owned)),
        path in prop_oneof![Just(vec![]), vec(any::<u8>(), 0..20)],
    ) {
        let slash = if path.is_empty() { "" } else { "/" };
        let url = [scheme.as_bytes(), b"://", &host, slash.as_bytes(), &path].concat();
        let mut parts = host.split(|byte| b"/?#".contains(byte));
        let authority = parts.next().unwrap_or_default();
        let expected = answer(authority, Route::parse_host(authority));
        prop_assert_eq!(&answer(&url, Route::parse_url(&url)), &expected);
        prop_assert_eq!(&answer(&url, Route::parse(&url)), &expected);
        if let Some(domain) = base_of(authority).and_then(|base| BaseDomain::new(base).ok()) {
            let expected = answer(authority, domain.route(authority));
            prop_assert_eq!(answer(&url, domain.route_url(&url)), expected);
        }
    }

    /// No input is accepted both as a host and as a URL.
    #[test]
    fn an_input_is_a_host_or_a_url(
        host in damaged_host(),
        scheme in select(vec!["", "http://", "wss:/", "ftp://", "//", "https//"]),
    ) {
        let input = [scheme.as_bytes(), &host].concat();
        let found = answer(&input, Route::parse(&input));
        let as_host = answer(&input, Route::parse_host(&input));
        let as_url = answer(&input, Route::parse_url(&input));
        prop_assert!(as_host.is_err() || as_url.is_err());
        prop_assert!(found == as_host || found == as_url);
        prop_assert_eq!(found.is_ok(), as_host.is_ok() || as_url.is_ok());

        if let Some(domain) = base_of(&host).and_then(|base| BaseDomain::new(base).ok()) {
            let found = answer(&input, domain.route_any(&input));
            let as_host = answer(&input, domain.route(&input));
            let as_url = answer(&input, domain.route_url(&input));
            prop_assert!(found == as_host || found == as_url);
            prop_assert_eq!(found.is_ok(), as_host.is_ok() || as_url.is_ok());
        }
    }
}

/// Generates changes of a domain: a string to insert before it, with or without a dot, and a number
/// of bytes to remove from its start.
fn another() -> impl Strategy<Value = (String, usize)> {
    (select(vec!["a", "a.", "evil-", "b.a."]).prop_map(str::to_owned), 1..12_usize)
}
