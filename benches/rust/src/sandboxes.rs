//! Measures one million sandboxes with one exposed port each: memory, and the time to authorize a
//! request for any of them.

#[allow(dead_code, reason = "shared with the other program")]
mod corpus;
#[allow(dead_code, reason = "shared with the other program")]
mod harness;

use exposeport::{Authorization, BaseDomain, ExposeOptions, Port, Route, Sandbox, SandboxId};

use corpus::resident_memory;
use harness::{Group, metric};

const COUNT: usize = 1_000_000;
const REQUESTS: usize = 100_000;

fn main() {
    let domain = BaseDomain::new("example.com").expect("a base domain");
    let mut sandboxes = Vec::with_capacity(COUNT);
    // Far apart in memory, so that no sandbox is in a cache already.
    let indexes: Vec<usize> = (0..REQUESTS).map(|i| (i * 7_919_317) % COUNT).collect();
    let before = resident_memory();
    for index in 0..COUNT {
        let id = SandboxId::new(format!("agent-{index:08x}")).expect("a sandbox id");
        let port = Port::new(1024 + (index % 1000) as u32).expect("a port");
        let mut sandbox = Sandbox::new(id);
        sandbox.expose_port(port, &domain, ExposeOptions::new()).expect("an exposed port");
        sandboxes.push(sandbox);
    }
    let memory = (resident_memory() - before) as f64 / COUNT as f64;
    metric("memory of a sandbox with one exposed port", memory, "bytes");
    metric("size of a Route", size_of::<Route>() as f64, "bytes");
    metric("size of a Sandbox", size_of::<Sandbox>() as f64, "bytes");
    let requests: Vec<(&Sandbox, Route)> = indexes
        .iter()
        .map(|&index| {
            let sandbox = &sandboxes[index];
            let exposed = sandbox.exposed_ports(&domain).expect("a list");
            (sandbox, domain.route(exposed[0].url().host()).expect("a route"))
        })
        .collect();
    for (sandbox, route) in &requests {
        assert_eq!(sandbox.authorize(route), Authorization::Active);
    }
    Group::new("authorize among 1,000,000 sandboxes")
        .add("exposeport", &requests, |(sandbox, route)| sandbox.authorize(route))
        .run();
}
