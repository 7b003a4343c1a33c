//! Whole sets of inputs around the limits, compared with the model: ports, lengths of labels, bytes
//! at every position, and pairs of bytes as an id.

use exposeport::{
    BaseDomain, Error, ExposeOptions, Policy, Port, PreviewUrl, Route, Sandbox, SandboxId, Token,
};

use crate::{answer, model};

const HOST: &str = "8080-my-app-my_token1.preview.example.com:8443";

fn code<T>(result: Result<T, Error>) -> model::Answer<()> {
    result.map(|_| ()).map_err(|error| error.code())
}

/// Checks a host with and without a base domain.
#[track_caller]
fn check_host(host: &[u8], domain: &BaseDomain) {
    let expected = model::parse_host(host);
    assert_eq!(answer(host, Route::parse_host(host)), expected, "{}", host.escape_ascii());

    let is_under = model::base_of(host).is_some_and(|base| base == domain.host());
    let expected = if is_under { expected } else { Err("NOT_A_PREVIEW_HOST") };
    assert_eq!(answer(host, domain.route(host)), expected, "{}", host.escape_ascii());
}

#[test]
fn every_port() {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    let id = SandboxId::new("a").expect("a valid id");
    let mut sandbox = Sandbox::new(id);
    let port = Port::new(8080).expect("a valid port");
    let token = Token::new("b").expect("a valid token");
    let exposed = sandbox.expose_port(port, &domain, ExposeOptions::new().token(token));
    exposed.expect("exposed");

    let all = Policy::builder().unreserve_port(3000).build().expect("a valid policy");
    let mut valid = 0;
    for number in -70_000..=140_000_i64 {
        let expected = model::check_port(number.into());
        valid += u32::from(expected.is_ok());
        assert_eq!(code(Port::new(number)), expected, "{number}");
        let is_in_range = (1024..=65_535).contains(&number);
        assert_eq!(Port::with_policy(number, &all).is_ok(), is_in_range, "{number}");
        assert_eq!(sandbox.is_port_exposed(number), number == 8080, "{number}");
        assert_eq!(sandbox.validate_port_token(number, "b"), number == 8080, "{number}");

        check_host(format!("{number}-a-b.example.com").as_bytes(), &domain);
        check_host(format!("8080-a-b.example.com:{number}").as_bytes(), &domain);
        let is_base_port = (1..=65_535).contains(&number);
        let expected = if is_base_port { Ok(()) } else { Err("INVALID_HOSTNAME_PORT") };
        assert_eq!(code(BaseDomain::new(format!("example.com:{number}"))), expected, "{number}");
    }
    assert_eq!(valid, 65_535 - 1024 + 1 - 1);
}

#[test]
fn every_length_of_a_label() {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    for length in 1..=80 {
        let label = "a".repeat(length);
        let expected = if length <= 63 { Ok(()) } else { Err("HOSTNAME_TOO_LONG") };
        for base in [
            label.clone(),
            format!("{label}.example"),
            format!("b.{label}.example"),
            format!("example.{label}"),
        ] {
            assert_eq!(code(BaseDomain::new(&base)), expected, "{base}");
            assert_eq!(code(BaseDomain::new(format!("{base}.:80"))), expected, "{base}");
            let host = format!("8080-a-b.{base}");
            assert_eq!(code(Route::parse_host(&host)), expected, "{host}");
            check_host(host.as_bytes(), &domain);
        }
        // The label of a preview host, with a long port, a long id or a long token.
        for label in [
            format!("{:0<length$}-a-b", "1"),
            format!("8080-{label}-b"),
            format!("65535-{label}-b"),
            format!("8080-a-{label}"),
            format!("65535-a-{label}"),
            format!("8080-a-b{:->length$}", ""),
            format!("8080-a-{label}-b"),
        ] {
            check_host(format!("{label}.example.com").as_bytes(), &domain);
        }
    }
}

