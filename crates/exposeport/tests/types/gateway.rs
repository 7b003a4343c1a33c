//! The types of the module `gateway`: versions of HTTP, accessors, pages and `Debug`.

use std::fmt::{self, Write};

use exposeport::ErrorKind::{InvalidHostname, InvalidToken};
use exposeport::Scheme;
use exposeport::gateway::{
    Decision, Forward, Gateway, HttpVersion, Preview, Rejection, RequestHost, Target,
};

use crate::{assert_rejected, domain, route};

const HOST: &str = "8080-sandbox-my_token.example.com";

fn gateway() -> Gateway {
    Gateway::new(["example.com", "example.org"].map(domain))
}

/// Returns the rejection of a request with this host.
#[track_caller]
fn rejection(host: &str) -> Rejection {
    match gateway().route(&RequestHost::new(HttpVersion::HTTP_11).host(host)) {
        Decision::Reject(rejection) => rejection,
        decision => panic!("{decision:?}"),
    }
}

#[test]
fn versions_of_http_are_parsed() {
    for (version, expected) in [
        ("1.0", HttpVersion::HTTP_10),
        ("HTTP/1.0", HttpVersion::HTTP_10),
        ("1.1", HttpVersion::HTTP_11),
        ("HTTP/1.1", HttpVersion::HTTP_11),
        ("2", HttpVersion::HTTP_2),
        ("2.0", HttpVersion::HTTP_2),
        ("HTTP/2", HttpVersion::HTTP_2),
        ("3", HttpVersion::HTTP_3),
        ("0.9", HttpVersion::new(0, 9)),
    ] {
        assert_eq!(version.parse(), Ok(expected), "{version}");
    }
}

#[test]
fn other_versions_are_rejected() {
    for version in [
        "",
        " ",
        ".",
        "1.",
        ".1",
        "11",
        "1.x",
        "x.1",
        "1.10",
        "1.11",
        "1.:",
        "/.1",
        "11.1",
        "1.1.1",
        "-1",
        "1.1 ",
        "http/1.1",
        "HTTP/",
        "HTTP/HTTP/1.1",
        "HTTP 1.1",
        "１.１",
    ] {
        assert_rejected(version.parse::<HttpVersion>(), InvalidHostname);
    }
    assert_eq!(
        "1.x".parse::<HttpVersion>().unwrap_err().to_string(),
        "invalid HTTP version, expected a version such as 1.1 or 2",
    );
}

#[test]
fn a_gateway_returns_its_domains() {
    assert_eq!(gateway().domains(), ["example.com", "example.org"].map(domain));
    assert_eq!(Gateway::new([]).domains(), []);
}

#[test]
fn a_preview_is_created_from_its_parts() {
    let gateway = gateway();
    let preview = Preview::from_parts(route(HOST), 1, &gateway.domains()[1]);
    assert_eq!((preview.route(), preview.domain()), (&route(HOST), 1));
    let rejection = preview.authorize(None).expect_err("an unknown sandbox");
    assert_eq!(rejection.error().kind(), InvalidToken);
    let headers = preview.forward::<&str, &str>(&[], Forward::new(Scheme::Https));
    let host = headers.iter().find(|(name, _)| name.as_ref() == b"host").expect("a host");
    assert_eq!(&host.1[..], b"8080-sandbox-my_token.example.org");
}

#[test]
fn debug_shows_no_host() {
    let request = RequestHost::new(HttpVersion::HTTP_2).authority(HOST).host(HOST);
    assert_eq!(
        format!("{request:?}"),
        "RequestHost { version: HttpVersion { major: 2, minor: 0 }, .. }"
    );
    let target = format!("https://{HOST}/my_token?my_token");
    assert_eq!(format!("{:?}", Target::parse(target.as_bytes())), "Target { .. }");
}

#[test]
fn a_page_escapes_what_a_client_sends() {
    for (character, escaped) in
        [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")]
    {
        let rejection = rejection(&format!("8080-a{character}b-c.example.com"));
        assert!(rejection.to_string().contains(&format!("'{character}'")), "{rejection}");
        let page = rejection.page().to_string();
        assert!(page.contains(&format!("character &#39;{escaped}&#39; in")), "{page}");
        assert!(!page.contains(&format!("'{character}'")), "{page}");
    }
}

/// A writer that fails once, after a number of bytes.
struct Limited(usize);

impl Write for Limited {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let rest = self.0.checked_sub(text.len());
        self.0 = rest.unwrap_or(usize::MAX);
        rest.map(|_| ()).ok_or(fmt::Error)
    }
}

#[test]
fn a_body_reports_the_failure_of_its_writer() {
    let rejection = rejection("8080-a<b-c.example.com");
    let (page, json) = (rejection.page().to_string(), rejection.json_body().to_string());
    for len in 0..page.len() {
        assert!(write!(Limited(len), "{}", rejection.page()).is_err(), "{len}");
    }
    for len in 0..json.len() {
        assert!(write!(Limited(len), "{}", rejection.json_body()).is_err(), "{len}");
    }
    assert!(write!(Limited(page.len()), "{}", rejection.page()).is_ok());
    assert!(write!(Limited(json.len()), "{}", rejection.json_body()).is_ok());
}
