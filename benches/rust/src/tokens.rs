//! Tokens made and compared.

use exposeport::{BaseDomain, Token};
use subtle::ConstantTimeEq;

use crate::contest::Contest;

const BATCH: usize = 1000;

pub fn make() {
    let alphabet: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    let batch = [(); BATCH];
    Contest::new("make a token")
        .each("exposeport", &batch, |()| Token::generate())
        .each("floor: getrandom(16)", &batch, |()| {
            let mut octets = [0; 16];
            getrandom::fill(&mut octets).map(|()| octets)
        })
        .each("uuid v4", &batch, |()| uuid::Uuid::new_v4())
        .each("nanoid", &batch, move |()| nanoid::nanoid!(16, &alphabet))
        .run();
}

/// Pairs of tokens of 16 characters, every other one equal.
pub fn compare(bound: &[&str], domain: &BaseDomain) {
    let tokens: Vec<Token> = bound
        .iter()
        .filter_map(|host| domain.route(host).ok())
        .map(|route| route.token())
        .filter(|token| token.as_str().len() == 16)
        .collect();
    let pairs: Vec<(Token, Token)> =
        (0..tokens.len()).map(|i| (tokens[i].clone(), tokens[(i + i % 2) % tokens.len()].clone())).collect();
    let texts: Vec<(String, String)> =
        pairs.iter().map(|(one, other)| (one.as_str().into(), other.as_str().into())).collect();
    Contest::new("compare tokens")
        .each("exposeport", &pairs, |(one, other)| one == other)
        .each("subtle", &texts, |(one, other)| bool::from(one.as_bytes().ct_eq(other.as_bytes())))
        .each("not constant in time: ==", &texts, |(one, other)| one == other)
        .run();
}