#[test]
fn every_length_of_an_id_and_a_token() {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    for (id_len, token_len) in (0..=64).flat_map(|id| (0..=17).map(move |token| (id, token))) {
        let (id, token) = ("a".repeat(id_len), "t".repeat(token_len));
        assert_eq!(code(SandboxId::new(&id)), model::check_sandbox_id(&id));
        assert_eq!(code(Token::new(&token)), model::check_token(&token, 16));
        let (Ok(id), Ok(token)) = (SandboxId::new(&id), Token::new(&token)) else { continue };
        for (port, digits) in [(8080, 4), (65_535, 5)] {
            let port = Port::new(port).expect("a valid port");
            let is_short = digits + 1 + id_len + 1 + token_len <= 63;
            let expected = if is_short { Ok(()) } else { Err("LABEL_TOO_LONG") };
            let url = PreviewUrl::new(port, &id, &token, &domain);
            assert_eq!(code(url), expected, "{id_len} {token_len}");
        }
    }
}

#[test]
fn every_byte_at_every_position_of_a_host() {
    let domain = BaseDomain::new("preview.example.com").expect("a valid base domain");
    check_host(HOST.as_bytes(), &domain);
    for position in 0..=HOST.len() {
        for byte in 0..=u8::MAX {
            let mut host = HOST.as_bytes().to_vec();
            host.insert(position, byte);
            check_host(&host, &domain);
            if position < HOST.len() {
                host.remove(position + 1);
                check_host(&host, &domain);
            }
        }
    }
}

/// Returns the answer to a base domain in ASCII, in the order of its checks.
fn check_base_domain(input: &[u8]) -> model::Answer<()> {
    let is_syntax = |byte: &u8| *byte <= b' ' || *byte >= 0x7F || b"/\\?#@%[".contains(byte);
    if input.iter().any(is_syntax) {
        return Err("INVALID_HOSTNAME");
    }
    let text = String::from_utf8(input.to_ascii_lowercase()).expect("ASCII");
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text.as_str(), None),
    };
    let is_port = |port: &str| {
        let number = port.parse::<u32>().ok().filter(|number| (1..=65_535).contains(number));
        number.is_some_and(|number| number.to_string() == port)
    };
    if !port.is_none_or(is_port) {
        return Err("INVALID_HOSTNAME_PORT");
    }
    model::check_base_host(host.strip_suffix('.').unwrap_or(host))
}

#[test]
fn every_byte_at_every_position_of_a_base_domain() {
    for valid in ["my-app.example.com:8443", "x.workers.dev", "a.b0", "localhost"] {
        for position in 0..=valid.len() {
            for byte in 0..=u8::MAX {
                let mut input = valid.as_bytes().to_vec();
                input.insert(position, byte);
                assert_eq!(code(BaseDomain::new(&input)), check_base_domain(&input), "{input:?}");
                if position < valid.len() {
                    input.remove(position + 1);
                    let expected = check_base_domain(&input);
                    assert_eq!(code(BaseDomain::new(&input)), expected, "{input:?}");
                }
            }
        }
    }
}

#[test]
fn every_pair_of_bytes_as_an_id() {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    let mut valid = 0;
    for pair in 0..=u16::MAX {
        let id = pair.to_be_bytes();
        let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        let normalized = if !id.iter().all(is_allowed) {
            Err("INVALID_SANDBOX_ID_CHARACTER")
        } else if id.contains(&b'-') {
            Err("INVALID_SANDBOX_ID_HYPHENS")
        } else {
            Ok(())
        };
        let has_uppercase = id.iter().any(u8::is_ascii_uppercase);
        let strict = match normalized {
            Ok(()) if has_uppercase => Err("UPPERCASE_SANDBOX_ID"),
            answer => answer,
        };
        valid += u32::from(strict.is_ok());
        assert_eq!(code(SandboxId::new(id)), strict, "{id:?}");
        assert_eq!(code(SandboxId::normalized(id)), normalized, "{id:?}");
        check_host(&[b"8080-", &id[..], b"-t.example.com"].concat(), &domain);
    }
    assert_eq!(valid, 37 * 37);
}

/// Checks hosts whose lengths are around every bound of what is read.
#[test]
fn every_length_of_a_host() {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    for length in (0..=600).chain(4000..=4100) {
        for labels in ["a.", "aaaaaaa.", &format!("{}.", "a".repeat(63))] {
            let base = labels.repeat(length / labels.len() + 1);
            for end in ["", ".", ":8443", ".example.com"] {
                let host = format!("8080-a-b.{}{end}", &base[..length]);
                check_host(host.as_bytes(), &domain);
            }
        }
    }
}
