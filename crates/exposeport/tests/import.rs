//! Properties of imported storage, over documents with valid and malformed entries.

use std::collections::{BTreeMap, BTreeSet};

use exposeport::{Authorization, Import, Policy, Route, Runtimes, Sandbox, SandboxId, StaleReason};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The runtime that is current in a document, if there is one.
const CURRENT: &str = "runtime-1";

/// An entry of `portTokens`, and of `activePreviewPorts` for the same key.
#[derive(Clone, Debug)]
struct Entry {
    key: &'static str,
    token: &'static str,
    /// A bare string, as versions before 0.8.14 write it.
    is_bare: bool,
    name: Value,
    activation: Option<(&'static str, &'static str)>,
}

fn entry() -> impl Strategy<Value = Entry> {
    let key = prop::sample::select(vec![
        "1024", "5173", "8080", "8081", "65535", "3000", "80", "65536", "08080", "web", "",
    ]);
    let token = prop::sample::select(vec![
        "a",
        "b",
        "my_token",
        "q0x_7mzk2w9adn4r",
        "",
        "a-b",
        "A",
        "abcdefghijklmnopq",
    ]);
    let name = prop::sample::select(vec![json!(null), json!("Web"), json!("a\nb"), json!(5)]);
    let runtime = prop::sample::select(vec![CURRENT, "runtime-0", ""]);
    let activation = prop::option::of((token.clone(), runtime));
    (key, token, any::<bool>(), name, activation).prop_map(
        |(key, token, is_bare, name, activation)| Entry { key, token, is_bare, name, activation },
    )
}

fn document(entries: &[Entry], is_running: bool) -> Value {
    let (mut tokens, mut active) = (Map::new(), Map::new());
    for Entry { key, token, is_bare, name, activation } in entries {
        let value = if *is_bare { json!(token) } else { json!({"token": token, "name": name}) };
        tokens.insert((*key).to_owned(), value);
        active.remove(*key);
        if let Some((token, runtime)) = activation {
            let value = json!({"token": token, "runtimeIdentityID": runtime});
            active.insert((*key).to_owned(), value);
        }
    }
    let mut document = json!({"portTokens": tokens, "activePreviewPorts": active});
    if is_running {
        document["currentRuntimeIdentity"] = json!({"id": CURRENT});
    }
    document
}

/// Returns `true` for a token that an exposed port may have.
fn is_valid(token: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=16).contains(&token.len()) && token.chars().all(is_allowed)
}

/// Returns the valid entries: the last one of each key, without tokens that a lower port has.
fn valid(entries: &[Entry]) -> BTreeMap<u16, Entry> {
    let by_key: BTreeMap<u32, &Entry> = entries
        .iter()
        .filter(|entry| !entry.key.starts_with('0'))
        .filter_map(|entry| Some((entry.key.parse().ok()?, entry)))
        .collect();
    let mut used = BTreeSet::new();
    by_key
        .into_iter()
        .filter(|(port, _)| (1024..=65535).contains(port) && *port != 3000)
        .filter(|(_, entry)| is_valid(entry.token) && used.insert(entry.token))
        .map(|(port, entry)| (port as u16, entry.clone()))
        .collect()
}

fn expected(entry: &Entry, runtimes: Runtimes, is_running: bool) -> Authorization {
    let stale = Authorization::Stale;
    match (runtimes, entry.activation) {
        (Runtimes::Untracked, _) => Authorization::Active,
        _ if !is_running => stale(StaleReason::RuntimeNotRunning),
        (_, Some((token, runtime))) if is_valid(token) && !runtime.is_empty() => {
            if runtime != CURRENT {
                stale(StaleReason::RuntimeMismatch)
            } else if token != entry.token {
                stale(StaleReason::TokenMismatch)
            } else {
                Authorization::Active
            }
        }
        _ => stale(StaleReason::MissingActivation),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn imported_storage_is_a_valid_snapshot_with_the_urls_of_the_document(
        entries in prop::collection::vec(entry(), 0..12),
        is_running: bool,
        is_tracked: bool,
    ) {
        let runtimes = if is_tracked { Runtimes::Tracked } else { Runtimes::Untracked };
        let document = document(&entries, is_running).to_string();
        let id = SandboxId::new("sandbox").expect("a valid id");
        let Import { sandbox, dropped, .. } =
            Sandbox::import_storage(id, document, runtimes, Policy::DEFAULT).expect("an object");

        // The strict reader accepts the sandbox, and yields the same.
        let snapshot = sandbox.to_json();
        let again = Sandbox::from_json(id, &snapshot).expect("a valid snapshot");
        prop_assert_eq!(again.to_json(), snapshot);

        // Every valid entry stands for a URL, and no other port has a token.
        let valid = valid(&entries);
        let ports: Vec<u16> = sandbox.ports().map(|state| state.port().get()).collect();
        prop_assert_eq!(&ports, &valid.keys().copied().collect::<Vec<_>>());
        for (port, entry) in &valid {
            let host = format!("{port}-sandbox-{}.example.com", entry.token);
            let route = Route::parse_host(&host).expect("a preview host");
            let found = sandbox.authorize(&route);
            prop_assert_eq!(found, expected(entry, runtimes, is_running), "{}", host);
        }

        // A dropped entry is never silent, and its message has no token.
        let keys: BTreeSet<&str> = entries.iter().map(|entry| entry.key).collect();
        prop_assert!(dropped.len() >= keys.len() - valid.len());
        for dropped in &dropped {
            let message = dropped.error().to_string();
            prop_assert!(!message.contains("q0x_7mzk2w9adn4r") && !message.contains("my_token"));
        }
    }
}
