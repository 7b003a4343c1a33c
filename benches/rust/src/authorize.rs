//! Benchmarks of authorizing requests.

use std::collections::HashMap;
use std::hash::BuildHasher;

use exposeport::gateway::{Decision, Gateway, HttpVersion, RequestHost};
use exposeport::{Authorization, BaseDomain, ExposeOptions, Route, Sandbox, SandboxId};

use crate::baselines::floors;
use crate::harness::Group;

/// The sandboxes that a gateway finds by their ids.
const SANDBOXES: usize = 1000;

/// Creates one sandbox per valid host, which exposes the host's port with its token.
fn sandboxes(bound: &[&str], domain: &BaseDomain) -> Vec<Sandbox> {
    let routes = bound.iter().filter_map(|host| domain.route(host).ok());
    routes
        .map(|route| {
            let mut sandbox = Sandbox::new(route.sandbox_id());
            let options = ExposeOptions::new().token(route.token());
            sandbox.expose_port(route.port(), domain, options).expect("an issued token");
            sandbox
        })
        .collect()
}

/// Measures routes of which seven in ten are active. The others have a wrong token, an unknown
/// port or another sandbox id.
pub fn authorize(bound: &[&str], domain: &BaseDomain) {
    let sandboxes = sandboxes(bound, domain);
    let routes: Vec<Route> = bound.iter().filter_map(|host| domain.route(host).ok()).collect();
    let requests: Vec<(&Sandbox, Route)> = sandboxes
        .iter()
        .enumerate()
        .map(|(index, sandbox)| {
            let (route, other) = (&routes[index], &routes[(index + 1) % routes.len()]);
            let build = |port: u16, id: &str, token: &str| {
                domain.route(format!("{port}-{id}-{token}.{domain}")).expect("a route")
            };
            let (port, id, token) = (route.port().get(), route.sandbox_id_str(), route.token_str());
            let requested = match index % 10 {
                3 => build(port, id, other.token_str()),
                6 => build(other.port().get(), id, token),
                9 => build(port, other.sandbox_id_str(), token),
                _ => route.clone(),
            };
            (sandbox, requested)
        })
        .collect();
    let is_active =
        |(sandbox, route): &&(&Sandbox, Route)| sandbox.authorize(route) == Authorization::Active;
    let active = requests.iter().filter(is_active).count();
    assert!((480..=500).contains(&active), "{active}");
    Group::new("authorize a route")
        .add("exposeport", &requests, |(sandbox, route)| sandbox.authorize(route))
        .add("exposeport: parse the same hosts", bound, Route::parse_host)
        .run();
}

/// Measures the whole check of a request: bind the host, look up its sandbox, authorize.
pub fn whole_check(bound: &[&str], domain: &BaseDomain) {
    let mut all = sandboxes(bound, domain);
    all.extend((all.len()..SANDBOXES).map(|index| {
        Sandbox::new(SandboxId::new(format!("spare-{index}")).expect("a sandbox id"))
    }));
    assert_eq!(all.len(), SANDBOXES);
    let entries = || all.iter().map(|sandbox| (*sandbox.id(), sandbox.clone()));
    let sip: HashMap<SandboxId, Sandbox> = entries().collect();
    let fold: HashMap<SandboxId, Sandbox, foldhash::fast::RandomState> = entries().collect();
    assert_eq!(bound.iter().filter(|host| check(&sip, domain, host)).count(), 700);
    let gateway = Gateway::new([domain.clone()]);
    assert_eq!(bound.iter().filter(|host| check_request(&fold, &gateway, host)).count(), 700);
    Group::new("whole check")
        .add("exposeport", bound, |host| check(&fold, domain, host))
        .add("exposeport: gateway", bound, |host| check_request(&fold, &gateway, host))
        .add("exposeport: SipHash map", bound, |host| check(&sip, domain, host))
        .add("exposeport: look-up only", &all, |sandbox| fold.get(sandbox.id().as_str()))
        .add("floor: table pass", bound, |host| floors::table_pass(host))
        .run();
}

#[inline]
fn check<S: BuildHasher>(
    sandboxes: &HashMap<SandboxId, Sandbox, S>,
    domain: &BaseDomain,
    host: &str,
) -> bool {
    // By reference, which saves a copy of the route.
    let Ok(route) = &domain.route(host) else { return false };
    let sandbox = sandboxes.get(route.sandbox_id_str());
    sandbox.is_some_and(|sandbox| sandbox.authorize(route) == Authorization::Active)
}

#[inline]
fn check_request<S: BuildHasher>(
    sandboxes: &HashMap<SandboxId, Sandbox, S>,
    gateway: &Gateway,
    host: &str,
) -> bool {
    let request = RequestHost::new(HttpVersion::HTTP_11).host(host);
    let Decision::Preview(preview) = &gateway.route(&request) else { return false };
    preview.authorize(sandboxes.get(preview.route().sandbox_id_str())).is_ok()
}
