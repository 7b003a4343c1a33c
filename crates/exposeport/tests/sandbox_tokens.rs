//! The tokens of a sandbox: none longer than one that is issued, and no two alike, whatever the generator gives.

#[path = "support/generator.rs"]
mod generator;

use exposeport::{BaseDomain, Error, ErrorKind, ExposedPort, Port, Route, Sandbox, SandboxId};
use generator::Generator;

fn sandbox() -> Sandbox {
    Sandbox::new(SandboxId::new("sandbox").expect("an id"))
}

/// Exposes a port with what a generator gives that fills one draw with each of these octets, and then gives zeros.
fn expose(
    sandbox: &mut Sandbox,
    port: u16,
    script: &[u8],
    draws: &mut usize,
) -> Result<ExposedPort, Error> {
    let mut generator = Generator(|octets: &mut [u8]| {
        octets.fill(script.get(*draws).copied().unwrap_or_default());
        *draws += 1;
        true
    });
    let domain = BaseDomain::new("example.com").expect("a domain");
    sandbox.expose_port_from_rng(
        Port::new(port).expect("a port"),
        &domain,
        None,
        None,
        &mut generator,
    )
}

#[test]
fn a_token_that_another_port_has_is_drawn_anew() {
    let mut sandbox = sandbox();
    let first = expose(&mut sandbox, 8080, &[1], &mut 0).expect("exposed");
    let mut draws = 0;
    let second = expose(&mut sandbox, 8081, &[1, 1, 1, 2], &mut draws).expect("exposed");
    assert_eq!(draws, 4);
    let token = |exposed: &ExposedPort| {
        Route::parse_url(exposed.url().as_str()).expect("a url").token_str().to_owned()
    };
    assert_ne!(token(&first), token(&second));
}

#[test]
fn a_generator_that_repeats_itself_is_given_up() {
    let mut sandbox = sandbox();
    expose(&mut sandbox, 8080, &[1], &mut 0).expect("exposed");
    let mut draws = 0;
    let error = expose(&mut sandbox, 8081, &[1, 1, 1, 1, 2], &mut draws).unwrap_err();
    assert_eq!((error.kind(), draws), (ErrorKind::EntropyUnavailable, 4));
    assert_eq!(error.to_string(), "the generator repeats itself; no token was made");
    assert!(!sandbox.is_port_exposed(8081) && sandbox.is_port_exposed(8080));
}

#[test]
fn a_token_that_was_parsed_may_be_too_long_to_be_issued() {
    let domain = BaseDomain::new("example.com").expect("a domain");
    let port = Port::new(8080).expect("a port");
    for (len, fits) in [(16, true), (17, false), (56, false)] {
        let mut sandbox = Sandbox::new(SandboxId::new("a").expect("an id"));
        let shown = Route::parse_host(format!("8080-a-{}.example.com", "t".repeat(len)))
            .expect("a host")
            .token();
        let answer = sandbox.expose_port(port, &domain, None, Some(&shown));
        assert_eq!(
            answer.as_ref().err().map(Error::kind),
            (!fits).then_some(ErrorKind::InvalidTokenLength)
        );
        assert_eq!(sandbox.is_port_exposed(8080), fits);
    }
}
