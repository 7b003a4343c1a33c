//! Parsing, building and authorizing a request does not allocate, for any input. Neither does
//! signing or verifying a token.
//!
//! The one exception is an `xn--` label of a base domain, which is decoded to be checked. A host
//! under a configured base domain does not allocate, since that domain was checked before.

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::io::Write;

use common::Case;
use exposeport::gateway::{Decision, Gateway, HttpVersion, RequestHost};
use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};
use exposeport::{
    Authorization, BaseDomain, ExposeOptions, Policy, Port, PreviewUrl, Route, Sandbox, SandboxId,
    Token, Written, limits,
};

thread_local! {
    // Constant and without a destructor, so counting does not allocate.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which counts the allocations of each thread. The provided methods of
/// the trait call `alloc`, so they are counted as well.
struct Counting;

// SAFETY: every call goes to `System` with the same arguments, and `System` keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller promises a layout that is not empty.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller promises that `alloc`, and so `System`, returned this memory for this
        // layout.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns the result of a call, after a check that it did not allocate.
#[track_caller]
fn without_allocation<T>(case: &str, call: impl FnOnce() -> T) -> T {
    let before = COUNT.get();
    let value = black_box(call());
    assert_eq!(COUNT.get() - before, 0, "allocations: {case}");
    value
}

#[test]
fn allocations_are_counted() {
    let count = |call: fn()| {
        let before = COUNT.get();
        call();
        COUNT.get() - before
    };
    assert_eq!(count(|| drop(black_box(Box::new(0)))), 1);
    assert_eq!(count(|| drop(black_box(vec![0_u8; 100]))), 1);
    assert_eq!(count(|| _ = black_box(vec![0_u8; 100]).try_reserve_exact(100)), 2);
    // The one exception.
    assert!(count(|| _ = black_box(Route::parse_host("8080-a-b.xn--bcher-kva.example"))) > 0);
}

/// Runs every case of a file under its policy. Cases with an invalid policy are skipped.
fn each_case(file: &str, check: impl Fn(&str, &Policy, &[u8], &Case)) {
    let cases = common::every_case(file);
    assert!(cases.len() > 20, "{file}");
    for case in &cases {
        if let Ok(policy) = case.policy() {
            check(case.name(), &policy, &case.input(), case);
        }
    }
}

/// Returns `true` if a label after the first one is encoded.
fn has_encoded_base(input: &[u8]) -> bool {
    input.to_ascii_lowercase().windows(5).any(|window| window == b".xn--")
}

/// Checks the accessors of a route, and building a URL from it.
fn check_route(name: &str, route: &Route, input: &[u8], policy: &Policy) {
    let domain = BaseDomain::with_policy(&input[route.base_range()], policy);
    let domain = domain.expect("what is parsed can be configured");
    let url = without_allocation(name, || {
        let (id, token) = (route.sandbox_id(), route.token());
        black_box((route.sandbox_id_str(), route.token_str(), route.base_port()));
        black_box((id.as_str(), token.as_str()));
        assert!(token == route.token() && id == route.sandbox_id() && *route == route.clone());
        PreviewUrl::new(route.port(), &id, &token, &domain).expect("what is parsed can be built")
    });
    without_allocation(name, || {
        let mut buffer = [0; limits::URL_MAX];
        let (port, id, token) = (route.port(), route.sandbox_id(), route.token());
        black_box((url.as_str(), url.host(), url.label(), url.scheme()));
        let written = PreviewUrl::write(port, &id, &token, &domain, &mut buffer);
        assert_eq!(written, Ok(Written::Url(url.as_str().as_bytes())));
        let written = PreviewUrl::write(port, &id, &token, &domain, &mut []);
        assert_eq!(written, Ok(Written::BufferTooSmall { required: url.as_str().len() }));
        assert!(PreviewUrl::from_route(route, &domain).as_ref() == Ok(&url));
    });
}

/// Checks the accessors of an error, its message and its JSON body.
fn check_error(name: &str, error: &exposeport::Error) {
    without_allocation(name, || {
        let mut buffer = [0; 1024];
        black_box((error.kind(), error.code(), error.http_status(), error.clone()));
        write!(&mut buffer[..], "{error} {}", error.json_body()).expect("room for the message");
    });
}

#[test]
fn hosts() {
    each_case("parse_host", |name, policy, host, _| {
        if !has_encoded_base(host) {
            match without_allocation(name, || Route::parse_host_with_policy(host, policy)) {
                Ok(route) => check_route(name, &route, host, policy),
                Err(error) => check_error(name, &error),
            }
        }
    });
}

#[test]
fn urls() {
    each_case("parse_url", |name, policy, url, _| {
        if !has_encoded_base(url) {
            let parsed = without_allocation(name, || {
                _ = black_box(Route::parse_with_policy(url, policy));
                Route::parse_url_with_policy(url, policy)
            });
            match parsed {
                Ok(route) => check_route(name, &route, url, policy),
                Err(error) => check_error(name, &error),
            }
        }
    });
}

#[test]
fn hosts_under_a_base_domain() {
    each_case("route", |name, policy, host, case| {
        let domains = case.value("domains").as_array().expect("a list").iter();
        let domains = domains.map(|domain| BaseDomain::with_policy(common::text(domain), policy));
        let Ok(domains) = domains.collect::<Result<Vec<_>, _>>() else { return };
        let url = [b"https://", host].concat();
        for domain in &domains {
            _ = without_allocation(name, || domain.route(host));
            _ = without_allocation(name, || domain.route_url(&url));
            _ = without_allocation(name, || [domain.route_any(host), domain.route_any(&url)]);
        }
        if let Ok((_, route)) = without_allocation(name, || Route::parse_under(host, &domains)) {
            check_route(name, &route, host, policy);
        }
    });
}

#[test]
fn ports() {
    each_case("port", |name, policy, digits, _| {
        if let Err(error) = without_allocation(name, || Port::parse_with_policy(digits, policy)) {
            check_error(name, &error);
        }
    });
}

#[test]
fn sandbox_ids_and_tokens() {
    each_case("sandbox_id", |name, policy, id, _| {
        let results = without_allocation(name, || {
            let normalized = SandboxId::normalized_with_policy(id, policy);
            [SandboxId::with_policy(id, policy), normalized]
        });
        results.iter().flat_map(|result| result.as_ref().err()).for_each(|error| {
            check_error(name, error);
        });
    });
    each_case("token", |name, _, token, _| match without_allocation(name, || Token::new(token)) {
        Ok(token) => assert!(without_allocation(name, || token == token.clone())),
        Err(error) => check_error(name, &error),
    });
}

#[test]
fn authorization() {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    let mut sandbox = Sandbox::new(SandboxId::new("sandbox").expect("a valid id"));
    let port = Port::new(8080).expect("a valid port");
    let options = ExposeOptions::new().token(Token::new("my_token").expect("a valid token"));
    sandbox.expose_port(port, &domain, options).expect("exposed");
    for (host, port, token, is_exposed) in [
        ("8080-sandbox-my_token.example.com", 8080, "my_token", true),
        ("8080-sandbox-your_token.example.com", 8080, "your_token", false),
        ("8081-sandbox-my_token.example.com", 8081, "my_token", false),
        ("8081-other-my_token.example.com", 80, "my-token", false),
    ] {
        let route = domain.route(host).expect("a preview host");
        without_allocation(host, || {
            let authorization = sandbox.authorize(&route);
            assert_eq!(authorization == Authorization::Active, is_exposed);
            let by_parts = sandbox.authorize_parts(port, "sandbox", token);
            assert_eq!(by_parts == Authorization::Active, is_exposed);
            assert_eq!(sandbox.validate_port_token(port, token), is_exposed);
            assert_eq!(sandbox.is_port_exposed(port), port == 8080);
            _ = black_box((authorization.error(), authorization.json_body()));
        });
    }
}

#[test]
fn urls_that_are_too_long() {
    let build = |id: &str, hostname: &str| {
        let (port, token) = (Port::new(8080).expect("a valid port"), Token::new("tok"));
        let (id, token) = (SandboxId::new(id).expect("a valid id"), token.expect("a valid token"));
        let domain = BaseDomain::new(hostname).expect("a valid base domain");
        let error = without_allocation(id.as_str(), || PreviewUrl::new(port, &id, &token, &domain));
        let error = error.expect_err("too long");
        check_error(id.as_str(), &error);
        error.code()
    };
    assert_eq!(build(&"a".repeat(55), "example.com"), "LABEL_TOO_LONG");
    assert_eq!(build("abc", &"a.".repeat(122)), "HOSTNAME_TOO_LONG");
}

#[test]
fn generated_tokens() {
    let generate = |name: &str, byte: u8, result: Result<(), ()>| {
        let fill = |buffer: &mut [u8]| {
            buffer.fill(byte);
            result
        };
        let generated = without_allocation(name, || Token::generate_with(fill));
        generated.as_ref().err().into_iter().for_each(|error| check_error(name, error));
        generated.is_ok()
    };
    assert!(generate("a source that works", 0, Ok(())));
    assert!(!generate("a source that repeats itself", 0xFF, Ok(())));
    assert!(!generate("a source that fails", 0, Err(())));
    assert!(without_allocation("the operating system", Token::generate).is_ok());
}

#[test]
fn signed_tokens() -> Result<(), exposeport::Error> {
    let now = Expiry::EPOCH;
    let ring =
        KeyRing::new(SigningKey::new([1; 32])?).with_verifying_key(SigningKey::new([2; 99])?);
    let domain = BaseDomain::new("example.com")?;
    let (port, id, expiry) = (Port::new(8080)?, SandboxId::new("sandbox")?, Expiry::after(now, 1)?);
    for context in [&[][..], &[0; 10_000]] {
        let [permanent, expiring] = without_allocation("sign", || {
            let key = ring.signing_key();
            [key.sign(port, &id, context), key.sign_until(port, &id, context, expiry)]
        });
        for (token, now, expected) in [
            (&permanent, u64::MAX, Verification::Active(None)),
            (&expiring, now, Verification::Active(Some(expiry))),
            (&expiring, now + 1, Verification::Expired(expiry)),
            (&Token::new("0123456789abcdef")?, now, Verification::Invalid),
            (&Token::new("my_token")?, now, Verification::Invalid),
        ] {
            let url = PreviewUrl::new(port, &id, token, &domain)?;
            let route = domain.route(url.host())?;
            without_allocation(url.host(), || {
                assert_eq!(ring.verify(&route, context, now), expected);
            });
        }
    }
    Ok(())
}

#[test]
fn long_hosts() {
    const MEBIBYTE: usize = 1 << 20;
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    let pieces =
        ["a", "8", "-", ".", ":", "a.", "8080-", "8080-a-b.", "\0", "\u{FC}", "xn--", "https://"];
    let starts =
        ["", "8080-", "8080-a-", "8080-a-b.", "8080-a-b.example.com.", "8080-a-b.example.com:"];
    for piece in pieces {
        for start in starts {
            let host = start.to_owned() + &piece.repeat(MEBIBYTE / piece.len());
            let url = format!("https://{host}");
            without_allocation(&format!("{start} and then many {piece}"), || {
                _ = black_box((Route::parse_host(&host), Route::parse(&host), domain.route(&host)));
                _ = black_box((Route::parse_url(&url), Route::parse(&url), domain.route_url(&url)));
            });
        }
    }
}

#[test]
fn requests_to_a_gateway() -> Result<(), exposeport::Error> {
    let gateway = Gateway::new([BaseDomain::new("example.com")?, BaseDomain::new("example.org")?]);
    let snapshot = r#"{"portTokens": {"8080": "a"}, "currentRuntimeIdentity": null}"#;
    let stopped = Sandbox::from_json(SandboxId::new("sandbox")?, snapshot)?;
    let snapshot = r#"{"portTokens": {"8080": "a"}}"#;
    let running = Sandbox::from_json(SandboxId::new("sandbox")?, snapshot)?;

    for case in &common::every_case("parse_host") {
        let host = case.input();
        without_allocation(case.name(), || {
            let request = RequestHost::new(HttpVersion::HTTP_11).host(&host);
            match gateway.route(&request) {
                Decision::Preview(preview) => {
                    let sandboxes = [None, Some(&stopped), Some(&running)];
                    _ = black_box(sandboxes.map(|sandbox| preview.authorize(sandbox)));
                }
                Decision::Reject(rejection) => {
                    let mut buffer = [0; 4096];
                    write!(&mut buffer[..], "{} {}", rejection.json_body(), rejection.page())
                        .expect("room for the bodies");
                }
                Decision::PassThrough => {}
            }
        });
    }
    let request = RequestHost::new(HttpVersion::HTTP_2).authority("8080-sandbox-a.example.org");
    let Decision::Preview(preview) = gateway.route(&request) else { panic!("a preview") };
    assert_eq!(preview.authorize(Some(&running)), Ok(()));
    Ok(())
}

/// A sandbox of few ports has no room for ports that it does not have.
#[test]
fn the_list_of_ports_grows_one_by_one_at_first() -> Result<(), exposeport::Error> {
    let domain = BaseDomain::new("example.com")?;
    let mut sandbox = Sandbox::new(SandboxId::new("sandbox")?);
    let mut counts = Vec::with_capacity(9);
    for number in 0..9 {
        let options = ExposeOptions::new().token(Token::new(format!("t{number}"))?);
        let before = COUNT.get();
        sandbox.expose_port(Port::new(8080 + number)?, &domain, options)?;
        counts.push(COUNT.get() - before);
    }
    // From the fifth port on, the capacity doubles.
    assert_eq!(counts, [1, 1, 1, 1, 1, 0, 0, 0, 1]);
    Ok(())
}
