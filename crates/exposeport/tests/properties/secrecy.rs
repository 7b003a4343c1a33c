//! No token shows where it should not. Two inputs that differ in the token alone, at one length, get one and the same
//! text: then that text can hold nothing of either.

use exposeport::{BaseDomain, Port, PreviewUrl, Route, Sandbox, SandboxId, Token};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::config;
use crate::generator::Generator;
use crate::strategies::{
    WORD, base_host, near_base, near_id, near_port, near_tail, port, sandbox_id,
};

/// Two tokens of one length. They may have an octet that no token has, at the same place.
fn two_tokens() -> impl Strategy<Value = (String, String)> {
    let pairs = |alphabet: &'static [u8]| (select(alphabet), select(alphabet));
    let wrong = prop_oneof![2 => Just(None), 1 => pairs(b"$%@! ").prop_map(Some)];
    (vec(pairs(WORD), 1..=20), wrong, any::<Index>()).prop_map(|(mut pairs, wrong, index)| {
        if let Some(wrong) = wrong {
            *index.get_mut(&mut pairs) = wrong;
        }
        pairs.into_iter().map(|(one, other)| (char::from(one), char::from(other))).unzip()
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

    #[test]
    fn no_sandbox_shows_a_token((one, other) in two_tokens()) {
        let domain = BaseDomain::new("example.com").expect("a base domain");
        let ports = [8080, 8081].map(|port| Port::new(port).expect("a port"));
        let log = |token: &str| {
            let Ok(token) = Token::new(token) else { return String::new() };
            let mut sandbox = Sandbox::new(SandboxId::new("sandbox").expect("an id"));
            sandbox.runtime_started("runtime").expect("a short id");
            let [first, second] = ports.map(|port| {
                let mut dry = Generator(|_: &mut [u8]| false);
                shown(sandbox.expose_port_from_rng(port, &domain, Some("name"), Some(&token), &mut dry))
            });
            assert!(second.contains("in use"));
            format!("{first} {second} {sandbox:?} {:?}", sandbox.exposed_ports(&domain))
        };
        prop_assert_eq!(log(&one), log(&other));
    }

    /// Wherever in a document a token stands, also where none belongs.
    #[cfg(feature = "serde")]
    #[test]
    fn no_snapshot_shows_a_token(
        (one, other) in two_tokens(),
        document in select(vec![
            r#"{"portTokens":{"8080":"*"}}"#,
            r#"{"portTokens":{"8080":"*"#,
            r#"{"portTokens":{"8080":["*"]}}"#,
            r#"{"portTokens":{"8080":"*","8081":"*"}}"#,
            r#"{"portTokens":{"t*":"8080"}}"#,
            r#"{"portTokens":{"t*":"8080","t*":"8080"}}"#,
            r#"{"portTokens":{"8080":{"t*":"token"}}}"#,
            r#"{"portTokens":{"8080":{"token":"a","name":{"*":0}}}}"#,
            r#"{"portTokens":"*"}"#,
            r#"{"activePreviewPorts":{"8080":"*"}}"#,
            r#"{"activePreviewPorts":{"8080":{"token":"*"}}}"#,
            r#"{"currentRuntimeIdentity":"*"}"#,
            r#"{"t*":0,"t*":0}"#,
            r#""*""#,
        ]),
    ) {
        let id = SandboxId::new("sandbox").expect("an id");
        let load = |token: &str| shown(Sandbox::from_json(id, document.replace('*', token)));
        prop_assert_eq!(load(&one), load(&other));
    }
}
