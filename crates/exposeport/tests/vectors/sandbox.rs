//! The scripts of `sandbox.json`: calls in order with their answers, and the snapshot at the end.

use exposeport::{
    BaseDomain, Error, ExposeOptions, ExposedPort, Policy, Port, PortName, PortState, Route,
    RuntimeId, Sandbox, SandboxId, StaleReason, Token,
};
use serde_json::{Map, Value, json};

use crate::common::{self, Case};
use crate::runner;
use crate::secrecy;
use crate::tokens::Tokens;

pub fn check(case: &Case) -> Result<(), String> {
    let policy = case.policy().expect("scripts have a valid policy");
    match (load(case, &policy), case.get("error")) {
        (Err(error), Some(_)) if case.get("message").is_some() => {
            runner::check_error(case, Some(&error))
        }
        (Err(error), Some(code)) => same(&json!(error.code()), code),
        (Err(error), None) => Err(format!("load: {error}")),
        (Ok(_), Some(code)) => Err(format!("load: expected {code}, found a sandbox")),
        (Ok(sandbox), None) => run(case, &policy, sandbox),
    }
}

/// Returns everything about a script that a log line could contain.
pub fn shown(case: &Case) -> String {
    let policy = case.policy().expect("scripts have a valid policy");
    let mut sandbox = match load(case, &policy) {
        Ok(sandbox) => sandbox,
        Err(error) => return secrecy::shown_error(&error),
    };
    let mut tokens = Tokens::default();
    let mut log = String::new();
    for step in case.get("steps").and_then(Value::as_array).into_iter().flatten() {
        let step =
            Step { fields: step.as_object().expect("an object"), tokens: &tokens, policy: &policy };
        let found = step.try_answer(&mut sandbox);
        log += &found.as_ref().err().map(secrecy::shown_error).unwrap_or_default();
        let expected = step.expected();
        // Records the tokens that are generated.
        _ = tokens.compare(&found.unwrap_or_default(), &expected);
        log += &format!("{sandbox:?} {sandbox:#?} {:?}", sandbox.ports().collect::<Vec<_>>());
        let domain = BaseDomain::new("example.com").expect("a valid base domain");
        log += &format!("{:?}", sandbox.exposed_ports(&domain));
    }
    log
}

fn load(case: &Case, policy: &Policy) -> Result<Sandbox, Error> {
    let id = SandboxId::with_policy(case.text("sandbox_id"), policy).expect("a valid id");
    let document = match case.get("load") {
        None => return Ok(Sandbox::with_policy(id, policy.clone())),
        Some(text @ (Value::String(_) | Value::Array(_))) => common::text(text),
        Some(document) => document.to_string(),
    };
    Sandbox::from_json_with_policy(id, document, policy.clone())
}

fn run(case: &Case, policy: &Policy, mut sandbox: Sandbox) -> Result<(), String> {
    let mut tokens = Tokens::default();
    let steps = case.value("steps").as_array().expect("a list of steps");
    for (index, step) in steps.iter().enumerate() {
        let before = sandbox.to_json();
        let step = Step { fields: step.as_object().expect("an object"), tokens: &tokens, policy };
        let found = step.answer(&mut sandbox);
        let expected = step.expected();
        tokens.compare(&found, &expected).map_err(|what| format!("step {}: {what}", index + 1))?;
        if found.get("error").is_some() && sandbox.to_json() != before {
            return Err(format!("step {} failed, but changed the sandbox", index + 1));
        }
    }
    let written = sandbox.to_json();
    let found = serde_json::from_str(&written).expect("JSON");
    tokens.compare(&found, case.value("snapshot")).map_err(|what| format!("snapshot: {what}"))?;
    let again = Sandbox::from_json_with_policy(*sandbox.id(), &written, policy.clone());
    let again = again.map_err(|error| format!("its own snapshot is rejected: {error}"))?;
    same(&json!(again.to_json()), &json!(written))
}

fn same(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected}, found {found}")) }
}

struct Step<'a> {
    fields: &'a Map<String, Value>,
    tokens: &'a Tokens,
    policy: &'a Policy,
}

/// The arguments of the calls. Every other field of a step is an expectation.
const ARGUMENTS: [&str; 8] = ["call", "hostname", "token", "host", "id", "name", "from", "count"];

