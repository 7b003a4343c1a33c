//! Checks the round trip of every URL and route that a case builds or parses.

use exposeport::{BaseDomain, Policy, PreviewUrl, Route, Written};

/// Checks that a URL parses back to its parts and rebuilds to the same string.
pub fn check_url(url: &PreviewUrl, domain: &BaseDomain) {
    let policy = domain.policy();
    check_written(url, domain);
    assert_eq!(url.href(), format!("{}/", url.as_str()));
    let parsed = [
        Route::parse_url_with_policy(url.as_str(), policy),
        Route::parse_host_with_policy(url.host(), policy),
        Route::parse_with_policy(url.as_str(), policy),
        Route::parse_with_policy(url.host(), policy),
        domain.route(url.host()),
        domain.route_url(url.as_str()),
        domain.route_any(url.as_str()),
        domain.route_any(url.host()),
    ];
    for route in parsed {
        let route = route.expect("what is built parses");
        assert_eq!(PreviewUrl::from_route(&route, domain).as_ref(), Ok(url));
        let (port, id, token) = (route.port(), route.sandbox_id(), route.token());
        assert_eq!(format!("{port}-{id}-{}", token.as_str()), url.label());
    }
}

/// Checks that a URL is the same in a caller-provided buffer, and that a short buffer is unchanged.
fn check_written(url: &PreviewUrl, domain: &BaseDomain) {
    let route = domain.route(url.host()).expect("what is built parses");
    let (port, id, token) = (route.port(), route.sandbox_id(), route.token());
    let len = url.as_str().len();
    let mut buffer = vec![b'?'; len + 1];

    let written = PreviewUrl::write(port, &id, &token, domain, &mut buffer[..len - 1]);
    assert_eq!(written, Ok(Written::BufferTooSmall { required: len }));
    assert_eq!(buffer, vec![b'?'; len + 1]);

    let written = PreviewUrl::write(port, &id, &token, domain, &mut buffer[..len]);
    assert_eq!(written, Ok(Written::Url(url.as_str().as_bytes())));
    assert_eq!(buffer, [url.as_str().as_bytes(), b"?"].concat());
}

/// Checks that a route builds on its base domain, and that the URL parses to an equal route.
pub fn check_route(route: &Route, input: &[u8], policy: &Policy) {
    let host = str::from_utf8(&input[route.base_range()]).expect("ASCII");
    let base = route.base_port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let domain = BaseDomain::with_policy(base, policy).expect("what is parsed can be configured");
    let url = PreviewUrl::from_route(route, &domain).expect("what is parsed can be built");
    check_url(&url, &domain);
    let again = Route::parse_url_with_policy(url.as_str(), policy).expect("what is built parses");
    assert_eq!(again.port(), route.port());
    assert_eq!(again.sandbox_id(), route.sandbox_id());
    assert_eq!(again.token(), route.token());
    let authority = route.authority(host);
    assert_eq!(Route::parse_host_with_policy(authority, policy).as_ref(), Ok(route));
}
