//! URLs and base domains built.

use std::fmt::Write;

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};

use crate::contest::Contest;

struct Order {
    port: Port,
    id: SandboxId,
    token: Token,
}

pub fn urls(bound: &[&str], domain: &BaseDomain) {
    let routes = bound.iter().filter_map(|host| domain.route(host).ok());
    let orders: Vec<_> =
        routes.map(|route| Order { port: route.port(), id: route.sandbox_id(), token: route.token() }).collect();
    let build = |order: &Order| PreviewUrl::new(order.port, &order.id, &order.token, domain).expect("a URL");
    let built: Vec<String> = orders.iter().map(|order| build(order).as_str().into()).collect();

    let base = domain.as_str();
    let fits = |order: &Order, url: &str| {
        let host_len = url.len() - "https://".len();
        host_len - base.len() <= 64 && host_len <= 253 && order.id.as_str().len() <= 63
    };
    let formatted = |order: &Order| {
        let url = format!("https://{}-{}-{}.{base}", order.port.get(), order.id.as_str(), order.token.as_str());
        fits(order, &url).then_some(url)
    };
    for (order, url) in orders.iter().zip(&built) {
        assert_eq!(formatted(order).as_ref(), Some(url));
    }

    let (mut ours, mut theirs, mut reused) = ([0_u8; 320], [0_u8; 320], String::with_capacity(320));
    Contest::new("build a URL")
        .each("exposeport", &orders, move |order| build(order).copy_to(&mut ours).map(str::len))
        .each("format!", &orders, formatted)
        .each("write! into a string that is kept", &orders, move |order| {
            reused.clear();
            let (id, token) = (order.id.as_str(), order.token.as_str());
            write!(reused, "https://{}-{id}-{token}.{base}", order.port.get()).ok()?;
            fits(order, &reused).then_some(reused.len())
        })
        .each("floor: copying only", &built, move |url| {
            theirs.get_mut(..url.len())?.copy_from_slice(url.as_bytes());
            std::hint::black_box(&mut theirs);
            Some(url.len())
        })
        .run();
}

/// The base domains of the corpus, none of which needs IDNA.
pub fn base_domains(hosts: &[&str]) {
    let domains: Vec<_> =
        hosts.iter().filter_map(|host| Route::parse_host(host).ok().and_then(|route| route.base_host(*host))).collect();
    assert!(domains.iter().all(|domain| BaseDomain::new(domain).is_ok() && url::Host::parse(domain).is_ok()));
    Contest::new("check a base domain without IDNA")
        .each("exposeport", &domains, |domain| BaseDomain::new(domain))
        .each("url::Host", &domains, |domain| url::Host::parse(domain))
        .run();
}
