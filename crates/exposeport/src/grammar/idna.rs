//! Internationalized labels: UTS #46 (non-transitional), with the options of the WHATWG URL
//! Standard's "domain to ASCII".

use alloc::borrow::Cow;

use idna::Errors;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::ascii::{self, Masks, WINDOW};
use crate::error::{Detail, Error, ErrorKind};

/// The prefix of a label that IDNA has encoded (RFC 5890 section 2.3.2.5).
const ACE_PREFIX: &[u8] = b"xn--";

/// The full stops that UTS #46 maps to a dot.
const FULL_STOPS: [char; 4] = ['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'];

/// Maps a domain with the options of the URL Standard. ASCII characters and lengths are left to
/// the rules for labels.
fn map(domain: &[u8]) -> Result<Cow<'_, str>, Errors> {
    Uts46::new().to_ascii(domain, AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore)
}

/// Returns a configured host in ASCII. A host that is ASCII is returned as it is.
pub(super) fn to_ascii(host: &str) -> Result<Cow<'_, str>, Error> {
    if host.is_ascii() {
        return Ok(Cow::Borrowed(host));
    }
    map(host.as_bytes()).map_err(|_| explain(host))
}

/// Returns `true` if a label has the prefix of encoded labels.
fn is_encoded(label: &[u8]) -> bool {
    label.get(..ACE_PREFIX.len()).is_some_and(|prefix| prefix.eq_ignore_ascii_case(ACE_PREFIX))
}

/// Rejects a host in ASCII with an encoded label that does not decode, or that IDNA would have
/// encoded differently.
#[cold]
pub(super) fn check_encoded(host: &[u8]) -> Result<(), Error> {
    if !host.split(|byte| *byte == b'.').any(is_encoded) {
        return Ok(());
    }
    match map(host) {
        Ok(mapped) if mapped.as_bytes().eq_ignore_ascii_case(host) && !decodes_to_encoded(host) => {
            Ok(())
        }
        _ => Err(explain(ascii::as_str(host))),
    }
}

/// Returns `true` if a label decodes to one that has the prefix again (UTS #46 section 4.1,
/// criterion 4, which the library omits).
fn decodes_to_encoded(host: &[u8]) -> bool {
    let (decoded, _) = Uts46::new().to_unicode(host, AsciiDenyList::EMPTY, Hyphens::Allow);
    decoded.split('.').any(|label| is_encoded(label.as_bytes()))
}

/// Returns the error for the first label that IDNA rejects.
fn explain(host: &str) -> Error {
    let is_rejected =
        |label: &str| map(label.as_bytes()).is_err() || decodes_to_encoded(label.as_bytes());
    match labels(host).find(|(_, label)| is_rejected(label)) {
        Some((start, _)) => Detail::DomainIdna(start).into(),
        None => Detail::DomainBidi.into(),
    }
}

/// Returns the labels of a configured host, each with its start.
fn labels(host: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    host.split_inclusive(FULL_STOPS).map(move |label| {
        let start = end;
        end += label.len();
        (start, label.strip_suffix(FULL_STOPS).unwrap_or(label))
    })
}

/// Returns an error of the mapped host with its position in the host as it was configured.
///
/// That is the first label that is rejected by itself in the same way. A mapped label has no
/// position inside it.
#[cold]
pub(super) fn at_input(error: Error, host: &str) -> Error {
    if host.is_ascii() || error.kind() == ErrorKind::HostnameIsIpAddress {
        return error;
    }
    let rejected = |(start, label): (usize, &str)| {
        let mapped = map(label.as_bytes()).ok()?;
        let found = super::host::check(mapped.as_bytes(), Masks::of(mapped.as_bytes()), WINDOW);
        let found = found.err()?;
        match found.kind() {
            kind if kind != error.kind() => None,
            _ if label.is_ascii() => Some(found.at_label(start)),
            ErrorKind::HostnameTooLong => {
                let found = mapped.len();
                Some(Detail::DomainLabelTooLong { position: start, found }.into())
            }
            _ => Some(Detail::DomainIdna(start).into()),
        }
    };
    labels(host).find_map(rejected).unwrap_or(error)
}
