//! The cases of `tests/vectors`, whose README explains the format.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::fs;
use std::path::Path;

use exposeport::{Error, Policy, PolicyBuilder, SandboxId, Scheme};
use serde_json::Value;

/// One case of a file.
#[derive(Clone)]
pub struct Case {
    pub fields: Value,
}

/// Returns the cases of a file. If `VECTOR` is set, only those whose name contains it.
pub fn cases(file: &str) -> Vec<Case> {
    let filter = std::env::var("VECTOR").unwrap_or_default();
    let cases = every_case(file).into_iter().filter(|case| case.name().contains(&filter));
    cases
        .inspect(|case| {
            if !filter.is_empty() {
                println!("case: rust {file}: {}", case.name())
            }
        })
        .collect()
}

/// Returns all cases of a file.
pub fn every_case(file: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let text = fs::read_to_string(folder.join(file).with_extension("json")).expect("a file");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let about = document["about"].as_array().expect("every file explains its format");
    assert!(about.iter().all(Value::is_string) && !about.is_empty(), "{file}: {about:?}");
    let cases = document["cases"].as_array().expect("a list of cases");
    cases.iter().map(|fields| Case { fields: fields.clone() }).collect()
}

impl Case {
    #[track_caller]
    pub fn name(&self) -> &str {
        self.fields["name"].as_str().expect("a name")
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)
    }

    #[track_caller]
    pub fn value(&self, key: &str) -> &Value {
        self.get(key).unwrap_or_else(|| panic!("{}: {key} is missing", self.name()))
    }

    #[track_caller]
    pub fn text(&self, key: &str) -> String {
        text(self.value(key))
    }

    /// Returns the input as bytes.
    #[track_caller]
    pub fn input(&self) -> Vec<u8> {
        match self.get("input_hex") {
            Some(digits) => hex(digits.as_str().expect("a string")),
            None => self.text("input").into_bytes(),
        }
    }

    /// Returns the policy, or the error if the policy itself is rejected.
    pub fn policy(&self) -> Result<Policy, Error> {
        policy(self.get("policy"))
    }

    pub fn is_normalized(&self) -> bool {
        self.get("normalize").is_some_and(|value| value.as_bool().expect("a bool"))
    }

    pub fn sandbox_id(&self, id: &[u8]) -> Result<SandboxId, Error> {
        let policy = self.policy()?;
        if self.is_normalized() {
            SandboxId::normalized_with_policy(id, &policy)
        } else {
            SandboxId::with_policy(id, &policy)
        }
    }
}

/// Returns a string, or the concatenation of a list of pieces, each a string or `[string, count]`.
#[track_caller]
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(piece).collect(),
        other => panic!("expected a string, found {other}"),
    }
}

fn piece(piece: &Value) -> String {
    match (piece.as_str(), piece[0].as_str(), piece[1].as_u64()) {
        (Some(text), ..) => text.to_owned(),
        (None, Some(text), Some(count)) => text.repeat(usize::try_from(count).expect("a count")),
        _ => panic!("expected a piece, found {piece}"),
    }
}

pub fn hex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2), "two digits per byte: {digits}");
    let byte = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).expect("hexadecimal digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// Returns the policy of a case, or the error if the policy itself is rejected.
pub fn policy(changes: Option<&Value>) -> Result<Policy, Error> {
    let Some(changes) = changes else { return Ok(Policy::DEFAULT) };
    let changes = changes.as_object().expect("a policy is an object");
    let builder = changes.iter().fold(Policy::builder(), |builder, (key, value)| {
        if key == "scheme" {
            let scheme = value.as_str().expect("a string");
            return builder.scheme(Scheme::new(scheme).expect("a scheme"));
        }
        let items = value.as_array().expect("a list");
        items.iter().fold(builder, |builder, item| change(builder, key, item))
    });
    builder.build()
}

fn change(builder: PolicyBuilder, key: &str, value: &Value) -> PolicyBuilder {
    let port = || value.as_i64().expect("a number");
    let text = || value.as_str().expect("a string");
    match key {
        "reserve_ports" => builder.reserve_port(port()),
        "unreserve_ports" => builder.unreserve_port(port()),
        "reserve_sandbox_ids" => builder.reserve_sandbox_id(text()),
        "unreserve_sandbox_ids" => builder.unreserve_sandbox_id(text()),
        "deny_domains" => builder.deny_domain(text()),
        "undeny_domains" => builder.undeny_domain(text()),
        other => panic!("unknown change of a policy: {other}"),
    }
}
