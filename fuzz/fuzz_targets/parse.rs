//! Every accepted host or URL can be rebuilt, and the result parses to an equal route.

#![no_main]

use exposeport::{BaseDomain, PreviewUrl, Route};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(route) = Route::parse(input) else { return };

    let host = str::from_utf8(&input[route.base_range()]).expect("a base host is ASCII");
    let base = route.base_port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let domain = BaseDomain::new(base).expect("what is parsed can be configured");
    assert_eq!(domain.route_any(input).as_ref(), Ok(&route));
    assert_eq!(Route::parse_host(route.authority(host)).as_ref(), Ok(&route));

    let url = PreviewUrl::from_route(&route, &domain).expect("what is parsed can be built");
    let is_canonical = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    assert!(url.as_str().bytes().all(is_canonical));
    for (again, base_port) in [
        (Route::parse_url(url.as_str()), domain.port()),
        (domain.route_url(url.as_str()), domain.port()),
        (Route::parse_host(url.host()), None),
        (domain.route(url.host()), None),
    ] {
        let again = again.expect("what is built is parsed");
        assert_eq!((again.port(), again.sandbox_id()), (route.port(), route.sandbox_id()));
        assert!(again.token() == route.token());
        assert_eq!(again.base_port(), base_port);
        assert_eq!(PreviewUrl::from_route(&again, &domain).as_ref(), Ok(&url));
    }
});
