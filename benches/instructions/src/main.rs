//! Operations for callgrind to count: one `measured_…` function each, which goes over the whole corpus.
//! Arguments: the folder that corpus.py wrote, and the name of an operation.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use exposeport::{BaseDomain, ExposeOptions, Port, PreviewUrl, Route, Sandbox, SandboxId, Token};

struct Order {
    port: Port,
    id: SandboxId,
    token: Token,
}

/// Keeps the name and the body of each function that is measured, so that callgrind finds it.
macro_rules! measured {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $body:block)*) => {
        $(
            #[unsafe(no_mangle)]
            #[inline(never)]
            #[allow(improper_ctypes_definitions, reason = "called from here only")]
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

    fn measured_build(orders: &[Order], domain: &BaseDomain) {
        let mut buffer = [0_u8; 320];
        for order in orders {
            let Order { port, id, token } = black_box(order);
            let _ = black_box(PreviewUrl::write(*port, id, token, domain, &mut buffer));
        }
    }

    fn measured_preview_url(orders: &[Order], domain: &BaseDomain) {
        for order in orders {
            let Order { port, id, token } = black_box(order);
            let _ = black_box(PreviewUrl::new(*port, id, token, domain));
        }
    }

    fn measured_authorize(questions: &[(Sandbox, Route)]) {
        for question in questions {
            let (sandbox, route) = black_box(question);
            black_box(sandbox.authorize(route));
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
    let [_, folder, operation] = &arguments[..] else { panic!("usage: instructions FOLDER OPERATION") };
    let read = |name: &str| fs::read_to_string(Path::new(folder).join(name)).expect("a file of corpus.py");
    let (hosts, urls, bound) = (read("hosts.txt"), read("urls.txt"), read("bound.txt"));
    let (hosts, urls): (Vec<&str>, Vec<&str>) = (hosts.lines().collect(), urls.lines().collect());
    let bound: Vec<&str> = bound.lines().collect();
    let domain = BaseDomain::new(read("domain.txt").trim()).expect("a base domain");
    let routes: Vec<Route> = bound.iter().filter_map(|host| domain.route(host).ok()).collect();

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
        "build" | "preview_url" => {
            let order = |route: &Route| Order { port: route.port(), id: route.sandbox_id(), token: route.token() };
            let orders: Vec<Order> = routes.iter().map(order).collect();
            if operation == "build" {
                measured_build(&orders, &domain)
            } else {
                measured_preview_url(&orders, &domain)
            }
            orders.len()
        }
        "authorize" => {
            let questions: Vec<(Sandbox, Route)> =
                routes.iter().map(|route| (exposing(route, &domain), route.clone())).collect();
            measured_authorize(&questions);
            questions.len()
        }
        "base_domain" => {
            let base = |host: &&'static str| Some(&host[Route::parse_host(host).ok()?.base_range()]);
            let leaked: Vec<&'static str> = hosts.iter().map(|host| &*String::from(*host).leak()).collect();
            let domains: Vec<&str> = leaked.iter().filter_map(base).collect();
            measured_base_domain(&domains);
            domains.len()
        }
        _ => panic!("no such operation: {operation}"),
    };
    println!("{count}");
}

fn exposing(route: &Route, domain: &BaseDomain) -> Sandbox {
    let mut sandbox = Sandbox::new(route.sandbox_id());
    let options = ExposeOptions::new().token(route.token());
    sandbox.expose_port(route.port(), domain, options).expect("an issued token");
    sandbox
}
