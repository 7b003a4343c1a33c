//! `BaseDomain`: conversions, accessors, and an equality that `Debug` explains.

use exposeport::{BaseDomain, Policy, PolicyBuilder, Scheme, limits};

use crate::{check_string_conversions, domain, hash};

#[track_caller]
fn under(hostname: &str, change: impl FnOnce(PolicyBuilder) -> PolicyBuilder) -> BaseDomain {
    let policy = change(Policy::builder()).build().expect("a valid policy");
    BaseDomain::with_policy(hostname, &policy).expect("a valid base domain")
}

#[test]
fn strings_are_converted_as_new_does() {
    let inputs = [
        "example.com",
        "Example.COM.:8443",
        "localhost:8787",
        "b\u{FC}cher.example",
        "",
        "a..b",
        "127.0.0.1",
        "x.workers.dev",
        "example.com:0",
        "user@example.com",
    ];
    check_string_conversions!(BaseDomain, inputs);
    assert_eq!(BaseDomain::new(b"example.com"), Ok(domain("example.com")));
}

#[test]
fn accessors_return_the_canonical_spelling() {
    for (hostname, host, port, spelling) in [
        ("example.com", "example.com", None, "example.com"),
        ("Example.COM.:443", "example.com", None, "example.com"),
        ("example.com:8443", "example.com", Some(8443), "example.com:8443"),
        ("LOCALHOST:80", "localhost", None, "localhost"),
        ("b\u{FC}cher.example:1", "xn--bcher-kva.example", Some(1), "xn--bcher-kva.example:1"),
    ] {
        let domain = domain(hostname);
        assert_eq!((domain.host(), domain.port()), (host, port), "{hostname}");
        assert_eq!((domain.as_str(), domain.as_ref()), (spelling, spelling), "{hostname}");
        assert_eq!(domain.to_string(), spelling);
        assert_eq!(domain.policy(), &Policy::DEFAULT);
    }
    assert_eq!(format!("{:>12}", domain("a.example")), "   a.example");
    let reserving = under("a.example", |policy| policy.reserve_port(9000));
    assert!(reserving.policy().reserved_ports().eq([3000, 9000]));
}

#[test]
fn the_host_has_at_most_244_bytes() {
    assert_eq!(limits::BASE_HOST_MAX, 244);
    for (len, is_valid) in [(243, true), (244, true), (245, false)] {
        let host = "a.".repeat(120) + &"a".repeat(len - 240);
        assert_eq!(BaseDomain::new(&host).is_ok(), is_valid, "{len}");
        assert_eq!(BaseDomain::new(host + ".").is_ok(), is_valid, "{len} and a root dot");
    }
}

#[test]
fn debug_explains_equality() {
    let domains = [
        domain("example.com"),
        domain("Example.COM.:443"),
        under("example.com", |policy| policy.reserve_port(9000).unreserve_port(9000)),
        domain("example.com:8443"),
        domain("example.org"),
        domain("xn--bcher-kva.example"),
        domain("b\u{FC}cher.example"),
        // The scheme is the same, but the policies differ.
        under("example.com", |policy| policy.scheme(Scheme::Https)),
        under("example.com", |policy| policy.scheme(Scheme::Http)),
        under("example.com:80", |policy| policy.scheme(Scheme::Http)),
        under("example.com", |policy| policy.reserve_port(9000)),
        under("example.com", |policy| policy.unreserve_port(3000)),
        under("example.com", |policy| policy.reserve_sandbox_id("staging")),
        under("example.com", |policy| policy.deny_domain("pages.dev")),
        domain("localhost"),
        under("localhost", |policy| policy.scheme(Scheme::Https)),
    ];
    let mut different = Vec::new();
    for one in &domains {
        for other in &domains {
            let is_equal = one == other;
            assert_eq!(format!("{one:?}") == format!("{other:?}"), is_equal, "{one:?} {other:?}");
            assert_eq!(hash(one) == hash(other), is_equal, "{one:?} {other:?}");
        }
        if !different.contains(&one) {
            different.push(one);
        }
    }
    assert_eq!(different.len(), 12, "{different:#?}");
}

#[test]
fn debug_shows_every_part() {
    let shown = format!("{:?}", domain("localhost:8787"));
    let expected = format!(
        "BaseDomain {{ host: \"localhost\", port: Some(8787), scheme: Http, policy: {:?} }}",
        Policy::DEFAULT
    );
    assert_eq!(shown, expected);
}
