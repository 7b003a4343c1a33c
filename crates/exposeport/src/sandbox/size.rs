//! How large a snapshot is at most, so that no state arises whose snapshot could not be read again.

use alloc::format;

use super::exposure::Exposure;
use super::runtime::Runtime;
use crate::error::{Detail, Error};
use crate::limits::SNAPSHOT_MAX;

/// The three keys, their braces and commas.
const DOCUMENT: usize = r#"{"portTokens":{},"activePreviewPorts":{},"currentRuntimeIdentity":{"id":""}}"#.len();

/// One port in both maps, without its name and the id of its runtime.
const ENTRIES: usize = r#""65535":{"token":"0123456789abcdef","name":""},"#.len()
    + r#""65535":{"token":"0123456789abcdef","runtimeIdentityID":""},"#.len();

/// Refuses a state whose snapshot would pass [`SNAPSHOT_MAX`].
pub(super) fn check<'a>(runtime: &Runtime, exposures: impl Iterator<Item = &'a Exposure>) -> Result<(), Error> {
    let entries: usize = exposures.map(entries_len).sum();
    let found = DOCUMENT + text_len(runtime.id().unwrap_or_default()) + entries;
    if found > SNAPSHOT_MAX {
        let place = format!("it may have at most {SNAPSHOT_MAX} octets, and would have {found}; shorten names and ids");
        return Err(Detail::SnapshotInvalid(place.into_boxed_str()).into());
    }
    Ok(())
}

fn entries_len(exposure: &Exposure) -> usize {
    let runtime = exposure.activation.as_ref().map_or("", |activation| &activation.runtime);
    ENTRIES + text_len(exposure.name.as_deref().unwrap_or_default()) + text_len(runtime)
}

/// The octets of a text in JSON, without its quotes (RFC 8259 section 7).
fn text_len(text: &str) -> usize {
    text.bytes().map(|octet| if octet < 0x20 { 6 } else { 1 + usize::from(matches!(octet, b'"' | b'\\')) }).sum()
}
