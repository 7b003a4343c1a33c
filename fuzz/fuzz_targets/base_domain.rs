//! A parser of URLs finds the same host in an accepted base domain, and nothing else except a port.
//!
//! The canonical spelling parses to itself, and preview URLs on it parse back. A base domain in
//! ASCII has the result of the model.

#![no_main]

mod common;

use common::scheme;
use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
use libfuzzer_sys::fuzz_target;
use url::{Host, Url};

fuzz_target!(|hostname: &[u8]| {
    let found = BaseDomain::new(hostname);
    match common::base_domain(hostname) {
        Some(Ok((host, port))) => {
            let domain = found.as_ref().expect("a base domain of the model");
            let default = if scheme(&host) == "http" { 80 } else { 443 };
            assert_eq!((domain.host(), domain.scheme().as_str()), (&*host, scheme(&host)));
            assert_eq!(domain.port(), port.filter(|port| *port != default));
        }
        Some(Err(code)) => assert_eq!(common::code(&found), code),
        None => {}
    }
    if let Ok(domain) = found {
        let hostname = str::from_utf8(hostname).expect("only UTF-8 is accepted");
        check_host(hostname, &domain);
        check_urls(&domain);
    }
});

/// Compares an accepted base domain with the same string in a URL.
fn check_host(hostname: &str, domain: &BaseDomain) {
    let url = format!("{}://{hostname}", domain.scheme().as_str());
    let url = Url::parse(&url).expect("a host for other parsers");
    let Some(Host::Domain(host)) = url.host() else { panic!("an IP address was accepted") };
    let host = host.strip_suffix('.').unwrap_or(host);
    assert_eq!((domain.host(), domain.port()), (host, url.port()));
    assert_eq!((url.username(), url.password(), url.path()), ("", None, "/"));
    assert_eq!((url.query(), url.fragment()), (None, None));
    assert!(host != "workers.dev" && !host.ends_with(".workers.dev"));
}

fn check_urls(domain: &BaseDomain) {
    assert_eq!(BaseDomain::new(domain.as_str()).as_ref(), Ok(domain));

    // The shortest label, which fits every base domain.
    let parts = (Port::new(1024), SandboxId::new("a"), Token::new("b"));
    let (Ok(port), Ok(id), Ok(token)) = parts else { panic!("valid parts") };
    let url = PreviewUrl::new(port, &id, &token, domain).expect("room for a label");
    for route in [domain.route_url(url.as_str()), Route::parse_url(url.as_str())] {
        let route = route.expect("what is built is parsed");
        assert_eq!(&url.as_str()[route.base_range()], domain.host());
        assert_eq!(route.base_port(), domain.port());
        assert_eq!(PreviewUrl::from_route(&route, domain).as_ref(), Ok(&url));
    }
    match Url::parse(url.as_str()) {
        Ok(other) => assert_eq!(other.as_str(), url.href()),
        Err(_) => assert!(is_right_to_left(domain), "only this library accepts {url}"),
    }
}

/// Returns `true` if the Bidi rule forbids a label before the domain that starts with a digit (RFC
/// 5893 section 2). The rules of base domains do not consider it.
fn is_right_to_left(domain: &BaseDomain) -> bool {
    let is_host = |host: String| Url::parse(&format!("https://{host}")).is_ok();
    is_host(format!("a.{}", domain.host())) && !is_host(format!("1.{}", domain.host()))
}
