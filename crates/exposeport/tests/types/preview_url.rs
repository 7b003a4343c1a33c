//! `PreviewUrl`: accessors, equality, `Debug`, and writing into a caller-provided buffer.

use exposeport::{BaseDomain, Error, Policy, PreviewUrl, Redacted, Scheme, Token, Written, limits};

use crate::{check_equality, domain, id, lenient, port, route, token};

#[track_caller]
fn build(number: i64, sandbox_id: &str, secret: &str, hostname: &str) -> PreviewUrl {
    let (id, token) = (id(sandbox_id), token(secret));
    PreviewUrl::new(port(number), &id, &token, &domain(hostname)).expect("a valid URL")
}

#[test]
fn accessors_return_parts_of_the_url() {
    for (hostname, scheme, host, end) in [
        ("example.com", Scheme::Https, "8080-my-app-t.example.com", ""),
        ("example.com:8443", Scheme::Https, "8080-my-app-t.example.com", ":8443"),
        ("localhost:8787", Scheme::Http, "8080-my-app-t.localhost", ":8787"),
    ] {
        let url = build(8080, "my-app", "t", hostname);
        let expected = format!("{scheme}://{host}{end}");
        assert_eq!((url.as_str(), url.as_ref()), (expected.as_str(), expected.as_str()));
        assert_eq!((url.scheme(), url.host(), url.label()), (scheme, host, "8080-my-app-t"));
        assert_eq!(url.to_string(), expected);
    }
    let url = build(8080, "a", "b", "a.example");
    assert_eq!(format!("{url:>28}"), "  https://8080-a-b.a.example");
}

#[test]
fn a_url_is_built_from_a_route() {
    let domain = domain("example.com:8443");
    let longest = "t".repeat(56);
    for (host, url) in [
        ("8080-A-B.example.org", "https://8080-a-b.example.com:8443".to_owned()),
        (
            &format!("8080-a-{longest}.localhost:1"),
            format!("https://8080-a-{longest}.example.com:8443"),
        ),
    ] {
        let built = PreviewUrl::from_route(&route(host), &domain).expect("a valid URL");
        assert_eq!(built.as_str(), url);
    }
}

#[test]
fn equality_covers_the_whole_url() {
    let urls = [
        (8080, "a", "b", "example.com"),
        (8080, "a", "b", "Example.COM.:443"),
        (8081, "a", "b", "example.com"),
        (8080, "aa", "b", "example.com"),
        (8080, "a", "bb", "example.com"),
        (8080, "a", "c", "example.com"),
        (8080, "a", "b", "example.org"),
        (8080, "a", "b", "example.com:8443"),
        (8080, "a", "b", "localhost"),
    ];
    check_equality(&urls.map(|(number, id, token, hostname)| {
        let url = build(number, id, token, hostname);
        (url.clone(), url.to_string())
    }));
    // The policy of the base domain is not covered.
    let policy = Policy::builder().scheme(Scheme::Https).build().expect("a valid policy");
    let https = BaseDomain::with_policy("example.com", &policy).expect("a valid base domain");
    let url = PreviewUrl::new(port(8080), &id("a"), &token("b"), &https);
    assert_eq!(url, Ok(build(8080, "a", "b", "example.com")));
}

#[test]
fn debug_shows_everything_except_the_token() {
    for (url, shown) in [
        (build(8080, "my-app", "secret", "example.com:8443"), "8080-my-app-...example.com:8443"),
        (build(8080, "secret", "secret", "secret.example"), "8080-secret-...secret.example"),
    ] {
        assert_eq!(format!("{url:?}"), format!("PreviewUrl(https://{shown})"));
        assert_eq!(Redacted(url.as_str()).to_string(), format!("https://{shown}"));
    }
}

/// Builds a URL with `new` and with `write`, and returns the code of their common error.
#[track_caller]
fn rejection(number: i64, sandbox_id: &str, token: &Token, domain: &BaseDomain) -> &'static str {
    let port = exposeport::Port::with_policy(number, &lenient()).expect("a valid port");
    let id = exposeport::SandboxId::with_policy(sandbox_id, &lenient()).expect("a valid id");
    let error = PreviewUrl::new(port, &id, token, domain).expect_err("an error");
    let mut buffer = [b'?'; limits::URL_MAX];
    for len in [0, limits::URL_MAX] {
        let written = PreviewUrl::write(port, &id, token, domain, &mut buffer[..len]);
        assert_eq!(written.as_ref().err(), Some(&error));
    }
    assert_eq!(buffer, [b'?'; limits::URL_MAX], "a rejected URL is not written");
    error.code()
}

