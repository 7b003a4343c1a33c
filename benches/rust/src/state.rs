//! Requests that are judged.

use std::collections::HashMap;
use std::hash::BuildHasher;

use exposeport::{Authorization, BaseDomain, Route, Sandbox, SandboxId};

use crate::contest::Contest;

/// For every valid host a sandbox that has exposed its port, with its token.
fn sandboxes(bound: &[&str], domain: &BaseDomain) -> Vec<Sandbox> {
    let routes = bound.iter().filter_map(|host| domain.route(host).ok());
    routes
        .map(|route| {
            let mut sandbox = Sandbox::new(route.sandbox_id());
            let exposed = sandbox.expose_port(route.port(), domain, exposeport::ExposeOptions::new().token(route.token()));
            exposed.expect("a token that is issued");
            sandbox
        })
        .collect()
}

/// Seven of ten are active; of the others a third each has a wrong token, an unknown port, another sandbox.
pub fn authorize(bound: &[&str], domain: &BaseDomain) {
    let sandboxes = sandboxes(bound, domain);
    let right: Vec<Route> = bound.iter().filter_map(|host| domain.route(host).ok()).collect();
    let other = |index: usize| &right[(index + 1) % right.len()];
    let questions: Vec<(&Sandbox, Route)> = sandboxes
        .iter()
        .enumerate()
        .map(|(index, sandbox)| {
            let mine = &right[index];
            let host = |port: u16, id: &str, token: &str| {
                domain.route(format!("{port}-{id}-{token}.{domain}")).expect("a route")
            };
            let (port, id, token) = (mine.port().get(), mine.sandbox_id_str(), mine.token_str());
            let shown = match index % 10 {
                3 => host(port, id, other(index).token_str()),
                6 => host(other(index).port().get(), id, token),
                9 => host(port, other(index).sandbox_id_str(), token),
                _ => mine.clone(),
            };
            (sandbox, shown)
        })
        .collect();
    let active = questions.iter().filter(|(sandbox, route)| sandbox.authorize(route) == Authorization::Active).count();
    assert!((480..=500).contains(&active), "{active}");
    Contest::new("authorize a route")
        .each("exposeport", &questions, |(sandbox, route)| sandbox.authorize(route))
        .each("exposeport: parse the same hosts", bound, Route::parse_host)
        .run();
}

/// Host, route, look-up among 1,000 sandboxes, authorize.
pub fn whole_check(bound: &[&str], domain: &BaseDomain) {
    let mut all = sandboxes(bound, domain);
    all.extend((all.len()..1000).map(|index| Sandbox::new(SandboxId::new(format!("spare-{index}")).expect("an id"))));
    assert_eq!(all.len(), 1000);
    let by_id: HashMap<SandboxId, Sandbox> = all.iter().map(|sandbox| (*sandbox.id(), sandbox.clone())).collect();
    let by_id_fold: HashMap<SandboxId, Sandbox, foldhash::fast::RandomState> =
        all.iter().map(|sandbox| (*sandbox.id(), sandbox.clone())).collect();
    assert_eq!(bound.iter().filter(|host| check(&by_id, domain, host)).count(), 700);
    Contest::new("whole check")
        .each("exposeport", bound, |host| check(&by_id_fold, domain, host))
        .each("exposeport, the map hashing by SipHash", bound, |host| check(&by_id, domain, host))
        .each("exposeport: the look-up alone", &all, |sandbox| by_id_fold.get(sandbox.id().as_str()))
        .run();
}

#[inline]
fn check<S: BuildHasher>(by_id: &HashMap<SandboxId, Sandbox, S>, domain: &BaseDomain, host: &str) -> bool {
    let Ok(route) = domain.route(host) else { return false };
    by_id.get(route.sandbox_id_str()).is_some_and(|sandbox| sandbox.authorize(&route) == Authorization::Active)
}
