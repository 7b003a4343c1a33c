//! A tour of the library: builds and parses a URL, shows one rejected input of each kind, and
//! follows two exposed ports through a restart of their runtime.

mod common;

use std::process::ExitCode;

use common::Failure;
use exposeport::{
    BaseDomain, Error, ErrorKind, ExposeOptions, Port, PortName, PreviewUrl, Route, RuntimeId,
    Sandbox, SandboxId, Token, limits,
};

fn main() -> ExitCode {
    common::exit(run(), "usage: tour")
}

fn run() -> Result<(), Failure> {
    build_and_parse()?;
    rejected_inputs()?;
    lifecycle()?;
    Ok(())
}

fn build_and_parse() -> Result<(), Error> {
    let domain = BaseDomain::new("example.com")?;
    let (port, id, token) = (Port::new(8080)?, SandboxId::new("sandbox")?, Token::generate()?);
    let url = PreviewUrl::new(port, &id, &token, &domain)?;
    println!("Port {port} of sandbox \"{id}\" on {domain}:\n\n  {url}\n");

    let route = Route::parse_url(url.as_str())?;
    println!("The parts of that URL:\n");
    println!("  port        {}", route.port());
    println!("  sandbox id  {}", route.sandbox_id_str());
    println!("  token       {}", route.token_str());
    println!("  base host   {}\n", &url.as_str()[route.base_range()]);
    Ok(())
}

/// Returns an input that is rejected with an error of this kind, and the error.
fn rejected(kind: ErrorKind) -> Result<(&'static str, Option<Error>), Error> {
    let domain = BaseDomain::new("example.com")?;
    let (port, id, token) = (Port::new(8080)?, SandboxId::new("sandbox")?, Token::new("my_token")?);
    let mut sandbox = Sandbox::new(id);
    sandbox.expose_port(port, &domain, ExposeOptions::new().token(token.clone()))?;
    Ok(match kind {
        ErrorKind::InvalidPort => ("port 80", Port::new(80).err()),
        ErrorKind::ReservedPort => ("port 3000", Port::new(3000).err()),
        ErrorKind::InvalidSandboxIdLength => {
            ("sandbox id of 64 characters", SandboxId::new("a".repeat(64)).err())
        }
        ErrorKind::InvalidSandboxIdHyphens => ("sandbox id -app", SandboxId::new("-app").err()),
        ErrorKind::InvalidSandboxIdCharacter => {
            ("sandbox id my sandbox", SandboxId::new("my sandbox").err())
        }
        ErrorKind::UppercaseSandboxId => ("sandbox id My-App", SandboxId::new("My-App").err()),
        ErrorKind::ReservedSandboxId => ("sandbox id www", SandboxId::new("www").err()),
        ErrorKind::InvalidTokenLength => {
            ("token of 17 characters", Token::new("a".repeat(17)).err())
        }
        ErrorKind::InvalidTokenCharacter => ("token with a hyphen", Token::new("my-token").err()),
        ErrorKind::InvalidHostname => {
            ("base domain user@example.com", BaseDomain::new("user@example.com").err())
        }
        ErrorKind::InvalidHostnamePort => {
            ("base domain example.com:0", BaseDomain::new("example.com:0").err())
        }
        ErrorKind::HostnameIsIpAddress => {
            ("base domain 127.0.0.1", BaseDomain::new("127.0.0.1").err())
        }
        ErrorKind::HostnameTooLong => (
            "base domain with a label of 64 bytes",
            BaseDomain::new("a".repeat(64) + ".example").err(),
        ),
        ErrorKind::CustomDomainRequired => {
            ("base domain x.Workers.DEV", BaseDomain::new("x.Workers.DEV").err())
        }
        ErrorKind::LabelTooLong => {
            let long_id = SandboxId::new("a".repeat(42))?;
            let url = PreviewUrl::new(port, &long_id, &Token::generate()?, &domain);
            ("sandbox id of 42 characters, token of 16", url.err())
        }
        ErrorKind::NotAPreviewHost => {
            ("host www.example.com", Route::parse_host("www.example.com").err())
        }
        ErrorKind::InvalidToken => {
            let route = Route::parse_host("8080-sandbox-other.example.com")?;
            ("request with another token", sandbox.authorize(&route).error())
        }
        ErrorKind::TokenInUse => {
            let options = ExposeOptions::new().token(token);
            let exposed = sandbox.expose_port(Port::new(8081)?, &domain, options);
            ("port 8081 with the token of port 8080", exposed.err())
        }
        ErrorKind::RuntimeNotRunning => {
            sandbox.runtime_stopped();
            let exposed = sandbox.expose_port(port, &domain, ExposeOptions::new());
            ("port 8080 while the runtime is stopped", exposed.err())
        }
        ErrorKind::StalePreviewUrl => {
            sandbox.runtime_started(RuntimeId::new("runtime-2")?);
            let route = Route::parse_host("8080-sandbox-my_token.example.com")?;
            ("request after a restart", sandbox.authorize(&route).error())
        }
        ErrorKind::InvalidSnapshot => {
            let snapshot = r#"{"portTokens": {"80": "t"}}"#;
            ("snapshot {\"portTokens\": {\"80\": \"t\"}}", Sandbox::from_json(id, snapshot).err())
        }
        ErrorKind::EntropyUnavailable => {
            let token = Token::generate_with(|_buffer| Err("no entropy"));
            ("token from an entropy source that fails", token.err())
        }
        ErrorKind::InvalidName => ("name with a line feed", PortName::new("Web\nServer").err()),
        ErrorKind::InvalidRuntimeId => ("empty runtime id", RuntimeId::new("").err()),
        ErrorKind::TooManyPorts => {
            // Port 8080 has a token already.
            for number in (20_000..).take(limits::EXPOSED_PORTS_MAX - 1) {
                sandbox.expose_port(Port::new(number)?, &domain, ExposeOptions::new())?;
            }
            let exposed = sandbox.expose_port(Port::new(8081)?, &domain, ExposeOptions::new());
            ("port 8081 in addition to 1024 others", exposed.err())
        }
        _ => ("", None),
    })
}

