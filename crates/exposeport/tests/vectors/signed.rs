//! The cases of `signed.json`: tokens that a key signs, and their verification by a gateway.

use exposeport::gateway::{Decision, Gateway, HttpVersion, RequestHost};
use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};
use exposeport::{BaseDomain, Error, Port, SandboxId, Token};
use serde_json::{Value, json};

use crate::Answer;
use crate::common::{Case, hex, text};
use crate::secrecy::shown_error;

/// The keys of a case that are inputs. `call` is `sign` or `verify`.
const INPUTS: [&str; 13] = [
    "name",
    "call",
    "key",
    "digits",
    "keys",
    "port",
    "sandbox_id",
    "context",
    "now",
    "lifetime",
    "domain",
    "host",
    "denied",
];

pub fn check(case: &Case) -> Result<(), String> {
    let found = match &case.text("call")[..] {
        "sign" => sign(case).unwrap_or_else(|error| failed(case, &error)),
        "verify" => verify(case),
        other => panic!("unknown call: {other}"),
    };
    let fields = case.fields.as_object().expect("an object").iter();
    let expected = fields.filter(|(name, _)| !INPUTS.contains(&name.as_str()));
    let expected: Value = expected.map(|(name, value)| (name.clone(), value.clone())).collect();
    if found == expected { Ok(()) } else { Err(format!("expected {expected}, found {found}")) }
}

/// Returns the code of an error, and its message if the case expects one.
fn failed(case: &Case, error: &Error) -> Value {
    let mut found = json!({"error": error.code()});
    if case.get("message").is_some() {
        found["message"] = json!(error.to_string());
    }
    found
}

fn key(value: &Value) -> Result<SigningKey, Error> {
    SigningKey::new(hex(&text(value)))
}

fn signing_key(case: &Case) -> Result<SigningKey, Error> {
    match case.get("digits") {
        None => key(case.value("key")),
        Some(digits) => SigningKey::from_hex(text(digits)),
    }
}

fn sign(case: &Case) -> Answer {
    Ok(json!({"token": signed_token(&signing_key(case)?, case)?.as_str()}))
}

fn signed_token(key: &SigningKey, case: &Case) -> Result<Token, Error> {
    let number = |name: &str| case.value(name).as_u64().expect("a number");
    let (port, id) = (Port::new(number("port"))?, SandboxId::new(case.text("sandbox_id"))?);
    let context = hex(&case.text("context"));
    let token = match case.get("lifetime") {
        None => key.sign(port, &id, &context),
        Some(_) => {
            let expiry = Expiry::after(number("now"), number("lifetime"))?;
            assert_eq!(expiry.unix_time(), number("now") + number("lifetime"));
            key.sign_until(port, &id, &context, expiry)
        }
    };
    // Only a permanent token is in form like one that is drawn.
    assert_eq!(Token::new(token.as_bytes()).is_ok(), case.get("lifetime").is_none());
    Ok(token)
}

/// Returns everything about a case that a log line could contain, and the secrets of the case of at
/// least five bytes: the token, and the keys in the forms that `Debug` could print.
pub fn shown(case: &Case) -> (String, Vec<String>) {
    let (log, token, keys) = match &case.text("call")[..] {
        "sign" => shown_signature(case),
        _ => shown_verification(case),
    };
    let mut secrets = vec![token];
    for digits in keys {
        if digits.len() % 2 == 0 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            secrets.push(format!("{:?}", hex(&digits)).trim_matches(['[', ']']).to_owned());
        }
        secrets.push(digits);
    }
    secrets.retain(|secret| secret.len() >= 5);
    (log, secrets)
}

fn shown_signature(case: &Case) -> (String, String, Vec<String>) {
    let key = signing_key(case);
    let digits = case.get("digits").or_else(|| case.get("key")).map(text);
    let mut log = format!("{key:?} {key:#?}");
    let result = key.and_then(|key| signed_token(&key, case));
    log += &format!("{result:?} {result:#?}");
    let token = result.as_ref().map_or_else(|_| String::new(), |token| token.as_str().to_owned());
    if let Err(error) = result {
        log += &shown_error(&error);
    }
    (log, token, digits.into_iter().collect())
}

fn shown_verification(case: &Case) -> (String, String, Vec<String>) {
    let keys = case.value("keys").as_array().expect("a list of keys");
    let digits: Vec<String> = keys.iter().map(text).collect();
    let mut keys = keys.iter().map(|value| key(value).expect("a valid key"));
    let first = keys.next().expect("a key that signs");
    let mut log = format!("{first:?} {first:#?}");
    let ring = keys.fold(KeyRing::new(first), KeyRing::with_verifying_key);
    let (context, now) = (hex(&case.text("context")), case.value("now").as_u64().expect("a time"));
    let gateway = Gateway::new([BaseDomain::new(case.text("domain")).expect("a valid domain")]);
    let host = case.text("host");
    let decision = gateway.route(&RequestHost::new(HttpVersion::HTTP_11).host(&host));
    log += &format!("{ring:?} {ring:#?} {gateway:?} {decision:?} {decision:#?}");
    let Decision::Preview(preview) = decision else { panic!("a preview host") };
    log += &format!("{:?}", ring.verify(preview.route(), &context, now));
    if let Err(rejection) = preview.verify(&ring, &context, now, |_| true) {
        let (json, page) = (rejection.json_body(), rejection.page());
        log += &format!("{rejection} {rejection:?} {rejection:#?} {json} {page}");
    }
    (log, preview.route().token_str().to_owned(), digits)
}

fn verify(case: &Case) -> Value {
    let keys = case.value("keys").as_array().expect("a list of keys");
    let mut keys = keys.iter().map(|value| key(value).expect("a valid key"));
    let ring = KeyRing::new(keys.next().expect("a key that signs"));
    let ring = keys.fold(ring, KeyRing::with_verifying_key);
    let (context, host) = (hex(&case.text("context")), case.text("host"));
    let now = case.value("now").as_u64().expect("a time");
    let gateway = Gateway::new([BaseDomain::new(case.text("domain")).expect("a valid domain")]);
    let Decision::Preview(preview) =
        gateway.route(&RequestHost::new(HttpVersion::HTTP_11).host(&host))
    else {
        panic!("a preview host");
    };

    let verification = ring.verify(preview.route(), &context, now);
    let (result, expiry) = match verification {
        Verification::Active(expiry) => ("active", expiry),
        Verification::Expired(expiry) => ("expired", Some(expiry)),
        Verification::Invalid => ("invalid", None),
    };
    let mut found = json!({"result": result});
    if let Some(expiry) = expiry {
        found["expires"] = json!(expiry.unix_time());
    }
    let mut is_called = false;
    let decision = preview.verify(&ring, &context, now, |route| {
        is_called = true;
        assert_eq!(route, preview.route());
        case.get("denied").is_some_and(|denied| *denied == json!(true))
    });
    assert_eq!(is_called, result == "active", "only a valid token can be denied");
    match decision {
        Ok(expires) => assert_eq!(expires, expiry),
        Err(rejection) => {
            found["status"] = json!(rejection.http_status());
            found["code"] = json!(rejection.code());
            if case.get("message").is_some() {
                found["message"] = json!(rejection.to_string());
            }
            let token = preview.route().token_str();
            assert!(token.len() < 8 || !rejection.to_string().contains(token));
        }
    }
    found
}
