//! Internationalized labels, by UTS #46 (non-transitional) with the options of the WHATWG URL Standard's "domain to ASCII".

use alloc::borrow::Cow;

use idna::Errors;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::ErrorKind;
use crate::base_host::{self, ACE_PREFIX};
use crate::error::{Detail, Error};
use crate::text::ascii_str;

/// The full stops that UTS #46 maps to a dot.
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'];

/// The options of the URL Standard, which leave ASCII characters and lengths to the rules of `base_host`.
fn map(domain: &[u8]) -> Result<Cow<'_, str>, Errors> {
    Uts46::new().to_ascii(domain, AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore)
}

/// A configured host in ASCII. One that is so already is given back as it is: only its labels tell whether it is valid.
pub(crate) fn to_ascii(host: &str) -> Result<Cow<'_, str>, Error> {
    if host.is_ascii() {
        return Ok(Cow::Borrowed(host));
    }
    map(host.as_bytes()).map_err(|_| explain(host))
}

/// Refuses a host in ASCII that has an encoded label which does not decode, or decodes to what IDNA would have encoded otherwise.
#[cold]
pub(crate) fn check_encoded(host: &[u8]) -> Result<(), Error> {
    if !has_encoded_label(host) {
        return Ok(());
    }
    match map(host) {
        Ok(mapped) if mapped.as_bytes().eq_ignore_ascii_case(host) && !decodes_to_encoded(host) => Ok(()),
        _ => Err(explain(ascii_str(host))),
    }
}

fn has_encoded_label(host: &[u8]) -> bool {
    host.split(|&octet| octet == b'.')
        .any(|label| label.get(..ACE_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(ACE_PREFIX)))
}

/// Whether a label decodes to one that bears the prefix again (UTS #46 section 4.1, criterion 4, which the library leaves out).
fn decodes_to_encoded(host: &[u8]) -> bool {
    let (decoded, _) = Uts46::new().to_unicode(host, AsciiDenyList::EMPTY, Hyphens::Allow);
    has_encoded_label(decoded.as_bytes())
}

/// Names the first label that IDNA refuses.
fn explain(host: &str) -> Error {
    let refused = |label: &str| map(label.as_bytes()).is_err() || decodes_to_encoded(label.as_bytes());
    match labels(host).find(|(_, label)| refused(label)) {
        Some((start, _)) => Detail::BaseDomainIdna(start).into(),
        None => Detail::BaseDomainBidi.into(),
    }
}

/// The labels of a configured host, and where they begin.
fn labels(host: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    host.split_inclusive(DOTS).map(move |label| {
        let start = end;
        end += label.len();
        (start, label.strip_suffix(DOTS).unwrap_or(label))
    })
}

/// An error of the host in ASCII, with the position that it has in the host as it was configured: that of the first label that is
/// refused so by itself. Within a label that was mapped, no position is told.
#[cold]
pub(crate) fn place(error: Error, host: &str) -> Error {
    if host.is_ascii() || error.kind() == ErrorKind::HostnameIsIpAddress {
        return error;
    }
    let refused = |(start, label): (usize, &str)| {
        let mapped = map(label.as_bytes()).ok()?;
        let found = base_host::check(mapped.as_bytes()).err().filter(|found| found.kind() == error.kind())?;
        match found.kind() {
            _ if label.is_ascii() => Some(found.behind(start)),
            ErrorKind::HostnameTooLong => {
                Some(Detail::BaseDomainLabelTooLong { position: start, found: mapped.len() }.into())
            }
            _ => Some(Detail::BaseDomainIdna(start).into()),
        }
    };
    labels(host).find_map(refused).unwrap_or(error)
}