fn rejected_inputs() -> Result<(), Error> {
    println!("One rejected input of each kind:\n");
    for &kind in ErrorKind::ALL {
        if let (input, Some(error)) = rejected(kind)? {
            println!("  {input}\n    {} ({}): {error}", error.code(), error.http_status());
        }
    }
    Ok(())
}

/// Prints the response of a gateway to a request for a URL.
fn request(sandbox: &Sandbox, domain: &BaseDomain, url: &str) -> Result<(), Error> {
    let authorization = sandbox.authorize(&domain.route_url(url)?);
    match authorization.error() {
        None => println!("  request   {url} -> forwarded"),
        Some(error) => {
            println!("  request   {url} -> {} {}", error.http_status(), error.json_body());
        }
    }
    Ok(())
}

fn lifecycle() -> Result<(), Error> {
    println!("\nTwo exposed ports and a restart:\n");
    let domain = BaseDomain::new("example.com")?;
    let mut sandbox = Sandbox::new(SandboxId::new("sandbox")?);
    let (web, api) = (Port::new(8080)?, Port::new(8081)?);
    let web_options = ExposeOptions::new().name(PortName::new("Web Server")?);
    let api_options = ExposeOptions::new().name(PortName::new("API")?).token(Token::new("api")?);

    sandbox.runtime_started(RuntimeId::new("runtime-1")?);
    let options = web_options.clone().token(Token::new("web")?);
    let url = sandbox.expose_port(web, &domain, options)?.url().to_string();
    sandbox.expose_port(api, &domain, api_options)?;
    for exposed in sandbox.exposed_ports(&domain)? {
        println!("  exposed   {} ({})", exposed.url(), exposed.name().unwrap_or_default());
    }
    request(&sandbox, &domain, &url)?;

    sandbox.runtime_stopped();
    println!("  stopped   the runtime");
    request(&sandbox, &domain, &url)?;

    sandbox.runtime_started(RuntimeId::new("runtime-2")?);
    println!("  started   another runtime");
    request(&sandbox, &domain, &url)?;

    // Without a token in the options, the port keeps its own.
    let exposed = sandbox.expose_port(web, &domain, web_options)?;
    println!("  exposed   {} again", exposed.url());
    request(&sandbox, &domain, &url)?;
    println!("  snapshot  {}", sandbox.to_json());

    sandbox.unexpose_port(web);
    println!("  unexposed port {web}");
    request(&sandbox, &domain, &url)
}
