//! The stored documents of `import.json`.

use exposeport::{Error, Import, Runtimes, Sandbox, SandboxId};
use serde_json::{Value, json};

use crate::common::{self, Case};
use crate::secrecy;

pub fn check(case: &Case) -> Result<(), String> {
    let import = match (import(case), case.get("error")) {
        (Ok(import), None) => import,
        (Err(error), Some(code)) => return same(&json!(error.code()), code),
        (Err(error), None) => return Err(error.to_string()),
        (Ok(_), Some(code)) => return Err(format!("expected {code}, found a sandbox")),
    };
    let snapshot = import.sandbox.to_json();
    let dropped: Vec<Value> = import
        .dropped
        .iter()
        .map(|dropped| {
            let (place, error) = (dropped.place(), dropped.error());
            match case.get("call") {
                Some(_) => json!([place, error.code(), error.to_string()]),
                None => json!([place, error.code()]),
            }
        })
        .collect();
    same(&json!(dropped), case.value("dropped"))?;
    if let Some(expected) = case.get("snapshot") {
        same(&serde_json::from_str(&snapshot).expect("JSON"), expected)?;
    }

    let (id, policy) = (*import.sandbox.id(), case.policy().expect("a policy"));
    let again = Sandbox::from_json_with_policy(id, &snapshot, policy).expect("a valid snapshot");
    same(&json!(again.to_json()), &json!(snapshot))
}

/// Returns everything about an import that a log line could contain.
pub fn shown(case: &Case) -> String {
    match import(case) {
        Ok(import) => {
            let dropped = import.dropped.iter();
            let errors: String = dropped
                .map(|entry| entry.place().to_owned() + &secrecy::shown_error(entry.error()))
                .collect();
            format!("{import:?} {:?} {errors}", import.sandbox)
        }
        Err(error) => secrecy::shown_error(&error),
    }
}

fn import(case: &Case) -> Result<Import, Error> {
    let id = case.get("sandbox_id").map_or_else(|| "sandbox".into(), common::text);
    let document = match case.value("document") {
        text @ (Value::String(_) | Value::Array(_)) => common::text(text),
        document => document.to_string(),
    };
    let runtimes = case.text("runtimes");
    let runtimes = Runtimes::ALL.iter().find(|known| known.as_str() == runtimes);
    let runtimes = *runtimes.expect("a runtime model");
    Sandbox::import_storage(SandboxId::new(id)?, document, runtimes, case.policy()?)
}

fn same(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected}, found {found}")) }
}
