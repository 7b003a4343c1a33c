//! Error messages and `Debug` never contain a token. Two inputs that differ only in a token of the
//! same length yield the same output, so the output contains no part of either token.

use exposeport::{
    BaseDomain, Error, ExposeOptions, Port, PortName, PreviewUrl, Route, RuntimeId, Sandbox,
    SandboxId, Token, Written, limits,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::config;
use crate::strategies::{
    WORD, base_host, near_base, near_id, near_port, near_tail, port, sandbox_id,
};

/// Generates two tokens of the same length. They may have an invalid byte at the same place.
fn two_tokens() -> impl Strategy<Value = (String, String)> {
    let pairs = |alphabet: &'static [u8]| (select(alphabet), select(alphabet));
    let invalid = prop_oneof![2 => Just(None), 1 => pairs(b"$%@! ").prop_map(Some)];
    (vec(pairs(WORD), 1..=20), invalid, any::<Index>()).prop_map(|(mut pairs, invalid, index)| {
        if let Some(invalid) = invalid {
            *index.get_mut(&mut pairs) = invalid;
        }
        pairs.into_iter().map(|(one, other)| (char::from(one), char::from(other))).unzip()
    })
}

/// Returns everything about a result that a log line could contain.
fn shown<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match &result {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("{error} {error:?} {} {result:?}", error.json_body()),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parsing_shows_no_token(
        (port, id, base, tail) in (near_port(), near_id(), near_base(), near_tail()),
        (one, other) in two_tokens(),
    ) {
        let hosts = [&one, &other].map(|token| format!("{port}-{id}-{token}.{base}{tail}"));
        let urls = hosts.clone().map(|host| format!("https://{host}"));
        let [one, other] = hosts.each_ref().map(|host| shown(Route::parse_host(host)));
        prop_assert_eq!(one, other);
        let [one, other] = urls.each_ref().map(|url| shown(Route::parse_url(url)));
        prop_assert_eq!(one, other);
        if let Ok(domain) = BaseDomain::new(&base) {
            let [one, other] = hosts.map(|host| shown(domain.route(host)));
            prop_assert_eq!(one, other);
            let [one, other] = urls.map(|url| shown(domain.route_url(url)));
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn building_shows_no_token(
        (port, id, base) in (port(), sandbox_id(), base_host()),
        (one, other) in two_tokens(),
    ) {
        let port = Port::new(port).expect("a valid port");
        let id = SandboxId::new(id).expect("a valid id");
        let domain = BaseDomain::new(base).expect("a valid base domain");
        let build = |token: &str| PreviewUrl::new(port, &id, &Token::new(token)?, &domain);
        let write = |token: &str| {
            let mut buffer = [0; limits::URL_MAX];
            let token = Token::new(token)?;
            let written = PreviewUrl::write(port, &id, &token, &domain, &mut buffer)?;
            assert!(matches!(written, Written::Url(_)));
            Ok(format!("{written:?}"))
        };
        prop_assert_eq!(shown(Token::new(&one)), shown(Token::new(&other)));
        prop_assert_eq!(shown(build(&one)), shown(build(&other)));
        prop_assert_eq!(shown(write(&one)), shown(write(&other)));
    }

    #[test]
    fn a_sandbox_shows_no_token((one, other) in two_tokens()) {
        let domain = BaseDomain::new("example.com").expect("a valid base domain");
        let ports = [8080, 8081].map(|port| Port::new(port).expect("a valid port"));
        let log = |token: &str| {
            let Ok(token) = Token::new(token) else { return String::new() };
            let name = PortName::new("name").expect("a valid name");
            let options = ExposeOptions::new().name(name).token(token);
            let mut sandbox = Sandbox::new(SandboxId::new("sandbox").expect("a valid id"));
            sandbox.runtime_started(RuntimeId::new("runtime").expect("a valid runtime id"));
            let [first, second] =
                ports.map(|port| shown(sandbox.expose_port(port, &domain, options.clone())));
            assert!(second.contains("in use"));
            format!("{options:?} {first} {second} {sandbox:?} {:?}", sandbox.exposed_ports(&domain))
        };
        prop_assert_eq!(log(&one), log(&other));
    }

    /// The token may occur anywhere in a document, even at an invalid place.
    #[test]
    fn reading_a_snapshot_shows_no_token(
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
            r#"{"8080":"*"}"#,
            r#"{"t*":0,"t*":0}"#,
            r#""*""#,
        ]),
    ) {
        let id = SandboxId::new("sandbox").expect("a valid id");
        let load = |token: &str| shown(Sandbox::from_json(id, document.replace('*', token)));
        prop_assert_eq!(load(&one), load(&other));
    }
}
