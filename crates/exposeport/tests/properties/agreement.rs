//! The ways of parsing agree with one another, and with the model.

use std::collections::BTreeMap;

use exposeport::{BaseDomain, Route};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::model::{self, base_of, is_beyond};
use crate::strategies::{base_host, damaged_host, mixed_case};
use crate::vectors::{cases, input};
use crate::{answer, config};

/// The model is held to the expectations that were written by hand, so that it can be held against the crate.
#[test]
fn the_model_answers_the_vectors() {
    let mut judged = 0;
    for case in cases("parse_host.json").iter().filter(|case| case["policy"].is_null()) {
        let host = input(case);
        if is_beyond(&host) {
            continue;
        }
        judged += 1;
        let found = model::parse_host(&host);
        assert_eq!(found.as_ref().err().copied(), case["error"].as_str(), "{}", case["name"]);
        if let Ok(parts) = found {
            assert_eq!(
                parts.port,
                case["port"].as_u64().expect("a port") as u16,
                "{}",
                case["name"]
            );
            for (part, key) in [
                (parts.sandbox_id, "sandbox_id"),
                (parts.token, "token"),
                (parts.base_host, "base_host"),
            ] {
                assert_eq!(part, crate::vectors::text(&case[key]), "{}", case["name"]);
            }
            assert_eq!(
                parts.base_port.map(u64::from),
                case["base_port"].as_u64(),
                "{}",
                case["name"]
            );
        }
    }
    assert!(judged > 500, "only {judged} vectors are left to judge");
}

/// Without this the properties below could hold for want of cases.
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

    /// The answer, or which of its errors where several rules are broken.
    #[test]
    fn the_crate_does_as_the_model(host in damaged_host()) {
        if !is_beyond(&host) {
            prop_assert_eq!(answer(&host, Route::parse_host(&host)), model::parse_host(&host));
        }
    }

    /// Under a base domain a host has one of two answers. Where the domain, whole, is what stands between the first
    /// label and the port, less a root dot, it is the answer of `parse_host`: the domain has been judged already, by
    /// the same rules. Where it is not, the answer is `NOT_A_PREVIEW_HOST`, whatever `parse_host` says.
    #[test]
    fn a_bound_route_is_the_unbound_one(
        host in damaged_host(),
        other in mixed_case(base_host()),
        (above, below) in another(),
    ) {
        let own = base_of(&host).unwrap_or_default();
        let near = [format!("{above}{own}"), own.get(below..).unwrap_or_default().to_owned(), own.clone(), other];
        for domain in near.iter().filter_map(|domain| BaseDomain::new(domain).ok()) {
            let bound = answer(&host, domain.route(&host));
            if domain.host() == own {
                prop_assert_eq!(bound, answer(&host, Route::parse_host(&host)), "{}", domain);
            } else {
                prop_assert_eq!(bound, Err("NOT_A_PREVIEW_HOST"), "{}", domain);
            }
        }
    }

    /// The first of several domains that a host is below decides.
    #[test]
    fn one_of_several_domains_is_the_bound_one(host in damaged_host(), other in base_host()) {
        let own = base_of(&host).unwrap_or_default();
        let domains: Vec<_> = [&other, &own, &own].into_iter().flat_map(BaseDomain::new).collect();
        let found = Route::parse_under(&host, &domains);
        match domains.iter().position(|domain| domain.host() == own) {
            Some(index) => {
                // Which domain it was is not told where the label is somebody else's.
                let found = found.map(|(at, route)| { assert_eq!(at, index); route });
                prop_assert_eq!(answer(&host, found), answer(&host, domains[index].route(&host)));
            }
            None => prop_assert_eq!(found.map_err(|error| error.code()).err(), Some("NOT_A_PREVIEW_HOST")),
        }
    }

    /// A URL says what its authority says, which ends at the first of `/ ? #`, and nothing behind that is read.
    #[test]
    fn a_url_says_what_its_authority_says(
        host in damaged_host(),
        scheme in mixed_case(select(vec!["http", "https", "ws", "wss"]).prop_map(str::to_owned)),
        path in prop_oneof![Just(vec![]), vec(any::<u8>(), 0..20)],
    ) {
        let url = [scheme.as_bytes(), b"://", &host, if path.is_empty() { b"" } else { b"/" }, &path].concat();
        let authority = host.split(|octet| b"/?#".contains(octet)).next().unwrap_or_default();
        let expected = answer(authority, Route::parse_host(authority));
        prop_assert_eq!(&answer(&url, Route::parse_url(&url)), &expected);
        prop_assert_eq!(&answer(&url, Route::parse(&url)), &expected);
        if let Some(domain) = base_of(authority).and_then(|base| BaseDomain::new(base).ok()) {
            prop_assert_eq!(answer(&url, domain.route_url(&url)), answer(authority, domain.route(authority)));
        }
    }

    /// What a person pastes is taken for the one thing that it can be.
    #[test]
    fn a_paste_is_a_host_or_a_url(
        host in damaged_host(),
        scheme in select(vec!["", "http://", "wss:/", "ftp://", "//", "https//"]),
    ) {
        let text = [scheme.as_bytes(), &host].concat();
        let pasted = answer(&text, Route::parse(&text));
        let [as_host, as_url] = [Route::parse_host(&text), Route::parse_url(&text)].map(|route| answer(&text, route));
        prop_assert!(as_host.is_err() || as_url.is_err());
        prop_assert!(pasted == as_host || pasted == as_url);
        prop_assert_eq!(pasted.is_ok(), as_host.is_ok() || as_url.is_ok());

        if let Some(domain) = base_of(&host).and_then(|base| BaseDomain::new(base).ok()) {
            let pasted = answer(&text, domain.route_any(&text));
            let [as_host, as_url] = [domain.route(&text), domain.route_url(&text)].map(|route| answer(&text, route));
            prop_assert!(pasted == as_host || pasted == as_url);
            prop_assert_eq!(pasted.is_ok(), as_host.is_ok() || as_url.is_ok());
        }
    }
}

/// What makes another domain of a domain: a piece in front, with or without a dot, or some octets less.
fn another() -> impl Strategy<Value = (String, usize)> {
    (select(vec!["a", "a.", "evil-", "b.a."]).prop_map(str::to_owned), 1..12_usize)
}
