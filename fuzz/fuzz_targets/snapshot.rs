//! Every sandbox that is read from a snapshot has the entries of the document, and can be written
//! and read back.

#![no_main]

use std::collections::BTreeSet;

use exposeport::{Authorization, BaseDomain, Sandbox, SandboxId};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|document: &[u8]| {
    let id = SandboxId::new("sandbox").expect("a valid id");
    let Ok(sandbox) = Sandbox::from_json(id, document) else { return };
    let written = sandbox.to_json();
    let again = Sandbox::from_json(id, &written).expect("its own snapshot");
    assert_eq!(again.to_json(), written);

    let written: Value = serde_json::from_str(&written).expect("JSON");
    // The other parser rejects some values of unknown keys, such as numbers out of range.
    if let Ok(document) = serde_json::from_slice::<Value>(document) {
        assert_eq!(entries(&document), entries(&written));
    }
    check_ports(&sandbox, &written);
});

/// Returns port, token and name of every entry.
fn entries(document: &Value) -> BTreeSet<(String, String, Option<String>)> {
    let Some(Value::Object(ports)) = document.get("portTokens") else { return BTreeSet::new() };
    let entry = |(port, value): (&String, &Value)| {
        let token = value.as_str().or_else(|| value["token"].as_str()).expect("a token");
        let name = value.get("name").and_then(Value::as_str).map(str::to_owned);
        (port.clone(), token.to_owned(), name)
    };
    ports.iter().map(entry).collect()
}

fn check_ports(sandbox: &Sandbox, written: &Value) {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    let ports: Vec<_> = sandbox.ports().collect();
    assert!(ports.is_sorted_by_key(|state| state.port()) && ports.len() <= 1024);
    let entries = entries(written);
    let tokens: BTreeSet<_> = entries.iter().map(|(_, token, _)| token).collect();
    assert_eq!((entries.len(), tokens.len()), (ports.len(), ports.len()));

    let exposed = sandbox.exposed_ports(&domain).expect("URLs");
    let is_active = |port| exposed.iter().any(|exposed| exposed.port() == port);
    for state in &ports {
        assert_eq!(state.stale_reason().is_none(), is_active(state.port()));
        assert_eq!(sandbox.is_port_exposed(state.port().get()), is_active(state.port()));
    }
    for exposed in &exposed {
        let route = domain.route(exposed.url().host()).expect("what is exposed is parsed");
        assert_eq!(sandbox.authorize(&route), Authorization::Active);
    }
}
