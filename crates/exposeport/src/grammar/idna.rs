//! Internationalized labels: UTS #46 (non-transitional), with the options of the WHATWG URL
//! Standard's "domain to ASCII".

use alloc::borrow::Cow;

use idna::Errors;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::ascii;
use crate::error::{Detail, Error};

/// The prefix of a label that IDNA has encoded (RFC 5890 section 2.3.2.5).
const ACE_PREFIX: &[u8] = b"xn--";

/// The full stops that UTS #46 maps to a dot.
const FULL_STOPS: [char; 4] = ['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'];

/// Maps a domain with the options of the URL Standard. It does not check ASCII characters and
/// lengths, since the rules for labels do.
pub(super) fn map(domain: &[u8]) -> Result<Cow<'_, str>, Errors> {
    Uts46::new().to_ascii(domain, AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore)
}

/// Returns a configured host in ASCII. An ASCII host is returned unchanged.
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

/// Rejects an ASCII host if an encoded label does not decode, or if IDNA would encode it
/// differently.
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

/// Returns `true` if a label decodes to a label that has the prefix again (UTS #46 section 4.1,
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

/// Returns the labels of a configured host, each with its start position.
pub(super) fn labels(host: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    host.split_inclusive(FULL_STOPS).map(move |label| {
        let start = end;
        end += label.len();
        (start, label.strip_suffix(FULL_STOPS).unwrap_or(label))
    })
}
