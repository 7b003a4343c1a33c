//! Generators of inputs of the grammar, and of inputs that break one rule.

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

/// Generates strings of an alphabet, faster than a regular expression does.
fn characters(
    alphabet: &'static [u8],
    count: RangeInclusive<usize>,
) -> impl Strategy<Value = String> {
    vec(0..alphabet.len(), count)
        .prop_map(|picks| picks.into_iter().map(|pick| char::from(alphabet[pick])).collect())
}

/// Generates sandbox ids, which are also labels of a base domain: no hyphen first or last.
fn hyphenated(count: RangeInclusive<usize>) -> impl Strategy<Value = String> {
    characters(WORD_AND_HYPHEN, count)
        .prop_map(|string| string.trim_matches('-').to_owned())
        .prop_filter("empty", |string| !string.is_empty())
}

pub fn port() -> impl Strategy<Value = u16> {
    let edges = select(vec![1024, 2999, 3001, 9999, 10_000, 65_535]);
    prop_oneof![1 => edges, 4 => 1024..=u16::MAX].prop_filter("reserved", |&port| port != 3000)
}

pub fn sandbox_id() -> impl Strategy<Value = String> {
    prop_oneof![2 => hyphenated(1..=10), 1 => hyphenated(1..=63)]
        .prop_filter("reserved", |id| model::check_sandbox_id(id).is_ok())
}

pub fn issued_token() -> impl Strategy<Value = String> {
    characters(WORD, 1..=16)
}

/// Generates labels that can be parsed. Their tokens may be longer than issued ones.
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
        .prop_filter("reserved", |label| model::check_sandbox_id(&label.id).is_ok())
}

/// Generates hosts of base domains in their canonical spelling, without an `xn--` label.
pub fn base_host() -> impl Strategy<Value = String> {
    let labels = |len, count| vec(hyphenated(len), count).prop_map(|labels| labels.join("."));
    let common = vec!["example.com", "a", "localhost", "app.localhost", "notworkers.dev"];
    prop_oneof![
        2 => select(common).prop_map(str::to_owned),
        4 => labels(1..=8, 1..=5),
        1 => labels(1..=63, 1..=4),
        1 => (180..=244_usize).prop_map(long_host),
    ]
    .prop_filter("not a base host", |host| {
        let is_encoded = model::has_encoded_label(format!(".{host}").as_bytes());
        host.len() <= 244 && !is_encoded && model::check_base_host(host).is_ok()
    })
}

/// Returns a host of exactly `len` bytes.
fn long_host(len: usize) -> String {
    (0..len).map(|i| if i % 51 == 50 && i + 1 < len { '.' } else { 'a' }).collect()
}

/// Changes some letters of a string to uppercase.
pub fn mixed_case(string: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let change = |(i, c): (usize, char), mask: u128| {
        if mask >> (i % 128) & 1 == 1 { c.to_ascii_uppercase() } else { c }
    };
    let masks = prop_oneof![Just(0), Just(u128::MAX), any::<u128>()];
    (string, masks).prop_map(move |(string, mask)| {
        string.chars().enumerate().map(|character| change(character, mask)).collect()
    })
}

/// Generates what may follow the host of a base domain: a root dot and a port.
pub fn tail() -> impl Strategy<Value = String> {
    let port = prop_oneof![Just(80), Just(443), Just(u16::MAX), 1..=u16::MAX]
        .prop_map(|port| format!(":{port}"));
    (select(vec!["", "."]), prop_oneof![Just(String::new()), port])
        .prop_map(|(root, port)| format!("{root}{port}"))
}

/// Generates valid parts, and invalid parts from a list separated by `|`.
fn near(
    valid: impl Strategy<Value = String>,
    invalid: &'static str,
) -> impl Strategy<Value = String> {
    let invalid = select(invalid.split('|').collect::<Vec<_>>()).prop_map(str::to_owned);
    prop_oneof![3 => valid, 1 => invalid]
}

pub fn near_port() -> impl Strategy<Value = String> {
    let shaped = "0000|1023|3000|03000|08080|65536|73616|99999";
    let unshaped = "|0|80|999|008080|102400|+8080|-8080|8O80|8080 ";
    let valid = port().prop_map(|port| port.to_string());
    prop_oneof![4 => near(valid, shaped), 1 => near(Just("8080".to_owned()), unshaped)]
}

pub fn near_id() -> impl Strategy<Value = String> {
    let invalid = "|-|-a|a-|a b|www|API|workers|wwww|cloudflar";
    // A label of about 63 bytes, and one that ends at about the 254th byte.
    let long = prop_oneof![40..=60_usize, 235..=255_usize].prop_map(|count| "a".repeat(count));
    prop_oneof![5 => near(sandbox_id(), invalid), 1 => long]
}

