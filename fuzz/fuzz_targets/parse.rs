//! Whatever parses, a host or a URL, can be built, and what is built parses to the same.

#![no_main]

use exposeport::{BaseDomain, PreviewUrl, Route};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let Ok(route) = Route::parse(text) else { return };

    let host = route.base_host(text).expect("an accepted base host is ASCII");
    let base = route.base_port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let domain = BaseDomain::new(base).expect("what parses can be configured");
    let bound = domain.route_any(text).expect("what parses is bound to its own base domain");
    let url = PreviewUrl::of_route(&route, &domain).expect("what parses can be built");

    let parsed = [Route::parse_url(url.as_str()), Route::parse_host(url.host()), domain.route(url.host())];
    for again in parsed.map(|again| again.expect("what is built parses")).into_iter().chain([bound]) {
        assert_eq!((again.port(), again.sandbox_id()), (route.port(), route.sandbox_id()));
        assert!(again.token().matches(&route.token()));
    }
    assert!(url.as_str().bytes().all(|octet| octet.is_ascii() && !octet.is_ascii_uppercase()));
});
