//! URLs and base domains built.

use std::fmt::Write;
use std::hint::black_box;

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token, Written};

use crate::contest::Contest;
use crate::floor;

struct Order {
    port: Port,
    id: SandboxId,
    token: Token,
}

/// Port, id and token.
type Texts = (u16, String, String);

pub fn urls(bound: &[&str], domain: &BaseDomain) {
    let routes = bound.iter().filter_map(|host| domain.route(host).ok());
    let orders: Vec<_> =
        routes.map(|route| Order { port: route.port(), id: route.sandbox_id(), token: route.token() }).collect();
    let build = |order: &Order| PreviewUrl::new(order.port, &order.id, &order.token, domain).expect("a URL");
    let built: Vec<String> = orders.iter().map(|order| build(order).as_str().into()).collect();

    // What the others begin with: text that they know to be valid.
    let texts: Vec<Texts> =
        orders.iter().map(|order| (order.port.get(), order.id.as_str().into(), order.token.as_str().into())).collect();
    let base = domain.as_str();
    let fits = |url: &str| {
        let host_len = url.len() - "https://".len();
        host_len - base.len() <= 64 && host_len <= 253
    };
    let formatted = |(port, id, token): &Texts| {
        let url = format!("https://{port}-{id}-{token}.{base}");
        fits(&url).then_some(url)
    };
    let suffix = format!(".{base}");
    let pieces: Vec<[String; 3]> =
        texts.iter().map(|(port, id, token)| [port.to_string(), id.clone(), token.clone()]).collect();
    let copied = |[port, id, token]: &[String; 3], buffer: &mut [u8; 320]| {
        let mut len = 0;
        for piece in ["https://", port, "-", id, "-", token, &suffix] {
            buffer[len..len + piece.len()].copy_from_slice(piece.as_bytes());
            len += piece.len();
        }
        len
    };
    for ((text, pieces), url) in texts.iter().zip(&pieces).zip(&built) {
        let mut buffer = [0; 320];
        let len = copied(pieces, &mut buffer);
        assert_eq!(&buffer[..len], url.as_bytes());
        assert_eq!(formatted(text).as_ref(), Some(url));
    }

    let [mut ours, mut checked, mut theirs, mut whole] = [[0_u8; 320]; 4];
    let mut reused = String::with_capacity(320);
    Contest::new("build a URL")
        .each("exposeport", &orders, move |order| {
            let written = PreviewUrl::write(order.port, &order.id, &order.token, domain, &mut ours);
            black_box(written).is_ok()
        })
        .each("exposeport: as a value", &orders, build)
        // What the C function does.
        .each("exposeport: texts checked first", &texts, move |(port, id, token)| {
            let (port, id, token) = (Port::new(*port), SandboxId::new(id), Token::new(token));
            let written = PreviewUrl::write(port.ok()?, &id.ok()?, &token.ok()?, domain, &mut checked).ok()?;
            match black_box(written) { Written::Url(url) => Some(url.len()), Written::BufferTooSmall { .. } => None }
        })
        .each("format!", &texts, formatted)
        .each("write! into a string that is kept", &texts, move |(port, id, token)| {
            reused.clear();
            write!(reused, "https://{port}-{id}-{token}.{base}").ok()?;
            fits(&reused).then_some(black_box(&mut reused).len())
        })
        .each("floor: copying only, piece by piece", &pieces, move |pieces| {
            let len = copied(pieces, &mut theirs);
            black_box(&mut theirs);
            len
        })
        .each("floor: copying only, a URL that is built", &built, move |url| {
            whole.get_mut(..url.len())?.copy_from_slice(url.as_bytes());
            black_box(&mut whole);
            Some(url.len())
        })
        .each("yardstick: FNV-1a", &built, |url| floor::yardstick(url))
        .run();
}

/// The base domains of the corpus, none of which needs IDNA.
pub fn base_domains(hosts: &[&str]) {
    let domains: Vec<_> =
        hosts.iter().filter_map(|host| Route::parse_host(host).ok().map(|route| &host[route.base_range()])).collect();
    assert!(domains.iter().all(|domain| BaseDomain::new(domain).is_ok() && url::Host::parse(domain).is_ok()));
    Contest::new("check a base domain without IDNA")
        .each("exposeport", &domains, BaseDomain::new)
        .each("url::Host", &domains, |domain| url::Host::parse(domain))
        .run();
}
