//! No allocation: a request is parsed, bound and compared without one, whatever it holds.
//!
//! The exception of the specification: an `xn--` label of a base domain is decoded to be judged. A host that is bound
//! to a configured base domain knows no exception, since that domain has been judged before.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use exposeport::{
    Authorization, BaseDomain, Policy, Port, PreviewUrl, Route, Sandbox, SandboxId, Token,
};
use generator::Generator;

#[path = "support/generator.rs"]
mod generator;
#[path = "vectors/policy.rs"]
mod policy;
#[path = "support/vectors.rs"]
mod vectors;

thread_local! {
    // Without a destructor and initialized by a constant, so that no allocation is needed to count one.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, and how often each thread has asked it. The provided methods of the trait come here as well.
struct Counting;

// SAFETY: every call goes to `System`, with the arguments it came with, and `System` keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller promises a layout that is not empty.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller promises that `alloc` gave this memory for this layout, and `alloc` had it from `System`.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a call gives, after a look at how often it allocated.
#[track_caller]
fn without_allocation<T>(case: &str, call: impl FnOnce() -> T) -> T {
    let before = COUNT.get();
    let value = black_box(call());
    assert_eq!(COUNT.get() - before, 0, "allocations: {case}");
    value
}

#[test]
fn the_counter_counts() {
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

/// The cases of a file, each by its name, under its policy; those that change a policy in vain are left out.
fn each_case(file: &str, check: impl Fn(&str, &Policy, &[u8], &serde_json::Value)) {
    let cases = vectors::cases(file);
    assert!(cases.len() > 100);
    for case in &cases {
        if let Ok(policy) = policy::read(case.get("policy")) {
            check(&case["name"].to_string(), &policy, &vectors::input(case), case);
        }
    }
}

/// Whether a label behind the first is encoded.
fn has_encoded_base(text: &[u8]) -> bool {
    text.to_ascii_lowercase().windows(5).any(|window| window == b".xn--")
}

/// The accessors of a route, and building from it.
fn check_route(name: &str, route: &Route, text: &[u8], policy: &Policy) {
    let domain = policy
        .base_domain(route.base_host(text).expect("ASCII"))
        .expect("what parses can be configured");
    let url = without_allocation(name, || {
        let (id, token) = (route.sandbox_id(), route.token());
        black_box((
            route.sandbox_id_str(),
            route.base_host(text),
            route.base_port(),
            id.as_str(),
            token.as_str(),
        ));
        black_box(route.token_str());
        assert!(token.matches(&route.token()) && id == route.sandbox_id());
        PreviewUrl::new(route.port(), &id, &token, &domain).expect("what parses can be built")
    });
    let mut buffer = vec![0; url.len()];
    without_allocation(name, || {
        black_box((url.as_str(), url.host(), url.label(), url.origin()));
        assert_eq!(url.copy_to(&mut buffer), Some(url.as_str()));
        assert_eq!(url.copy_to(&mut []), None);
        assert!(PreviewUrl::of_route(route, &domain).expect("built before") == url);
    });
}

#[test]
fn hosts() {
    each_case("parse_host.json", |name, policy, host, _| {
        if !has_encoded_base(host) {
            match without_allocation(name, || policy.parse_host(host)) {
                Ok(route) => check_route(name, &route, host, policy),
                Err(error) => _ = without_allocation(name, || error.clone().code().len()),
            }
        }
    });
}

#[test]
fn urls() {
    each_case("parse_url.json", |name, policy, url, _| {
        if !has_encoded_base(url) {
            match without_allocation(name, || [policy.parse_url(url), policy.parse(url)]) {
                [Ok(route), _] => check_route(name, &route, url, policy),
                [Err(error), _] => _ = without_allocation(name, || error.clone().code().len()),
            }
        }
    });
}

#[test]
fn bound_hosts() {
    each_case("route.json", |name, policy, host, case| {
        let domains = case["domains"].as_array().expect("a list").iter();
        let domains: Result<Vec<_>, _> =
            domains.map(|text| policy.base_domain(vectors::text(text))).collect();
        let Ok(domains) = domains else { return };
        let url = [b"https://", host].concat();
        for domain in &domains {
            _ = without_allocation(name, || domain.route(host));
            _ = without_allocation(name, || domain.route_url(&url));
        }
        if let Ok((_, route)) = without_allocation(name, || Route::parse_under(host, &domains)) {
            check_route(name, &route, host, policy);
        }
    });
}

#[test]
fn sandbox_ids_and_tokens() {
    each_case("sandbox_id.json", |name, policy, id, _| {
        _ = without_allocation(name, || [policy.sandbox_id(id), policy.normalized_sandbox_id(id)]);
    });
    each_case("token.json", |name, policy, token, _| {
        if let Ok(token) = without_allocation(name, || policy.token(token)) {
            assert!(without_allocation(name, || token.matches(&token)));
        }
    });
}

#[test]
fn authorization() {
    let domain = BaseDomain::new("example.com").expect("a base domain");
    let mut sandbox = Sandbox::new(SandboxId::new("sandbox").expect("an id"));
    let (port, token) =
        (Port::new(8080).expect("a port"), Token::new("my_token").expect("a token"));
    sandbox
        .expose_port_from_rng(
            port,
            &domain,
            None,
            Some(&token),
            &mut Generator(|_: &mut [u8]| false),
        )
        .expect("exposed");
    for (host, port, shown, exposed) in [
        ("8080-sandbox-my_token.example.com", 8080, "my_token", true),
        ("8080-sandbox-your_token.example.com", 8080, "your_token", false),
        ("8081-sandbox-my_token.example.com", 8081, "my_token", false),
        ("8081-other-my_token.example.com", 80, "my-token", false),
    ] {
        let route = domain.route(host).expect("a preview host");
        without_allocation(host, || {
            assert_eq!(sandbox.authorize(&route) == Authorization::Active, exposed);
            assert_eq!(sandbox.validate_port_token(port, shown), exposed);
            assert_eq!(sandbox.is_port_exposed(port), port == 8080);
            _ = black_box(sandbox.authorize(&route).error());
        });
    }
}

#[test]
fn what_cannot_be_built() {
    let policy = Policy::DEFAULT;
    let token = policy.token("tok").expect("a token");
    let port = policy.port(8080).expect("a port");
    let build = |id: &str, base: &str| {
        let (id, domain) = (
            policy.sandbox_id(id).expect("an id"),
            policy.base_domain(base).expect("a base domain"),
        );
        let error = without_allocation(id.as_str(), || PreviewUrl::new(port, &id, &token, &domain));
        error.expect_err("too long").code()
    };
    assert_eq!(build(&"a".repeat(55), "example.com"), "LABEL_TOO_LONG");
    assert_eq!(build("abc", &"a.".repeat(122)), "HOSTNAME_TOO_LONG");
}

#[test]
fn drawn_tokens() {
    let draw = |name: &str, octet: u8, works: bool| {
        let mut generator = Generator(|octets: &mut [u8]| {
            octets.fill(octet);
            works
        });
        without_allocation(name, || Token::from_rng(&mut generator)).is_ok()
    };
    assert!(draw("a good one", 0, true));
    assert!(!draw("a stuck one", 0xFF, true));
    assert!(!draw("one that fails", 0, false));
    #[cfg(feature = "sys_rng")]
    assert!(without_allocation("the system's", Token::generate).is_ok());
}

#[test]
fn long_hosts() {
    const MEBIBYTE: usize = 1 << 20;
    let domain = BaseDomain::new("example.com").expect("a base domain");
    for piece in
        ["a", "8", "-", ".", ":", "a.", "8080-", "8080-a-b.", "\0", "\u{FC}", "xn--", "https://"]
    {
        for front in
            ["", "8080-", "8080-a-", "8080-a-b.", "8080-a-b.example.com.", "8080-a-b.example.com:"]
        {
            let host = front.to_owned() + &piece.repeat(MEBIBYTE / piece.len());
            let url = format!("https://{host}");
            without_allocation(&format!("{front}, then {piece} again and again"), || {
                _ = black_box((Route::parse_host(&host), Route::parse(&host), domain.route(&host)));
                _ = black_box((Route::parse_url(&url), Route::parse(&url), domain.route_url(&url)));
            });
        }
    }
}
