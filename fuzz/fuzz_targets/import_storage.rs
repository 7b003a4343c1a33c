//! Nothing is dropped silently, and what is imported is a snapshot. A snapshot is imported
//! completely.

#![no_main]

use exposeport::{Import, Policy, Runtimes, Sandbox, SandboxId};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|document: &[u8]| {
    let id = SandboxId::new("sandbox").expect("a valid id");
    let import = |runtimes| Sandbox::import_storage(id, document, runtimes, Policy::DEFAULT);
    let results = (import(Runtimes::Tracked), import(Runtimes::Untracked));
    let (tracked, untracked) = match results {
        (Ok(tracked), Ok(untracked)) => (tracked, untracked),
        (Err(tracked), Err(untracked)) => {
            assert_eq!(tracked, untracked);
            assert_eq!(tracked.code(), "INVALID_SNAPSHOT");
            return;
        }
        _ => panic!("only one model of runtimes accepts the document"),
    };

    check(&tracked, id);
    check(&untracked, id);
    let ports = |import: &Import| {
        import
            .sandbox
            .ports()
            .map(|state| (state.port(), state.name().map(str::to_owned)))
            .collect()
    };
    let (kept, other): (Vec<_>, Vec<_>) = (ports(&tracked), ports(&untracked));
    assert_eq!(kept, other);
    assert!(untracked.sandbox.ports().all(|state| state.stale_reason().is_none()));

    // The other parser keeps the last one of several entries with the same key.
    if tracked.dropped.iter().any(|dropped| dropped.error().to_string().contains("twice")) {
        return;
    }
    if let Ok(document) = serde_json::from_slice::<Value>(document) {
        let entries = port_tokens(&document).map_or(0, |entries| entries.len());
        assert!(kept.len() <= entries && entries <= kept.len() + dropped_ports(&untracked));
        if document.get("currentRuntimeIdentity").is_none_or(Value::is_null) {
            assert!(tracked.sandbox.ports().all(|state| state.stale_reason().is_some()));
        }
    }
    if let Ok(snapshot) = Sandbox::from_json(id, document) {
        check_snapshot(&snapshot.to_json(), id);
    }
});

fn check(import: &Import, id: SandboxId) {
    let written = import.sandbox.to_json();
    let again = Sandbox::from_json(id, &written).expect("its own snapshot");
    assert_eq!(again.to_json(), written);
    for dropped in &import.dropped {
        assert!(!dropped.place().is_empty() && !dropped.error().to_string().is_empty());
    }
}

/// Checks that a snapshot with a known runtime is imported completely.
fn check_snapshot(snapshot: &str, id: SandboxId) {
    let import = Sandbox::import_storage(id, snapshot, Runtimes::Tracked, Policy::DEFAULT);
    let import = import.expect("a snapshot is an object");
    assert!(import.dropped.is_empty(), "{:?}", import.dropped);
    if snapshot.contains("currentRuntimeIdentity") {
        assert_eq!(import.sandbox.to_json(), snapshot);
    }
}

/// Returns the entries of a storage, or of the value of `portTokens` alone.
fn port_tokens(document: &Value) -> Option<&serde_json::Map<String, Value>> {
    let document = document.as_object()?;
    let is_port = |key: &String| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    if !document.is_empty() && document.keys().all(is_port) {
        return Some(document);
    }
    document.get("portTokens")?.as_object()
}

/// Returns the number of dropped entries that are ports, and not only the name of one.
fn dropped_ports(import: &Import) -> usize {
    let places = import.dropped.iter().map(|dropped| dropped.place());
    places.filter(|place| place.starts_with("portTokens") && !place.ends_with(".name")).count()
}
