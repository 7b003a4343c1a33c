//! Runs the cases of a file, and compares the results with the expectations.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use exposeport::Error;
use serde_json::{Value, json};

use crate::Answer;
use crate::common::{self, Case, cases, every_case};

/// The keys of a case that are neither input nor expectation, unless the file says otherwise.
const ARGUMENTS: [&str; 10] = [
    "name",
    "input",
    "input_hex",
    "normalize",
    "policy",
    "sandbox_id",
    "token",
    "hostname",
    "domains",
    "message",
];

/// Returns the keys that are expectations in this file and arguments in others, or the reverse.
fn exceptions(file: &str) -> &'static [&'static str] {
    match file {
        "sandbox_id" => &["sandbox_id"],
        "token" => &["token"],
        "parse_host" | "parse_url" | "route" => &["sandbox_id", "token"],
        "build" => &["port"],
        _ => &[],
    }
}

/// Returns the expectations of a case, with strings in pieces concatenated.
fn expected(file: &str, case: &Case) -> Value {
    let is_argument = |key: &str| ARGUMENTS.contains(&key) != exceptions(file).contains(&key);
    let fields = case.fields.as_object().expect("an object").iter();
    let expected = fields.filter(|(key, _)| !is_argument(key));
    let value =
        |value: &Value| if value.is_array() { common::text(value).into() } else { value.clone() };
    expected.map(|(key, found)| (key.clone(), value(found))).collect()
}

/// Runs every case of a file, and compares its parts or its error with the expected ones.
pub fn each_case(file: &str, call: impl Fn(&Case) -> Answer) {
    each_case_where(file, |case| {
        let found = call(case).unwrap_or_else(|error| json!({"error": error.code()}));
        let expected = expected(file, case);
        if found == expected {
            Ok(())
        } else {
            Err(format!("expected {expected}\n     found {found}"))
        }
    });
}

/// Compares an error with the code and the message that a case expects.
pub fn check_error(case: &Case, error: Option<&Error>) -> Result<(), String> {
    let found = json!({
        "error": error.map(Error::code),
        "message": error.map(ToString::to_string),
    });
    let expected = json!({"error": case.value("error"), "message": case.text("message")});
    if found == expected { Ok(()) } else { Err(format!("expected {expected}\n     found {found}")) }
}

/// Runs every case of a file. Fails with all cases for which `check` returns a problem.
pub fn each_case_where(file: &str, check: impl Fn(&Case) -> Result<(), String>) {
    let every = every_case(file);
    let names: BTreeSet<&str> = every.iter().map(Case::name).collect();
    assert_eq!(names.len(), every.len(), "{file}: two cases have the same name");
    assert!(!names.is_empty(), "{file}: no cases");

    let cases = cases(file);
    let problem = |case: &Case| {
        let result = catch_unwind(AssertUnwindSafe(|| check(case)));
        let problem = result.unwrap_or_else(|_| Err("panic".to_owned())).err()?;
        Some(format!("{:?}\n  {problem}", case.name()))
    };
    let wrong: Vec<String> = cases.iter().filter_map(problem).collect();
    let (count, total) = (wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{file}: {count} of {total} cases are wrong\n{}", wrong.join("\n"));
    println!("vectors: rust {file} {total}");
}
