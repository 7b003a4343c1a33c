//! `base-host = host-label *( "." host-label )`, in ASCII.
//!
//! The same function checks a configured base domain and the host of a request.

use super::idna;
use crate::ascii::{Masks, WINDOW};
use crate::error::{Byte, Detail, Error};

/// Returns a host without its root dot.
#[inline]
pub(crate) fn without_root(host: &[u8]) -> &[u8] {
    host.strip_suffix(b".").unwrap_or(host)
}

/// Checks every label of a host without its root dot, ignoring case.
///
/// `masks` describe the first `covered` bytes of the host.
///
/// The labels are checked in windows, each of which starts with a label. A window has room for the
/// longest label and the dot after it, so a label that does not end in its window is too long.
#[inline(always)]
pub(crate) fn check(host: &[u8], mut masks: Masks, mut covered: usize) -> Result<(), Error> {
    let mut start = 0;
    let mut has_double_hyphen = false;
    let last_label = loop {
        let window = &host[start..];
        let is_last = window.len() <= covered && window.len() < WINDOW;
        // The end of the host ends a label as a dot does.
        let ends = masks.dots | if is_last { 1 << window.len() } else { 0 };
        let starts = ends << 1 | 1;
        let empty = starts & ends;
        let hyphens = masks.hyphens & (starts | ends >> 1);
        let invalid = masks.others | empty | hyphens;
        if invalid != 0 {
            return Err(explain(window, start, invalid.trailing_zeros() as usize));
        }
        has_double_hyphen |= masks.hyphens & masks.hyphens >> 1 != 0;
        let last_label = masks.dots.checked_ilog2().map_or(0, |last_dot| last_dot as usize + 1);
        if is_last {
            break &window[last_label..];
        }
        if last_label == 0 && covered == WINDOW {
            return Err(too_long(window, start));
        }
        start += last_label;
        (masks, covered) = (Masks::of_more(&host[start..]), WINDOW);
    };
    if is_number(last_label) {
        return Err(Detail::DomainIpAddress.into());
    }
    if has_double_hyphen { idna::check_encoded(host) } else { Ok(()) }
}

/// Returns the error for the byte at `index` of a window, which violates a rule.
#[cold]
fn explain(window: &[u8], start: usize, index: usize) -> Error {
    let position = start + index;
    match window.get(index) {
        Some(b'-') => Detail::DomainHyphen(position),
        Some(b'.') | None => Detail::DomainEmptyLabel(position),
        Some(byte) => Detail::DomainCharacter(position, Byte(*byte)),
    }
    .into()
}

/// Returns the error for the label at the start of a window, which does not end in it.
#[cold]
fn too_long(window: &[u8], position: usize) -> Error {
    let found = window.iter().position(|byte| *byte == b'.').unwrap_or(window.len());
    Detail::DomainLabelTooLong { position, found }.into()
}

/// Returns the position of a hyphen that is the first or the last byte (RFC 1123 section 2.1).
#[inline]
pub(crate) fn hyphen_at_end(label: &[u8]) -> Option<usize> {
    match label {
        [b'-', ..] => Some(0),
        [.., b'-'] => Some(label.len() - 1),
        _ => None,
    }
}

/// Returns `true` if `host` is `domain` or a subdomain of it.
///
/// Labels are compared whole and case-insensitively. Neither name has a root dot.
#[inline]
pub(crate) fn is_within(host: &[u8], domain: &[u8]) -> bool {
    let Some(start) = host.len().checked_sub(domain.len()) else { return false };
    let (subdomain, suffix) = host.split_at(start);
    matches!(subdomain, [] | [.., b'.']) && suffix.eq_ignore_ascii_case(domain)
}

/// Returns `true` if a label is a number. A host whose last label is a number is an IPv4 address
/// (WHATWG URL section 3.5).
#[inline]
fn is_number(label: &[u8]) -> bool {
    match label {
        [b'0', b'x' | b'X', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        digits => digits.iter().all(u8::is_ascii_digit),
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::{check, is_number, is_within};
    use crate::ascii::{Masks, WINDOW};

    #[test]
    fn labels_are_checked_alike_on_both_sides_of_a_window_edge() {
        // The pair is at every position around byte 64, with valid labels on both sides.
        for (pair, valid) in [
            ("a.", true),
            (".a", true),
            ("--", true),
            ("..", false),
            (".-", false),
            ("-.", false),
            ("a$", false),
        ] {
            for start in 60..68 {
                let before = format!("{}.{}", "a".repeat(40), "a".repeat(start - 41));
                let host = format!("{before}{pair}b.example");
                let host_bytes = host.as_bytes();
                let result = check(host_bytes, Masks::of(host_bytes), WINDOW);
                assert_eq!(result.is_ok(), valid, "{host}");
            }
        }
    }

    #[test]
    fn a_number_is_decimal_or_hexadecimal() {
        for (label, number) in [
            ("1", true),
            ("01", true),
            ("0x", true),
            ("0xAf", true),
            ("0xg", false),
            ("1a", false),
            ("a", false),
        ] {
            assert_eq!(is_number(label.as_bytes()), number, "{label}");
        }
    }

    #[test]
    fn a_suffix_starts_at_a_label() {
        for (host, within) in [
            ("workers.dev", true),
            ("x.Workers.DEV", true),
            ("a.b.workers.dev", true),
            ("notworkers.dev", false),
            ("orkers.dev", false),
            ("workers.dev.example.com", false),
            ("dev", false),
            ("", false),
        ] {
            assert_eq!(is_within(host.as_bytes(), b"workers.dev"), within, "{host}");
        }
    }
}
