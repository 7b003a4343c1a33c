//! The round trip of whatever a case builds or parses.

use exposeport::{BaseDomain, Policy, PreviewUrl, Route};

/// What was built parses back to its parts, and builds the same text again.
pub fn check_url(url: &PreviewUrl, domain: &BaseDomain) {
    assert_eq!(url.len(), url.as_str().len());
    let mut buffer = vec![0; url.len() + 1];
    assert_eq!(url.copy_to(&mut buffer), Some(url.as_str()));
    assert_eq!(buffer[url.len()], 0);
    assert_eq!(url.copy_to(&mut buffer[..url.len() - 1]), None);

    let policy = domain.policy();
    check_written(url, domain);
    let parsed = [
        policy.parse_url(url.as_str()),
        policy.parse_host(url.host()),
        domain.route(url.host()),
        domain.route_url(url.as_str()),
    ];
    for route in parsed {
        let route = route.expect("what is built parses");
        assert_eq!(PreviewUrl::of_route(&route, domain).expect("builds again").as_str(), url.as_str());
        assert_eq!(format!("{}-{}-{}", route.port(), route.sandbox_id(), route.token().as_str()), url.label());
    }
}

/// Written straight into a buffer, a URL is the same, and a buffer that is too short stays as it was.
fn check_written(url: &PreviewUrl, domain: &BaseDomain) {
    let route = domain.route(url.host()).expect("what is built parses");
    for missing in [0, 1] {
        let mut buffer = vec![b'?'; url.len() - missing];
        let len = PreviewUrl::write(route.port(), &route.sandbox_id(), &route.token(), domain, &mut buffer);
        assert_eq!(len, Ok(url.len()));
        let expected = if missing == 0 { url.as_str().to_owned() } else { "?".repeat(buffer.len()) };
        assert_eq!(String::from_utf8(buffer), Ok(expected));
    }
}

/// What was parsed builds on its base domain, and the result says the same.
pub fn check_route(route: &Route, input: &[u8], policy: &Policy) {
    let host = route.base_host(input).expect("ASCII");
    let base = route.base_port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let domain = policy.base_domain(base).expect("a base domain that was parsed can be configured");
    let url = PreviewUrl::of_route(route, &domain).expect("what was parsed can be built");
    check_url(&url, &domain);
    let again = policy.parse_url(url.as_str()).expect("and parsed again");
    assert_eq!(again.port(), route.port());
    assert_eq!(again.sandbox_id(), route.sandbox_id());
    assert!(again.token().matches(&route.token()));
}
