//! The checks that remain after a regular expression or a URL parser.

use std::ops::Range;

/// The parts of a preview host, as ranges of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    pub port: u16,
    pub id: Range<usize>,
    pub token: Range<usize>,
    pub base: Range<usize>,
}

/// Performs the checks that a pattern cannot express: numbers, lengths and reserved names. Returns
/// the port.
///
/// All strings are in lowercase.
pub fn check_limits(
    host: &str,
    digits: &str,
    id: &str,
    label_len: usize,
    base: &str,
    base_port: Option<u32>,
) -> Option<u16> {
    let port: u16 = digits.parse().ok()?;
    let is_number = |label: &str| {
        let hex = label.strip_prefix("0x");
        hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            || label.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits =
        label_len <= 63 && host.len() <= 253 && base.split('.').all(|label| label.len() <= 63);
    let is_denied = port < 1024
        || port == 3000
        || matches!(id, "www" | "api" | "admin" | "root" | "system" | "cloudflare" | "workers")
        || base == "workers.dev"
        || base.ends_with(".workers.dev")
        || base.rsplit('.').next().is_some_and(is_number)
        || base_port.is_some_and(|port| port == 0 || port > 65535);
    (fits && !is_denied).then_some(port)
}

/// Returns `true` if the label is not empty and has no hyphen first or last.
pub fn has_valid_ends(label: &str) -> bool {
    !(label.is_empty() || label.starts_with('-') || label.ends_with('-'))
}

/// Parses the host of a parsed URL: lowercase, without its port.
pub fn parse_url_host(host: &str, base_port: Option<u16>) -> Option<Parts> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let (label, base) = host.split_once('.')?;
    let (digits, rest) = label.split_once('-')?;
    let (id, token) = rest.rsplit_once('-')?;

    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_name =
        |name: &str| has_valid_ends(name) && name.bytes().all(|byte| is_word(byte) || byte == b'-');
    let is_valid = !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && is_name(id)
        && !token.is_empty()
        && token.bytes().all(is_word)
        && base.split('.').all(is_name);
    if !is_valid {
        return None;
    }
    let port = check_limits(host, digits, id, label.len(), base, base_port.map(u32::from))?;
    let id_start = digits.len() + 1;
    let token_start = id_start + id.len() + 1;
    Some(Parts {
        port,
        id: id_start..id_start + id.len(),
        token: token_start..token_start + token.len(),
        base: label.len() + 1..host.len(),
    })
}
