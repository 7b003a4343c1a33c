//! Hosts and URLs taken apart.

use std::hint::black_box;

use exposeport::{BaseDomain, Route};

use crate::alternatives::{ByRegex, by_ada, by_url, host_by_url};
use crate::contest::{Contest, fact};
use crate::corpus::{Lines, resident};
use crate::floor;
use crate::rules::Parts;

/// Refuses to measure contenders that do not do the same.
pub fn agree(hosts: &[&str], urls: &[&str]) {
    let regex = ByRegex::new();
    for (host, url) in hosts.iter().zip(urls) {
        let route = Route::parse_host(host).ok();
        let is_same = |other: Option<(&str, &Parts)>| match (&route, other) {
            (None, None) => true,
            (Some(route), Some((text, parts))) => {
                route.port().get() == parts.port
                    && route.sandbox_id_str() == &text[parts.id.clone()]
                    && route.token_str() == &text[parts.token.clone()]
                    && host[route.base_range()].eq_ignore_ascii_case(&text[parts.base.clone()])
            }
            _ => false,
        };
        assert!(is_same(regex.parse(host).as_ref().map(|(text, parts)| (&**text, parts))), "regex: {host}");
        for by in [host_by_url(host), by_url(url)] {
            assert!(is_same(by.as_ref().map(|(url, parts)| (url.host_str().unwrap_or(""), parts))), "url: {host}");
        }
        assert!(is_same(by_ada(url).as_ref().map(|(url, parts)| (url.hostname(), parts))), "ada: {host}");
        assert_eq!(route.is_some(), Route::parse_url(url).is_ok(), "{url}");
    }
    let valid = hosts.iter().filter(|host| Route::parse_host(host).is_ok()).count();
    assert_eq!((valid, hosts.len()), (700, 1000));
}

pub fn hosts(hosts: &[&str]) {
    let regex = ByRegex::new();
    Contest::new("parse a host")
        .each("exposeport", hosts, Route::parse_host)
        .each("regex", hosts, |host| regex.parse(host))
        .each("url", hosts, |host| host_by_url(host))
        .each("floor: one table pass", hosts, |host| floor::table_pass(host))
        .each("floor: touching the bytes", hosts, |host| floor::sum(host))
        .each("yardstick: FNV-1a", hosts, |host| floor::yardstick(host))
        .run();
}

pub fn urls(urls: &[&str]) {
    Contest::new("parse a URL")
        .each("exposeport", urls, Route::parse_url)
        .each("url", urls, |url| by_url(url))
        .each("ada-url", urls, |url| by_ada(url))
        .run();
}

pub fn bind(hosts: &[&str], domain: &BaseDomain) {
    Contest::new("bind a host to a known domain")
        .each("exposeport", hosts, |host| domain.route(host))
        .each("exposeport: parse the same hosts", hosts, Route::parse_host)
        .run();
}

/// One host of each length, ten times: of one length alone, the branches would all be foreseen.
pub fn lengths() {
    let label = "8080-sb-t.";
    for length in [20, 32, 48, 64, 96, 128, 192, 253, 300, 1 << 20] {
        let mut host = String::from(label);
        while host.len() < length {
            host.push(if host.len() % 12 == 0 && host.len() + 1 < length { '.' } else { 'a' });
        }
        assert_eq!(Route::parse_host(&host).is_ok(), length <= 253);
        let hosts = [&*host];
        Contest::new(format!("parse a host of {length} octets")).each("exposeport", &hosts, Route::parse_host).run();
    }
    for length in [300, 1 << 20] {
        let host = format!("8080-{}-t.example.com", "a".repeat(length - 19));
        assert!(Route::parse_host(&host).is_err());
        let hosts = [&*host];
        Contest::new(format!("refuse a label of {length} octets")).each("exposeport", &hosts, Route::parse_host).run();
    }
}

pub fn million() {
    let lines = Lines::read("hosts-1m.txt");
    let hosts = lines.all();
    let regex = ByRegex::new();
    let parse_all = || {
        for host in &hosts {
            let _ = black_box(Route::parse_host(black_box(host)));
        }
    };
    parse_all();
    let before = resident();
    parse_all();
    fact("resident memory gained over 1,000,000 hosts", resident() as f64 - before as f64, "octets");
    Contest::new("parse 1,000,000 distinct hosts")
        .each("exposeport", &hosts, Route::parse_host)
        .each("regex", &hosts, |host| regex.parse(host))
        .each("floor: touching the bytes", &hosts, |host| floor::sum(host))
        .each("floor: one table pass", &hosts, |host| floor::table_pass(host))
        .each("yardstick: FNV-1a", &hosts, |host| floor::yardstick(host))
        .run();
}
