//! The second step of the decision.

use std::future::Future;

use exposeport::gateway::{Preview, Rejection};
use exposeport::{Sandbox, SandboxId};
use http::Response;

/// The second step of the decision: it authorizes a request for a preview.
///
/// Every function that finds a sandbox implements it: `async |id: SandboxId| Ok(None)`. It loads
/// the state of the sandbox and starts nothing, because the request is not authorized yet. The
/// sandbox is an `Arc<Sandbox>`, or any other value that refers to a [`Sandbox`]. An `Err` is the
/// response to the request, such as one with the status 503 if the store is unreachable.
pub trait Authorize<B> {
    /// The result of the look-up.
    type Found;
    /// The value that is put into the extensions of an authorized request.
    type Extension: Clone + Send + Sync + 'static;
    /// The future of the look-up. An `Err` is the response to the request.
    type Future: Future<Output = Result<Self::Found, Response<B>>>;

    /// Looks up what is needed to authorize requests for a sandbox.
    fn look_up(&self, id: SandboxId) -> Self::Future;

    /// Authorizes a request.
    ///
    /// # Errors
    /// Returns the rejection of [`Preview::authorize`].
    fn authorize(
        &self,
        preview: &Preview<'_>,
        found: Self::Found,
    ) -> Result<Self::Extension, Rejection>;
}

impl<F, Fut, T, B> Authorize<B> for F
where
    F: Fn(SandboxId) -> Fut,
    Fut: Future<Output = Result<Option<T>, Response<B>>>,
    T: AsRef<Sandbox> + Clone + Send + Sync + 'static,
{
    type Found = Option<T>;
    type Extension = T;
    type Future = Fut;

    fn look_up(&self, id: SandboxId) -> Fut {
        self(id)
    }

    fn authorize(&self, preview: &Preview<'_>, found: Option<T>) -> Result<T, Rejection> {
        let decision = preview.authorize(found.as_ref().map(AsRef::as_ref));
        match (decision, found) {
            (Ok(()), Some(found)) => Ok(found),
            (Ok(()), None) => unreachable!("only a sandbox authorizes a request"),
            (Err(rejection), _) => Err(rejection),
        }
    }
}
