//! The policy of a case.

use exposeport::{Error, Policy, Scheme};
use serde_json::Value;

/// A change that the policy itself refuses is the answer of the case.
pub fn read(changes: Option<&Value>) -> Result<Policy, Error> {
    let Some(changes) = changes else { return Ok(Policy::DEFAULT) };
    changes.as_object().expect("a policy is an object").iter().try_fold(Policy::DEFAULT, |policy, (key, value)| {
        if key == "scheme" {
            return Ok(policy.scheme(match value.as_str() {
                Some("http") => Scheme::Http,
                Some("https") => Scheme::Https,
                _ => panic!("no scheme: {value}"),
            }));
        }
        value.as_array().expect("a list").iter().try_fold(policy, |policy, value| change(policy, key, value))
    })
}

fn change(policy: Policy, key: &str, value: &Value) -> Result<Policy, Error> {
    let port = || u16::try_from(value.as_u64().expect("a number")).expect("a port");
    let text = || value.as_str().expect("a text");
    match key {
        "allow_ports" => Ok(policy.allow_port(port())),
        "reserve_ports" => Ok(policy.reserve_port(port())),
        "allow_sandbox_ids" => policy.allow_sandbox_id(text()),
        "reserve_sandbox_ids" => policy.reserve_sandbox_id(text()),
        "allow_domains" => policy.allow_domain(text()),
        "refuse_domains" => policy.refuse_domain(text()),
        other => panic!("no change of a policy: {other}"),
    }
}
