//! The expectations that several targets share. They use no code of the crate.

#![allow(dead_code, reason = "each target uses a part of it")]

#[path = "../../crates/exposeport/tests/properties/model.rs"]
pub mod model;

use std::net::Ipv6Addr;

use exposeport::{Error, Route};

/// Separates the records of an input. The byte is not part of any UTF-8 string.
const RECORD: u8 = 0xFF;

/// Separates the fields of a record.
const FIELD: u8 = 0xFE;

/// Returns the records of an input.
pub fn records(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    input.split(|byte| *byte == RECORD)
}

/// Returns the fields of a record.
pub fn fields(record: &[u8]) -> impl Iterator<Item = &[u8]> {
    record.split(|byte| *byte == FIELD)
}

/// Returns a decimal integer.
pub fn integer(digits: &[u8]) -> Option<i128> {
    str::from_utf8(digits).ok()?.parse().ok()
}

/// Returns the result of parsing an input in the terms of the model.
pub fn answer(input: &[u8], result: Result<Route, Error>) -> model::Answer {
    let route = result.map_err(|error| error.code())?;
    let base_host = str::from_utf8(&input[route.base_range()]).expect("a base host is ASCII");
    Ok(model::Parts {
        port: route.port().get(),
        sandbox_id: route.sandbox_id_str().to_owned(),
        token: route.token_str().to_owned(),
        base_host: base_host.to_ascii_lowercase(),
        base_port: route.base_port(),
    })
}

/// Returns the code of an error, or `OK`.
pub fn code<T>(result: &Result<T, Error>) -> &'static str {
    result.as_ref().err().map_or("OK", Error::code)
}

/// Returns a string. Bytes that are not UTF-8 become invalid characters, as many as are counted.
pub fn text(bytes: &[u8]) -> String {
    let is_counted = |byte: &&u8| !(0x80..0xC0).contains(*byte);
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => "\u{FFFD}".repeat(bytes.iter().filter(is_counted).count().max(1)),
    }
}

/// Returns the canonical id, or the code of its first broken rule.
pub fn sandbox_id(id: &[u8], normalize: bool) -> model::Answer<String> {
    let id = text(id);
    let lowercase = id.to_ascii_lowercase();
    model::check_sandbox_id(&lowercase)?;
    if normalize || id == lowercase { Ok(lowercase) } else { Err("UPPERCASE_SANDBOX_ID") }
}

/// Returns the custom token, or the code of its first broken rule.
pub fn token(token: &[u8]) -> model::Answer<String> {
    let token = text(token);
    model::check_token(&token, 16)?;
    Ok(token)
}

/// Returns host and port of a base domain, or the code of its first broken rule. Returns `None` if
/// only IDNA can answer.
pub fn base_domain(hostname: &[u8]) -> Option<model::Answer<(String, Option<u16>)>> {
    if hostname.len() > 1012 {
        return Some(Err("HOSTNAME_TOO_LONG"));
    }
    let hostname = str::from_utf8(hostname).ok().filter(|hostname| hostname.is_ascii())?;
    let hostname = hostname.to_ascii_lowercase();
    if format!(".{hostname}").contains(".xn--") {
        return None;
    }
    Some(ascii_domain(&hostname))
}

fn ascii_domain(hostname: &str) -> model::Answer<(String, Option<u16>)> {
    let is_syntax = |c: char| c <= ' ' || c == '\x7F' || "/\\?#@%".contains(c);
    if hostname.contains(is_syntax) {
        return Err("INVALID_HOSTNAME");
    }
    let in_brackets = hostname.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let address = match in_brackets {
        Some((address, "")) => address,
        Some((address, rest)) if rest.starts_with(':') => address,
        _ => hostname,
    };
    if address.parse::<Ipv6Addr>().is_ok() {
        return Err("HOSTNAME_IS_IP_ADDRESS");
    }
    if hostname.contains('[') {
        return Err("INVALID_HOSTNAME");
    }
    let (host, port) = match hostname.split_once(':') {
        Some((host, port)) => (host, Some(base_port(port).ok_or("INVALID_HOSTNAME_PORT")?)),
        None => (hostname, None),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    model::check_base_host(host)?;
    if host.len() > 244 {
        return Err("HOSTNAME_TOO_LONG");
    }
    Ok((host.to_owned(), port))
}

/// Parses 1 to 65535 in decimal digits without a leading zero.
fn base_port(digits: &str) -> Option<u16> {
    let number: u16 = digits.parse().ok()?;
    if number > 0 && number.to_string() == digits { Some(number) } else { None }
}

/// Returns the scheme of URLs on a base domain under the default policy.
pub fn scheme(host: &str) -> &'static str {
    if host == "localhost" || host.ends_with(".localhost") { "http" } else { "https" }
}
