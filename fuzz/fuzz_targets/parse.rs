//! Every input has the result of the model. What is accepted can be rebuilt, and parses to an equal
//! route.

#![no_main]

mod common;

use common::answer;
use common::model::{self, has_encoded_label};
use exposeport::{BaseDomain, PreviewUrl, Route};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let as_host = answer(input, Route::parse_host(input));
    if !has_encoded_label(input) {
        assert_eq!(as_host, model::parse_host(input));
    }
    let as_url = answer(input, Route::parse_url(input));
    match authority(input) {
        Some(authority) => {
            assert_eq!(as_url, answer(authority, Route::parse_host(authority)));
            if !has_encoded_label(authority) {
                assert_eq!(as_url, model::parse_host(authority));
            }
        }
        None => assert_eq!(as_url, Err("NOT_A_PREVIEW_HOST")),
    }

    let found = answer(input, Route::parse(input));
    assert!(as_host.is_err() || as_url.is_err());
    assert!(found == as_host || found == as_url);
    assert_eq!(found.is_ok(), as_host.is_ok() || as_url.is_ok());
    check_rebuilt(input);
});

/// Returns the authority of a URL.
fn authority(url: &[u8]) -> Option<&[u8]> {
    let lowercase = url.to_ascii_lowercase();
    let schemes: [&[u8]; 4] = [b"http://", b"https://", b"ws://", b"wss://"];
    let scheme = schemes.into_iter().find(|scheme| lowercase.starts_with(scheme))?;
    url[scheme.len()..].split(|byte| b"/?#".contains(byte)).next()
}

fn check_rebuilt(input: &[u8]) {
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
}
