//! The rules for a host in ASCII, as simple as possible.

/// The first rule for labels that a host breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A label without a character.
    Empty,
    /// A hyphen at the start or the end of a label.
    Hyphen,
    /// A character other than a letter, a digit, a hyphen or an underscore.
    Character,
    /// A label over 63 bytes.
    TooLong,
}

/// Returns the first fault of a host, from left to right, without its root dot.
#[must_use]
pub fn first(host: &str) -> Option<Fault> {
    host.strip_suffix('.').unwrap_or(host).split('.').find_map(|label| {
        // At most one byte over the maximum length of a label is read.
        let read: Vec<char> = label.chars().take(64).collect();
        let is_allowed = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
        if label.is_empty() {
            Some(Fault::Empty)
        } else if label.starts_with('-') {
            Some(Fault::Hyphen)
        } else if !read.iter().all(is_allowed) {
            Some(Fault::Character)
        } else if read.len() > 63 {
            Some(Fault::TooLong)
        } else if label.ends_with('-') {
            Some(Fault::Hyphen)
        } else {
            None
        }
    })
}

/// Returns `true` if the last label of a host is a number.
#[must_use]
pub fn is_number(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match last.strip_prefix("0x") {
        Some(digits) => digits.chars().all(|c| c.is_ascii_hexdigit()),
        None => !last.is_empty() && last.chars().all(|c| c.is_ascii_digit()),
    }
}

/// Returns `true` for `workers.dev` and its subdomains.
#[must_use]
pub fn is_denied(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host == "workers.dev" || host.ends_with(".workers.dev")
}
