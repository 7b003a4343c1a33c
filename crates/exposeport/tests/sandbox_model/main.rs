//! Random sequences of all calls on a sandbox, each answer checked against a model.

mod model;

use std::collections::BTreeSet;

use exposeport::{BaseDomain, Error, ExposedPort, Policy, Sandbox, SandboxId, Token, TryCryptoRng};
use model::{Expected, Model};
use proptest::prelude::*;
use serde_json::Value;

/// A few ports, tokens and runtimes only, so that they meet often. Port 3000 is reserved by the sandbox's policy alone.
const PORTS: [u16; 6] = [1024, 3000, 8080, 8081, 9999, 65535];
const TOKENS: [&str; 4] = ["a", "my_token", "0123456789abcdef", "_"];
const RUNTIMES: [&str; 3] = ["r1", "r2", ""];

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
    let token = || prop::sample::select(&TOKENS);
    let name = || prop::option::of(prop_oneof![Just("Web Server".to_owned()), any::<String>()]);
    prop_oneof![
        6 => (port(), name(), prop::option::of(token())).prop_map(|(port, name, token)| Call::Expose { port, name, token }),
        1 => port().prop_map(|port| Call::ExposeWithoutEntropy { port }),
        1 => port().prop_map(|port| Call::ExposeOnLongHost { port }),
        2 => port().prop_map(|port| Call::Unexpose { port }),
        2 => prop_oneof![port().prop_map(i64::from), any::<i64>(), Just((1 << 32) + 8080)].prop_map(|port| Call::IsExposed { port }),
        2 => Just(Call::List),
        2 => (port(), token()).prop_map(|(port, token)| Call::Validate { port, token }),
        4 => (prop::bool::weighted(0.9), port(), prop::option::of(token()))
            .prop_map(|(same_id, port, token)| Call::Authorize { same_id, port, token }),
        2 => prop::sample::select(&RUNTIMES).prop_map(|id| Call::Start { id }),
        1 => Just(Call::Stop),
        1 => Just(Call::Reload),
    ]
}

/// A generator that gives nothing.
struct Dry;

impl rand::TryRng for Dry {
    type Error = std::fmt::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Err(std::fmt::Error)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Err(std::fmt::Error)
    }

    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
        Err(std::fmt::Error)
    }
}

impl TryCryptoRng for Dry {}

struct Pair {
    sandbox: Sandbox,
    model: Model,
    domain: BaseDomain,
    long_domain: BaseDomain,
    /// Allows what the sandbox's policy does not, so that its own check is seen.
    lenient: Policy,
}

impl Pair {
    fn new() -> Self {
        let id = SandboxId::new("sandbox").expect("an id");
        // A label of 8 octets fits below it, and none of this sandbox.
        let long = [63, 63, 63, 52].map(|length| "x".repeat(length)).join(".");
        Self {
            sandbox: Sandbox::new(id),
            model: Model::new(),
            domain: BaseDomain::new("example.com").expect("a domain"),
            long_domain: BaseDomain::new(long).expect("a domain"),
            lenient: Policy::DEFAULT.allow_port(3000),
        }
    }

    fn step(&mut self, call: &Call) {
        let before = self.sandbox.to_json();
        if self.run(call).is_err() {
            assert_eq!(
                self.sandbox.to_json(),
                before,
                "a call that failed has changed the sandbox"
            );
        }
        let snapshot: Value = serde_json::from_str(&self.sandbox.to_json()).expect("JSON");
        assert_eq!(snapshot, self.model.snapshot());
        let tokens: BTreeSet<&str> =
            self.model.ports.values().map(|exposure| exposure.token.as_str()).collect();
        assert_eq!(tokens.len(), self.model.ports.len(), "two ports have one token");
    }

