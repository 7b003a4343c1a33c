//! What the cases of every file show in messages, `Debug` and pages is the same with other tokens
//! of the same lengths. So it contains no part of a token, however short.

use exposeport::{BaseDomain, Error, Port, PreviewUrl, Route, Token};
use serde_json::{Map, Value};

use crate::common::{self, Case, every_case};
use crate::{gateway, import, sandbox, signed};

pub fn shown_error(error: &Error) -> String {
    format!("{error} {error:?} {error:#?} {}", error.json_body())
}

fn shown_result<T: std::fmt::Debug>(result: &Result<T, Error>) -> String {
    match result {
        Ok(value) => format!("{value:?} {value:#?}"),
        Err(error) => shown_error(error),
    }
}

/// Returns another token of the same length and kind: every letter and digit is the next one.
fn other(token: &[u8]) -> Vec<u8> {
    let next = |first: u8, last: u8, byte: u8| if byte == last { first } else { byte + 1 };
    let other = |byte: &u8| match *byte {
        byte @ b'a'..=b'z' => next(b'a', b'z', byte),
        byte @ b'A'..=b'Z' => next(b'A', b'Z', byte),
        byte @ b'0'..=b'9' => next(b'0', b'9', byte),
        byte => byte,
    };
    // A placeholder stands for a token that is generated.
    if token.contains(&b'{') { token.to_vec() } else { token.iter().map(other).collect() }
}

/// Replaces the token in a host or URL: the part of the first label after the last hyphen.
fn replace_in_host(input: &[u8]) -> Vec<u8> {
    let scheme = input.windows(3).position(|bytes| bytes == b"://").map_or(0, |at| at + 3);
    let label = &input[scheme..];
    let end = label.iter().position(|byte| b".:/?#".contains(byte)).unwrap_or(label.len());
    let Some(hyphen) = label[..end].iter().rposition(|byte| *byte == b'-') else {
        return input.to_vec();
    };
    let (start, end) = (scheme + hyphen + 1, scheme + end);
    [&input[..start], &other(&input[start..end]), &input[end..]].concat()
}

fn is_text(value: &Value) -> bool {
    let is_piece = |piece: &Value| piece.is_string() || piece[1].is_u64();
    value.is_string() || value.as_array().is_some_and(|pieces| pieces.iter().all(is_piece))
}

fn replace_text(value: &Value, replace: fn(&[u8]) -> Vec<u8>) -> Value {
    let replaced = replace(common::text(value).as_bytes());
    String::from_utf8(replaced).expect("bytes outside ASCII are kept").into()
}

/// Replaces the tokens in a part of a case, at any depth.
fn replace(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(replace_field).collect::<Map<_, _>>().into(),
        Value::Array(items) => items.iter().map(replace).collect(),
        value => value.clone(),
    }
}

fn replace_field((name, value): (&String, &Value)) -> (String, Value) {
    let is_port = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let replaced = match &name[..] {
        "token" if is_text(value) => replace_text(value, other),
        "host" | "authority" | "target" if is_text(value) => replace_text(value, replace_in_host),
        "hosts" => {
            let hosts = value.as_array().expect("a list of hosts").iter();
            hosts.map(|host| replace_text(host, replace_in_host)).collect()
        }
        // A bare token in a stored document.
        _ if is_port && value.is_string() => replace_text(value, other),
        _ => replace(value),
    };
    (name.clone(), replaced)
}

/// Returns a case with other tokens.
fn with_other_tokens(file: &str, case: &Case) -> Case {
    let mut fields = replace(&case.fields);
    let replace_input = match file {
        "token" => other,
        "parse_host" | "parse_url" | "route" => replace_in_host,
        _ => <[u8]>::to_vec,
    };
    if case.get("input").is_some() || case.get("input_hex").is_some() {
        let digits: String =
            replace_input(&case.input()).iter().map(|byte| format!("{byte:02x}")).collect();
        let fields = fields.as_object_mut().expect("an object");
        fields.remove("input");
        fields.insert("input_hex".to_owned(), digits.into());
    }
    Case { fields }
}

