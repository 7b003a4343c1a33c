//! Messages name the part, the limit, and what was found where. Positions count octets from 0 within the part that is named.

use exposeport::{BaseDomain, Error, Policy, Port, PreviewUrl, Route, SandboxId, Token};

#[track_caller]
fn check<T>(answer: Result<T, Error>, message: &str) {
    assert_eq!(answer.err().map(|error| error.to_string()).as_deref(), Some(message));
}

#[test]
fn of_ports() {
    check(Port::new(-1), "port must be 1024 to 65535, found -1");
    check(Port::new(1_u64 << 32), "port must be 1024 to 65535, found 4294967296");
    check(Policy::port_number(-1), "port to allow or reserve must be 0 to 65535, found -1");
    check(Policy::port_number(65_536), "port to allow or reserve must be 0 to 65535, found 65536");
    assert_eq!([0, 65_535].map(|number| Policy::port_number(number).ok()), [Some(0), Some(65_535)]);
    check(Port::new(3000), "port 3000 is reserved; expose another one, or allow it in the policy");
    check(
        Route::parse_host("08080-a-b.example.com"),
        "port must not begin with 0, found \"08080\"",
    );
    check(Route::parse_host("65536-a-b.example.com"), "port must be 1024 to 65535, found 65536");
    check(
        Route::parse_host(format!("{}-a-b.example.com", "9".repeat(20))),
        "port must be 1024 to 65535, found 20 digits",
    );
}

#[test]
fn of_sandbox_ids() {
    check(SandboxId::new(""), "sandbox id must have 1 to 63 characters, found 0");
    check(SandboxId::new("é".repeat(64)), "sandbox id must have 1 to 63 characters, found 64");
    for (id, found) in [
        ("my sandbox", "' ' at position 2"),
        ("a.b", "'.' at position 1"),
        ("é", "octet 0xC3 at position 0"),
    ] {
        check(
            SandboxId::new(id),
            &format!("sandbox id may hold a-z, 0-9, '_' and '-' only, found {found}"),
        );
    }
    for (id, position) in [("-ab", 0), ("ab-", 2), ("-", 0)] {
        let message = format!(
            "sandbox id must neither begin nor end with a hyphen, found one at position {position}"
        );
        check(SandboxId::new(id), &message);
        // In a host, the position is that within the id as well.
        check(Route::parse_host(format!("8080-{id}-t.example.com")), &message);
    }
    check(
        SandboxId::new("abC"),
        "sandbox id has upper case at position 2, which a host name cannot carry; lower it, or normalize the id",
    );
    check(
        SandboxId::new("www"),
        "sandbox id is a reserved name; choose another one, or allow it in the policy",
    );
    check(
        Route::parse_host("8080-a$b-t.example.com"),
        "sandbox id may hold a-z, 0-9, '_' and '-' only, found '$' at position 1",
    );
}

#[test]
fn of_tokens() {
    check(Token::new("t".repeat(17)), "token must have 1 to 16 characters, found 17");
    check(Token::new(""), "token must have 1 to 16 characters, found 0");
    check(
        Token::new("secrEt"),
        "token may hold a-z, 0-9 and '_' only, found something else at position 4",
    );
    check(Route::parse_host("8080-a-.example.com"), "token must have 1 to 56 characters, found 0");
    check(
        Route::parse_host("8080-a-abc$.example.com"),
        "token may hold a-z, 0-9 and '_' only, found something else at position 3",
    );
}