    fn run(&mut self, call: &Call) -> Result<(), Error> {
        match call {
            Call::Expose { port, name, token } => {
                let number = self.lenient.port(*port)?;
                let given = token.map(|token| Token::new(token).expect("a token"));
                let answer =
                    self.sandbox.expose_port(number, &self.domain, name.as_deref(), given.as_ref());
                self.check_exposed(*port, name, *token, answer)?;
            }
            Call::ExposeWithoutEntropy { port } => {
                let number = self.lenient.port(*port)?;
                let answer =
                    self.sandbox.expose_port_from_rng(number, &self.domain, None, None, &mut Dry);
                match self.model.expect_expose(*port, None) {
                    Expected::NewToken => {
                        assert_eq!(answer.as_ref().unwrap_err().code(), "ENTROPY_UNAVAILABLE")
                    }
                    _ => return self.check_exposed(*port, &None, None, answer),
                }
                answer?;
            }
            Call::ExposeOnLongHost { port } => {
                let answer = self.sandbox.expose_port(
                    self.lenient.port(*port)?,
                    &self.long_domain,
                    None,
                    None,
                );
                let code = match self.model.expect_expose(*port, None) {
                    Expected::Refused(code) => code,
                    _ => "HOSTNAME_TOO_LONG",
                };
                assert_eq!(answer.as_ref().unwrap_err().code(), code);
                answer?;
            }
            Call::Unexpose { port } => {
                let removed = self.sandbox.unexpose_port(self.lenient.port(*port)?);
                assert_eq!(removed, self.model.ports.remove(port).is_some());
            }
            Call::IsExposed { port } => {
                let active =
                    self.model.active().iter().any(|(number, _)| i64::from(*number) == *port);
                assert_eq!(self.sandbox.is_port_exposed(*port), active);
            }
            Call::List => self.check_list(),
            Call::Validate { port, token } => {
                let valid =
                    self.model.ports.get(port).is_some_and(|exposure| exposure.token == *token);
                assert_eq!(self.sandbox.validate_port_token(*port, token), valid);
            }
            Call::Authorize { same_id, port, token } => {
                self.check_authorization(*same_id, *port, *token)?
            }
            Call::Start { id } => {
                self.sandbox.runtime_started(id)?;
                self.model.start(id);
            }
            Call::Stop => {
                self.sandbox.runtime_stopped();
                self.model.stop();
            }
            Call::Reload => {
                let written = self.sandbox.to_json();
                self.sandbox =
                    Sandbox::from_json(*self.sandbox.id(), &written).expect("its own snapshot");
                assert_eq!(self.sandbox.to_json(), written);
            }
        }
        Ok(())
    }

    fn check_exposed(
        &mut self,
        port: u16,
        name: &Option<String>,
        token: Option<&str>,
        answer: Result<ExposedPort, Error>,
    ) -> Result<(), Error> {
        let expected = self.model.expect_expose(port, token);
        if let Expected::Refused(code) = expected {
            assert_eq!(answer.as_ref().unwrap_err().code(), code);
            answer?;
            return Ok(());
        }
        let exposed = answer?;
        let route = self.domain.route(exposed.url().host()).expect("what is exposed parses");
        assert_eq!((exposed.port().get(), exposed.name()), (port, name.as_deref()));
        assert_eq!((route.port().get(), route.sandbox_id_str()), (port, "sandbox"));
        match expected {
            Expected::Token(token) => assert_eq!(route.token_str(), token),
            _ => assert_eq!(route.token_str().len(), 16),
        }
        self.model.expose(port, name.clone(), route.token_str().to_owned());
        Ok(())
    }

    fn check_list(&self) {
        let listed = self.sandbox.exposed_ports(&self.domain).expect("short enough");
        let expected = self.model.active();
        assert_eq!(listed.len(), expected.len());
        for (exposed, (port, exposure)) in listed.iter().zip(expected) {
            assert_eq!(
                exposed.url().as_str(),
                format!("https://{port}-sandbox-{}.example.com", exposure.token)
            );
            assert_eq!((exposed.port().get(), exposed.name()), (port, exposure.name.as_deref()));
        }
    }

    /// Without a token, that of the port is shown.
    fn check_authorization(
        &self,
        same_id: bool,
        port: u16,
        token: Option<&str>,
    ) -> Result<(), Error> {
        let own = self.model.ports.get(&port).map_or("unknown", |exposure| exposure.token.as_str());
        let token = token.unwrap_or(own);
        let id = if same_id { "sandbox" } else { "another" };
        let route = self.lenient.parse_host(format!("{port}-{id}-{token}.example.com"))?;
        let authorization = self.sandbox.authorize(&route);
        let found =
            (authorization.as_str(), authorization.reason().map(exposeport::StaleReason::as_str));
        assert_eq!(found, self.model.authorize(same_id, port, token));
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_sandbox_does_what_the_model_does(calls in prop::collection::vec(call(), 1..60)) {
        let mut pair = Pair::new();
        for call in &calls {
            pair.step(call);
        }
    }
}
