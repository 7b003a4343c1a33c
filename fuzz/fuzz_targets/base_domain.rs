//! The canonical spelling of an accepted base domain parses to itself, and preview URLs on it parse
//! back.

#![no_main]

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|hostname: &[u8]| {
    let Ok(domain) = BaseDomain::new(hostname) else { return };
    assert_eq!(BaseDomain::new(domain.as_str()).as_ref(), Ok(&domain));

    // The shortest label, which fits every base domain.
    let parts = (Port::new(1024), SandboxId::new("a"), Token::new("b"));
    let (Ok(port), Ok(id), Ok(token)) = parts else { panic!("valid parts") };
    let url = PreviewUrl::new(port, &id, &token, &domain).expect("room for a label");
    for route in [domain.route_url(url.as_str()), Route::parse_url(url.as_str())] {
        let route = route.expect("what is built is parsed");
        assert_eq!(&url.as_str()[route.base_range()], domain.host());
        assert_eq!(route.base_port(), domain.port());
        assert_eq!(PreviewUrl::from_route(&route, &domain).as_ref(), Ok(&url));
    }
});
