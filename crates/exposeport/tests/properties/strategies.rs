//! Inputs: from the grammar, and from just beside it.

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::model;

/// The parts of a label.
#[derive(Clone, Debug)]
pub struct Label {
    pub port: u16,
    pub id: String,
    pub token: String,
}

impl Label {
    pub fn text(&self) -> String {
        format!("{}-{}-{}", self.port, self.id, self.token)
    }
}

pub const WORD: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789_";
const WORD_AND_HYPHEN: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789_-";

/// As many characters of an alphabet. (A regular expression would do, at five times the cost.)
fn characters(
    alphabet: &'static [u8],
    count: RangeInclusive<usize>,
) -> impl Strategy<Value = String> {
    vec(0..alphabet.len(), count)
        .prop_map(|picks| picks.into_iter().map(|pick| char::from(alphabet[pick])).collect())
}

/// At most as many characters, with hyphens inside only: an id, or a label of a base domain.
fn hyphenated(count: RangeInclusive<usize>) -> impl Strategy<Value = String> {
    let inside = |text: String| text.trim_matches('-').to_owned();
    characters(WORD_AND_HYPHEN, count)
        .prop_map(inside)
        .prop_filter("empty", |text| !text.is_empty())
}

pub fn port() -> impl Strategy<Value = u16> {
    let edges = select(vec![1024, 2999, 3001, 9999, 10_000, 65_535]);
    prop_oneof![1 => edges, 4 => 1024..=u16::MAX].prop_filter("reserved", |&port| port != 3000)
}

pub fn sandbox_id() -> impl Strategy<Value = String> {
    prop_oneof![2 => hyphenated(1..=10), 1 => hyphenated(1..=63)]
        .prop_filter("reserved", |id| model::sandbox_id(id).is_ok())
}

pub fn issued_token() -> impl Strategy<Value = String> {
    characters(WORD, 1..=16)
}

/// A label that can be parsed: its token may be longer than one that is issued.
pub fn label() -> impl Strategy<Value = Label> {
    let token = prop_oneof![3 => issued_token(), 1 => characters(WORD, 17..=56)];
    let cut = |(port, mut id, mut token): (u16, String, String)| {
        let room = 63 - format!("{port}--").len();
        token.truncate(room - 1);
        id.truncate(room - token.len());
        let id = id.trim_end_matches('-').to_owned();
        Label { port, id, token }
    };
    let id = prop_oneof![3 => sandbox_id(), 1 => characters(WORD, 63..=63)];
    (port(), id, token)
        .prop_map(cut)
        .prop_filter("reserved", |label| model::sandbox_id(&label.id).is_ok())
}

/// The host of a base domain in its one spelling, without an `xn--` label.
pub fn base_host() -> impl Strategy<Value = String> {
    let labels = |len, count| vec(hyphenated(len), count).prop_map(|labels| labels.join("."));
    prop_oneof![
        2 => select(vec!["example.com", "a", "localhost", "app.localhost", "notworkers.dev"]).prop_map(str::to_owned),
        4 => labels(1..=8, 1..=5),
        1 => labels(1..=63, 1..=4),
        1 => (180..=244_usize).prop_map(long_host),
    ]
    .prop_filter("no base host", |host| {
        let beyond = model::is_beyond(format!(".{host}").as_bytes());
        host.len() <= 244 && !beyond && model::check_base_host(host).is_ok()
    })
}

/// A host of exactly so many octets.
fn long_host(len: usize) -> String {
    (0..len).map(|i| if i % 51 == 50 && i + 1 < len { '.' } else { 'a' }).collect()
}

/// A text with some of its letters in upper case.
pub fn mixed_case(text: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let lift = |(i, c): (usize, char), mask: u128| {
        if mask >> (i % 128) & 1 == 1 { c.to_ascii_uppercase() } else { c }
    };
    let masks = prop_oneof![Just(0), Just(u128::MAX), any::<u128>()];
    (text, masks)
        .prop_map(move |(text, mask)| text.chars().enumerate().map(|at| lift(at, mask)).collect())
}

