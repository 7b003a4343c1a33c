//! Operations for callgrind to count. Each is one `measured_…` function over the whole corpus.
//!
//! The arguments are the directory that corpus.py writes to and the name of an operation. The
//! output is the number of inputs.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use exposeport::signed::{KeyRing, SigningKey};
use exposeport::{
    Authorization, BaseDomain, ExposeOptions, Port, PreviewUrl, Route, Sandbox, SandboxId, Token,
    limits,
};

/// The context of signed tokens.
const CONTEXT: &[u8] = b"tenant-1";

/// The arguments of one URL.
struct Parts {
    port: Port,
    id: SandboxId,
    token: Token,
}

/// Keeps the name and the body of each measured function, so that callgrind finds it.
macro_rules! measured {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $body:block)*) => {
        $(
            #[unsafe(no_mangle)]
            #[inline(never)]
            #[allow(improper_ctypes_definitions, reason = "called from Rust only")]
            extern "C" fn $name($($argument: $type),*) $body
        )*
    };
}

measured! {
    fn measured_parse_host(hosts: &[&str]) {
        for host in hosts {
            let _ = black_box(Route::parse_host(black_box(host)));
        }
    }

    fn measured_parse_url(urls: &[&str]) {
        for url in urls {
            let _ = black_box(Route::parse_url(black_box(url)));
        }
    }

    fn measured_route(hosts: &[&str], domain: &BaseDomain) {
        for host in hosts {
            let _ = black_box(domain.route(black_box(host)));
        }
    }

    fn measured_build(all: &[Parts], domain: &BaseDomain) {
        let mut buffer = [0; limits::URL_MAX];
        for parts in all {
            let Parts { port, id, token } = black_box(parts);
            let _ = black_box(PreviewUrl::write(*port, id, token, domain, &mut buffer));
        }
    }

    fn measured_preview_url(all: &[Parts], domain: &BaseDomain) {
        for parts in all {
            let Parts { port, id, token } = black_box(parts);
            let _ = black_box(PreviewUrl::new(*port, id, token, domain));
        }
    }

    fn measured_authorize(requests: &[(Sandbox, Route)]) {
        for request in requests {
            let (sandbox, route) = black_box(request);
            let _ = black_box(sandbox.authorize(route));
        }
    }

    fn measured_validate(requests: &[(Sandbox, Route)]) {
        for request in requests {
            let (sandbox, route) = black_box(request);
            let _ = black_box(sandbox.validate_port_token(route.port(), route.token_str()));
        }
    }

    fn measured_sign(all: &[Parts], ring: &KeyRing) {
        for parts in all {
            let Parts { port, id, .. } = black_box(parts);
            let _ = black_box(ring.signing_key().sign(*port, id, CONTEXT));
        }
    }

    fn measured_verify(routes: &[Route], ring: &KeyRing) {
        for route in routes {
            let _ = black_box(ring.verify(black_box(route), CONTEXT, 0));
        }
    }

    fn measured_base_domain(domains: &[&str]) {
        for domain in domains {
            let _ = black_box(BaseDomain::new(black_box(domain)));
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, directory, operation] = &arguments[..] else {
        panic!("usage: instructions DIRECTORY OPERATION")
    };
    let read = |name: &str| {
        fs::read_to_string(Path::new(directory).join(name)).expect("a file of the corpus")
    };
    let (hosts, urls, bound) = (read("hosts.txt"), read("urls.txt"), read("bound.txt"));
    let hosts: Vec<&str> = hosts.lines().collect();
    let urls: Vec<&str> = urls.lines().collect();
    let bound: Vec<&str> = bound.lines().collect();
    let domain = BaseDomain::new(read("domain.txt").trim()).expect("a base domain");
    let routes: Vec<Route> = bound.iter().filter_map(|host| domain.route(host).ok()).collect();

    let ring = KeyRing::new(SigningKey::new([1; 32]).expect("a key"));

    let count = match operation.as_str() {
        "parse_host" => {
            measured_parse_host(&hosts);
            hosts.len()
        }
        "parse_url" => {
            measured_parse_url(&urls);
            urls.len()
        }
        "route" => {
            measured_route(&bound, &domain);
            bound.len()
        }
        "build" => {
            let all = parts(&routes);
            measured_build(&all, &domain);
            all.len()
        }
        "preview_url" => {
            let all = parts(&routes);
            measured_preview_url(&all, &domain);
            all.len()
        }
        "authorize" => {
            let requests: Vec<(Sandbox, Route)> =
                routes.iter().map(|route| (exposing(route, &domain), route.clone())).collect();
            measured_authorize(&requests);
            requests.len()
        }
        "authorize/wrong_token" => {
            let requests = rejected(&routes, &domain, with_wrong_token);
            measured_authorize(&requests);
            requests.len()
        }
        "authorize/unknown_port" => {
            let requests = rejected(&routes, &domain, with_unknown_port);
            measured_authorize(&requests);
            requests.len()
        }
        "validate/wrong_token" => {
            let requests = rejected(&routes, &domain, with_wrong_token);
            measured_validate(&requests);
            requests.len()
        }
        "validate/unknown_port" => {
            let requests = rejected(&routes, &domain, with_unknown_port);
            measured_validate(&requests);
            requests.len()
        }
        "sign" => {
            let all = parts(&routes);
            measured_sign(&all, &ring);
            all.len()
        }
        "verify" => {
            let signed: Vec<Route> =
                parts(&routes).iter().filter_map(|parts| signed(parts, &ring, &domain)).collect();
            measured_verify(&signed, &ring);
            signed.len()
        }
        "base_domain" => {
            let range = |host: &&str| Route::parse_host(host).ok().map(|route| route.base_range());
            let domains: Vec<&str> =
                hosts.iter().filter_map(|host| range(host).map(|range| &host[range])).collect();
            measured_base_domain(&domains);
            domains.len()
        }
        _ => panic!("unknown operation: {operation}"),
    };
    println!("{count}");
}

fn parts(routes: &[Route]) -> Vec<Parts> {
    let parts =
        |route: &Route| Parts { port: route.port(), id: route.sandbox_id(), token: route.token() };
    routes.iter().map(parts).collect()
}

/// Returns the route of a signed token, unless it is too long for its label.
fn signed(parts: &Parts, ring: &KeyRing, domain: &BaseDomain) -> Option<Route> {
    let token = ring.signing_key().sign(parts.port, &parts.id, CONTEXT);
    let url = PreviewUrl::new(parts.port, &parts.id, &token, domain).ok()?;
    domain.route(url.host()).ok()
}

/// Creates a sandbox that exposes the port of a route with its token.
fn exposing(route: &Route, domain: &BaseDomain) -> Sandbox {
    let mut sandbox = Sandbox::new(route.sandbox_id());
    let options = ExposeOptions::new().token(route.token());
    sandbox.expose_port(route.port(), domain, options).expect("an issued token");
    sandbox
}

/// Changes the port or the token of a route. The lengths stay the same.
type Change = fn(&Route) -> (u16, String);

fn with_wrong_token(route: &Route) -> (u16, String) {
    let wrong = |character| if character == 'a' { 'b' } else { 'a' };
    (route.port().get(), route.token_str().chars().map(wrong).collect())
}

fn with_unknown_port(route: &Route) -> (u16, String) {
    (route.port().get() ^ 1, route.token_str().to_string())
}

/// Returns sandboxes that expose one port, and requests that they do not authorize.
fn rejected(routes: &[Route], domain: &BaseDomain, change: Change) -> Vec<(Sandbox, Route)> {
    let request = |route: &Route| {
        let (port, token) = change(route);
        let (id, base) = (route.sandbox_id_str(), domain.host());
        let request = domain.route(format!("{port}-{id}-{token}.{base}")).ok()?;
        let sandbox = exposing(route, domain);
        assert_eq!(sandbox.authorize(&request), Authorization::Invalid);
        Some((sandbox, request))
    };
    // Both changes leave out port 3001, whose neighbor 3000 is reserved.
    routes.iter().filter(|route| route.port().get() != 3001).filter_map(request).collect()
}
