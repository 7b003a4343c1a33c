//! The rules a second time: straight from the specification, with the plainest means, sharing nothing with the crate.
//!
//! Texts are Latin-1, one character an octet, so that any octets at all have a text. The one thing left out is an
//! `xn--` label in a base domain, which only IDNA can judge; [`is_beyond`] tells of it.

/// What a host says, all in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    pub port: u16,
    pub sandbox_id: String,
    pub token: String,
    pub base_host: String,
    pub base_port: Option<u16>,
}

/// The parts, or the code of the error.
pub type Answer<T = Parts> = Result<T, &'static str>;

/// Whether the model cannot judge a host.
pub fn is_beyond(host: &[u8]) -> bool {
    latin1(host).contains(".xn--")
}

/// What a `Host` header value says under the default policy.
pub fn parse_host(host: &[u8]) -> Answer {
    let text = latin1(host);
    let (host, base_port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text.as_str(), None),
    };

    let (label, base) = host.split_once('.').ok_or("NOT_A_PREVIEW_HOST")?;
    let (port, id_and_token) = label.split_once('-').ok_or("NOT_A_PREVIEW_HOST")?;
    let (id, token) = id_and_token.rsplit_once('-').ok_or("NOT_A_PREVIEW_HOST")?;
    let dot_within_254_octets = length(label) < 254;
    if !is_digits(port) || base.is_empty() || !dot_within_254_octets {
        return Err("NOT_A_PREVIEW_HOST");
    }

    let port = match decimal(port) {
        Some(3000) => return Err("RESERVED_PORT"),
        Some(port) if port >= 1024 => port,
        _ => return Err("INVALID_PORT"),
    };
    if length(label) > 63 {
        return Err("LABEL_TOO_LONG");
    }
    sandbox_id(id)?;
    check_token(token, usize::MAX)?;
    let base = base.strip_suffix('.').unwrap_or(base);
    if length(label) + 1 + length(base) > 253 {
        return Err("HOSTNAME_TOO_LONG");
    }
    check_base_host(base)?;
    let base_port = match base_port {
        Some(digits) => Some(decimal(digits).ok_or("INVALID_HOSTNAME_PORT")?),
        None => None,
    };
    Ok(Parts {
        port,
        sandbox_id: id.to_owned(),
        token: token.to_owned(),
        base_host: base.to_owned(),
        base_port,
    })
}

/// What is behind the first label: the base domain in lower case, without a root dot or a port.
pub fn base_of(host: &[u8]) -> Option<String> {
    let text = latin1(host);
    let host = text.split(':').next()?;
    let (_, base) = host.split_once('.')?;
    Some(base.strip_suffix('.').unwrap_or(base).to_owned())
}

/// An id in lower case.
pub fn sandbox_id(id: &str) -> Answer<()> {
    if !(1..=63).contains(&length(id)) {
        return Err("INVALID_SANDBOX_ID_LENGTH");
    }
    if !id.chars().all(|c| is_word(c) || c == '-') {
        return Err("INVALID_SANDBOX_ID_CHARACTER");
    }
    if id.starts_with('-') || id.ends_with('-') {
        return Err("INVALID_SANDBOX_ID_HYPHENS");
    }
    if ["www", "api", "admin", "root", "system", "cloudflare", "workers"].contains(&id) {
        return Err("RESERVED_SANDBOX_ID");
    }
    Ok(())
}

/// A token of at most so many characters.
pub fn check_token(token: &str, most: usize) -> Answer<()> {
    if !(1..=most).contains(&length(token)) {
        return Err("INVALID_TOKEN_LENGTH");
    }
    if token.chars().all(is_word) { Ok(()) } else { Err("INVALID_TOKEN_CHARACTER") }
}

/// The host of a base domain in lower case, without a root dot.
pub fn check_base_host(host: &str) -> Answer<()> {
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &str| {
        let known = label.chars().all(|c| is_word(c) || c == '-');
        !label.is_empty() && known && !label.starts_with('-') && !label.ends_with('-')
    };
    if !labels.iter().all(|label| is_label(label)) {
        return Err("INVALID_HOSTNAME");
    }
    if labels.iter().any(|label| length(label) > 63) {
        return Err("HOSTNAME_TOO_LONG");
    }
    let last = labels[labels.len() - 1];
    let hexadecimal =
        last.strip_prefix("0x").is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
    if is_digits(last) || hexadecimal {
        return Err("HOSTNAME_IS_IP_ADDRESS");
    }
    if host == "workers.dev" || host.ends_with(".workers.dev") {
        return Err("CUSTOM_DOMAIN_REQUIRED");
    }
    Ok(())
}

/// Octets as text in lower case.
fn latin1(octets: &[u8]) -> String {
    octets.iter().map(|&octet| char::from(octet.to_ascii_lowercase())).collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// `a-z 0-9 _`
fn is_word(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// A number of 1 to 65535 in its one spelling.
fn decimal(text: &str) -> Option<u16> {
    if is_digits(text) && !text.starts_with('0') { text.parse().ok() } else { None }
}
