//! `Route`: accessors, equality and `Debug`.

use std::num::NonZero;

use exposeport::{BaseDomain, Policy, Route};

use crate::{check_equality, id, port, route, token};

#[test]
fn accessors_return_the_parts_in_lowercase() {
    let route = route("8080-My-App-My_Token.Example.com.:8443");
    assert_eq!(route.port(), port(8080));
    assert_eq!((route.sandbox_id(), route.sandbox_id_str()), (id("my-app"), "my-app"));
    assert_eq!((route.token(), route.token_str()), (token("my_token"), "my_token"));
    assert_eq!(route.sandbox_id_bytes(), b"my-app");
    assert_eq!(route.token_bytes(), b"my_token");
    assert_eq!(route.base_port(), Some(8443));
    assert_eq!(route.authority("Example.com"), "8080-my-app-my_token.example.com:8443");
}

#[test]
fn the_longest_label_has_63_bytes() {
    for (id_len, token_len) in [(1, 56), (56, 1), (30, 27)] {
        let (id, token) = ("a".repeat(id_len), "t".repeat(token_len));
        let route = route(&format!("8080-{id}-{token}.example.com"));
        assert_eq!((route.sandbox_id_str(), route.token_str()), (id.as_str(), token.as_str()));
    }
}

#[test]
fn a_route_is_created_again_from_its_parts() {
    for host in ["8080-a-b.example.com", "65535-my-app-my_token.example.com:8443"] {
        let parsed = route(host);
        let (id, token) = (parsed.sandbox_id(), parsed.token());
        let base_port = parsed.base_port().and_then(NonZero::new);
        let again = Route::from_parts(parsed.port(), &id, &token, base_port).expect("a label");
        assert_eq!(again, parsed, "{host}");
        assert_eq!(again.sandbox_id_str(), parsed.sandbox_id_str());
        assert_eq!(again.token_str(), parsed.token_str());
        assert_eq!(again.base_range(), 0..0);
    }
    let (id, token) = (id(&"a".repeat(42)), token(&"t".repeat(16)));
    assert!(Route::from_parts(port(8080), &id, &token, None).is_err());
}

#[test]
fn the_base_range_names_bytes_of_the_input() {
    for (input, base) in [
        ("8080-a-b.example.com", "example.com"),
        ("8080-a-b.Example.COM.:80", "Example.COM"),
        ("https://8080-a-b.example.com/", "example.com"),
        ("WSS://8080-a-b.Example.com:8443?q", "Example.com"),
        ("http://8080-a-b.localhost.:8787/path", "localhost"),
    ] {
        let route = Route::parse(input).expect("a preview host");
        assert_eq!(&input[route.base_range()], base, "{input}");
        let domain = BaseDomain::new(base).expect("a valid base domain");
        assert_eq!(domain.route_any(input).expect("bound").base_range(), route.base_range());
    }
    let base = "a.".repeat(121) + "bc";
    let url = format!("https://8080-a-b.{base}");
    assert_eq!(&url[Route::parse_url(&url).expect("a preview URL").base_range()], base);
}

#[test]
fn equality_covers_the_label_and_the_base_port() {
    let hosts = [
        ("8080-a-b.example.com", (8080, "a", "b", None)),
        ("8080-A-B.Example.com.", (8080, "a", "b", None)),
        // The base domain is not covered.
        ("8080-a-b.example.org", (8080, "a", "b", None)),
        ("8080-a-b.localhost", (8080, "a", "b", None)),
        ("8081-a-b.example.com", (8081, "a", "b", None)),
        ("18080-a-b.example.com", (18080, "a", "b", None)),
        ("8080-b-b.example.com", (8080, "b", "b", None)),
        ("8080-a-c.example.com", (8080, "a", "c", None)),
        ("8080-a-bb.example.com", (8080, "a", "bb", None)),
        ("8080-ab-b.example.com", (8080, "ab", "b", None)),
        ("8080-a-b-b.example.com", (8080, "a-b", "b", None)),
        ("8080-a-b.example.com:443", (8080, "a", "b", Some(443))),
        ("8080-a-b.example.org:443", (8080, "a", "b", Some(443))),
        ("8080-a-b.example.com:80", (8080, "a", "b", Some(80))),
    ];
    check_equality(&hosts.map(|(host, key)| (route(host), key)));
    assert_eq!(
        Route::parse_url("wss://8080-a-b.example.com/path"),
        Route::parse_host("8080-a-b.example.org"),
    );
}

#[test]
fn equality_covers_every_byte_of_the_longest_token() {
    let host = |token: &str| route(&format!("8080-a-{token}.example.com"));
    let longest = "t".repeat(56);
    for position in 0..56 {
        let mut other = longest.clone();
        other.replace_range(position..=position, "u");
        assert_ne!(host(&longest), host(&other), "{position}");
    }
    assert_eq!(host(&longest), host(&longest.to_uppercase()));
}

#[test]
fn debug_shows_everything_except_the_token() {
    assert_eq!(
        format!("{:?}", route("8080-sandbox-my_token.Example.com:8443")),
        "Route { port: 8080, sandbox_id: \"sandbox\", token: .., base_range: 22..33, \
         base_port: Some(8443) }"
    );
}

#[test]
fn a_route_is_parsed_under_a_policy() {
    let policy = Policy::builder().unreserve_port(3000).build().expect("a valid policy");
    let (host, url) = ("3000-a-b.example.com", "https://3000-a-b.example.com");
    for result in [Route::parse_host(host), Route::parse_url(url), Route::parse(url)] {
        assert_eq!(result.expect_err("reserved").code(), "RESERVED_PORT");
    }
    for result in [
        Route::parse_host_with_policy(host, &policy),
        Route::parse_url_with_policy(url, &policy),
        Route::parse_with_policy(host, &policy),
        Route::parse_with_policy(url, &policy),
    ] {
        assert_eq!(result.expect("not reserved").port().get(), 3000);
    }
}
