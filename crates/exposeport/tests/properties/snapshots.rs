//! Every state of a sandbox can be written, and the strict reader reads it back.

use exposeport::{
    BaseDomain, Error, ExposeOptions, Port, PortName, RuntimeId, Sandbox, SandboxId, Token,
};
use proptest::collection::{btree_map, vec};
use proptest::option::{self, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;
use serde_json::{Value, json};

use crate::config;
use crate::strategies::{issued_token, name, port};

#[derive(Clone, Debug)]
enum Call {
    Expose { port: u16, name: Option<String>, token: Option<String> },
    Unexpose { port: u16 },
    Start { id: String },
    Stop,
    Reactivate,
}

/// Generates ports of which some are the same.
fn some_port() -> impl Strategy<Value = u16> {
    prop_oneof![2 => select(vec![1024, 8080, 65_535]), 1 => port()]
}

/// Generates runtime ids of which some are the same.
fn runtime_id() -> impl Strategy<Value = String> {
    prop_oneof![1 => select(vec!["r", "\\\""]).prop_map(str::to_owned), 2 => name(1)]
}

fn call() -> impl Strategy<Value = Call> {
    let expose = (some_port(), option::of(name(0)), option::of(issued_token()))
        .prop_map(|(port, name, token)| Call::Expose { port, name, token });
    prop_oneof![
        6 => expose,
        1 => some_port().prop_map(|port| Call::Unexpose { port }),
        3 => runtime_id().prop_map(|id| Call::Start { id }),
        1 => Just(Call::Stop),
        1 => Just(Call::Reactivate),
    ]
}

/// Performs a call. A call that is rejected changes nothing.
fn perform(sandbox: &mut Sandbox, domain: &BaseDomain, call: Call) -> Result<(), Error> {
    match call {
        Call::Expose { port, name, token } => {
            let name = name.map(PortName::new).transpose()?;
            let token = token.map(Token::new).transpose()?;
            let options = ExposeOptions::new().name(name).token(token);
            sandbox.expose_port(Port::new(port)?, domain, options)?;
        }
        Call::Unexpose { port } => _ = sandbox.unexpose_port(Port::new(port)?),
        Call::Start { id } => sandbox.runtime_started(RuntimeId::new(id)?),
        Call::Stop => sandbox.runtime_stopped(),
        Call::Reactivate => _ = sandbox.reactivate()?,
    }
    Ok(())
}

/// Checks that a sandbox is the same after it was written and read.
fn check_written(sandbox: &Sandbox, domain: &BaseDomain) -> TestCaseResult {
    let written = sandbox.to_json();
    let again = Sandbox::from_json(*sandbox.id(), &written);
    prop_assert!(again.is_ok(), "{:?}", again);
    let again = again.expect("checked before");
    prop_assert_eq!(again.to_json(), written.clone());
    prop_assert_eq!(again.exposed_ports(domain), sandbox.exposed_ports(domain));

    let document: Value = serde_json::from_str(&written).expect("JSON");
    for (port, entry) in document["portTokens"].as_object().expect("an object") {
        let (port, token) = (port.parse::<Port>(), entry["token"].as_str().expect("a string"));
        let port = port.expect("a valid port");
        prop_assert!(again.validate_port_token(port, token));
        let authorize = |sandbox: &Sandbox| sandbox.authorize_parts(port, "sandbox", token);
        prop_assert_eq!(authorize(&again), authorize(sandbox));
    }
    Ok(())
}

/// Generates the values of `portTokens` or `activePreviewPorts`.
fn ports(entry: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let entries = btree_map(some_port().prop_map(|port| port.to_string()), entry, 0..6);
    entries.prop_map(|entries| Value::Object(entries.into_iter().collect()))
}

/// Generates snapshots. In some of them two ports have the same token, which is rejected.
fn document() -> impl Strategy<Value = Value> {
    let token =
        || prop_oneof![1 => select(vec!["a", "b"]).prop_map(str::to_owned), 4 => issued_token()];
    let bare = token().prop_map(Value::from);
    let unnamed = token().prop_map(|token| json!({"token": token, "unknown": {"token": 1}}));
    let named = (token(), name(0)).prop_map(|(token, name)| json!({"token": token, "name": name}));
    let activation = (token(), runtime_id())
        .prop_map(|(token, id)| json!({"token": token, "runtimeIdentityID": id}));
    let runtime = prop_oneof![
        1 => Just(Value::Null),
        4 => runtime_id().prop_map(|id| json!({"id": id})),
    ];
    let parts = (
        weighted(0.9, ports(prop_oneof![bare, unnamed, named])),
        weighted(0.7, ports(activation)),
        weighted(0.7, runtime),
        weighted(0.2, Just(json!([{"unknown": null}]))),
    );
    parts.prop_map(|(tokens, activations, runtime, unknown)| {
        let keys = ["portTokens", "activePreviewPorts", "currentRuntimeIdentity", "unknown"];
        let values = [tokens, activations, runtime, unknown];
        let entries = keys.into_iter().zip(values);
        let entries = entries.filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Value::Object(entries.collect())
    })
}

/// Checks the states with the longest snapshots: every name and runtime id is of characters that
/// JSON escapes, or of multibyte characters, and has the maximum length.
#[test]
fn the_largest_states_can_be_written_and_read() {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    for longest in ["\"".repeat(255), "\\".repeat(255), "\u{80}".repeat(127), "😀".repeat(63)] {
        let mut sandbox = Sandbox::new(sandbox_id());
        let start = |id: &str| Call::Start { id: id.to_owned() };
        perform(&mut sandbox, &domain, start(&longest)).expect("a valid runtime id");
        for port in 64_512..=65_535 {
            let (name, token) = (Some(longest.clone()), Some(format!("token_0000_{port}")));
            let expose = Call::Expose { port, name, token };
            perform(&mut sandbox, &domain, expose).expect("exposed");
        }
        check_written(&sandbox, &domain).expect("active ports");
        let full = Call::Expose { port: 1024, name: None, token: None };
        perform(&mut sandbox, &domain, full).expect_err("too many ports");
        perform(&mut sandbox, &domain, start("r")).expect("a valid runtime id");
        check_written(&sandbox, &domain).expect("ports of another runtime");
        perform(&mut sandbox, &domain, Call::Reactivate).expect("a runtime");
        check_written(&sandbox, &domain).expect("active ports");
        perform(&mut sandbox, &domain, Call::Stop).expect("a runtime");
        check_written(&sandbox, &domain).expect("stale ports");
    }
}

fn sandbox_id() -> SandboxId {
    SandboxId::new("sandbox").expect("a valid id")
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_state_that_is_reached_by_calls_can_be_written_and_read(calls in vec(call(), 0..12)) {
        let domain = BaseDomain::new("example.com").expect("a valid base domain");
        let mut sandbox = Sandbox::new(sandbox_id());
        for call in calls {
            let before = sandbox.to_json();
            if perform(&mut sandbox, &domain, call).is_err() {
                prop_assert_eq!(sandbox.to_json(), before);
            }
        }
        check_written(&sandbox, &domain)?;
    }

    #[test]
    fn every_state_that_is_read_can_be_written_and_read(
        document in document(),
        calls in vec(call(), 0..4),
    ) {
        let domain = BaseDomain::new("example.com").expect("a valid base domain");
        match Sandbox::from_json(sandbox_id(), document.to_string()) {
            Ok(mut sandbox) => {
                check_written(&sandbox, &domain)?;
                for call in calls {
                    _ = perform(&mut sandbox, &domain, call);
                }
                check_written(&sandbox, &domain)?;
            }
            Err(error) => {
                prop_assert!(error.to_string().contains("token is in use by port"), "{}", error);
            }
        }
    }
}
