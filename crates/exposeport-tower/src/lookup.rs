//! The look-up of a sandbox.

use std::future::Future;

use exposeport::{Sandbox, SandboxId};
use http::Response;

/// A function that finds the sandbox of a request: `async |id: SandboxId| Ok(None)`.
///
/// It loads the state of the sandbox and starts nothing, because the request is not authorized yet.
/// Every function with this signature implements the trait.
pub trait Lookup<B> {
    /// The value that is put into the extensions of the request: an `Arc<Sandbox>`, for example.
    type Sandbox: AsRef<Sandbox> + Clone + Send + Sync + 'static;
    /// The future of the look-up. An `Err` contains the response to the request, such as one with
    /// the status 503 if the store is unreachable.
    type Future: Future<Output = Result<Option<Self::Sandbox>, Response<B>>>;

    /// Returns the sandbox, or `None` if there is none.
    fn lookup(&self, id: SandboxId) -> Self::Future;
}

impl<F, Fut, T, B> Lookup<B> for F
where
    F: Fn(SandboxId) -> Fut,
    Fut: Future<Output = Result<Option<T>, Response<B>>>,
    T: AsRef<Sandbox> + Clone + Send + Sync + 'static,
{
    type Sandbox = T;
    type Future = Fut;

    fn lookup(&self, id: SandboxId) -> Fut {
        self(id)
    }
}
