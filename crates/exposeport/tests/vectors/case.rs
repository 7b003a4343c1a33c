//! Reading the files, and comparing what a case expects with what came.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use exposeport::{Error, Policy, SandboxId};
use serde_json::Value;

use crate::{Answer, policy};

/// The keys of a case that are neither input nor expectation.
const ARGUMENTS: [&str; 9] =
    ["name", "input", "input_hex", "normalize", "policy", "sandbox_id", "token", "hostname", "domains"];

pub struct Case {
    fields: Value,
}

/// A text, or a list of pieces that it is made of.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(piece).collect(),
        other => panic!("no text: {other}"),
    }
}

fn piece(piece: &Value) -> String {
    match piece {
        Value::String(text) => text.clone(),
        Value::Array(repeated) => {
            let [text, count] = repeated.as_slice() else { panic!("no repetition: {piece}") };
            text.as_str().expect("a text").repeat(count.as_u64().expect("a count") as usize)
        }
        other => panic!("no piece: {other}"),
    }
}

fn hex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2), "two digits an octet: {digits}");
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).expect("hexadecimal")).collect()
}

impl Case {
    pub fn name(&self) -> &str {
        self.fields["name"].as_str().expect("a name")
    }

    #[cfg(feature = "serde")]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)
    }

    pub fn value(&self, key: &str) -> &Value {
        self.fields.get(key).unwrap_or_else(|| panic!("{}: no {key}", self.name()))
    }

    pub fn str(&self, key: &str) -> &str {
        self.value(key).as_str().expect("a text")
    }

    pub fn text(&self, key: &str) -> String {
        text(self.value(key))
    }

    pub fn input(&self) -> Vec<u8> {
        match self.fields.get("input_hex") {
            Some(digits) => hex(digits.as_str().expect("a text")),
            None => self.text("input").into_bytes(),
        }
    }

    pub fn policy(&self) -> Result<Policy, Error> {
        policy::read(self.fields.get("policy"))
    }

    pub fn sandbox_id(&self, id: &[u8]) -> Result<SandboxId, Error> {
        match self.fields.get("normalize") {
            Some(Value::Bool(true)) => self.policy()?.normalized_sandbox_id(id),
            None | Some(Value::Bool(false)) => self.policy()?.sandbox_id(id),
            Some(other) => panic!("{}: normalize is {other}", self.name()),
        }
    }

    /// What a case of these arguments expects, texts in pieces put together.
    fn expected(&self, arguments: &[&str]) -> Value {
        let fields = self.fields.as_object().expect("an object");
        let expected = fields.iter().filter(|(key, _)| !arguments.contains(&key.as_str()));
        expected
            .map(|(key, value)| (key.clone(), if value.is_array() { text(value).into() } else { value.clone() }))
            .collect()
    }
}

/// The expectations of a file that go by the name of an argument elsewhere.
fn expectations(file: &str) -> &'static [&'static str] {
    match file {
        "sandbox_id" => &["sandbox_id"],
        "token" => &["token"],
        "parse_host" | "parse_url" | "route" => &["sandbox_id", "token"],
        _ => &[],
    }
}

/// Runs every case of a file, and compares its parts or code with the expected ones.
pub fn each_case(file: &str, call: impl Fn(&Case) -> Answer) {
    let arguments: &[&str] = if file == "build" { &["port"] } else { &[] };
    let arguments: Vec<&str> =
        ARGUMENTS.iter().chain(arguments).copied().filter(|key| !expectations(file).contains(key)).collect();
    each_case_where(file, |case| {
        let found = call(case).unwrap_or_else(|error| serde_json::json!({"error": error.code()}));
        let expected = case.expected(&arguments);
        if found == expected { Ok(()) } else { Err(format!("expected {expected}\n     found {found}")) }
    });
}

/// Runs every case of a file; fails with all of which `check` tells a problem.
pub fn each_case_where(file: &str, check: impl Fn(&Case) -> Result<(), String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(file).with_extension("json");
    let document: Value = serde_json::from_str(&fs::read_to_string(path).expect("the file")).expect("JSON");
    assert!(document["about"].as_str().is_some_and(|about| about.len() > 40), "a file opens by explaining its format");

    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for fields in document["cases"].as_array().expect("a list of cases") {
        let case = Case { fields: fields.clone() };
        assert!(names.insert(case.name().to_owned()), "{file}: two cases named {:?}", case.name());
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&case)));
        if let Err(problem) = outcome.unwrap_or_else(|_| Err("panic".to_owned())) {
            wrong.push(format!("{:?}\n  {problem}", case.name()));
        }
    }
    assert!(wrong.is_empty(), "{file}: {} of {} cases are wrong\n{}", wrong.len(), names.len(), wrong.join("\n"));
    assert!(!names.is_empty(), "{file}: no cases");
    println!("vectors: rust {file} {}", names.len());
}
