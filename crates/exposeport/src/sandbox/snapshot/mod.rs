//! Snapshots: a sandbox as a JSON document, with the keys of the reference's storage.

mod document;
mod read;
mod write;

use alloc::string::String;

use super::Sandbox;
use crate::error::Error;
use crate::{Policy, SandboxId};

/// The keys of a snapshot.
mod key {
    pub(super) const PORT_TOKENS: &str = "portTokens";
    pub(super) const ACTIVE_PREVIEW_PORTS: &str = "activePreviewPorts";
    pub(super) const CURRENT_RUNTIME_IDENTITY: &str = "currentRuntimeIdentity";
    pub(super) const TOKEN: &str = "token";
    pub(super) const NAME: &str = "name";
    pub(super) const RUNTIME_IDENTITY_ID: &str = "runtimeIdentityID";
    pub(super) const ID: &str = "id";

    /// Those of the document itself.
    pub(super) const OF_DOCUMENT: [&str; 3] = [PORT_TOKENS, ACTIVE_PREVIEW_PORTS, CURRENT_RUNTIME_IDENTITY];

    /// Those of a port's entry.
    pub(super) const OF_PORT_TOKEN: [&str; 2] = [TOKEN, NAME];

    /// Those of an activation.
    pub(super) const OF_ACTIVATION: [&str; 2] = [TOKEN, RUNTIME_IDENTITY_ID];

    /// Those of a runtime.
    pub(super) const OF_RUNTIME: [&str; 1] = [ID];
}

impl Sandbox {
    /// Reads a snapshot under [`Policy::DEFAULT`].
    ///
    /// A document is an object with the keys `portTokens` (`{"8080": {"token": "…", "name": "…"}}`, or the older form
    /// `{"8080": "…"}`), `activePreviewPorts` (`{"8080": {"token": "…", "runtimeIdentityID": "…"}}`) and `currentRuntimeIdentity`
    /// (`{"id": "…"}`; `null` where the runtime is stopped). Each may be missing; other keys are passed over, and so is the activation of a
    /// port that has no token. Where `currentRuntimeIdentity` is missing, the runtime is stopped if there is an activation, and else
    /// not known, so that every port is active: call [`runtime_stopped`](Self::runtime_stopped) on what comes from a storage that forgets
    /// both when a sandbox stops.
    ///
    /// # Errors
    /// `INVALID_SNAPSHOT`, naming the place: no JSON object (`[]`), no UTF-8, one of these keys twice, a wrong type (`{"portTokens": 1}`), a
    /// port, token or id that breaks its rule (`{"portTokens": {"80": "t"}}`; also a token with a hyphen, which no label can carry),
    /// two ports with one token, more than 16 MiB, also when it is
    /// written anew, or more than 32 levels.
    ///
    /// ```
    /// use exposeport::{Sandbox, SandboxId};
    ///
    /// let sandbox = Sandbox::from_json(SandboxId::new("sandbox")?, r#"{"portTokens": {"8080": "my_token"}}"#)?;
    /// assert!(sandbox.validate_port_token(8080, "my_token"));
    /// assert_eq!(sandbox.to_json(), r#"{"portTokens":{"8080":{"token":"my_token"}},"activePreviewPorts":{}}"#);
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn from_json(id: SandboxId, document: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_json_with_policy(id, document, Policy::DEFAULT)
    }

    /// Reads a snapshot under another policy.
    ///
    /// # Errors
    /// Those of [`from_json`](Self::from_json).
    pub fn from_json_with_policy(id: SandboxId, document: impl AsRef<[u8]>, policy: Policy) -> Result<Self, Error> {
        read::sandbox(id, document.as_ref(), policy)
    }

    /// Writes a snapshot, which holds the tokens. The same state gives the same text.
    #[must_use]
    pub fn to_json(&self) -> String {
        write::document(self)
    }
}
