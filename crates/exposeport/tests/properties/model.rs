//! A second implementation of the rules, written from the specification and kept as simple as
//! possible. It shares no code with the crate.
//!
//! Strings are Latin-1, one character per byte, so that any bytes have a string. `xn--` labels of a
//! base domain are left out, since only IDNA can check them; see [`has_encoded_label`].

/// The parts of a host, all in lowercase.
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

/// Returns `true` if a label after the first one is encoded, which the model does not check.
pub fn has_encoded_label(host: &[u8]) -> bool {
    latin1(host).contains(".xn--")
}

/// Parses a `Host` header value under the default policy.
pub fn parse_host(host: &[u8]) -> Answer {
    let authority = latin1(host);
    let (host, base_port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority.as_str(), None),
    };

    let (label, base) = host.split_once('.').ok_or("NOT_A_PREVIEW_HOST")?;
    let (port, id_and_token) = label.split_once('-').ok_or("NOT_A_PREVIEW_HOST")?;
    let (id, token) = id_and_token.rsplit_once('-').ok_or("NOT_A_PREVIEW_HOST")?;
    let is_port = is_digits(port) && (length(port) == 4 || length(port) == 5);
    let ends_within_254_bytes = length(label) < 254;
    if !is_port || base.is_empty() || !ends_within_254_bytes {
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
    check_sandbox_id(id)?;
    check_token(token, 56)?;
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

/// Returns the host after the first label: the base domain in lowercase, without a root dot.
pub fn base_of(host: &[u8]) -> Option<String> {
    let authority = latin1(host);
    let host = authority.split(':').next()?;
    let (_, base) = host.split_once('.')?;
    Some(base.strip_suffix('.').unwrap_or(base).to_owned())
}

/// Checks a port as an integer.
pub fn check_port(number: i128) -> Answer<()> {
    match number {
        3000 => Err("RESERVED_PORT"),
        1024..=65535 => Ok(()),
        _ => Err("INVALID_PORT"),
    }
}

/// Checks a port in digits.
pub fn check_port_digits(digits: &str) -> Answer<()> {
    decimal(digits).map_or(Err("INVALID_PORT"), |port| check_port(port.into()))
}

/// Checks an id in lowercase.
pub fn check_sandbox_id(id: &str) -> Answer<()> {
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

/// Checks a token of at most `max` characters.
pub fn check_token(token: &str, max: usize) -> Answer<()> {
    if !(1..=max).contains(&length(token)) {
        return Err("INVALID_TOKEN_LENGTH");
    }
    if token.chars().all(is_word) { Ok(()) } else { Err("INVALID_TOKEN_CHARACTER") }
}

/// Checks the host of a base domain in lowercase, without a root dot.
pub fn check_base_host(host: &str) -> Answer<()> {
    let labels: Vec<&str> = host.split('.').collect();
    for label in &labels {
        // At most one byte over the maximum length of a label is read.
        let read: String = label.chars().take(64).collect();
        let is_valid = read.chars().all(|c| is_word(c) || c == '-');
        if label.is_empty() || label.starts_with('-') || !is_valid {
            return Err("INVALID_HOSTNAME");
        }
        if length(label) > 63 {
            return Err("HOSTNAME_TOO_LONG");
        }
        if label.ends_with('-') {
            return Err("INVALID_HOSTNAME");
        }
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

/// Checks the name of a port.
pub fn check_name(name: &[u8]) -> Answer<()> {
    if name.len() > 255 || !is_plain_utf8(name) { Err("INVALID_NAME") } else { Ok(()) }
}

/// Checks a runtime id.
pub fn check_runtime_id(id: &[u8]) -> Answer<()> {
    let is_valid = !id.is_empty() && id.len() <= 255 && is_plain_utf8(id);
    if is_valid { Ok(()) } else { Err("INVALID_RUNTIME_ID") }
}

/// Returns `true` for UTF-8 without U+0000 to U+001F and U+007F.
fn is_plain_utf8(bytes: &[u8]) -> bool {
    let is_control = |c: char| c < ' ' || c == '\u{7F}';
    String::from_utf8(bytes.to_vec()).is_ok_and(|string| !string.chars().any(is_control))
}

/// Returns bytes as a string in lowercase, one character per byte.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn length(string: &str) -> usize {
    string.chars().count()
}

/// Returns `true` for `a-z 0-9 _`.
fn is_word(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

fn is_digits(string: &str) -> bool {
    !string.is_empty() && string.chars().all(|c| c.is_ascii_digit())
}

/// Parses decimal digits without a leading zero as a number from 1 to 65535.
fn decimal(digits: &str) -> Option<u16> {
    if is_digits(digits) && !digits.starts_with('0') { digits.parse().ok() } else { None }
}
