//! A million sandboxes with one exposed port each: what one takes, and how long it takes to judge a request to any of them.

#[allow(dead_code, reason = "shared with the other program")]
mod contest;
#[allow(dead_code, reason = "shared with the other program")]
mod corpus;

use exposeport::{Authorization, BaseDomain, Port, Route, Sandbox, SandboxId};

use contest::{Contest, fact};

const COUNT: usize = 1_000_000;
const ASKED: usize = 100_000;

fn main() {
    let domain = BaseDomain::new("example.com").expect("a base domain");
    let id = |index: usize| SandboxId::new(format!("agent-{index:08x}")).expect("an id");
    let mut sandboxes = Vec::with_capacity(COUNT);
    // Far apart, so that no answer is in a cache already.
    let asked: Vec<usize> = (0..ASKED).map(|i| (i * 7_919_317) % COUNT).collect();
    let before = corpus::resident();
    for index in 0..COUNT {
        let mut sandbox = Sandbox::new(id(index));
        let port = Port::new(1024 + (index % 1000) as u32).expect("a port");
        sandbox.expose_port(port, &domain, exposeport::ExposeOptions::new()).expect("an exposed port");
        sandboxes.push(sandbox);
    }
    fact("memory of a sandbox with one exposed port", (corpus::resident() - before) as f64 / COUNT as f64, "octets");
    fact("size of a Route", size_of::<Route>() as f64, "octets");
    fact("size of a Sandbox", size_of::<Sandbox>() as f64, "octets");
    let questions: Vec<(&Sandbox, Route)> = asked
        .iter()
        .map(|&index| {
            let sandbox = &sandboxes[index];
            let exposed = sandbox.exposed_ports(&domain).expect("a list");
            (sandbox, domain.route(exposed[0].url().host()).expect("a route"))
        })
        .collect();
    assert!(questions.iter().all(|(sandbox, route)| sandbox.authorize(route) == Authorization::Active));
    Contest::new("authorize among 1,000,000 sandboxes")
        .each("exposeport", &questions, |(sandbox, route)| sandbox.authorize(route))
        .run();
}
