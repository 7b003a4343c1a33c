//! Reads a snapshot strictly: any error rejects the whole document.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::document::{self, Node};
use super::entry::{self, Fault, malformed};
use super::key;
use crate::error::{Detail, Error};
use crate::limits::EXPOSED_PORTS_MAX;
use crate::policy::Policy;
use crate::port::Port;
use crate::sandbox::Sandbox;
use crate::sandbox::exposure::{Exposure, Exposures};
use crate::sandbox::runtime::Runtime;
use crate::sandbox_id::SandboxId;

pub(super) fn sandbox(id: SandboxId, snapshot: &[u8], policy: Policy) -> Result<Sandbox, Error> {
    let document = document::parse(snapshot).map_err(malformed)?;
    let document = entry::object(document, key::PLACE)?;
    if document.is_bare_map() {
        return Err(malformed("document is the value of portTokens alone; use import_storage"));
    }
    let [port_tokens, activations, current] = entry::fields(document, key::PLACE, key::DOCUMENT)?;
    let current = match current {
        Some(Node::Null) => Some(Runtime::Stopped),
        Some(node) => Some(entry::runtime(node)?),
        None => None,
    };
    let mut exposures = exposures(port_tokens, &policy)?;
    let activations = entries(activations, key::ACTIVE_PREVIEW_PORTS, &policy)?;
    // Activations exist only if a runtime was reported.
    let is_unknown = activations.is_empty();
    let runtime = current.unwrap_or(if is_unknown { Runtime::Unknown } else { Runtime::Stopped });
    for (port, place, value) in activations {
        let activation = entry::activation(value, &place, &runtime)?;
        // The activation of a port without a token has no effect.
        if let Some(exposure) = exposures.get_mut(port) {
            exposure.activation = Some(activation);
        }
    }
    Ok(Sandbox { id, policy, runtime, exposures })
}

fn exposures(port_tokens: Option<Node>, policy: &Policy) -> Result<Exposures, Fault> {
    // A snapshot comes from the caller, not from a client, so the time may depend on the tokens.
    let mut ports_by_token = BTreeMap::new();
    let mut exposures = Vec::new();
    for (port, place, value) in entries(port_tokens, key::PORT_TOKENS, policy)? {
        let (token, name) = entry::port_token(value, &place)?;
        if let Some(other) = ports_by_token.insert(token.as_str().to_string(), port.get()) {
            return Err(Fault::new(place, Detail::TokenInUse(other)));
        }
        let name = name.map(|name| entry::name(name, &place)).transpose()?;
        exposures.push(Exposure { port, token, name, activation: None });
    }
    Ok(Exposures::from_unsorted(exposures))
}

/// Returns the entries of a map from ports, each with its place.
fn entries(
    map: Option<Node>,
    name: &str,
    policy: &Policy,
) -> Result<Vec<(Port, String, Node)>, Fault> {
    let Some(map) = map else { return Ok(Vec::new()) };
    let map = entry::object(map, name)?;
    if map.entries.len() > EXPOSED_PORTS_MAX {
        let found = map.entries.len();
        let what = format_args!("has too many ports: {found}, maximum {EXPOSED_PORTS_MAX}");
        return Err(Fault::malformed(name, what));
    }
    let mut seen = BTreeSet::new();
    let entries = map.entries.into_iter().enumerate().map(|(index, (key, value))| {
        let port = entry::port(name, index, &key, policy)?;
        let place = entry::place(name, port);
        if !seen.insert(port) {
            return Err(Fault::malformed(place, "appears twice"));
        }
        Ok((port, place, value))
    });
    entries.collect()
}
