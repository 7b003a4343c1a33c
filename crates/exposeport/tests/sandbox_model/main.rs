//! Random sequences of all calls on a sandbox. Each result is compared with a model.

mod model;

use std::collections::BTreeSet;

use exposeport::{
    BaseDomain, Error, ExposeOptions, ExposedPort, Policy, Port, PortName, Route, RuntimeId,
    Sandbox, SandboxId, StaleReason, Token, limits,
};
use model::{Expected, Model};
use proptest::prelude::*;
use serde_json::Value;

/// Few ports, tokens and runtimes, so that they collide often. The policy of the sandbox
/// reserves port 3000, and no other policy does.
const PORTS: [u16; 6] = [1024, 3000, 8080, 8081, 9999, 65535];
const TOKENS: [&str; 4] = ["a", "my_token", "0123456789abcdef", "_"];
const RUNTIMES: [&str; 3] = ["r1", "r2", "\"é\\"];

#[derive(Clone, Debug)]
enum Call {
    Expose { port: u16, name: Option<String>, token: Option<&'static str> },
    ExposeWithoutEntropy { port: u16 },
    ExposeOnLongHost { port: u16 },
    Unexpose { port: u16 },
    IsExposed { port: i64 },
    List,
    Validate { port: u16, token: &'static str },
    Authorize { same_id: bool, port: u16, token: Option<&'static str> },
    Start { id: &'static str },
    Stop,
    Reload,
}

fn call() -> impl Strategy<Value = Call> {
    let port = || prop::sample::select(&PORTS);
    let any_port =
        prop_oneof![port().prop_map(i64::from), any::<i64>(), Just((1_i64 << 32) + 8080)];
    let token = || prop::sample::select(&TOKENS);
    let name = prop_oneof![Just("Web Server".to_owned()), "[^\\x00-\\x1F\\x7F]{0,63}"];
    let expose = (port(), prop::option::of(name), prop::option::of(token()));
    let authorize = (prop::bool::weighted(0.9), port(), prop::option::of(token()));
    prop_oneof![
        6 => expose.prop_map(|(port, name, token)| Call::Expose { port, name, token }),
        1 => port().prop_map(|port| Call::ExposeWithoutEntropy { port }),
        1 => port().prop_map(|port| Call::ExposeOnLongHost { port }),
        2 => port().prop_map(|port| Call::Unexpose { port }),
        2 => any_port.prop_map(|port| Call::IsExposed { port }),
        2 => Just(Call::List),
        2 => (port(), token()).prop_map(|(port, token)| Call::Validate { port, token }),
        4 => authorize
            .prop_map(|(same_id, port, token)| Call::Authorize { same_id, port, token }),
        2 => prop::sample::select(&RUNTIMES).prop_map(|id| Call::Start { id }),
        1 => Just(Call::Stop),
        1 => Just(Call::Reload),
    ]
}

/// A sandbox and its model.
struct Pair {
    sandbox: Sandbox,
    model: Model,
    domain: BaseDomain,
    long_domain: BaseDomain,
    /// Allows a port that the policy of the sandbox reserves.
    lenient: Policy,
}

impl Pair {
    fn new() -> Self {
        let id = SandboxId::new("sandbox").expect("a valid id");
        // A label of 8 bytes fits before it, and no label of this sandbox does.
        let long = [63, 63, 63, 52].map(|length| "x".repeat(length)).join(".");
        let lenient = Policy::builder().unreserve_port(3000).build();
        Self {
            sandbox: Sandbox::new(id),
            model: Model::new(),
            domain: BaseDomain::new("example.com").expect("a valid base domain"),
            long_domain: BaseDomain::new(long).expect("a valid base domain"),
            lenient: lenient.expect("a valid policy"),
        }
    }

    /// Returns a sandbox that has room for two more ports.
    fn nearly_full() -> Self {
        let mut pair = Self::new();
        for port in (20_000..).take(limits::EXPOSED_PORTS_MAX - 2) {
            let call = Call::Expose { port, name: None, token: None };
            pair.run(&call).expect("exposed");
        }
        pair
    }

    fn step(&mut self, call: &Call) {
        let before = self.sandbox.to_json();
        if self.run(call).is_err() {
            assert_eq!(self.sandbox.to_json(), before, "a call that failed changed the sandbox");
        }
        let snapshot: Value = serde_json::from_str(&self.sandbox.to_json()).expect("JSON");
        assert_eq!(snapshot, self.model.snapshot());
        let tokens = self.model.ports.values().map(|exposure| exposure.token.as_str());
        let tokens: BTreeSet<&str> = tokens.collect();
        assert_eq!(tokens.len(), self.model.ports.len(), "two ports have the same token");
    }

    fn port(&self, number: u16) -> Port {
        Port::with_policy(number, &self.lenient).expect("a valid port")
    }

    fn run(&mut self, call: &Call) -> Result<(), Error> {
        match call {
            Call::Expose { port, name, token } => {
                let given_name = name.clone().map(PortName::new).transpose()?;
                let given_token = token.map(Token::new).transpose()?;
                let options = ExposeOptions::new().name(given_name).token(given_token);
                let result = self.sandbox.expose_port(self.port(*port), &self.domain, options);
                self.check_exposed(*port, name.as_deref(), *token, result)?;
            }
            Call::ExposeWithoutEntropy { port } => {
                let (number, options) = (self.port(*port), ExposeOptions::new());
                let fill = |_buffer: &mut [u8]| Err(());
                let result = self.sandbox.expose_port_with(number, &self.domain, options, fill);
                if self.model.expect_expose(*port, None) == Expected::NewToken {
                    assert_eq!(result.as_ref().unwrap_err().code(), "ENTROPY_UNAVAILABLE");
                    result?;
                } else {
                    self.check_exposed(*port, None, None, result)?;
                }
            }
            Call::ExposeOnLongHost { port } => {
                let (number, options) = (self.port(*port), ExposeOptions::new());
                let result = self.sandbox.expose_port(number, &self.long_domain, options);
                let code = match self.model.expect_expose(*port, None) {
                    Expected::Rejected(code) => code,
                    _ => "HOSTNAME_TOO_LONG",
                };
                assert_eq!(result.as_ref().unwrap_err().code(), code);
                result?;
            }
            Call::Unexpose { port } => {
                let is_removed = self.sandbox.unexpose_port(self.port(*port));
                assert_eq!(is_removed, self.model.ports.remove(port).is_some());
            }
            Call::IsExposed { port } => {
                let active = self.model.active();
                let is_active = active.iter().any(|(number, _)| i64::from(*number) == *port);
                assert_eq!(self.sandbox.is_port_exposed(*port), is_active);
            }
            Call::List => self.check_list(),
            Call::Validate { port, token } => {
                let exposure = self.model.ports.get(port);
                let is_valid = exposure.is_some_and(|exposure| exposure.token == *token);
                assert_eq!(self.sandbox.validate_port_token(*port, token), is_valid);
            }
            Call::Authorize { same_id, port, token } => {
                self.check_authorization(*same_id, *port, *token)?;
            }
            Call::Start { id } => {
                self.sandbox.runtime_started(RuntimeId::new(id)?);
                self.model.start(id);
            }
            Call::Stop => {
                self.sandbox.runtime_stopped();
                self.model.stop();
            }
            Call::Reload => {
                let written = self.sandbox.to_json();
                let again = Sandbox::from_json(*self.sandbox.id(), &written);
                self.sandbox = again.expect("its own snapshot");
                assert_eq!(self.sandbox.to_json(), written);
            }
        }
        Ok(())
    }

    fn check_exposed(
        &mut self,
        port: u16,
        name: Option<&str>,
        token: Option<&str>,
        result: Result<ExposedPort, Error>,
    ) -> Result<(), Error> {
        let expected = self.model.expect_expose(port, token);
        if let Expected::Rejected(code) = expected {
            assert_eq!(result.as_ref().unwrap_err().code(), code);
            result?;
            return Ok(());
        }
        let exposed = result?;
        let route = self.domain.route(exposed.url().host()).expect("what is exposed is parsed");
        assert_eq!((exposed.port().get(), exposed.name()), (port, name));
        assert_eq!((route.port().get(), route.sandbox_id_str()), (port, "sandbox"));
        match expected {
            Expected::Token(token) => assert_eq!(route.token_str(), token),
            _ => assert_eq!(route.token_str().len(), 16),
        }
        self.model.expose(port, name.map(str::to_owned), route.token_str().to_owned());
        Ok(())
    }

    fn check_list(&self) {
        let listed = self.sandbox.exposed_ports(&self.domain).expect("URLs");
        let expected = self.model.active();
        assert_eq!(listed.len(), expected.len());
        for (exposed, (port, exposure)) in listed.iter().zip(expected) {
            let url = format!("https://{port}-sandbox-{}.example.com", exposure.token);
            assert_eq!(exposed.url().as_str(), url);
            assert_eq!((exposed.port().get(), exposed.name()), (port, exposure.name.as_deref()));
        }
    }

    /// Authorizes a request with a token, or with the current token of the port.
    fn check_authorization(
        &self,
        same_id: bool,
        port: u16,
        token: Option<&str>,
    ) -> Result<(), Error> {
        let own = self.model.ports.get(&port).map_or("unknown", |exposure| exposure.token.as_str());
        let token = token.unwrap_or(own);
        let id = if same_id { "sandbox" } else { "another" };
        let host = format!("{port}-{id}-{token}.example.com");
        let route = Route::parse_host_with_policy(host, &self.lenient)?;
        let authorization = self.sandbox.authorize(&route);
        let reason = authorization.reason().map(StaleReason::as_str);
        let expected = self.model.authorize(same_id, port, token);
        assert_eq!((authorization.as_str(), reason), expected);
        Ok(())
    }
}

/// Returns a configuration that writes nothing into the source tree if a property fails.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn a_sandbox_agrees_with_the_model(calls in prop::collection::vec(call(), 1..60)) {
        let mut pair = Pair::new();
        for call in &calls {
            pair.step(call);
        }
    }
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn a_full_sandbox_agrees_with_the_model(calls in prop::collection::vec(call(), 20..40)) {
        let mut pair = Pair::nearly_full();
        for call in &calls {
            pair.step(call);
        }
    }
}