/// Returns everything about the result of a case that a log line could contain.
fn shown(file: &str, case: &Case) -> String {
    match file {
        "token" => shown_result(&Token::new(case.input())),
        "build" => shown_result(&build(case)),
        "parse_host" => {
            shown_route(case, |input, policy| Route::parse_host_with_policy(input, policy))
        }
        "parse_url" => {
            shown_route(case, |input, policy| Route::parse_url_with_policy(input, policy))
        }
        "route" => {
            let domains =
                case.value("domains").as_array().expect("a list").iter().map(common::text);
            let domains = domains
                .map(|domain| BaseDomain::with_policy(domain, &case.policy().expect("a policy")));
            let domains: Vec<BaseDomain> = domains.flatten().collect();
            shown_route(case, |input, _| Ok(Route::parse_under(input, &domains)?.1))
        }
        "sandbox" => sandbox::shown(case),
        "import" => import::shown(case),
        "gateway" => gateway::shown(case),
        other => panic!("a file without tokens: {other}"),
    }
}

fn shown_route(
    case: &Case,
    parse: impl Fn(&[u8], &exposeport::Policy) -> Result<Route, Error>,
) -> String {
    let input = case.input();
    let result = case.policy().and_then(|policy| parse(&input, &policy));
    let mut log = shown_result(&result);
    if let Ok(route) = result {
        let domain = BaseDomain::new("example.com").expect("a valid base domain");
        log += &shown_result(&PreviewUrl::from_route(&route, &domain));
        log += &shown_result(&Ok(route.token()));
    }
    log
}

fn build(case: &Case) -> Result<PreviewUrl, Error> {
    let policy = case.policy()?;
    let port = Port::with_policy(case.value("port").as_i64().expect("an integer"), &policy)?;
    let id = case.sandbox_id(case.text("sandbox_id").as_bytes())?;
    let domain = BaseDomain::with_policy(case.text("hostname"), &policy)?;
    PreviewUrl::new(port, &id, &Token::new(case.text("token"))?, &domain)
}

/// Checks the cases of a file, and returns the number of those with a token.
fn check(file: &str, call: &str, cases: &[Case]) -> usize {
    let with_token = cases.iter().filter(|case| {
        let changed = with_other_tokens(call, case);
        let (one, other) = (shown(call, case), shown(call, &changed));
        assert_eq!(one, other, "{file}: {:?} shows a token", case.name());
        let input = |case: &Case| {
            let has_input = case.get("input").or_else(|| case.get("input_hex")).is_some();
            has_input.then(|| case.input())
        };
        input(&changed) != input(case) || replace(&case.fields) != case.fields
    });
    with_token.count()
}

#[test]
fn no_case_shows_a_token() {
    for (file, at_least) in [
        ("token", 20),
        ("build", 100),
        ("parse_host", 300),
        ("parse_url", 50),
        ("route", 20),
        ("sandbox", 50),
        ("import", 50),
        ("gateway", 50),
    ] {
        let count = check(file, file, &every_case(file));
        println!("secrecy: {count} cases of {file}");
        assert!(count >= at_least, "{file}: only {count} cases have a token");
    }
    let messages = every_case("messages");
    for call in ["token", "build", "parse_host", "parse_url", "route", "sandbox", "import"] {
        let is_call = |case: &&Case| case.text("call") == call;
        let cases: Vec<Case> = messages.iter().filter(is_call).cloned().collect();
        assert!(check("messages", call, &cases) > 0, "no message of {call} has a token");
    }
}

/// Tokens that a key signs cannot be replaced, and are long enough to be searched for.
#[test]
fn no_signed_case_shows_a_token_or_a_key() {
    let mut count = 0;
    let is_signed = |case: &Case| ["sign", "verify"].contains(&&case.text("call")[..]);
    let messages = every_case("messages").into_iter().filter(is_signed);
    for case in every_case("signed").into_iter().chain(messages) {
        let (log, secrets) = signed::shown(&case);
        for secret in secrets {
            assert!(!log.contains(&secret), "{:?} shows {secret:?} in {log}", case.name());
            count += 1;
        }
    }
    assert!(count > 250, "{count} secrets");
}
