//! Parses a preview URL or a bare host.

mod common;

use std::process::ExitCode;

use common::Failure;
use exposeport::{BaseDomain, Route};
use lexopt::prelude::*;

const USAGE: &str = "\
usage: parse HOST_OR_URL [--domain HOST] [--json]
example: parse https://8080-sandbox-my_token.example.com --domain example.com";

fn main() -> ExitCode {
    common::exit(run(), USAGE)
}

fn run() -> Result<(), Failure> {
    let (mut input, mut domain, mut json) = (None, None, false);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("domain") => domain = Some(arguments.value()?),
            Long("json") => json = true,
            Long("help") => {
                println!("{USAGE}");
                return Ok(());
            }
            Value(value) if input.is_none() => input = Some(value),
            other => return Err(other.unexpected().into()),
        }
    }
    let input = input.ok_or_else(|| Failure::Usage("missing HOST_OR_URL".into()))?;
    let input = input.as_encoded_bytes();
    let route = match domain {
        Some(domain) => BaseDomain::new(domain.as_encoded_bytes())?.route_any(input)?,
        None => Route::parse(input)?,
    };

    let (port, id, token) = (route.port(), route.sandbox_id_str(), route.token_str());
    let base_host = String::from_utf8_lossy(&input[route.base_range()]).to_ascii_lowercase();
    if json {
        let parts = serde_json::json!({
            "port": port.get(), "sandbox_id": id, "token": token,
            "base_host": base_host, "base_port": route.base_port(),
        });
        println!("{parts}");
        return Ok(());
    }
    println!("port        {port}");
    println!("sandbox id  {id}");
    println!("token       {token}");
    println!("base host   {base_host}");
    if let Some(base_port) = route.base_port() {
        println!("base port   {base_port}");
    }
    Ok(())
}
