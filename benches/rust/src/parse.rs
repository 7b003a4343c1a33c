//! Benchmarks of parsing hosts and URLs.

use std::hint::black_box;

use exposeport::{BaseDomain, Route};

use crate::baselines::{HostRegex, Parts, ada_url_crate, floors, url_crate, url_crate_host};
use crate::corpus::{Lines, resident_memory};
use crate::harness::{Group, metric};

/// Checks that the baselines accept the same hosts as the library, with the same parts.
pub fn check_baselines(hosts: &[&str], urls: &[&str]) {
    let regex = HostRegex::new();
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
        let by_regex = regex.parse(host);
        assert!(is_same(by_regex.as_ref().map(|(text, parts)| (&**text, parts))), "regex: {host}");
        for by_url in [url_crate_host(host), url_crate(url)] {
            let by_url = by_url.as_ref().map(|(url, parts)| (url.host_str().unwrap_or(""), parts));
            assert!(is_same(by_url), "url: {host}");
        }
        let by_ada = ada_url_crate(url);
        assert!(
            is_same(by_ada.as_ref().map(|(url, parts)| (url.hostname(), parts))),
            "ada: {host}"
        );
        assert_eq!(route.is_some(), Route::parse_url(url).is_ok(), "{url}");
    }
    let valid = hosts.iter().filter(|host| Route::parse_host(host).is_ok()).count();
    assert_eq!((valid, hosts.len()), (700, 1000));
}

pub fn hosts(hosts: &[&str]) {
    let regex = HostRegex::new();
    Group::new("parse a host")
        .add("exposeport", hosts, Route::parse_host)
        .add("regex", hosts, |host| regex.parse(host))
        .add("url", hosts, |host| url_crate_host(host))
        .add("floor: table pass", hosts, |host| floors::table_pass(host))
        .add("floor: sum of the bytes", hosts, |host| floors::sum(host))
        .add("yardstick: FNV-1a", hosts, |host| floors::yardstick(host))
        .run();
}

pub fn urls(urls: &[&str]) {
    Group::new("parse a URL")
        .add("exposeport", urls, Route::parse_url)
        .add("url", urls, |url| url_crate(url))
        .add("ada-url", urls, |url| ada_url_crate(url))
        .run();
}

pub fn bind(hosts: &[&str], domain: &BaseDomain) {
    Group::new("bind a host to a base domain")
        .add("exposeport", hosts, |host| domain.route(host))
        .add("exposeport: parse the same hosts", hosts, Route::parse_host)
        .add("floor: table pass", hosts, |host| floors::table_pass(host))
        .run();
}

/// Measures one host per length, which is the best case for the branch predictor.
pub fn lengths() {
    let label = "8080-sb-t.";
    for length in [20, 32, 48, 64, 96, 128, 192, 253, 300, 1 << 20] {
        let mut host = String::from(label);
        while host.len() < length {
            host.push(if host.len() % 12 == 0 && host.len() + 1 < length { '.' } else { 'a' });
        }
        assert_eq!(Route::parse_host(&host).is_ok(), length <= 253);
        Group::new(format!("parse a host of {length} bytes"))
            .add("exposeport", &[&*host], Route::parse_host)
            .run();
    }
    for length in [300, 1 << 20] {
        let host = format!("8080-{}-t.example.com", "a".repeat(length - 19));
        assert!(Route::parse_host(&host).is_err());
        Group::new(format!("reject a label of {length} bytes"))
            .add("exposeport", &[&*host], Route::parse_host)
            .run();
    }
}

pub fn million() {
    let lines = Lines::read("hosts-1m.txt");
    let hosts = lines.all();
    let regex = HostRegex::new();
    let parse_all = || {
        for host in &hosts {
            let _ = black_box(Route::parse_host(black_box(host)));
        }
    };
    parse_all();
    let before = resident_memory();
    parse_all();
    let growth = resident_memory() as f64 - before as f64;
    metric("resident memory growth over 1,000,000 hosts", growth, "bytes");
    Group::new("parse 1,000,000 distinct hosts")
        .add("exposeport", &hosts, Route::parse_host)
        .add("regex", &hosts, |host| regex.parse(host))
        .add("floor: sum of the bytes", &hosts, |host| floors::sum(host))
        .add("floor: table pass", &hosts, |host| floors::table_pass(host))
        .add("yardstick: FNV-1a", &hosts, |host| floors::yardstick(host))
        .run();
}
