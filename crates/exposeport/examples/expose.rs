//! Builds the preview URL of a port.

mod common;

use std::process::ExitCode;

use common::Failure;
use exposeport::{Policy, PreviewUrl, Token};
use lexopt::prelude::*;

const USAGE: &str = "\
usage: expose PORT --sandbox-id ID --hostname HOST [--token TOKEN] [--normalize] [--allow-port PORT]... [--json]
example: expose 8080 --sandbox-id sandbox --hostname example.com --token my_token";

fn main() -> ExitCode {
    common::exit(run(), USAGE)
}

fn run() -> Result<(), Failure> {
    let (mut port, mut sandbox_id, mut hostname, mut token) = (None, None, None, None);
    let (mut normalize, mut json) = (false, false);
    let mut policy = Policy::DEFAULT;

    let mut arguments = lexopt::Parser::from_env();
    loop {
        if port.is_none()
            && let Some(number) = common::number(&mut arguments)
        {
            port = Some(number);
            continue;
        }
        let Some(argument) = arguments.next()? else { break };
        match argument {
            Long("sandbox-id") => sandbox_id = Some(arguments.value()?),
            Long("hostname") => hostname = Some(arguments.value()?),
            Long("token") => token = Some(arguments.value()?),
            Long("normalize") => normalize = true,
            Long("allow-port") => policy = policy.allow_port(arguments.value()?.parse()?),
            Long("json") => json = true,
            Long("help") => {
                println!("{USAGE}");
                return Ok(());
            }
            Value(text) if port.is_none() => {
                let text = text.string()?;
                port = Some(common::integer(&text).ok_or_else(|| common::no_integer(&text))?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let missing = |name: &str| Failure::Usage(format!("missing {name}"));
    let port = policy.port(port.ok_or_else(|| missing("PORT"))?)?;
    let sandbox_id = sandbox_id.ok_or_else(|| missing("--sandbox-id"))?;
    let sandbox_id = sandbox_id.as_encoded_bytes();
    let id = if normalize {
        policy.normalized_sandbox_id(sandbox_id)?
    } else {
        policy.sandbox_id(sandbox_id)?
    };
    let token = token.map_or_else(Token::generate, |token| Token::new(token.as_encoded_bytes()))?;
    let domain =
        policy.base_domain(hostname.ok_or_else(|| missing("--hostname"))?.as_encoded_bytes())?;

    let url = PreviewUrl::new(port, &id, &token, &domain)?;
    if json {
        println!(
            "{}",
            serde_json::json!({"url": url.as_str(), "port": port.get(), "sandbox_id": id.as_str()})
        );
    } else {
        println!("{url}");
    }
    Ok(())
}
