//! Imports what sandbox-sdk has stored, entry by entry. Every dropped entry is listed.

use alloc::boxed::Box;
use alloc::collections::btree_map::{BTreeMap, Entry};
use alloc::string::ToString;
use alloc::vec::Vec;

use super::document::{self, Node, Object};
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

/// The fault of a repeated key, which `JSON.stringify` never writes.
const TWICE: &str = "appears twice; only the first one is used";

/// The runtime model of a stored document. The document does not contain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Runtimes {
    /// The storage contains the current runtime and the activations, as sandbox-sdk 0.12 writes
    /// them. Without `currentRuntimeIdentity`, the runtime is stopped and no port is active.
    Tracked,
    /// The storage contains tokens only, as the 1.0 guide of sandbox-sdk writes them. Every port is
    /// active. `activePreviewPorts` and `currentRuntimeIdentity` are ignored.
    Untracked,
}

impl Runtimes {
    /// Every runtime model.
    pub const ALL: &[Self] = &[Self::Tracked, Self::Untracked];

    /// Returns `tracked` or `untracked`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tracked => "tracked",
            Self::Untracked => "untracked",
        }
    }
}

/// The result of [`Sandbox::import_storage`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Import {
    /// The sandbox, with the valid entries.
    pub sandbox: Sandbox,
    /// The entries that were dropped.
    pub dropped: Vec<Dropped>,
}

/// An entry that [`Sandbox::import_storage`] dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    place: Box<str>,
    error: Error,
}

impl Dropped {
    /// Returns the place of the entry, as in `portTokens["8080"].name`.
    ///
    /// If the key is not a port, the place is the index, as in `portTokens, entry 2`.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Returns the error, whose message contains no token.
    #[must_use]
    pub const fn error(&self) -> &Error {
        &self.error
    }
}

impl From<Fault> for Dropped {
    fn from(Fault { place, error }: Fault) -> Self {
        Self { place: place.into_boxed_str(), error }
    }
}

pub(super) fn storage(
    id: SandboxId,
    document: &[u8],
    runtimes: Runtimes,
    policy: Policy,
) -> Result<Import, Error> {
    let document = document::parse(document).map_err(malformed)?;
    let document = entry::object(document, key::PLACE)?;
    let mut reader = Reader { policy: &policy, dropped: Vec::new() };
    let [port_tokens, activations, current] = if document.is_bare_map() {
        [Some(Node::Object(document)), None, None]
    } else {
        reader.fields(document)
    };
    let port_tokens = map(port_tokens, key::PORT_TOKENS)?;
    let activations = map(activations, key::ACTIVE_PREVIEW_PORTS)?;

    let mut exposures = reader.exposures(port_tokens);
    let runtime = match runtimes {
        Runtimes::Untracked => Runtime::Unknown,
        Runtimes::Tracked => {
            let runtime = reader.runtime(current);
            reader.activate(&mut exposures, activations, &runtime);
            runtime
        }
    };
    let dropped = reader.dropped.into_iter().map(Dropped::from).collect();
    Ok(Import { sandbox: Sandbox { id, policy, runtime, exposures }, dropped })
}

/// Returns a map of the document, which is empty for `null` or a missing key.
fn map(node: Option<Node>, place: &str) -> Result<Object, Fault> {
    match node {
        None | Some(Node::Null) => Ok(Object::default()),
        Some(node) => entry::object(node, place),
    }
}

/// Reads entries, and collects the faults of malformed ones.
struct Reader<'a> {
    policy: &'a Policy,
    dropped: Vec<Fault>,
}

impl Reader<'_> {
    fn keep<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.dropped.push(fault)).ok()
    }

    /// Returns the values of the document. If a key is repeated, the first one counts.
    fn fields(&mut self, document: Object) -> [Option<Node>; 3] {
        let mut values = [const { None }; 3];
        for (key, value) in document.entries {
            let Some(index) = key::DOCUMENT.iter().position(|name| *name == key) else { continue };
            if values[index].is_some() {
                self.dropped.push(Fault::malformed(key, TWICE));
            } else {
                values[index] = Some(value);
            }
        }
        values
    }

    /// Returns the entries of a map with a valid port, in ascending order. If a port is repeated,
    /// the first entry counts.
    fn entries(&mut self, map: Object, name: &str) -> BTreeMap<Port, Node> {
        let mut entries = BTreeMap::new();
        for (index, (key, value)) in map.entries.into_iter().enumerate() {
            let port = entry::port(name, index, &key, self.policy);
            let Some(port) = self.keep(port) else { continue };
            match entries.entry(port) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(_) => {
                    let place = entry::place(name, port);
                    self.dropped.push(Fault::malformed(place, TWICE));
                }
            }
        }
        entries
    }

    fn exposures(&mut self, port_tokens: Object) -> Exposures {
        // A document comes from the caller, not from a client, so the time may depend on the
        // tokens.
        let mut ports_by_token = BTreeMap::new();
        let mut exposures = Vec::new();
        for (port, value) in self.entries(port_tokens, key::PORT_TOKENS) {
            let place = entry::place(key::PORT_TOKENS, port);
            let Some((token, name)) = self.keep(entry::port_token(value, &place)) else { continue };
            if let Some(other) = ports_by_token.get(token.as_str()) {
                self.dropped.push(Fault::new(place, Detail::TokenInUse(*other)));
                continue;
            }
            if exposures.len() >= EXPOSED_PORTS_MAX {
                self.dropped.push(Fault::new(place, Detail::TooManyPorts));
                continue;
            }
            ports_by_token.insert(token.as_str().to_string(), port.get());
            let name = match name {
                None | Some(Node::Null) => None,
                Some(name) => self.keep(entry::name(name, &place)),
            };
            exposures.push(Exposure { port, token, name, activation: None });
        }
        Exposures::from_unsorted(exposures)
    }

    fn runtime(&mut self, current: Option<Node>) -> Runtime {
        match current {
            None | Some(Node::Null) => Runtime::Stopped,
            Some(node) => self.keep(entry::runtime(node)).unwrap_or(Runtime::Stopped),
        }
    }

    fn activate(&mut self, exposures: &mut Exposures, activations: Object, current: &Runtime) {
        for (port, value) in self.entries(activations, key::ACTIVE_PREVIEW_PORTS) {
            let place = entry::place(key::ACTIVE_PREVIEW_PORTS, port);
            match exposures.get_mut(port) {
                Some(exposure) => {
                    exposure.activation = self.keep(entry::activation(value, &place, current));
                }
                None => self.dropped.push(Fault::malformed(place, "has no entry in portTokens")),
            }
        }
    }
}