#[test]
fn of_base_domains() {
    const CHARACTER: &str =
        "base domain's labels may hold letters, digits, '-' and '_' only, found";
    const SYNTAX: &str =
        "base domain is a host and maybe a port, without scheme, user, path or spaces; found";
    const PORT: &str =
        "base domain's port must be 1 to 65535 in decimal digits without a leading 0, found";
    const HYPHEN: &str = "base domain has a label that begins or ends with a hyphen, at position";
    const EMPTY: &str = "base domain has an empty label at position";
    const LONG: &str = "base domain's labels must have at most 63 octets, found";
    const IDNA: &str = "is not a valid internationalized label (UTS #46)";
    let long = "x".repeat(64);
    for (domain, message) in [
        ("", "base domain is empty".to_owned()),
        (":80", "base domain is empty".to_owned()),
        ("user@example.com", format!("{SYNTAX} '@' at position 4")),
        ("https://example.com", format!("{SYNTAX} '/' at position 6")),
        ("exa mple.com", format!("{SYNTAX} ' ' at position 3")),
        ("*.example.com", format!("{CHARACTER} '*' at position 0")),
        ("a$b.example", format!("{CHARACTER} '$' at position 1")),
        ("a..b", format!("{EMPTY} 2")),
        (".example.com", format!("{EMPTY} 0")),
        ("a.-b.example", format!("{HYPHEN} 2")),
        ("a.b-.example", format!("{HYPHEN} 3")),
        ("a.xn--a.example", format!("base domain's label at position 2 {IDNA}")),
        // What was mapped is told by its place in what was given: ü has two octets, 日 and an ideographic full stop three.
        ("bücher.exa$mple", format!("{CHARACTER} '$' at position 11")),
        ("bücher..example", format!("{EMPTY} 8")),
        ("日本。。jp", format!("{EMPTY} 9")),
        ("日本。b-。jp", format!("{HYPHEN} 10")),
        ("bücher.xn--a.example", format!("base domain's label at position 8 {IDNA}")),
        ("example.com／path", format!("base domain's label at position 8 {IDNA}")),
        ("ü.＄.example", format!("base domain's label at position 3 {IDNA}")),
        (&format!("ü.{long}"), format!("{LONG} 64 in that at position 3")),
        (&format!("a.{long}"), format!("{LONG} 64 in that at position 2")),
        ("example.com:0", format!("{PORT} \"0\"")),
        ("example.com:99999", format!("{PORT} \"99999\"")),
        ("example.com:100000", format!("{PORT} \"100000\"")),
        ("example.com:1000000", format!("{PORT} \"100000...\"")),
        ("example.com:８０", format!("{PORT} \"\\xef\\xbc\\x98\\xef\\xbc\\x90\"")),
        (
            "127.0.0.1",
            "base domain is an ip address, which has no subdomains; for this machine use localhost".to_owned(),
        ),
        (
            "x.workers.dev",
            "base domain is one that the policy refuses, as workers.dev by default, or below one; use a custom domain"
                .to_owned(),
        ),
        (
            &["x".repeat(61).as_str(); 4].join("."),
            "base domain must have at most 244 octets to leave room for a preview label, found 247".to_owned(),
        ),
        (&"ä".repeat(507), "base domain must have at most 1012 octets, found 1014".to_owned()),
    ] {
        check(BaseDomain::new(domain), &message);
    }
    check(BaseDomain::new(b"example.\xFF"), "base domain is no valid UTF-8 from position 8 on");
    check(Policy::DEFAULT.refuse_domain("example.com:1"), "base domain must have no port here");
    check(
        Policy::DEFAULT.refuse_domain(["x".repeat(61).as_str(); 4].join(".")),
        "base domain must have at most 244 octets to leave room for a preview label, found 247",
    );
    check(
        Route::parse_host("8080-a-b.exa$mple.com"),
        "base domain's labels may hold letters, digits, '-' and '_' only, found '$' at position 3",
    );
}

#[test]
fn of_what_is_built_and_parsed() {
    let domain = BaseDomain::new("example.com").expect("a domain");
    let build = |port: i64, id: &str, token: &str| {
        PreviewUrl::new(Port::new(port)?, &SandboxId::new(id)?, &Token::shown(token)?, &domain)
    };
    check(
        build(8080, &"a".repeat(42), "0123456789abcdef"),
        "port, sandbox id and token together make a label of 64 octets, more than 63; \
         the sandbox id may be at most 41 characters with this port and token",
    );
    check(
        build(65535, "a", &"t".repeat(56)),
        "port, sandbox id and token together make a label of 64 octets, more than 63; \
         no sandbox id has room beside this port and token",
    );
    check(
        Route::parse_host(format!("8080-{}-t.example.com", "a".repeat(57))),
        "host has a first label of 64 octets, more than 63",
    );
    check(
        Route::parse_host("www.example.com"),
        "not a preview host: expected {port}-{sandbox-id}-{token}.{base-domain}",
    );
    check(
        domain.route("8080-a-b.example.org"),
        "not a preview host: none of the base domains follows the first label",
    );
    check(
        Route::parse_url("ftp://8080-a-b.example.com"),
        "not a preview url: expected http, https, ws or wss, \"://\" and a host",
    );
}
