//! `Scheme`: conversions and accessors.

use exposeport::ErrorKind::InvalidHostname;
use exposeport::Scheme;

use crate::{assert_rejected, check_string_conversions, domain};

const INPUTS: [&str; 9] =
    ["http", "https", "", "HTTP", "Https", "https:", "https://", "ftp", " http"];

#[test]
fn strings_are_converted_as_new_does() {
    check_string_conversions!(Scheme, INPUTS);
    assert_eq!(Scheme::new(b"http"), Ok(Scheme::Http));
    for name in &INPUTS[2..] {
        assert_rejected(Scheme::new(name), InvalidHostname);
    }
    let message = Scheme::new("ftp").unwrap_err().to_string();
    assert_eq!(message, "invalid scheme, expected http or https");
}

#[test]
fn all_lists_both_schemes() {
    assert_eq!(Scheme::ALL, [Scheme::Http, Scheme::Https]);
    for scheme in Scheme::ALL {
        assert_eq!(Scheme::new(scheme.as_str()), Ok(*scheme));
        assert_eq!(scheme.to_string(), scheme.as_str());
    }
    assert_eq!(format!("{:>6}", Scheme::Http), "  http");
}

#[test]
fn the_default_port_is_omitted() {
    assert_eq!((Scheme::Http.default_port(), Scheme::Https.default_port()), (80, 443));
    for (hostname, scheme, port) in [
        ("example.com:443", Scheme::Https, None),
        ("example.com:80", Scheme::Https, Some(80)),
        ("localhost:80", Scheme::Http, None),
        ("app.localhost:443", Scheme::Http, Some(443)),
    ] {
        let domain = domain(hostname);
        assert_eq!((domain.scheme(), domain.port()), (scheme, port), "{hostname}");
    }
}
