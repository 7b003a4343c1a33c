//! No token shows where it should not. Two inputs that differ in the token alone, at one length, get one and the same text: then
//! that text can hold nothing of either.

use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::config;
use crate::strategies::{base_host, near_base, near_id, near_port, near_tail, port, sandbox_id};

/// Two tokens of one length. They may have an octet that no token has, at the same place.
fn two_tokens() -> impl Strategy<Value = (String, String)> {
    let characters = |alphabet| vec((alphabet, alphabet), 1..=20);
    let wrong = prop_oneof![2 => Just(None), 1 => ("[$%@! ]", "[$%@! ]").prop_map(Some)];
    (characters("[a-z0-9_]"), wrong, any::<prop::sample::Index>()).prop_map(|(mut pairs, wrong, index)| {
        if let Some(wrong) = wrong {
            *index.get_mut(&mut pairs) = wrong;
        }
        pairs.into_iter().unzip()
    })
}

/// What a log line would hold of an answer.
fn shown<T: std::fmt::Debug>(answer: Result<T, exposeport::Error>) -> String {
    match &answer {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("{error} {error:?} {answer:?}"),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_that_parses_or_refuses_shows_a_token(
        (port, id, base, tail) in (near_port(), near_id(), near_base(), near_tail()),
        (one, other) in two_tokens(),
    ) {
        let host = |token: &str| format!("{port}-{id}-{token}.{base}{tail}");
        let url = |token: &str| format!("https://{}", host(token));
        prop_assert_eq!(shown(Route::parse_host(host(&one))), shown(Route::parse_host(host(&other))));
        prop_assert_eq!(shown(Route::parse_url(url(&one))), shown(Route::parse_url(url(&other))));
        if let Ok(domain) = BaseDomain::new(&base) {
            prop_assert_eq!(shown(domain.route(host(&one))), shown(domain.route(host(&other))));
            prop_assert_eq!(shown(domain.route_url(url(&one))), shown(domain.route_url(url(&other))));
        }
    }

    #[test]
    fn nothing_that_is_built_or_refused_shows_a_token(
        (port, id, base) in (port(), sandbox_id(), base_host()),
        (one, other) in two_tokens(),
    ) {
        let (port, id) = (Port::new(port).expect("a port"), SandboxId::new(id).expect("an id"));
        let domain = BaseDomain::new(base).expect("a base domain");
        let build = |token: &str| PreviewUrl::new(port, &id, &Token::new(token)?, &domain);
        prop_assert_eq!(shown(Token::new(&one)), shown(Token::new(&other)));
        prop_assert_eq!(shown(build(&one)), shown(build(&other)));
    }
}
