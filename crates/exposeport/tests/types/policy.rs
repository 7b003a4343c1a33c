//! `Policy`: its builder, getters, equality and `Debug`.

use std::collections::BTreeSet;

use exposeport::ErrorKind::{CustomDomainRequired, InvalidPort, ReservedPort, ReservedSandboxId};
use exposeport::{BaseDomain, Policy, PolicyBuilder, Port, SandboxId, Scheme};

use crate::{assert_rejected, check_equality, hash};

#[track_caller]
fn build(change: impl FnOnce(PolicyBuilder) -> PolicyBuilder) -> Policy {
    change(Policy::builder()).build().expect("a valid policy")
}

/// Returns the code of the error that `build` returns.
#[track_caller]
fn rejection(change: impl FnOnce(PolicyBuilder) -> PolicyBuilder) -> &'static str {
    change(Policy::builder()).build().expect_err("an error").code()
}

fn ports(policy: &Policy) -> Vec<u16> {
    policy.reserved_ports().collect()
}

fn ids(policy: &Policy) -> BTreeSet<&str> {
    policy.reserved_sandbox_ids().collect()
}

fn domains(policy: &Policy) -> Vec<&str> {
    policy.denied_domains().collect()
}

const DEFAULT_IDS: [&str; 7] = ["admin", "api", "cloudflare", "root", "system", "workers", "www"];

#[test]
fn the_default_rules_are_the_documented_ones() {
    for policy in [Policy::DEFAULT, Policy::default(), build(|builder| builder)] {
        assert_eq!(ports(&policy), [3000]);
        assert_eq!(ids(&policy), BTreeSet::from(DEFAULT_IDS));
        assert_eq!(policy.reserved_sandbox_ids().count(), 7);
        assert_eq!(domains(&policy), ["workers.dev"]);
        assert_eq!(policy.scheme(), None);
    }
}

#[test]
fn the_builder_changes_one_rule_and_keeps_the_others() {
    let policy = build(|builder| builder.reserve_port(9000).reserve_port(1).reserve_port(65535));
    assert_eq!(ports(&policy), [1, 3000, 9000, 65535]);
    assert_eq!(ids(&policy), BTreeSet::from(DEFAULT_IDS));
    assert_eq!(domains(&policy), ["workers.dev"]);

    let policy = build(|builder| builder.unreserve_port(3000));
    assert!(ports(&policy).is_empty());

    let policy = build(|builder| builder.unreserve_sandbox_id("www").reserve_sandbox_id("staging"));
    let mut expected = BTreeSet::from(DEFAULT_IDS);
    assert!(expected.remove("www") && expected.insert("staging"));
    assert_eq!(ids(&policy), expected);
    assert_eq!(ports(&policy), [3000]);

    let policy = build(|builder| builder.deny_domain("pages.dev").deny_domain("b.example"));
    assert_eq!(domains(&policy), ["b.example", "pages.dev", "workers.dev"]);
    let policy = build(|builder| builder.undeny_domain("workers.dev"));
    assert!(domains(&policy).is_empty());

    for scheme in Scheme::ALL {
        assert_eq!(build(|builder| builder.scheme(*scheme)).scheme(), Some(*scheme));
    }
}

#[test]
fn names_are_stored_in_their_canonical_spelling() {
    let policy = build(|builder| builder.reserve_sandbox_id("Staging"));
    assert!(ids(&policy).contains("staging"));
    let policy = build(|builder| builder.deny_domain("B\u{FC}cher.Example."));
    assert_eq!(domains(&policy), ["workers.dev", "xn--bcher-kva.example"]);
    assert_eq!(
        build(|builder| builder.unreserve_sandbox_id("WWW")).reserved_sandbox_ids().count(),
        6
    );
    assert!(domains(&build(|builder| builder.undeny_domain("Workers.DEV."))).is_empty());
}

#[test]
fn reserved_ports_are_rejected() {
    let policy = build(|builder| builder.unreserve_port(3000).reserve_port(9000));
    assert_eq!(Port::with_policy(3000, &policy).map(Port::get), Ok(3000));
    assert_rejected(Port::with_policy(9000, &policy), ReservedPort);
    // The range is fixed.
    let policy = build(|builder| builder.unreserve_port(80).reserve_port(0));
    assert_rejected(Port::with_policy(80, &policy), InvalidPort);
    assert_rejected(Port::with_policy(0, &policy), InvalidPort);
}

