//! `Sandbox::expose_port`: the order of its checks, the number of ports, and the tokens that it
//! generates.

use std::collections::HashSet;
use std::convert::Infallible;

use exposeport::{
    BaseDomain, Error, ErrorKind, ExposeOptions, ExposedPort, Policy, Port, Route, Sandbox,
    SandboxId, Token, limits,
};

fn port(number: u16) -> Port {
    Port::new(number).expect("a valid port")
}

fn domain() -> BaseDomain {
    BaseDomain::new("example.com").expect("a valid base domain")
}

fn sandbox() -> Sandbox {
    Sandbox::new(SandboxId::new("sandbox").expect("a valid id"))
}

/// Exposes ports from `from` on until `count` ports have a token.
fn fill(sandbox: &mut Sandbox, from: u16, count: usize) {
    let exposed = sandbox.exposed_ports(&domain()).expect("URLs").len();
    for number in (from..).take(count - exposed) {
        sandbox.expose_port(port(number), &domain(), ExposeOptions::new()).expect("exposed");
    }
}

/// A reason to reject a call, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    ReservedPort,
    DeniedDomain,
    LongToken,
    Stopped,
    Full,
    TokenInUse,
    NoEntropy,
    ReservedId,
    LongHost,
}

use Problem::{
    DeniedDomain, Full, LongHost, LongToken, NoEntropy, ReservedId, ReservedPort, Stopped,
    TokenInUse,
};

const PROBLEMS: [(Problem, ErrorKind); 9] = [
    (ReservedPort, ErrorKind::ReservedPort),
    (DeniedDomain, ErrorKind::CustomDomainRequired),
    (LongToken, ErrorKind::InvalidTokenLength),
    (Stopped, ErrorKind::RuntimeNotRunning),
    (Full, ErrorKind::TooManyPorts),
    (TokenInUse, ErrorKind::TokenInUse),
    (NoEntropy, ErrorKind::EntropyUnavailable),
    (ReservedId, ErrorKind::ReservedSandboxId),
    (LongHost, ErrorKind::HostnameTooLong),
];

/// Exposes a port with these problems. `full` has 1,024 ports, and port 20000 has the token `used`.
fn attempt(full: &Sandbox, problems: &[Problem]) -> Result<ExposedPort, Error> {
    let has = |problem| problems.contains(&problem);
    let mut policy = Policy::builder().unreserve_port(3000).undeny_domain("workers.dev");
    if has(ReservedId) {
        policy = policy.reserve_sandbox_id("sandbox");
    }
    let policy = policy.build()?;
    let number = if has(ReservedPort) { 3000 } else { 8080 };
    let base = if has(DeniedDomain) { "workers.dev" } else { "example.com" };
    let subdomains = if has(LongHost) { "a.".repeat(115) } else { String::new() };
    let domain = BaseDomain::with_policy(subdomains + base, &policy)?;

    let token = match () {
        () if has(LongToken) => Some(Token::from_label_part("t".repeat(17))?),
        () if has(TokenInUse) => Some(Token::new("used")?),
        () if has(NoEntropy) => None,
        () => Some(Token::new("unused")?),
    };
    let mut sandbox = full.clone();
    if !has(Full) {
        assert!(sandbox.unexpose_port(port(20001)));
    }
    if has(Stopped) {
        sandbox.runtime_stopped();
    }
    let before = sandbox.to_json();
    let options = ExposeOptions::new().token(token);
    let number = Port::with_policy(number, &policy)?;
    let result = sandbox.expose_port_with(number, &domain, options, |_buffer| Err("no entropy"));
    assert_eq!(sandbox.to_json() == before, result.is_err(), "{problems:?}: {result:?}");
    result
}

#[test]
fn the_first_problem_in_the_documented_order_is_the_error() {
    let mut full = sandbox();
    let options = ExposeOptions::new().token(Token::new("used").expect("a valid token"));
    full.expose_port(port(20000), &domain(), options).expect("exposed");
    fill(&mut full, 20001, limits::EXPOSED_PORTS_MAX);

    assert!(attempt(&full, &[]).is_ok());
    // A call has one token at most.
    let tokens = [LongToken, TokenInUse, NoEntropy];
    for (index, (first, kind)) in PROBLEMS.into_iter().enumerate() {
        let error = attempt(&full, &[first]).expect_err("one problem");
        assert_eq!(error.kind(), kind);
        for (second, _) in PROBLEMS.into_iter().skip(index + 1) {
            if !(tokens.contains(&first) && tokens.contains(&second)) {
                let error = attempt(&full, &[first, second]).expect_err("two problems");
                assert_eq!(error.kind(), kind, "{first:?} and {second:?}");
            }
        }
    }
}

