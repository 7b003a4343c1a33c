//! A second implementation of the rules of a sandbox, kept as simple as possible.

use std::collections::BTreeMap;

use serde_json::{Value, json};

#[derive(Clone, Debug, PartialEq)]
pub enum Runtime {
    Unknown,
    Running(String),
    Stopped,
}

#[derive(Clone, Debug)]
pub struct Exposure {
    pub token: String,
    pub name: Option<String>,
    pub runtime: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub ports: BTreeMap<u16, Exposure>,
    pub runtime: Runtime,
}

/// The expected result of exposing a port. The model generates no tokens.
#[derive(Debug, PartialEq)]
pub enum Expected {
    Rejected(&'static str),
    Token(String),
    NewToken,
}

impl Model {
    pub fn new() -> Self {
        Self { ports: BTreeMap::new(), runtime: Runtime::Unknown }
    }

    pub fn expect_expose(&self, port: u16, token: Option<&str>) -> Expected {
        let other_has = |token: &str| {
            self.ports.iter().any(|(number, other)| *number != port && other.token == token)
        };
        let is_full = self.ports.len() >= 1024 && !self.ports.contains_key(&port);
        match (token, self.ports.get(&port)) {
            _ if port == 3000 => Expected::Rejected("RESERVED_PORT"),
            _ if self.runtime == Runtime::Stopped => Expected::Rejected("RUNTIME_NOT_RUNNING"),
            _ if is_full => Expected::Rejected("TOO_MANY_PORTS"),
            (Some(token), _) if other_has(token) => Expected::Rejected("TOKEN_IN_USE"),
            (Some(token), _) => Expected::Token(token.to_owned()),
            (None, Some(exposure)) => Expected::Token(exposure.token.clone()),
            (None, None) => Expected::NewToken,
        }
    }

    pub fn expose(&mut self, port: u16, name: Option<String>, token: String) {
        let runtime = match &self.runtime {
            Runtime::Running(id) => Some(id.clone()),
            _ => None,
        };
        self.ports.insert(port, Exposure { token, name, runtime });
    }

    /// Returns the reason why an exposed port is stale.
    pub fn staleness(&self, exposure: &Exposure) -> Option<&'static str> {
        match (&self.runtime, &exposure.runtime) {
            (Runtime::Unknown, _) => None,
            (Runtime::Stopped, _) => Some("runtime-not-running"),
            (Runtime::Running(_), None) => Some("missing-activation"),
            (Runtime::Running(now), Some(then)) if now != then => Some("runtime-mismatch"),
            (Runtime::Running(_), Some(_)) => None,
        }
    }

    pub fn active(&self) -> Vec<(u16, Exposure)> {
        let active = self.ports.iter().filter(|(_, exposure)| self.staleness(exposure).is_none());
        active.map(|(port, exposure)| (*port, exposure.clone())).collect()
    }

    pub fn authorize(
        &self,
        same_id: bool,
        port: u16,
        token: &str,
    ) -> (&'static str, Option<&'static str>) {
        match self.ports.get(&port) {
            Some(exposure) if same_id && exposure.token == token => {
                match self.staleness(exposure) {
                    None => ("active", None),
                    reason => ("stale", reason),
                }
            }
            _ => ("invalid", None),
        }
    }

    pub fn start(&mut self, id: &str) {
        if self.runtime == Runtime::Running(id.to_owned()) {
            return;
        }
        for exposure in self.ports.values_mut() {
            exposure.runtime.take_if(|runtime| runtime == id);
        }
        self.runtime = Runtime::Running(id.to_owned());
    }

    pub fn stop(&mut self) {
        self.ports.values_mut().for_each(|exposure| exposure.runtime = None);
        self.runtime = Runtime::Stopped;
    }

    pub fn snapshot(&self) -> Value {
        let mut document = json!({"portTokens": {}, "activePreviewPorts": {}});
        for (port, exposure) in &self.ports {
            let key = port.to_string();
            document["portTokens"][&key] = json!({"token": exposure.token});
            if let Some(name) = &exposure.name {
                document["portTokens"][&key]["name"] = json!(name);
            }
            if let Some(runtime) = &exposure.runtime {
                document["activePreviewPorts"][&key] =
                    json!({"token": exposure.token, "runtimeIdentityID": runtime});
            }
        }
        match &self.runtime {
            Runtime::Unknown => {}
            Runtime::Running(id) => document["currentRuntimeIdentity"] = json!({"id": id}),
            Runtime::Stopped => document["currentRuntimeIdentity"] = Value::Null,
        }
        document
    }
}