#[test]
fn reserved_ids_are_rejected() {
    let policy = build(|builder| builder.unreserve_sandbox_id("www").reserve_sandbox_id("staging"));
    assert!(SandboxId::with_policy("www", &policy).is_ok());
    assert_rejected(SandboxId::with_policy("staging", &policy), ReservedSandboxId);
    assert_rejected(SandboxId::with_policy("api", &policy), ReservedSandboxId);
}

#[test]
fn denied_domains_and_their_subdomains_are_rejected() {
    let policy = build(|builder| builder.undeny_domain("workers.dev").deny_domain("pages.dev"));
    for (hostname, is_allowed) in [
        ("workers.dev", true),
        ("x.workers.dev", true),
        ("pages.dev", false),
        ("x.Pages.DEV.:8443", false),
        ("a.b.pages.dev", false),
        ("xpages.dev", true),
        ("pages.dev.example.com", true),
    ] {
        let result = BaseDomain::with_policy(hostname, &policy);
        let kind = result.as_ref().err().map(|error| error.kind());
        assert_eq!(kind, (!is_allowed).then_some(CustomDomainRequired), "{hostname}");
    }
}

#[test]
fn only_an_exact_entry_is_removed_from_the_denylist() {
    for domain in ["x.workers.dev", "dev", "pages.dev"] {
        let policy = build(|builder| builder.undeny_domain(domain));
        assert_eq!(policy, Policy::DEFAULT, "{domain}");
        assert_rejected(BaseDomain::with_policy("x.workers.dev", &policy), CustomDomainRequired);
    }
}

#[test]
fn the_scheme_is_that_of_every_base_domain() {
    for (scheme, hostname, expected) in [
        (None, "example.com", Scheme::Https),
        (None, "app.localhost", Scheme::Http),
        (Some(Scheme::Http), "example.com", Scheme::Http),
        (Some(Scheme::Http), "localhost", Scheme::Http),
        (Some(Scheme::Https), "example.com", Scheme::Https),
        (Some(Scheme::Https), "localhost", Scheme::Https),
    ] {
        let builder = Policy::builder();
        let builder = if let Some(scheme) = scheme { builder.scheme(scheme) } else { builder };
        let policy = builder.build().expect("a valid policy");
        let domain = BaseDomain::with_policy(hostname, &policy).expect("a valid base domain");
        assert_eq!(domain.scheme(), expected, "{hostname}");
    }
}

#[test]
fn the_last_call_wins() {
    assert_eq!(build(|builder| builder.reserve_port(9000).unreserve_port(9000)), Policy::DEFAULT);
    assert_eq!(build(|builder| builder.unreserve_port(3000).reserve_port(3000)), Policy::DEFAULT);
    let policy = build(|builder| builder.scheme(Scheme::Http).scheme(Scheme::Https));
    assert_eq!(policy.scheme(), Some(Scheme::Https));
}

#[test]
fn invalid_arguments_are_rejected() {
    let long_id = "a".repeat(64);
    let long_label = format!("{}.example", "a".repeat(64));
    let long_domain = "a.".repeat(123);
    for number in [-1, 65536, i128::MIN, i128::MAX] {
        assert_eq!(rejection(|builder| builder.reserve_port(number)), "INVALID_PORT");
        assert_eq!(rejection(|builder| builder.unreserve_port(number)), "INVALID_PORT");
    }
    for (id, code) in [
        ("", "INVALID_SANDBOX_ID_LENGTH"),
        (&long_id, "INVALID_SANDBOX_ID_LENGTH"),
        ("my app", "INVALID_SANDBOX_ID_CHARACTER"),
        ("-app", "INVALID_SANDBOX_ID_HYPHENS"),
    ] {
        assert_eq!(rejection(|builder| builder.reserve_sandbox_id(id)), code, "{id:?}");
        assert_eq!(rejection(|builder| builder.unreserve_sandbox_id(id)), code, "{id:?}");
    }
    for (domain, code) in [
        ("", "INVALID_HOSTNAME"),
        ("a..b", "INVALID_HOSTNAME"),
        ("*.example.com", "INVALID_HOSTNAME"),
        ("example.com:8443", "INVALID_HOSTNAME_PORT"),
        ("example.com:0", "INVALID_HOSTNAME_PORT"),
        ("127.0.0.1", "HOSTNAME_IS_IP_ADDRESS"),
        (&long_label, "HOSTNAME_TOO_LONG"),
        (&long_domain, "HOSTNAME_TOO_LONG"),
    ] {
        assert_eq!(rejection(|builder| builder.deny_domain(domain)), code, "{domain:?}");
        assert_eq!(rejection(|builder| builder.undeny_domain(domain)), code, "{domain:?}");
    }
}

