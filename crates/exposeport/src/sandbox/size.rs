//! How large a snapshot is, so that no state arises whose snapshot could not be read again.

use alloc::format;

use super::exposure::{Activation, Exposure};
use super::runtime::Runtime;
use crate::error::{Detail, Error};
use crate::limits::SNAPSHOT_MAX;

const DOCUMENT: usize = r#"{"portTokens":{},"activePreviewPorts":{}}"#.len();
const STOPPED: usize = r#","currentRuntimeIdentity":null"#.len();
const RUNNING: usize = r#","currentRuntimeIdentity":{"id":""}"#.len();
const PORT_TOKEN: usize = r#""":{"token":""}"#.len();
const NAME: usize = r#","name":"""#.len();
const ACTIVATION: usize = r#""":{"token":"","runtimeIdentityID":""}"#.len();

/// Refuses a state whose snapshot would pass [`SNAPSHOT_MAX`]: its runtime, and the exposures with the activations that they will have.
pub(super) fn check<'a, I>(runtime: &Runtime, exposures: I) -> Result<(), Error>
where
    I: Iterator<Item = (&'a Exposure, Option<&'a Activation>)> + Clone,
{
    // Nothing is read octet by octet where there is room enough for texts of control characters alone.
    if document_len(runtime, exposures.clone(), |text| ESCAPE * text.len()) <= SNAPSHOT_MAX {
        return Ok(());
    }
    let found = document_len(runtime, exposures, text_len);
    if found > SNAPSHOT_MAX {
        let place = format!("it may have at most {SNAPSHOT_MAX} octets, and would have {found}; shorten names and ids");
        return Err(Detail::SnapshotInvalid(place.into_boxed_str()).into());
    }
    Ok(())
}

/// The octets of a snapshot, as it is written.
fn document_len<'a>(
    runtime: &Runtime,
    exposures: impl Iterator<Item = (&'a Exposure, Option<&'a Activation>)>,
    text_len: impl Fn(&str) -> usize,
) -> usize {
    let mut len = DOCUMENT
        + match runtime {
            Runtime::Unknown => 0,
            Runtime::Stopped => STOPPED,
            Runtime::Running(id) => RUNNING + text_len(id),
        };
    let (mut ports, mut activations) = (0, 0_usize);
    for (exposure, activation) in exposures {
        let port = exposure.port.digit_count();
        len += PORT_TOKEN + port + exposure.token.as_bytes().len();
        len += exposure.name.as_ref().map_or(0, |name| NAME + text_len(name));
        if let Some(activation) = activation {
            len += ACTIVATION + port + activation.token.as_bytes().len() + text_len(&activation.runtime);
            activations += 1;
        }
        ports += 1_usize;
    }
    // A comma stands between two entries each.
    len + ports.saturating_sub(1) + activations.saturating_sub(1)
}

/// The longest escape, `\u0000`.
const ESCAPE: usize = 6;

/// The octets of a text in JSON, without its quotes: what must be escaped is (RFC 8259 section 7), by two characters where there are such.
fn text_len(text: &str) -> usize {
    let octet_len = |octet| match octet {
        b'"' | b'\\' | b'\x08' | b'\t' | b'\n' | b'\x0C' | b'\r' => 2,
        0..=0x1F => ESCAPE,
        _ => 1,
    };
    text.bytes().map(octet_len).sum()
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use alloc::format;
    use alloc::string::String;

    use super::{document_len, text_len};
    use crate::{Sandbox, SandboxId};

    #[test]
    fn a_snapshot_has_the_length_that_was_foreseen() {
        let texts = ["", "Web", "\"\\/", "é\u{1F680}\u{7F}", "\u{8}\t\n\u{C}\r", "\0\u{1}\u{B}\u{1F}"];
        let all: String = texts.concat();
        for runtime in texts.iter().map(|id| Some(*id)).chain([None]) {
            for ports in 0..4_usize {
                for active in 0..=ports {
                    let port = |index: usize| [1024, 8080, 9999, 65535][index];
                    let token = |index: usize| &"0123456789abcdef"[..=index * 5];
                    let quoted = |text: &str| serde_json::to_string(text).expect("JSON");
                    let entries = |count: usize, entry: &dyn Fn(usize) -> String| {
                        (0..count).map(entry).collect::<alloc::vec::Vec<_>>().join(",")
                    };
                    let tokens = entries(ports, &|index| {
                        let name = [String::new(), format!(r#","name":{}"#, quoted(&all))][index % 2].clone();
                        format!(r#""{}":{{"token":"{}"{name}}}"#, port(index), token(index))
                    });
                    let activations = entries(active, &|index| {
                        let id = quoted(texts[index % texts.len()]);
                        format!(r#""{}":{{"token":"{}","runtimeIdentityID":{id}}}"#, port(index), token(index))
                    });
                    let current = match runtime {
                        Some(id) => format!(r#"{{"id":{}}}"#, quoted(id)),
                        None => String::from("null"),
                    };
                    let document = format!(
                        r#"{{"portTokens":{{{tokens}}},"activePreviewPorts":{{{activations}}},"currentRuntimeIdentity":{current}}}"#
                    );
                    let sandbox =
                        Sandbox::from_json(SandboxId::new("sandbox").expect("an id"), &document).expect("a snapshot");
                    assert_eq!(sandbox.to_json(), document);
                    let exposures = sandbox.exposures.iter().map(|exposure| (exposure, exposure.activation.as_ref()));
                    assert_eq!(document_len(&sandbox.runtime, exposures, text_len), document.len(), "{document}");
                }
            }
        }
        let unknown = Sandbox::new(SandboxId::new("sandbox").expect("an id"));
        assert_eq!(document_len(&unknown.runtime, [].into_iter(), text_len), unknown.to_json().len());
    }
}
