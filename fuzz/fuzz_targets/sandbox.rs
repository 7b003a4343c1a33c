//! A sequence of calls on a sandbox. Each result is compared with a model.
//!
//! Each record is a call: the letter of its name, and its arguments.

#![no_main]

#[path = "../../crates/exposeport/tests/sandbox_model/model.rs"]
mod calls;
mod common;

use std::collections::BTreeSet;

use calls::{Expected, Model, Runtime};
use common::{code, fields, integer, model, records};
use exposeport::{
    BaseDomain, ExposeOptions, Port, PortName, Route, RuntimeId, Sandbox, SandboxId, StaleReason,
    Token,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// The number of calls after which an input ends, so that it ends soon.
const CALLS_MAX: usize = 64;

fuzz_target!(|input: &[u8]| {
    let mut pair = Pair::new();
    for record in records(input).take(CALLS_MAX) {
        let before = pair.sandbox.to_json();
        let is_changed = pair.call(record);
        let after = pair.sandbox.to_json();
        assert!(is_changed || after == before, "the call must not change the sandbox");
        let snapshot: Value = serde_json::from_str(&after).expect("JSON");
        assert_eq!(snapshot, pair.model.snapshot());
        pair.check_list();
    }
});

/// A sandbox and its model.
struct Pair {
    sandbox: Sandbox,
    model: Model,
    domain: BaseDomain,
    /// The state of the generator of tokens.
    entropy: u64,
}

impl Pair {
    fn new() -> Self {
        let id = SandboxId::new("sandbox").expect("a valid id");
        let domain = BaseDomain::new("example.com").expect("a valid base domain");
        Self { sandbox: Sandbox::new(id), model: Model::new(), domain, entropy: 0 }
    }

    /// Performs a call. Returns `true` if it may change the sandbox.
    fn call(&mut self, record: &[u8]) -> bool {
        let mut fields = fields(record);
        let name = fields.next().unwrap_or_default();
        let first = fields.next().unwrap_or_default();
        match name {
            b"e" => {
                let token = fields.next().filter(|token| !token.is_empty());
                integer(first).is_some_and(|port| self.expose(port, token, fields.next()))
            }
            b"u" => integer(first).is_some_and(|port| self.unexpose(port)),
            b"v" => {
                self.validate(integer(first).unwrap_or(-1), fields.next().unwrap_or_default());
                false
            }
            b"a" => {
                self.authorize(first);
                false
            }
            b"s" => self.start(first),
            b"x" => {
                self.sandbox.runtime_stopped();
                self.model.stop();
                true
            }
            b"r" => self.reactivate(),
            b"j" => {
                let again = Sandbox::from_json(*self.sandbox.id(), self.sandbox.to_json());
                self.sandbox = again.expect("its own snapshot");
                false
            }
            _ => false,
        }
    }

    fn expose(&mut self, number: i128, token: Option<&[u8]>, name: Option<&[u8]>) -> bool {
        let port = Port::new(number);
        let given = token.map(Token::new).transpose();
        let given_name = name.map(PortName::new).transpose();
        assert_eq!(code(&port), model::check_port(number).err().unwrap_or("OK"));
        let expected = token.map(common::token).transpose();
        assert_eq!(code(&given), expected.as_ref().err().copied().unwrap_or("OK"));
        let is_name = name.map_or(Ok(()), model::check_name);
        assert_eq!(code(&given_name), is_name.err().unwrap_or("OK"));
        let (Ok(port), Ok(given), Ok(given_name)) = (port, given, given_name) else { return false };

        let token = given.as_ref().map(|token| token.as_str().to_owned());
        let expected = self.model.expect_expose(port.get(), token.as_deref());
        let options = ExposeOptions::new().name(given_name).token(given);
        let entropy = &mut self.entropy;
        let fill = |buffer: &mut [u8]| fill(entropy, buffer);
        let result = self.sandbox.expose_port_with(port, &self.domain, options, fill);
        if let Expected::Rejected(expected) = expected {
            assert_eq!(code(&result), expected);
            return false;
        }

        let exposed = result.expect("a port that can be exposed");
        let name = name.map(common::text);
        let route = self.domain.route(exposed.url().host()).expect("what is exposed is parsed");
        assert_eq!((exposed.port(), exposed.name()), (port, name.as_deref()));
        assert_eq!((route.port(), route.sandbox_id_str()), (port, "sandbox"));
        match expected {
            Expected::Token(token) => assert_eq!(route.token_str(), token),
            _ => assert_eq!(route.token_str().len(), 16),
        }
        self.model.expose(port.get(), name, route.token_str().to_owned());
        true
    }

    fn unexpose(&mut self, number: i128) -> bool {
        let Ok(port) = Port::new(number) else { return false };
        let is_removed = self.sandbox.unexpose_port(port);
        assert_eq!(is_removed, self.model.ports.remove(&port.get()).is_some());
        is_removed
    }

    fn validate(&self, number: i128, token: &[u8]) {
        let has_token = |port| {
            let exposure = self.model.ports.get(&port);
            exposure.is_some_and(|exposure| exposure.token.as_bytes() == token)
        };
        let is_valid = u16::try_from(number).is_ok_and(has_token);
        assert_eq!(self.sandbox.validate_port_token(number, token), is_valid);
    }

    fn authorize(&self, host: &[u8]) {
        let Ok(route) = Route::parse_host(host) else { return };
        let same_id = route.sandbox_id_str() == "sandbox";
        let authorization = self.sandbox.authorize(&route);
        let reason = authorization.reason().map(StaleReason::as_str);
        let expected = self.model.authorize(same_id, route.port().get(), route.token_str());
        assert_eq!((authorization.as_str(), reason), expected);
    }

    fn start(&mut self, id: &[u8]) -> bool {
        let runtime = RuntimeId::new(id);
        assert_eq!(code(&runtime), model::check_runtime_id(id).err().unwrap_or("OK"));
        let Ok(runtime) = runtime else { return false };
        self.sandbox.runtime_started(runtime);
        self.model.start(&common::text(id));
        true
    }

    fn reactivate(&mut self) -> bool {
        let result = self.sandbox.reactivate();
        let Runtime::Running(id) = self.model.runtime.clone() else {
            match self.model.runtime {
                Runtime::Stopped => assert_eq!(code(&result), "RUNTIME_NOT_RUNNING"),
                _ => assert_eq!(result, Ok(0)),
            }
            return false;
        };
        let stale = self.model.ports.len() - self.model.active().len();
        assert_eq!(result, Ok(stale));
        self.model.ports.values_mut().for_each(|exposure| exposure.runtime = Some(id.clone()));
        true
    }

    fn check_list(&self) {
        let active = self.model.active();
        let listed = self.sandbox.exposed_ports(&self.domain).expect("URLs");
        assert_eq!(listed.len(), active.len());
        for (exposed, (port, exposure)) in listed.iter().zip(active) {
            let url = format!("https://{port}-sandbox-{}.example.com", exposure.token);
            assert_eq!(exposed.url().as_str(), url);
            assert_eq!((exposed.port().get(), exposed.name()), (port, exposure.name.as_deref()));
            assert!(self.sandbox.is_port_exposed(port));
        }
        let states = self.sandbox.ports();
        assert_eq!(states.len(), self.model.ports.len());
        for (state, (port, exposure)) in states.zip(&self.model.ports) {
            let reason = state.stale_reason().map(StaleReason::as_str);
            assert_eq!((state.port().get(), state.name()), (*port, exposure.name.as_deref()));
            assert_eq!(reason, self.model.staleness(exposure));
        }
        let tokens = self.model.ports.values().map(|exposure| exposure.token.as_str());
        let tokens: BTreeSet<&str> = tokens.collect();
        assert_eq!(tokens.len(), self.model.ports.len(), "two ports have the same token");
    }
}

/// Fills a buffer from a counter, so that an input always has the same result.
fn fill(state: &mut u64, buffer: &mut [u8]) -> Result<(), ()> {
    for byte in buffer {
        // The generator SplitMix64.
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (*state ^ *state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        *byte = (mixed >> 56) as u8;
    }
    Ok(())
}
