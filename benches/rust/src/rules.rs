//! What is left to check by whoever takes a host apart by other means, written as a competent user would.

use std::ops::Range;

/// The parts of a preview host, as places in its text.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    pub port: u16,
    pub id: Range<usize>,
    pub token: Range<usize>,
    pub base: Range<usize>,
}

/// The limits that no pattern says: numbers, lengths, reserved names. The text is in lower case.
pub fn allowed(
    host: &str,
    digits: &str,
    id: &str,
    label_len: usize,
    base: &str,
    base_port: Option<u32>,
) -> Option<u16> {
    let port: u16 = digits.parse().ok()?;
    let numeric = |label: &str| {
        let hex = label.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
        hex || label.bytes().all(|b| b.is_ascii_digit())
    };
    let fits = label_len <= 63 && host.len() <= 253 && base.split('.').all(|label| label.len() <= 63);
    let reserved = port < 1024
        || port == 3000
        || matches!(id, "www" | "api" | "admin" | "root" | "system" | "cloudflare" | "workers")
        || base == "workers.dev"
        || base.ends_with(".workers.dev")
        || base.rsplit('.').next().is_some_and(numeric)
        || base_port.is_some_and(|port| port == 0 || port > 65535);
    (fits && !reserved).then_some(port)
}

/// Of a label whose characters are known to be allowed.
pub fn no_hyphen_at_ends(label: &str) -> bool {
    !(label.is_empty() || label.starts_with('-') || label.ends_with('-'))
}

/// From a host whose URL has been parsed: lower case, its port apart.
pub fn of_host(host: &str, base_port: Option<u16>) -> Option<Parts> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let (label, base) = host.split_once('.')?;
    let (digits, rest) = label.split_once('-')?;
    let (id, token) = rest.rsplit_once('-')?;

    let name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let name_with_hyphens = |text: &str| no_hyphen_at_ends(text) && text.bytes().all(|b| name(b) || b == b'-');
    let spelled = !digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit())
        && name_with_hyphens(id)
        && !token.is_empty()
        && token.bytes().all(name)
        && base.split('.').all(name_with_hyphens);
    if !spelled {
        return None;
    }
    let port = allowed(host, digits, id, label.len(), base, base_port.map(u32::from))?;
    let id_start = digits.len() + 1;
    let token_start = id_start + id.len() + 1;
    Some(Parts {
        port,
        id: id_start..id_start + id.len(),
        token: token_start..token_start + token.len(),
        base: label.len() + 1..host.len(),
    })
}