#[test]
fn the_first_error_wins() {
    let hyphen = |builder: PolicyBuilder| builder.reserve_sandbox_id("-a");
    let address = |builder: PolicyBuilder| builder.deny_domain("127.0.0.1");
    assert_eq!(rejection(|builder| address(hyphen(builder))), "INVALID_SANDBOX_ID_HYPHENS");
    assert_eq!(rejection(|builder| hyphen(address(builder))), "HOSTNAME_IS_IP_ADDRESS");
    // Valid calls after an error do not remove it.
    let code = rejection(|builder| hyphen(builder).reserve_port(9000).scheme(Scheme::Http));
    assert_eq!(code, "INVALID_SANDBOX_ID_HYPHENS");
    let code = rejection(|builder| builder.reserve_port(-1).reserve_port(80));
    assert_eq!(code, "INVALID_PORT");
}

#[test]
fn a_policy_can_be_changed_further() {
    let policy = build(|builder| builder.reserve_port(9000).deny_domain("pages.dev"));
    assert_eq!(policy.to_builder().build().as_ref(), Ok(&policy));
    let changed = policy.to_builder().unreserve_port(9000).build().expect("a valid policy");
    assert_eq!((ports(&changed), ports(&policy)), (vec![3000], vec![3000, 9000]));
    assert_eq!(domains(&changed), ["pages.dev", "workers.dev"]);
    let restored = changed.to_builder().undeny_domain("pages.dev").build();
    assert_eq!(restored, Ok(Policy::DEFAULT));
    assert_eq!(Policy::DEFAULT.to_builder().build(), Ok(Policy::DEFAULT));
}

#[test]
fn policies_with_the_same_rules_are_equal() {
    let policies = [
        (Policy::DEFAULT, 0),
        (build(|builder| builder.reserve_port(9000).unreserve_port(9000)), 0),
        (build(|builder| builder.reserve_port(3000).reserve_sandbox_id("WWW")), 0),
        (build(|builder| builder.unreserve_port(80).unreserve_sandbox_id("staging")), 0),
        (build(|builder| builder.undeny_domain("workers.dev").deny_domain("Workers.DEV.")), 0),
        (build(|builder| builder.reserve_port(9000).reserve_port(9001)), 1),
        (build(|builder| builder.reserve_port(9001).reserve_port(9000)), 1),
        (build(|builder| builder.unreserve_port(3000)), 2),
        (build(|builder| builder.unreserve_sandbox_id("www")), 3),
        (build(|builder| builder.deny_domain("pages.dev")), 4),
        (build(|builder| builder.scheme(Scheme::Https)), 5),
        (build(|builder| builder.scheme(Scheme::Http)), 6),
    ];
    check_equality(&policies);
    for (one, _) in &policies {
        assert_eq!(hash(&one.clone()), hash(one));
        for (other, _) in &policies {
            assert_eq!(format!("{one:?}") == format!("{other:?}"), one == other, "{one:?}");
        }
    }
}

#[test]
fn debug_shows_the_rules() {
    let policy = build(|builder| {
        let ids = DEFAULT_IDS.into_iter();
        let builder = ids.fold(builder, |builder, id| builder.unreserve_sandbox_id(id));
        builder.reserve_sandbox_id("staging").unreserve_port(3000).scheme(Scheme::Http)
    });
    assert_eq!(
        format!("{policy:?}"),
        "Policy { reserved_ports: [], reserved_sandbox_ids: [\"staging\"], \
         denied_domains: [\"workers.dev\"], scheme: Some(Http) }"
    );
    let shown = format!("{:?}", Policy::DEFAULT);
    assert!(shown.starts_with("Policy { reserved_ports: [3000], reserved_sandbox_ids: [\""));
    assert!(shown.ends_with("denied_domains: [\"workers.dev\"], scheme: None }"), "{shown}");
}
