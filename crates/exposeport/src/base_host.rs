//! The host of a base domain, in ASCII: its labels, and what it may not be. The same rules judge what is configured and what stands
//! on the wire.

use crate::error::{Detail, Error, Octet};
use crate::limits::LABEL_MAX;
use crate::scan::{Scan, WINDOW, bits};

/// The prefix of a label that IDNA has encoded (RFC 5890 section 2.3.2.5).
pub(crate) const ACE_PREFIX: &[u8] = b"xn--";

/// Judges a host without its root dot, in any case of letters.
pub(crate) fn check(host: &[u8]) -> Result<(), Error> {
    let mut labels = Labels::default();
    for window in host.chunks(WINDOW) {
        let scan = Scan::new(window);
        labels.take(window, &scan, 0, scan.len)?;
    }
    labels.finish(host)
}

/// Judges a host that lies in a window from its start on.
#[inline]
pub(crate) fn check_scanned(host: &[u8], scan: &Scan) -> Result<(), Error> {
    let mut labels = Labels::default();
    labels.take(host, scan, 0, host.len())?;
    labels.finish(host)
}

/// Refuses a label that is too long.
#[inline(always)]
pub(crate) fn check_lengths(host: &[u8]) -> Result<(), Error> {
    if host.len() > LABEL_MAX { check_every_length(host) } else { Ok(()) }
}

#[cold]
fn check_every_length(host: &[u8]) -> Result<(), Error> {
    let mut start = 0;
    for label in host.split(|&octet| octet == b'.') {
        if label.len() > LABEL_MAX {
            return Err(Detail::BaseDomainLabelTooLong { position: start, found: label.len() }.into());
        }
        start += label.len() + 1;
    }
    Ok(())
}

/// The structure of a host (RFC 1123 section 2.1, and the underscore), read window by window.
pub(crate) struct Labels {
    /// How many octets were read.
    read: usize,
    /// Where the last label begins.
    last: usize,
    /// Whether the next octet begins a label.
    begins: bool,
    /// Whether the octet before the next one is a hyphen.
    hyphen: bool,
    /// Whether two hyphens stand together, as they do in every label with the prefix [`ACE_PREFIX`].
    has_double_hyphen: bool,
}

impl Default for Labels {
    #[inline]
    fn default() -> Self {
        Self { read: 0, last: 0, begins: true, hyphen: false, has_double_hyphen: false }
    }
}

impl Labels {
    /// Reads the part of a window from `start` up to `end`.
    #[inline(always)]
    pub(crate) fn take(&mut self, window: &[u8], scan: &Scan, start: usize, end: usize) -> Result<(), Error> {
        if start == end {
            return Ok(());
        }
        let within = bits(start, end);
        let dots = scan.dots & within;
        let hyphens = scan.hyphens & within;
        let begins = (dots << 1 | u64::from(self.begins) << start) & within;
        let after_hyphen = (hyphens << 1 | u64::from(self.hyphen) << start) & within;
        let wrong = (scan.foreign & within) | (begins & (dots | hyphens)) | (after_hyphen & dots);
        if wrong != 0 {
            return Err(self.explain(window, start, wrong.trailing_zeros() as usize));
        }
        if dots != 0 {
            self.last = self.read + WINDOW - dots.leading_zeros() as usize - start;
        }
        let final_octet = 1 << (end - 1);
        self.begins = dots & final_octet != 0;
        self.hyphen = hyphens & final_octet != 0;
        self.has_double_hyphen |= after_hyphen & hyphens != 0;
        self.read += end - start;
        Ok(())
    }

    /// What is wrong with the octet at `index` of the window.
    #[cold]
    fn explain(&self, window: &[u8], start: usize, index: usize) -> Error {
        let position = self.read + index - start;
        let octet = window[index];
        let begins = if index == start { self.begins } else { window[index - 1] == b'.' };
        match octet {
            b'.' if begins => Detail::BaseDomainEmptyLabel(position),
            b'.' => Detail::BaseDomainHyphen(position - 1),
            b'-' => Detail::BaseDomainHyphen(position),
            _ => Detail::BaseDomainCharacter(position, Octet(octet)),
        }
        .into()
    }

    /// Judges the end of the host, and what is not a matter of single octets. `host` is what was read.
    #[inline(always)]
    pub(crate) fn finish(&self, host: &[u8]) -> Result<(), Error> {
        debug_assert_eq!(host.len(), self.read);
        if self.begins {
            return Err(Detail::BaseDomainEmptyLabel(self.read).into());
        }
        if self.hyphen {
            return Err(Detail::BaseDomainHyphen(self.read - 1).into());
        }
        check_lengths(host)?;
        check_last_label(&host[self.last..])?;
        if self.has_double_hyphen {
            crate::idna::check_encoded(host)?;
        }
        Ok(())
    }
}

/// Refuses a last label that makes its host an IPv4 address ("ends in a number", WHATWG URL section 3.5).
#[inline(always)]
pub(crate) fn check_last_label(label: &[u8]) -> Result<(), Error> {
    let begins_with_digit = label.first().is_some_and(u8::is_ascii_digit);
    if begins_with_digit && is_number(label) { Err(Detail::BaseDomainIpAddress.into()) } else { Ok(()) }
}

fn is_number(label: &[u8]) -> bool {
    match label {
        [b'0', b'x' | b'X', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        digits => digits.iter().all(u8::is_ascii_digit),
    }
}

/// Whether `host` is `domain` or below it. Labels are compared whole and without regard to case; neither has a root dot.
#[inline(always)]
pub(crate) fn is_within(host: &[u8], domain: &[u8]) -> bool {
    let Some(start) = host.len().checked_sub(domain.len()) else { return false };
    // Most hosts have another letter there, so that nothing more is looked at. Of letters, this bit tells the cases apart.
    let first = |text: &[u8]| text.first().map(|octet| octet | 0x20);
    first(&host[start..]) == first(domain) && ends_with_domain(host, domain, start)
}

#[inline(never)]
fn ends_with_domain(host: &[u8], domain: &[u8], start: usize) -> bool {
    let (above, suffix) = host.split_at(start);
    matches!(above, [] | [.., b'.']) && suffix.eq_ignore_ascii_case(domain)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::{check, check_last_label, is_within};

    #[test]
    fn labels_are_judged_alike_on_both_sides_of_a_window_edge() {
        // The pair stands at every place around octet 64, with valid labels before and behind it.
        for (pair, valid) in
            [("a.", true), (".a", true), ("--", true), ("..", false), (".-", false), ("-.", false), ("a$", false)]
        {
            for start in 60..68 {
                let before = format!("{}.{}", "a".repeat(40), "a".repeat(start - 41));
                let host = format!("{before}{pair}b.example");
                assert_eq!(check(host.as_bytes()).is_ok(), valid, "{host}");
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
            ("", false),
        ] {
            assert_eq!(check_last_label(label.as_bytes()).is_err(), number, "{label}");
        }
    }

    #[test]
    fn a_suffix_begins_at_a_label() {
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
