//! The scripts of `sandbox.json`: calls in order, each with its answer, and the snapshot at the end.

use exposeport::{Error, ExposedPort, Policy, Sandbox, Token};
use serde_json::{Map, Value, json};

use crate::case::{Case, each_case_where};
use crate::tokens::Tokens;

#[test]
fn sandbox() {
    each_case_where("sandbox", |case| {
        let policy = case.policy().expect("scripts change a policy validly");
        match (load(case, &policy), case.get("error")) {
            (Err(error), Some(code)) => same(&json!(error.code()), code),
            (Err(error), None) => Err(format!("loading: {error}")),
            (Ok(_), Some(code)) => Err(format!("loading: expected {code}, but it was taken")),
            (Ok(sandbox), None) => run(case, &policy, sandbox),
        }
    });
}

fn load(case: &Case, policy: &Policy) -> Result<Sandbox, Error> {
    let id = policy.sandbox_id(case.text("sandbox_id")).expect("a script names a valid id");
    match case.get("load") {
        None => Ok(Sandbox::with_policy(id, policy.clone())),
        Some(text @ (Value::String(_) | Value::Array(_))) => {
            Sandbox::from_json_with_policy(id, crate::case::text(text), policy.clone())
        }
        Some(document) => Sandbox::from_json_with_policy(id, document.to_string(), policy.clone()),
    }
}

fn run(case: &Case, policy: &Policy, mut sandbox: Sandbox) -> Result<(), String> {
    let mut tokens = Tokens::default();
    for (index, step) in case.value("steps").as_array().expect("a list of steps").iter().enumerate() {
        let before = sandbox.to_json();
        let call = Step { fields: step.as_object().expect("a step is an object"), tokens: &tokens, policy };
        let found = call.answer(&mut sandbox);
        let expected = call.expected();
        tokens.compare(&found, &expected).map_err(|problem| format!("step {}: {problem}", index + 1))?;
        if found.get("error").is_some() && sandbox.to_json() != before {
            return Err(format!("step {}: it failed, but changed the sandbox", index + 1));
        }
    }
    let written = sandbox.to_json();
    let found = serde_json::from_str(&written).expect("a snapshot is JSON");
    tokens.compare(&found, case.value("snapshot")).map_err(|problem| format!("snapshot: {problem}"))?;
    let again = Sandbox::from_json_with_policy(*sandbox.id(), &written, policy.clone());
    let again = again.map_err(|error| format!("its own snapshot is refused: {error}"))?;
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

/// The arguments of the calls: every other field of a step is an expectation.
const ARGUMENTS: [&str; 6] = ["call", "hostname", "token", "host", "id", "name"];

impl Step<'_> {
    fn call(&self) -> &str {
        self.fields["call"].as_str().expect("a call")
    }

    fn optional(&self, name: &str) -> Option<String> {
        self.fields.get(name).map(|value| self.tokens.fill(&crate::case::text(value)))
    }

    fn text(&self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| panic!("{} without {name}", self.call()))
    }

    fn port(&self) -> i64 {
        self.fields["port"].as_i64().expect("an integer of 64 bits")
    }

    fn expected(&self) -> Value {
        let is_expected = |name: &str| match name {
            "port" => self.call() == "expose_port" && !self.fields.contains_key("error"),
            name => !ARGUMENTS.contains(&name),
        };
        self.fields
            .iter()
            .filter(|(name, _)| is_expected(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    fn answer(&self, sandbox: &mut Sandbox) -> Value {
        self.try_answer(sandbox).unwrap_or_else(|error| json!({"error": error.code()}))
    }

    fn try_answer(&self, sandbox: &mut Sandbox) -> Result<Value, Error> {
        Ok(match self.call() {
            "expose_port" => {
                let port = self.policy.port(self.port())?;
                let domain = self.policy.base_domain(self.text("hostname"))?;
                let token = self.optional("token").map(Token::new).transpose()?;
                let exposed = sandbox.expose_port(port, &domain, self.optional("name").as_deref(), token.as_ref())?;
                json!({"url": exposed.url().as_str(), "port": exposed.port().get(), "exposed_name": exposed.name()})
            }
            "unexpose_port" => json!({"removed": sandbox.unexpose_port(self.policy.port(self.port())?)}),
            "is_port_exposed" => json!({"answer": sandbox.is_port_exposed(self.port())}),
            "exposed_ports" => {
                let domain = self.policy.base_domain(self.text("hostname"))?;
                let ports: Vec<Value> = sandbox.exposed_ports(&domain)?.iter().map(listed).collect();
                json!({"ports": ports})
            }
            "validate_port_token" => json!({"answer": sandbox.validate_port_token(self.port(), self.text("token"))}),
            "authorize" => self.authorize(sandbox)?,
            "runtime_started" => {
                sandbox.runtime_started(&self.text("id"))?;
                json!({})
            }
            "runtime_stopped" => {
                sandbox.runtime_stopped();
                json!({})
            }
            other => panic!("no such call: {other}"),
        })
    }

    fn authorize(&self, sandbox: &Sandbox) -> Result<Value, Error> {
        let authorization = sandbox.authorize(&self.policy.parse_host(self.text("host"))?);
        let mut answer = json!({"answer": authorization.as_str()});
        if let Some(reason) = authorization.reason() {
            answer["reason"] = json!(reason.as_str());
        }
        if let Some(error) = authorization.error() {
            answer["http_status"] = json!(error.http_status());
            answer["code"] = json!(error.code());
            let body: Value =
                serde_json::from_str(&authorization.json_body().expect("a body").to_string()).expect("JSON");
            assert_eq!(body, json!({"error": error.to_string(), "code": error.code()}));
        }
        Ok(answer)
    }
}

fn listed(exposed: &ExposedPort) -> Value {
    json!({"url": exposed.url().as_str(), "port": exposed.port().get(), "name": exposed.name()})
}
