//! Whatever is accepted as a base domain is its own spelling, and a preview URL on it parses back.

#![no_main]

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let Ok(domain) = BaseDomain::new(text) else { return };
    assert_eq!(BaseDomain::new(domain.as_str()).as_ref(), Ok(&domain));

    // The shortest label there is: every base domain has room for it.
    let parts = (Port::new(1024), SandboxId::new("a"), Token::new("b"));
    let (Ok(port), Ok(id), Ok(token)) = parts else { panic!("valid parts") };
    let url = PreviewUrl::new(port, &id, &token, &domain).expect("a base domain leaves room for a label");
    for route in [domain.route_url(url.as_str()), Route::parse_url(url.as_str())] {
        let route = route.expect("what is built parses");
        assert_eq!(route.base_host(url.as_str()), Some(domain.host()));
        assert_eq!(route.base_port(), domain.port());
        assert_eq!(PreviewUrl::of_route(&route, &domain).as_ref(), Ok(&url));
    }
});