pub fn near_base() -> impl Strategy<Value = String> {
    let invalid = concat!(
        "|.|..|a..b|.a|-a.b|a-.b|a.-b|a.b-|a b|a$b.c|[|",
        "127.0.0.1|1|a.01|0x7f.1|a.0x|a.0xg|a.1a",
    );
    let too_long = prop_oneof![
        (230..=260_usize).prop_map(long_host),
        (60..=66_usize).prop_map(|count| "a".repeat(count)),
    ];
    // Two rules are broken at the end of the longest label, or one of them is.
    let edge = (vec(select(vec!["a", "b.", ""]), 0..3), 58..=66_usize, select(vec!["", "-", "$"]))
        .prop_map(|(start, count, end)| start.concat() + &"a".repeat(count) + end)
        .prop_flat_map(|label| {
            select(vec!["", ".", "..", ".a", ".-a", "-.a", "a$", "aaa$.b"])
                .prop_map(move |end| label.clone() + end)
        });
    let denied =
        select(vec!["workers.dev", "x.workers.dev", "xworkers.dev"]).prop_map(str::to_owned);
    prop_oneof![8 => near(base_host(), invalid), 2 => too_long, 1 => edge, 1 => denied]
}

pub fn near_tail() -> impl Strategy<Value = String> {
    near(tail(), ":|:0|:65536|:080|:+1|:443 |:1:2|..|.:|/|?x|#x|\r\n")
}

/// Generates hosts of valid and invalid parts, with up to two bytes replaced, inserted or removed.
pub fn damaged_host() -> impl Strategy<Value = Vec<u8>> {
    let token = near(issued_token(), "|$|a_b");
    let host = (near_port(), near_id(), token, near_base(), near_tail())
        .prop_map(|(port, id, token, base, tail)| format!("{port}-{id}-{token}.{base}{tail}"));
    (mixed_case(host), vec((any::<Index>(), byte(), 0..3), 0..=2)).prop_map(|(host, damages)| {
        let mut host = host.into_bytes();
        for (index, byte, damage) in damages {
            match damage {
                0 => host.insert(index.index(host.len() + 1), byte),
                1 => *index.get_mut(&mut host) = byte,
                _ => _ = host.remove(index.index(host.len())),
            }
        }
        host
    })
}

fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![select(b".-_:09azAZ@%/\\$\0 \n\x7F\x80\xFF[`{".to_vec()), any::<u8>()]
}

/// Generates base domains as a user may write them, valid and invalid ones.
pub fn configured() -> impl Strategy<Value = String> {
    let encoded = select(vec![
        "xn--bcher-kva.example",
        "xn--fa-hia.example",
        "b\u{FC}cher.example",
        "\u{5D0}.example",
    ]);
    let host = prop_oneof![3 => mixed_case(base_host()), 1 => encoded.prop_map(str::to_owned)];
    // Characters that IDNA maps to ASCII, to nothing, to a dot or to `xn--`.
    let mapped = concat!(
        "[a-zA-Z0-9._:/\u{AD}\u{DF}\u{FC}\u{200D}\u{3002}\u{5D0}",
        "\u{FF0E}-\u{FF1A}\u{FF41}-\u{FF5A}-]{0,20}",
    );
    prop_oneof![
        3 => (host, near_tail()).prop_map(|(host, tail)| host + &tail),
        1 => near_base(),
        1 => mapped,
        1 => "\\PC{0,20}",
        1 => "[xX][nN]--[a-z0-9-]{1,12}(\\.[a-z]{1,3})?",
    ]
}

/// Generates names of at least `min` characters, which are runtime ids if `min` is 1. Many have the
/// maximum length, and many consist of characters that JSON escapes.
pub fn name(min: usize) -> impl Strategy<Value = String> {
    let pieces = vec!["a", " ", "\"", "\\", "/", "\u{80}", "é", "\u{2028}", "\u{FEFF}", "😀"];
    let repeated = (select(pieces.clone()), prop_oneof![Just(255), 1..=255_usize])
        .prop_map(|(piece, len)| piece.repeat(len.div_ceil(piece.len())));
    let mixed = vec(select(pieces), min..=255).prop_map(|pieces| pieces.concat());
    let any_characters = vec(any::<char>(), min..=70).prop_map(|characters| {
        let is_control = |c: &char| *c < ' ' || *c == '\u{7F}';
        characters.into_iter().filter(|c| !is_control(c)).collect::<String>()
    });
    prop_oneof![repeated, mixed, any_characters]
        .prop_map(|mut name| {
            while name.len() > 255 {
                name.pop();
            }
            name
        })
        .prop_filter("too short", move |name| name.chars().count() >= min)
}
