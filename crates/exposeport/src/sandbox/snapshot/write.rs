//! Writing a snapshot: ports in ascending order, keys in a fixed one.

use alloc::string::String;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::key;
use crate::sandbox::Sandbox;
use crate::sandbox::exposure::{Activation, Exposure, Exposures};
use crate::sandbox::runtime::Runtime;

pub(super) fn document(sandbox: &Sandbox) -> String {
    // Keys are texts and the target is memory, so nothing of this can fail.
    serde_json::to_string(&Document(sandbox)).unwrap_or_default()
}

struct Document<'a>(&'a Sandbox);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(key::PORT_TOKENS, &PortTokens(&self.0.exposures))?;
        map.serialize_entry(key::ACTIVE_PREVIEW_PORTS, &ActivePreviewPorts(&self.0.exposures))?;
        match &self.0.runtime {
            Runtime::Unknown => {}
            Runtime::Running(id) => map.serialize_entry(key::CURRENT_RUNTIME_IDENTITY, &RuntimeIdentity(id))?,
            Runtime::Stopped => map.serialize_entry(key::CURRENT_RUNTIME_IDENTITY, &None::<()>)?,
        }
        map.end()
    }
}

struct PortTokens<'a>(&'a Exposures);

impl Serialize for PortTokens<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|exposure| (exposure.port.get(), PortToken(exposure))))
    }
}

struct PortToken<'a>(&'a Exposure);

impl Serialize for PortToken<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(key::TOKEN, self.0.token.as_str())?;
        if let Some(name) = &self.0.name {
            map.serialize_entry(key::NAME, name)?;
        }
        map.end()
    }
}

struct ActivePreviewPorts<'a>(&'a Exposures);

impl Serialize for ActivePreviewPorts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let active = self.0.iter().filter_map(|exposure| Some((exposure.port.get(), exposure.activation.as_ref()?)));
        serializer.collect_map(active.map(|(port, activation)| (port, ActivePreviewPort(activation))))
    }
}

struct ActivePreviewPort<'a>(&'a Activation);

impl Serialize for ActivePreviewPort<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(key::TOKEN, self.0.token.as_str())?;
        map.serialize_entry(key::RUNTIME_IDENTITY_ID, &*self.0.runtime)?;
        map.end()
    }
}

struct RuntimeIdentity<'a>(&'a str);

impl Serialize for RuntimeIdentity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(key::ID, self.0)?;
        map.end()
    }
}