#[test]
fn at_most_1024_ports_have_a_token() {
    assert_eq!(limits::EXPOSED_PORTS_MAX, 1024);
    let mut sandbox = sandbox();
    fill(&mut sandbox, 20000, 1024);
    let before = sandbox.to_json();
    let expose = |sandbox: &mut Sandbox, number| {
        sandbox.expose_port(port(number), &domain(), ExposeOptions::new())
    };
    let error = expose(&mut sandbox, 8080).expect_err("too many ports");
    assert_eq!(error.kind(), ErrorKind::TooManyPorts);
    assert_eq!(sandbox.to_json(), before);

    // A port that has a token is exposed again, with the same token or another one.
    expose(&mut sandbox, 20000).expect("exposed again");
    assert_eq!(sandbox.to_json(), before);
    let options = ExposeOptions::new().token(Token::new("my_token").expect("a valid token"));
    sandbox.expose_port(port(20001), &domain(), options).expect("exposed again");
    assert_eq!(sandbox.exposed_ports(&domain()).expect("URLs").len(), 1024);

    // A stale port has a token as well.
    sandbox.runtime_stopped();
    sandbox.runtime_started(exposeport::RuntimeId::new("runtime-2").expect("a valid runtime id"));
    assert_eq!(sandbox.exposed_ports(&domain()).expect("URLs").len(), 0);
    let error = expose(&mut sandbox, 8080).expect_err("too many ports");
    assert_eq!(error.kind(), ErrorKind::TooManyPorts);

    assert!(sandbox.unexpose_port(port(20500)));
    expose(&mut sandbox, 8080).expect("one port less");
    let error = expose(&mut sandbox, 20500).expect_err("too many ports");
    assert_eq!(error.kind(), ErrorKind::TooManyPorts);
}

/// Exposes a port without a token. The entropy source fills the buffer of each draw with the next
/// byte of `bytes`, and then with zeros. `draws` counts them.
fn generate(
    sandbox: &mut Sandbox,
    number: u16,
    bytes: &[u8],
    draws: &mut usize,
) -> Result<ExposedPort, Error> {
    let fill = |buffer: &mut [u8]| {
        buffer.fill(bytes.get(*draws).copied().unwrap_or_default());
        *draws += 1;
        Ok::<_, Infallible>(())
    };
    sandbox.expose_port_with(port(number), &domain(), ExposeOptions::new(), fill)
}

#[test]
fn a_token_that_another_port_has_is_generated_again() {
    let mut sandbox = sandbox();
    let first = generate(&mut sandbox, 8080, &[1], &mut 0).expect("exposed");
    let mut draws = 0;
    let second = generate(&mut sandbox, 8081, &[1, 1, 1, 2], &mut draws).expect("exposed");
    assert_eq!(draws, 4);
    let token = |exposed: &ExposedPort| {
        Route::parse_url(exposed.url().as_str()).expect("a preview URL").token()
    };
    assert_ne!(token(&first), token(&second));
}

#[test]
fn a_source_that_repeats_itself_is_an_error() {
    let mut sandbox = sandbox();
    generate(&mut sandbox, 8080, &[1], &mut 0).expect("exposed");
    let mut draws = 0;
    let error = generate(&mut sandbox, 8081, &[1, 1, 1, 1, 2], &mut draws).unwrap_err();
    assert_eq!((error.kind(), draws), (ErrorKind::EntropyUnavailable, 4));
    assert_eq!(error.to_string(), "entropy source repeats itself; no token was generated");
    assert!(!sandbox.is_port_exposed(8081) && sandbox.is_port_exposed(8080));
}

/// A source that repeats itself after a number of draws yields at most this number of tokens.
#[test]
fn a_source_that_repeats_itself_never_gives_two_ports_the_same_token() {
    for period in 1..=12 {
        let cycle: Vec<u8> = (0..period).cycle().take(200).collect();
        let (mut sandbox, mut draws, mut tokens) = (sandbox(), 0, HashSet::new());
        for number in 8000..8030 {
            let before = sandbox.to_json();
            match generate(&mut sandbox, number, &cycle, &mut draws) {
                Ok(exposed) => {
                    let route = Route::parse_url(exposed.url().as_str()).expect("a preview URL");
                    assert!(tokens.insert(route.token()), "{number} has the token of another port");
                }
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::EntropyUnavailable);
                    assert_eq!(sandbox.to_json(), before);
                }
            }
        }
        assert_eq!(tokens.len(), usize::from(period));
    }
}

#[test]
fn a_port_keeps_its_token_without_entropy() {
    let mut sandbox = sandbox();
    let first = generate(&mut sandbox, 8080, &[1], &mut 0).expect("exposed");
    let mut draws = 0;
    let second = generate(&mut sandbox, 8080, &[2], &mut draws).expect("exposed again");
    assert_eq!((first, draws), (second, 0));
}

#[test]
fn a_parsed_token_may_be_too_long_to_be_issued() {
    for (len, is_issued) in [(16, true), (17, false), (56, false)] {
        let mut sandbox = Sandbox::new(SandboxId::new("a").expect("a valid id"));
        let host = format!("8080-a-{}.example.com", "t".repeat(len));
        let token = Route::parse_host(host).expect("a preview host").token();
        let options = ExposeOptions::new().token(token);
        let result = sandbox.expose_port(port(8080), &domain(), options);
        let kind = result.err().map(|error| error.kind());
        assert_eq!(kind, (!is_issued).then_some(ErrorKind::InvalidTokenLength));
        assert_eq!(sandbox.is_port_exposed(8080), is_issued);
    }
}
