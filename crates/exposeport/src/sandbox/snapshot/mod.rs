//! Snapshots: a sandbox as a JSON document, with the keys that sandbox-sdk stores.

mod document;
mod entry;
mod import;
mod read;
mod write;

use alloc::string::String;

pub use self::import::{Dropped, Import, Runtimes};
use super::Sandbox;
use crate::error::Error;
use crate::policy::Policy;
use crate::sandbox_id::SandboxId;

/// The keys of a snapshot.
mod key {
    /// The place of the document itself.
    pub(super) const PLACE: &str = "document";

    pub(super) const PORT_TOKENS: &str = "portTokens";
    pub(super) const ACTIVE_PREVIEW_PORTS: &str = "activePreviewPorts";
    pub(super) const CURRENT_RUNTIME_IDENTITY: &str = "currentRuntimeIdentity";
    pub(super) const TOKEN: &str = "token";
    pub(super) const NAME: &str = "name";
    pub(super) const RUNTIME_IDENTITY_ID: &str = "runtimeIdentityID";
    pub(super) const ID: &str = "id";

    /// The keys of the document.
    pub(super) const DOCUMENT: [&str; 3] =
        [PORT_TOKENS, ACTIVE_PREVIEW_PORTS, CURRENT_RUNTIME_IDENTITY];

    /// The keys of an entry of `portTokens`.
    pub(super) const PORT_TOKEN: [&str; 2] = [TOKEN, NAME];

    /// The keys of an entry of `activePreviewPorts`.
    pub(super) const ACTIVATION: [&str; 2] = [TOKEN, RUNTIME_IDENTITY_ID];

    /// The keys of `currentRuntimeIdentity`.
    pub(super) const RUNTIME: [&str; 1] = [ID];
}

impl Sandbox {
    /// Reads a snapshot under [`Policy::DEFAULT`].
    ///
    /// A snapshot is a JSON object with these keys. All keys are optional, and other keys are
    /// ignored.
    ///
    /// - `portTokens`: `{"8080": {"token": "…", "name": "…"}}`, or a bare token in place of the
    ///   inner object;
    /// - `activePreviewPorts`: `{"8080": {"token": "…", "runtimeIdentityID": "…"}}`;
    /// - `currentRuntimeIdentity`: `{"id": "…"}`, or `null` if the runtime is stopped.
    ///
    /// If `currentRuntimeIdentity` is missing and there are activations, the runtime is stopped.
    /// Without either, no runtime has been reported, and every port is active. The activation of a
    /// port without a token is ignored.
    ///
    /// # Errors
    /// `INVALID_SNAPSHOT`, with the place in the message: `[]`, `{"portTokens": 1}`,
    /// `{"portTokens": {"80": "t"}}`, a key that appears twice, two ports with one token, more than
    /// 1,024 ports, more than 4 MiB, or more than 32 levels of nesting.
    ///
    /// ```
    /// use exposeport::{Sandbox, SandboxId};
    ///
    /// let snapshot = r#"{"portTokens": {"8080": "my_token"}}"#;
    /// let sandbox = Sandbox::from_json(SandboxId::new("sandbox")?, snapshot)?;
    /// assert!(sandbox.validate_port_token(8080, "my_token"));
    /// assert_eq!(
    ///     sandbox.to_json(),
    ///     r#"{"portTokens":{"8080":{"token":"my_token"}},"activePreviewPorts":{}}"#
    /// );
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn from_json(id: SandboxId, snapshot: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_json_with_policy(id, snapshot, Policy::DEFAULT)
    }

    /// Reads a snapshot as [`from_json`](Self::from_json) does, under a policy.
    ///
    /// # Errors
    /// Returns the same errors as [`from_json`](Self::from_json).
    pub fn from_json_with_policy(
        id: SandboxId,
        snapshot: impl AsRef<[u8]>,
        policy: Policy,
    ) -> Result<Self, Error> {
        read::sandbox(id, snapshot.as_ref(), policy)
    }

    /// Imports what Cloudflare's sandbox-sdk has stored.
    ///
    /// `document` is the storage of a sandbox as JSON, written by any version, or the value of
    /// `portTokens` alone. A malformed entry is dropped and listed, and does not fail the import.
    /// Ports are imported in ascending order.
    ///
    /// # Errors
    /// `INVALID_SNAPSHOT`: `[]`, `{"portTokens": 1}`, `{"activePreviewPorts": 1}`, more than 4 MiB,
    /// or more than 32 levels.
    ///
    /// ```
    /// use exposeport::{Policy, Runtimes, Sandbox, SandboxId};
    ///
    /// let stored = r#"{"8080": "my_token", "8081": "a-b"}"#;
    /// let (id, policy) = (SandboxId::new("sandbox")?, Policy::DEFAULT);
    /// let import = Sandbox::import_storage(id, stored, Runtimes::Untracked, policy)?;
    /// assert!(import.sandbox.is_port_exposed(8080));
    ///
    /// let [dropped] = &import.dropped[..] else { panic!("one entry is dropped") };
    /// assert_eq!(dropped.place(), r#"portTokens["8081"]"#);
    /// assert_eq!(dropped.error().code(), "INVALID_TOKEN_CHARACTER");
    /// # Ok::<(), exposeport::Error>(())
    /// ```
    pub fn import_storage(
        id: SandboxId,
        document: impl AsRef<[u8]>,
        runtimes: Runtimes,
        policy: Policy,
    ) -> Result<Import, Error> {
        import::storage(id, document.as_ref(), runtimes, policy)
    }

    /// Returns a snapshot, which contains the tokens. Equal states yield equal strings.
    #[must_use]
    pub fn to_json(&self) -> String {
        write::document(self)
    }
}
