//! Parts that were made under different policies: nothing is built that the base domain would not parse.

use exposeport::{BaseDomain, Error, Policy, Port, PreviewUrl, Sandbox, Token};

fn token() -> Token {
    Token::new("my_token").expect("a token")
}

#[test]
fn a_base_domain_refuses_what_its_policy_reserves() -> Result<(), Error> {
    let lenient = Policy::DEFAULT.allow_port(3000).allow_sandbox_id("www")?;
    let strict_domain = BaseDomain::new("example.com")?;
    let lenient_domain = lenient.base_domain("example.com")?;
    let cases = [
        (3000, "sandbox", "RESERVED_PORT"),
        (8080, "www", "RESERVED_SANDBOX_ID"),
        (3000, "www", "RESERVED_PORT"),
    ];
    for (port, id, code) in cases {
        let (port, id) = (lenient.port(port)?, lenient.sandbox_id(id)?);
        let built = PreviewUrl::new(port, &id, &token(), &lenient_domain)?;
        assert_eq!(lenient_domain.route(built.host())?.port(), port);

        assert_eq!(strict_domain.route(built.host()).unwrap_err().code(), code);
        assert_eq!(PreviewUrl::new(port, &id, &token(), &strict_domain).unwrap_err().code(), code);
        assert_eq!(
            PreviewUrl::write(port, &id, &token(), &strict_domain, &mut [0; 300])
                .unwrap_err()
                .code(),
            code
        );
        let mut sandbox = Sandbox::with_policy(id, lenient.clone());
        assert_eq!(sandbox.expose_port(port, &strict_domain, None, None).unwrap_err().code(), code);
        assert!(!sandbox.is_port_exposed(port));
    }
    Ok(())
}

#[test]
fn a_sandbox_refuses_what_its_policy_refuses() -> Result<(), Error> {
    let lenient = Policy::DEFAULT.allow_port(3000).allow_domain("workers.dev")?;
    let mut sandbox = Sandbox::new(Policy::DEFAULT.sandbox_id("sandbox")?);
    let lenient_domain = lenient.base_domain("x.workers.dev")?;
    let exposed = sandbox.expose_port(Port::new(8080)?, &lenient_domain, None, None);
    assert_eq!(exposed.unwrap_err().code(), "CUSTOM_DOMAIN_REQUIRED");
    assert_eq!(
        sandbox.exposed_ports(&lenient_domain).unwrap_err().code(),
        "CUSTOM_DOMAIN_REQUIRED"
    );
    let exposed =
        sandbox.expose_port(lenient.port(3000)?, &BaseDomain::new("example.com")?, None, None);
    assert_eq!(exposed.unwrap_err().code(), "RESERVED_PORT");
    Ok(())
}

#[test]
fn a_shown_token_may_be_longer_than_an_issued_one() {
    for (length, issued, shown) in [
        (0, false, false),
        (1, true, true),
        (16, true, true),
        (17, false, true),
        (56, false, true),
        (57, false, false),
    ] {
        let text = "a".repeat(length);
        assert_eq!(Token::new(&text).is_ok(), issued, "{length}");
        assert_eq!(Token::shown(&text).is_ok(), shown, "{length}");
    }
    assert_eq!(Token::shown("a-b").unwrap_err().code(), "INVALID_TOKEN_CHARACTER");
}

#[test]
fn an_integer_of_any_width_is_refused_truthfully() {
    for (number, found) in [
        (1 << 100, "9223372036854775807 or more"),
        (1 << 63, "9223372036854775807 or more"),
        ((1 << 63) - 2, "9223372036854775806"),
        (-(1_i128 << 63) - 1, "-9223372036854775808 or less"),
        (-(1 << 100), "-9223372036854775808 or less"),
    ] {
        assert_eq!(
            Port::new(number).unwrap_err().to_string(),
            format!("port must be 1024 to 65535, found {found}")
        );
    }
    assert_eq!(Port::new(u128::MAX).unwrap_err(), Port::new(u64::MAX).unwrap_err());
    assert_eq!(
        Port::new((1_i64 << 32) + 8080).unwrap_err().to_string(),
        "port must be 1024 to 65535, found 4294975376"
    );
}