#[test]
fn the_first_error_in_the_documented_order_wins() {
    let long_token = Token::from_label_part("t".repeat(56)).expect("a token");
    let (strict, long) = (domain("example.com"), domain(&("a.".repeat(121) + "bc")));
    for (number, id, token, domain, code) in [
        (3000, "www", &long_token, &long, "RESERVED_PORT"),
        (8080, "www", &long_token, &long, "RESERVED_SANDBOX_ID"),
        (8080, "ab", &long_token, &long, "LABEL_TOO_LONG"),
        (8080, "ab", &token("t"), &long, "HOSTNAME_TOO_LONG"),
        (3000, "ab", &token("t"), &strict, "RESERVED_PORT"),
        (8080, "www", &token("t"), &strict, "RESERVED_SANDBOX_ID"),
    ] {
        assert_eq!(rejection(number, id, token, domain), code, "{number} {id} {domain}");
    }
}

#[test]
fn the_message_about_a_long_label_names_the_budget() {
    let domain = domain("example.com");
    for (number, token_len, found, hint) in [
        (8080, 16, 66, "the sandbox id may be at most 41 characters with this port and token"),
        (8080, 55, 105, "the sandbox id may be at most 2 characters with this port and token"),
        (8080, 56, 106, "the sandbox id may be at most 1 character with this port and token"),
        (65535, 56, 107, "shorten the token, which leaves no room for a sandbox id"),
    ] {
        let id = id(&"a".repeat(44));
        let token = Token::from_label_part("t".repeat(token_len)).expect("a token");
        let error = PreviewUrl::new(port(number), &id, &token, &domain).expect_err("too long");
        let message = format!("label is too long: {found} bytes, maximum 63; {hint}");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_buffer_of_any_size_is_filled_or_unchanged() -> Result<(), Error> {
    let (port, id, token, domain) = (port(8080), id("a"), token("b"), domain("localhost:8787"));
    let url = "http://8080-a-b.localhost:8787";
    for size in 0..=limits::URL_MAX {
        let mut buffer = vec![b'?'; size];
        let written = PreviewUrl::write(port, &id, &token, &domain, &mut buffer)?;
        if size < url.len() {
            assert_eq!(written, Written::BufferTooSmall { required: url.len() });
            assert_eq!(buffer, vec![b'?'; size]);
        } else {
            assert_eq!(written, Written::Url(url.as_bytes()));
            assert_eq!(buffer[..url.len()], *url.as_bytes());
            assert_eq!(buffer[url.len()..], vec![b'?'; size - url.len()]);
        }
    }
    Ok(())
}

#[test]
fn the_longest_url_fits_into_the_limit() {
    let domain = domain(&("a.".repeat(121) + "bc:65535"));
    let url = PreviewUrl::new(port(1024), &id("a"), &token("b"), &domain).expect("a valid URL");
    assert_eq!(url.host().len(), limits::HOST_MAX);
    assert_eq!(url.as_str().len(), limits::URL_MAX);
    let mut buffer = [0; limits::URL_MAX];
    let written = PreviewUrl::write(port(1024), &id("a"), &token("b"), &domain, &mut buffer);
    assert_eq!(written, Ok(Written::Url(url.as_str().as_bytes())));
}

#[test]
fn debug_of_a_written_url_shows_everything_except_the_token() {
    let shown = format!("{:?}", Written::Url(b"https://8080-my-app-secret.example.com:8443"));
    assert_eq!(shown, "Url(https://8080-my-app-...example.com:8443)");
    let shown = format!("{:?}", Written::BufferTooSmall { required: 34 });
    assert_eq!(shown, "BufferTooSmall { required: 34 }");
    // A caller can create one from any bytes.
    for bytes in [&b""[..], b"\xFF", b"secret", b"-", b"."] {
        assert!(!format!("{:?}", Written::Url(bytes)).contains("secret"));
    }
}
