//! The library in one run: a URL built and taken apart, one refusal of each kind, and the life of two exposed ports.

mod common;

use std::process::ExitCode;

use common::Failure;
use exposeport::{
    BaseDomain, Error, ErrorKind, Policy, Port, PreviewUrl, Route, Sandbox, SandboxId, Token,
    TryCryptoRng,
};

fn main() -> ExitCode {
    common::exit(run(), "usage: demo")
}

fn run() -> Result<(), Failure> {
    build_and_parse()?;
    refusals()?;
    lifecycle()?;
    Ok(())
}

fn build_and_parse() -> Result<(), Error> {
    let domain = BaseDomain::new("example.com")?;
    let url = PreviewUrl::new(
        Port::new(8080)?,
        &SandboxId::new("sandbox")?,
        &Token::generate()?,
        &domain,
    )?;
    println!("Port 8080 of sandbox \"sandbox\" on example.com:\n\n  {url}\n");

    let route = Route::parse_url(url.as_str())?;
    println!("That URL, taken apart:\n");
    println!("  port        {}", route.port());
    println!("  sandbox id  {}", route.sandbox_id());
    println!("  token       {}", route.token().as_str());
    println!("  base host   {}\n", route.base_host(url.as_str()).unwrap_or_default());
    Ok(())
}

/// A generator without entropy.
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

/// An input that is refused so, and the refusal.
fn refused(kind: ErrorKind) -> Result<(&'static str, Option<Error>), Error> {
    let domain = BaseDomain::new("example.com")?;
    let (port, id, token) = (Port::new(8080)?, SandboxId::new("sandbox")?, Token::new("my_token")?);
    let mut sandbox = Sandbox::new(id);
    sandbox.expose_port(port, &domain, None, Some(&token))?;
    let long_id = SandboxId::new("a".repeat(42))?;
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
            "base domain with a label of 64 octets",
            BaseDomain::new("a".repeat(64) + ".example").err(),
        ),
        ErrorKind::CustomDomainRequired => {
            ("base domain x.Workers.DEV", BaseDomain::new("x.Workers.DEV").err())
        }
        ErrorKind::LabelTooLong => ("sandbox id of 42 characters, token of 16", {
            PreviewUrl::new(port, &long_id, &Token::generate()?, &domain).err()
        }),
        ErrorKind::NotAPreviewHost => {
            ("host www.example.com", Route::parse_host("www.example.com").err())
        }
        ErrorKind::InvalidToken => {
            let route = Route::parse_host("8080-sandbox-other.example.com")?;
            ("request with another token", sandbox.authorize(&route).error())
        }
        ErrorKind::TokenInUse => ("port 8081 with the token of port 8080", {
            sandbox.expose_port(Port::new(8081)?, &domain, None, Some(&token)).err()
        }),
        ErrorKind::RuntimeNotRunning => {
            sandbox.runtime_stopped();
            ("exposing while stopped", sandbox.expose_port(port, &domain, None, None).err())
        }
        ErrorKind::StalePreviewUrl => {
            sandbox.runtime_started("runtime-2")?;
            let route = Route::parse_host("8080-sandbox-my_token.example.com")?;
            ("request after a restart", sandbox.authorize(&route).error())
        }
        ErrorKind::InvalidSnapshot => (
            "snapshot {\"portTokens\": {\"80\": \"t\"}}",
            Sandbox::from_json(id, r#"{"portTokens": {"80": "t"}}"#).err(),
        ),
        ErrorKind::EntropyUnavailable => {
            ("token from a generator that fails", Token::from_rng(&mut Dry).err())
        }
        _ => ("", None),
    })
}

fn refusals() -> Result<(), Error> {
    println!("One refused input of each kind:\n");
    for &kind in ErrorKind::ALL {
        if let (input, Some(error)) = refused(kind)? {
            println!("  {input}\n    {} ({}): {error}", error.code(), error.http_status());
        }
    }
    Ok(())
}

/// What a gateway answers to a request for a URL.
fn request(sandbox: &Sandbox, domain: &BaseDomain, url: &str) -> Result<(), Error> {
    let authorization = sandbox.authorize(&domain.route_url(url)?);
    match authorization.error() {
        None => println!("  request   {url} -> passed on"),
        Some(error) => {
            println!("  request   {url} -> {} {}", error.http_status(), error.json_body())
        }
    }
    Ok(())
}

fn lifecycle() -> Result<(), Error> {
    println!("\nThe life of two exposed ports:\n");
    let policy = Policy::DEFAULT;
    let domain = policy.base_domain("example.com")?;
    let mut sandbox = Sandbox::with_policy(policy.sandbox_id("sandbox")?, policy.clone());
    let (web, api) = (policy.port(8080)?, policy.port(8081)?);

    sandbox.runtime_started("runtime-1")?;
    let url = sandbox
        .expose_port(web, &domain, Some("Web Server"), Some(&Token::new("web")?))?
        .url()
        .to_string();
    sandbox.expose_port(api, &domain, Some("API"), Some(&Token::new("api")?))?;
    for exposed in sandbox.exposed_ports(&domain)? {
        println!("  exposed   {} ({})", exposed.url(), exposed.name().unwrap_or_default());
    }
    request(&sandbox, &domain, &url)?;

    sandbox.runtime_stopped();
    println!("  stopped   the runtime");
    request(&sandbox, &domain, &url)?;

    sandbox.runtime_started("runtime-2")?;
    println!("  started   another runtime");
    request(&sandbox, &domain, &url)?;

    let exposed = sandbox.expose_port(web, &domain, Some("Web Server"), None)?;
    println!("  exposed   {} again", exposed.url());
    request(&sandbox, &domain, &url)?;
    println!("  snapshot  {}", sandbox.to_json());

    sandbox.unexpose_port(web);
    println!("  unexposed port {web}");
    request(&sandbox, &domain, &url)
}
