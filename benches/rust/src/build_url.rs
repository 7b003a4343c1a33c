//! Benchmarks of building URLs and of validating base domains.

use std::fmt::Write;
use std::hint::black_box;

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token, Written, limits};

use crate::baselines::floors;
use crate::harness::Group;

/// The arguments of one URL, validated.
struct Parts {
    port: Port,
    id: SandboxId,
    token: Token,
}

/// The arguments of one URL as a baseline takes them. They are valid.
struct Strings {
    port: u16,
    id: String,
    token: String,
}

type Buffer = [u8; limits::URL_MAX];

pub fn urls(bound: &[&str], domain: &BaseDomain) {
    let all: Vec<Parts> = bound
        .iter()
        .filter_map(|host| domain.route(host).ok())
        .map(|route| Parts { port: route.port(), id: route.sandbox_id(), token: route.token() })
        .collect();
    let strings: Vec<Strings> = all
        .iter()
        .map(|Parts { port, id, token }| Strings {
            port: port.get(),
            id: id.as_str().into(),
            token: token.as_str().into(),
        })
        .collect();
    let build = |parts: &Parts| {
        PreviewUrl::new(parts.port, &parts.id, &parts.token, domain).expect("a URL")
    };
    let built: Vec<String> = all.iter().map(|parts| build(parts).as_str().into()).collect();

    let base = domain.as_str();
    let fits = |url: &str| {
        let host_len = url.len() - "https://".len();
        host_len - base.len() <= 64 && host_len <= 253
    };
    let format = |Strings { port, id, token }: &Strings| {
        let url = format!("https://{port}-{id}-{token}.{base}");
        fits(&url).then_some(url)
    };
    let suffix = format!(".{base}");
    let pieces: Vec<[String; 3]> = strings
        .iter()
        .map(|Strings { port, id, token }| [port.to_string(), id.clone(), token.clone()])
        .collect();
    let copy = |[port, id, token]: &[String; 3], buffer: &mut Buffer| {
        let mut len = 0;
        for piece in ["https://", port, "-", id, "-", token, &suffix] {
            buffer[len..len + piece.len()].copy_from_slice(piece.as_bytes());
            len += piece.len();
        }
        len
    };
    for ((strings, pieces), url) in strings.iter().zip(&pieces).zip(&built) {
        let mut buffer = [0; limits::URL_MAX];
        let len = copy(pieces, &mut buffer);
        assert_eq!(&buffer[..len], url.as_bytes());
        assert_eq!(format(strings).as_ref(), Some(url));
    }

    let [mut buffer, mut checked_buffer, mut pieces_buffer, mut url_buffer] =
        [[0; limits::URL_MAX]; 4];
    let mut reused = String::with_capacity(limits::URL_MAX);
    Group::new("build a URL")
        .add("exposeport", &all, move |Parts { port, id, token }| {
            let written = PreviewUrl::write(*port, id, token, domain, &mut buffer);
            black_box(written).is_ok()
        })
        .add("exposeport: PreviewUrl::new", &all, build)
        // The same work as the C function.
        .add("exposeport: from strings", &strings, move |Strings { port, id, token }| {
            let (port, id, token) = (Port::new(*port), SandboxId::new(id), Token::new(token));
            let (port, id, token) = (port.ok()?, id.ok()?, token.ok()?);
            let written = PreviewUrl::write(port, &id, &token, domain, &mut checked_buffer);
            match black_box(written).ok()? {
                Written::Url(url) => Some(url.len()),
                Written::BufferTooSmall { .. } => None,
            }
        })
        .add("format!", &strings, format)
        .add("write! into a reused String", &strings, move |Strings { port, id, token }| {
            reused.clear();
            write!(reused, "https://{port}-{id}-{token}.{base}").ok()?;
            fits(&reused).then_some(black_box(&mut reused).len())
        })
        .add("floor: copying the pieces", &pieces, move |pieces| {
            let len = copy(pieces, &mut pieces_buffer);
            black_box(&mut pieces_buffer);
            len
        })
        .add("floor: copying the URL", &built, move |url| {
            url_buffer.get_mut(..url.len())?.copy_from_slice(url.as_bytes());
            black_box(&mut url_buffer);
            Some(url.len())
        })
        .add("yardstick: FNV-1a", &built, |url| floors::yardstick(url))
        .run();
}

/// Measures the base domains of the corpus, all of them ASCII without an `xn--` label.
pub fn base_domains(hosts: &[&str]) {
    let domains: Vec<&str> = hosts
        .iter()
        .filter_map(|host| Route::parse_host(host).ok().map(|route| &host[route.base_range()]))
        .collect();
    for domain in &domains {
        assert!(BaseDomain::new(domain).is_ok() && url::Host::parse(domain).is_ok(), "{domain}");
    }
    Group::new("validate an ASCII base domain")
        .add("exposeport", &domains, BaseDomain::new)
        .add("url::Host", &domains, |domain| url::Host::parse(domain))
        .run();
}
