//! Takes a preview URL or host apart.

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
    let (mut text, mut domain, mut json) = (None, None, false);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("domain") => domain = Some(arguments.value()?),
            Long("json") => json = true,
            Long("help") => {
                println!("{USAGE}");
                return Ok(());
            }
            Value(value) if text.is_none() => text = Some(value),
            other => return Err(other.unexpected().into()),
        }
    }
    let text = text.ok_or_else(|| Failure::Usage("missing HOST_OR_URL".into()))?;
    let text = text.as_encoded_bytes();
    let route = match domain {
        Some(domain) => BaseDomain::new(domain.as_encoded_bytes())?.route_any(text)?,
        None => Route::parse(text)?,
    };

    let (port, id, token) = (route.port(), route.sandbox_id(), route.token());
    let base_host = route.base_host(text).unwrap_or_default().to_ascii_lowercase();
    if json {
        let parts = serde_json::json!({
            "port": port.get(), "sandbox_id": id.as_str(), "token": token.as_str(),
            "base_host": base_host, "base_port": route.base_port(),
        });
        println!("{parts}");
        return Ok(());
    }
    println!("port        {port}");
    println!("sandbox id  {id}");
    println!("token       {}", token.as_str());
    println!("base host   {base_host}");
    if let Some(base_port) = route.base_port() {
        println!("base port   {base_port}");
    }
    Ok(())
}
