//! Writes a snapshot, with ports in ascending order and keys in a fixed order.

use alloc::collections::BTreeMap;
use alloc::string::String;

use serde::Serialize;

use crate::sandbox::Sandbox;
use crate::sandbox::runtime::Runtime;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    port_tokens: BTreeMap<u16, PortToken<'a>>,
    active_preview_ports: BTreeMap<u16, Activation<'a>>,
    /// Missing if the runtime is unknown, `null` if it is stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_runtime_identity: Option<Option<RuntimeIdentity<'a>>>,
}

#[derive(Serialize)]
struct PortToken<'a> {
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Activation<'a> {
    token: &'a str,
    #[serde(rename = "runtimeIdentityID")]
    runtime: &'a str,
}

#[derive(Serialize)]
struct RuntimeIdentity<'a> {
    id: &'a str,
}

pub(super) fn document(sandbox: &Sandbox) -> String {
    let exposures = || sandbox.exposures.iter().map(|exposure| (exposure.port.get(), exposure));
    let document = Document {
        port_tokens: exposures()
            .map(|(port, exposure)| {
                let name = exposure.name.as_ref().map(AsRef::as_ref);
                (port, PortToken { token: exposure.token.as_str(), name })
            })
            .collect(),
        active_preview_ports: exposures()
            .filter_map(|(port, exposure)| {
                let activation = exposure.activation.as_ref()?;
                let (token, runtime) = (activation.token.as_str(), activation.runtime.as_str());
                Some((port, Activation { token, runtime }))
            })
            .collect(),
        current_runtime_identity: match &sandbox.runtime {
            Runtime::Unknown => None,
            Runtime::Running(id) => Some(Some(RuntimeIdentity { id: id.as_str() })),
            Runtime::Stopped => Some(None),
        },
    };
    // Serialization cannot fail, since all keys are strings and the target is in memory.
    serde_json::to_string(&document).unwrap_or_default()
}
