//! Benchmarks of generating and comparing tokens.

use exposeport::{BaseDomain, Token};
use subtle::ConstantTimeEq;

use crate::harness::Group;

/// Tokens per pass.
const BATCH: usize = 1000;

pub fn generate() {
    let alphabet: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    let batch = [(); BATCH];
    Group::new("generate a token")
        .add("exposeport", &batch, |()| Token::generate())
        .add("floor: getrandom(16)", &batch, |()| {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map(|()| bytes)
        })
        .add("uuid v4", &batch, |()| uuid::Uuid::new_v4())
        .add("nanoid", &batch, move |()| nanoid::nanoid!(16, &alphabet))
        .run();
}

/// Measures pairs of tokens of 16 characters, half of them equal.
pub fn compare(bound: &[&str], domain: &BaseDomain) {
    let tokens: Vec<Token> = bound
        .iter()
        .filter_map(|host| domain.route(host).ok())
        .map(|route| route.token())
        .filter(|token| token.as_str().len() == 16)
        .collect();
    let pairs: Vec<(Token, Token)> = (0..tokens.len())
        .map(|i| (tokens[i].clone(), tokens[(i + i % 2) % tokens.len()].clone()))
        .collect();
    let strings: Vec<(String, String)> =
        pairs.iter().map(|(a, b)| (a.as_str().into(), b.as_str().into())).collect();
    Group::new("compare tokens")
        .add("exposeport", &pairs, |(a, b)| a == b)
        .add("subtle", &strings, |(a, b)| bool::from(a.as_bytes().ct_eq(b.as_bytes())))
        .add("==, not constant-time", &strings, |(a, b)| a == b)
        .run();
}
