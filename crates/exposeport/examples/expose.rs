//! Builds the preview URL of a port.

mod common;

use std::process::ExitCode;

use common::Failure;
use exposeport::{BaseDomain, Policy, Port, PreviewUrl, SandboxId, Token};
use lexopt::prelude::*;

const USAGE: &str = "\
usage: expose PORT --sandbox-id ID --hostname HOST [--token TOKEN] [--normalize]
              [--unreserve-port PORT]... [--json]
example: expose 8080 --sandbox-id sandbox --hostname example.com --token my_token";

fn main() -> ExitCode {
    common::exit(run(), USAGE)
}

fn run() -> Result<(), Failure> {
    let (mut port, mut sandbox_id, mut hostname, mut token) = (None, None, None, None);
    let (mut normalize, mut json) = (false, false);
    let mut policy = Policy::builder();

    let mut arguments = lexopt::Parser::from_env();
    loop {
        if port.is_none() {
            port = common::negative(&mut arguments);
        }
        let Some(argument) = arguments.next()? else { break };
        match argument {
            Long("sandbox-id") => sandbox_id = Some(arguments.value()?),
            Long("hostname") => hostname = Some(arguments.value()?),
            Long("token") => token = Some(arguments.value()?),
            Long("normalize") => normalize = true,
            Long("unreserve-port") => {
                policy = policy.unreserve_port(arguments.value()?.parse::<i64>()?);
            }
            Long("json") => json = true,
            Long("help") => {
                println!("{USAGE}");
                return Ok(());
            }
            Value(value) if port.is_none() => port = Some(value),
            other => return Err(other.unexpected().into()),
        }
    }
    let missing = |name: &str| Failure::Usage(format!("missing {name}"));
    let port = port.ok_or_else(|| missing("PORT"))?;
    let sandbox_id = sandbox_id.ok_or_else(|| missing("--sandbox-id"))?;
    let hostname = hostname.ok_or_else(|| missing("--hostname"))?;

    let policy = policy.build()?;
    let port = Port::parse_with_policy(port.as_encoded_bytes(), &policy)?;
    let id = if normalize {
        SandboxId::normalized_with_policy(sandbox_id.as_encoded_bytes(), &policy)?
    } else {
        SandboxId::with_policy(sandbox_id.as_encoded_bytes(), &policy)?
    };
    let token = token.map_or_else(Token::generate, |token| Token::new(token.as_encoded_bytes()))?;
    let domain = BaseDomain::with_policy(hostname.as_encoded_bytes(), &policy)?;

    let url = PreviewUrl::new(port, &id, &token, &domain)?;
    if json {
        let parts = serde_json::json!({
            "url": url.as_str(), "port": port.get(), "sandbox_id": id.as_str(),
        });
        println!("{parts}");
    } else {
        println!("{url}");
    }
    Ok(())
}