/// What may stand behind the host of a base domain.
pub fn tail() -> impl Strategy<Value = String> {
    let port = prop_oneof![Just(80), Just(443), Just(u16::MAX), 1..=u16::MAX]
        .prop_map(|port| format!(":{port}"));
    (select(vec!["", "."]), prop_oneof![Just(String::new()), port])
        .prop_map(|(root, port)| format!("{root}{port}"))
}

/// Any part of a host where it is right, or one of those that are just wrong, which `|` separates.
fn near(
    right: impl Strategy<Value = String>,
    wrong: &'static str,
) -> impl Strategy<Value = String> {
    prop_oneof![3 => right, 1 => select(wrong.split('|').collect::<Vec<_>>()).prop_map(str::to_owned)]
}

pub fn near_port() -> impl Strategy<Value = String> {
    let wrong = "|0|1023|3000|03000|08080|65536|73616|99999|102400|+8080";
    near(port().prop_map(|port| port.to_string()), wrong)
}

pub fn near_id() -> impl Strategy<Value = String> {
    let wrong = "|-|-a|a-|a b|www|API|workers|wwww|cloudflar";
    // A label of about 63 octets, and one that ends at about the 254th.
    let long = prop_oneof![40..=60_usize, 235..=255_usize].prop_map(|count| "a".repeat(count));
    prop_oneof![5 => near(sandbox_id(), wrong), 1 => long]
}

pub fn near_base() -> impl Strategy<Value = String> {
    let wrong = concat!(
        "|.|..|a..b|.a|-a.b|a-.b|a.-b|a.b-|a b|a$b.c|[|",
        "127.0.0.1|1|a.01|0x7f.1|a.0x|a.0xg|a.1a",
    );
    let too_long = prop_oneof![
        (230..=260_usize).prop_map(long_host),
        (60..=66_usize).prop_map(|n| "a".repeat(n))
    ];
    let refused =
        select(vec!["workers.dev", "x.workers.dev", "xworkers.dev"]).prop_map(str::to_owned);
    prop_oneof![8 => near(base_host(), wrong), 2 => too_long, 1 => refused]
}

pub fn near_tail() -> impl Strategy<Value = String> {
    near(tail(), ":|:0|:65536|:080|:+1|:443 |:1:2|..|.:|/|?x|#x|\r\n")
}

/// A host of which every part is right or just wrong, with up to two octets replaced, inserted or deleted.
pub fn damaged_host() -> impl Strategy<Value = Vec<u8>> {
    let host = (near_port(), near_id(), near(issued_token(), "|$|a_b"), near_base(), near_tail())
        .prop_map(|(port, id, token, base, tail)| format!("{port}-{id}-{token}.{base}{tail}"));
    (mixed_case(host), vec((any::<Index>(), octet(), 0..3), 0..=2)).prop_map(|(host, damages)| {
        let mut host = host.into_bytes();
        for (index, octet, damage) in damages {
            match damage {
                0 => host.insert(index.index(host.len() + 1), octet),
                1 => *index.get_mut(&mut host) = octet,
                _ => _ = host.remove(index.index(host.len())),
            }
        }
        host
    })
}

fn octet() -> impl Strategy<Value = u8> {
    prop_oneof![select(b".-_:09azAZ@%/\\$\0 \n\x7F\x80\xFF[`{".to_vec()), any::<u8>()]
}

/// What somebody may write for a base domain.
pub fn configured() -> impl Strategy<Value = String> {
    let encoded = select(vec![
        "xn--bcher-kva.example",
        "xn--fa-hia.example",
        "b\u{FC}cher.example",
        "\u{5D0}.example",
    ]);
    let host = prop_oneof![3 => mixed_case(base_host()), 1 => encoded.prop_map(str::to_owned)];
    // Mapped to ASCII, to nothing, to a dot or to `xn--`.
    let mapped = "[a-zA-Z0-9._:/\u{AD}\u{DF}\u{FC}\u{200D}\u{3002}\u{5D0}\u{FF0E}-\u{FF1A}\u{FF41}-\u{FF5A}-]{0,20}";
    prop_oneof![
        3 => (host, near_tail()).prop_map(|(host, tail)| host + &tail),
        1 => near_base(),
        1 => mapped,
        1 => "\\PC{0,20}",
        1 => "[xX][nN]--[a-z0-9-]{1,12}(\\.[a-z]{1,3})?",
    ]
}