impl Step<'_> {
    fn call(&self) -> &str {
        self.fields["call"].as_str().expect("a call")
    }

    fn optional(&self, name: &str) -> Option<String> {
        self.fields.get(name).map(|value| self.tokens.fill(&common::text(value)))
    }

    fn text(&self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| panic!("{} without {name}", self.call()))
    }

    fn port_number(&self) -> i64 {
        self.fields["port"].as_i64().expect("an integer of 64 bits")
    }

    fn port(&self) -> Result<Port, Error> {
        Port::with_policy(self.port_number(), self.policy)
    }

    /// Returns `count` ports, starting with `from`.
    fn ports(&self) -> impl Iterator<Item = Result<Port, Error>> {
        let number = |name: &str| self.fields[name].as_i64().expect("an integer");
        let from = number("from");
        (from..from + number("count")).map(|number| Port::with_policy(number, self.policy))
    }

    fn domain(&self) -> Result<BaseDomain, Error> {
        BaseDomain::with_policy(self.text("hostname"), self.policy)
    }

    fn expected(&self) -> Value {
        let is_expected = |name: &str| match name {
            "port" => self.call() == "expose_port" && !self.fields.contains_key("error"),
            name => !ARGUMENTS.contains(&name),
        };
        let expected = self.fields.iter().filter(|(name, _)| is_expected(name));
        expected.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn answer(&self, sandbox: &mut Sandbox) -> Value {
        self.try_answer(sandbox).unwrap_or_else(|error| {
            let mut answer = json!({"error": error.code()});
            if self.fields.contains_key("message") {
                answer["message"] = json!(error.to_string());
            }
            answer
        })
    }

    fn try_answer(&self, sandbox: &mut Sandbox) -> Result<Value, Error> {
        Ok(match self.call() {
            "expose_port" => {
                let (port, domain) = (self.port()?, self.domain()?);
                let token = self.optional("token").map(Token::new).transpose()?;
                let name = self.optional("name").map(PortName::new).transpose()?;
                let options = ExposeOptions::new().name(name).token(token);
                let exposed = sandbox.expose_port(port, &domain, options)?;
                let (url, port) = (exposed.url().as_str(), exposed.port().get());
                json!({"url": url, "port": port, "exposed_name": exposed.name()})
            }
            "expose_ports" => {
                let domain = self.domain()?;
                for port in self.ports() {
                    sandbox.expose_port(port?, &domain, ExposeOptions::new())?;
                }
                json!({})
            }
            "unexpose_ports" => {
                for port in self.ports() {
                    assert!(sandbox.unexpose_port(port?), "the port is exposed");
                }
                json!({})
            }
            "unexpose_port" => json!({"removed": sandbox.unexpose_port(self.port()?)}),
            "is_port_exposed" => json!({"answer": sandbox.is_port_exposed(self.port_number())}),
            "exposed_ports" => {
                let ports = sandbox.exposed_ports(&self.domain()?)?;
                json!({"ports": ports.iter().map(listed).collect::<Vec<_>>()})
            }
            "ports" => json!({"states": sandbox.ports().map(state).collect::<Vec<_>>()}),
            "reactivate" => json!({"reactivated": sandbox.reactivate()?}),
            "validate_port_token" => {
                let token = self.text("token");
                json!({"answer": sandbox.validate_port_token(self.port_number(), token)})
            }
            "authorize" => self.authorize(sandbox)?,
            "runtime_started" => {
                sandbox.runtime_started(RuntimeId::new(self.text("id"))?);
                json!({})
            }
            "runtime_stopped" => {
                sandbox.runtime_stopped();
                json!({})
            }
            other => panic!("unknown call: {other}"),
        })
    }

    fn authorize(&self, sandbox: &Sandbox) -> Result<Value, Error> {
        let route = Route::parse_host_with_policy(self.text("host"), self.policy)?;
        let authorization = sandbox.authorize(&route);
        let (id, token) = (route.sandbox_id(), route.token());
        let by_parts = sandbox.authorize_parts(route.port(), id.as_str(), token.as_str());
        assert_eq!(by_parts, authorization);

        let mut answer = json!({"answer": authorization.as_str()});
        if let Some(reason) = authorization.reason() {
            answer["reason"] = json!(reason.as_str());
        }
        if let Some(error) = authorization.error() {
            answer["http_status"] = json!(error.http_status());
            answer["code"] = json!(error.code());
            let body = authorization.json_body().expect("a body").to_string();
            let body: Value = serde_json::from_str(&body).expect("JSON");
            assert_eq!(body, json!({"error": error.to_string(), "code": error.code()}));
            if self.fields.contains_key("message") {
                answer["message"] = json!(error.to_string());
            }
        }
        Ok(answer)
    }
}

fn listed(exposed: &ExposedPort) -> Value {
    let (url, port) = (exposed.url().as_str(), exposed.port().get());
    json!({"url": url, "port": port, "name": exposed.name()})
}

fn state(state: PortState<'_>) -> Value {
    let (port, name) = (state.port().get(), state.name());
    json!({"port": port, "name": name, "stale_reason": state.stale_reason().map(StaleReason::as_str)})
}
