//! Signed tokens: a gateway that has the keys needs no look-up.

use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use exposeport::gateway::{Preview, Rejection};
use exposeport::signed::{Expiry, KeyRing};
use exposeport::{Route, SandboxId};
use http::Response;

use crate::authorize::Authorize;

type Context = Arc<dyn Fn(&Route) -> Vec<u8> + Send + Sync>;
type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;
type IsDenied = Arc<dyn Fn(&Route) -> bool + Send + Sync>;

/// Authorizes requests with the keys of a ring, in place of a look-up.
///
/// The extensions of an authorized request contain a [`Signed`].
///
/// ```
/// use exposeport::BaseDomain;
/// use exposeport::gateway::Gateway;
/// use exposeport::signed::{KeyRing, SigningKey};
/// use exposeport_tower::{PreviewLayer, SignedTokens};
///
/// let ring = KeyRing::new(SigningKey::new([7; 32])?); // 32 random bytes
/// let gateway = Gateway::new([BaseDomain::new("example.com")?]);
/// let tokens = SignedTokens::new(ring).context(|route| route.sandbox_id_str().into());
/// let layer = PreviewLayer::new(gateway, tokens);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone)]
pub struct SignedTokens {
    ring: Arc<KeyRing>,
    context: Option<Context>,
    is_denied: Option<IsDenied>,
    clock: Clock,
}

/// A signed token of a request, in the extensions of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The expiry of the token, or `None` if it is permanent. A connection that is still open at
    /// this time has to be closed by the application.
    pub expiry: Option<Expiry>,
}

impl SignedTokens {
    /// Creates the step for the keys of a ring. The context of the signatures is empty.
    #[must_use]
    pub fn new(ring: KeyRing) -> Self {
        Self { ring: Arc::new(ring), context: None, is_denied: None, clock: Arc::new(system_time) }
    }

    /// Sets the context of the signatures: a tenant, or a generation number of the sandbox.
    #[must_use]
    pub fn context(mut self, context: impl Fn(&Route) -> Vec<u8> + Send + Sync + 'static) -> Self {
        self.context = Some(Arc::new(context));
        self
    }

    /// Sets the function that denies links before their expiry. It is called for valid tokens only.
    ///
    /// It compares the token and not the whole route, since the client chooses
    /// [`Route::base_port`].
    #[must_use]
    pub fn is_denied(mut self, is_denied: impl Fn(&Route) -> bool + Send + Sync + 'static) -> Self {
        self.is_denied = Some(Arc::new(is_denied));
        self
    }

    /// Sets the clock: seconds of Unix time. The default is that of the system.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

impl<B> Authorize<B> for SignedTokens {
    type Found = ();
    type Extension = Signed;
    type Future = Ready<Result<(), Response<B>>>;

    fn look_up(&self, _: SandboxId) -> Self::Future {
        ready(Ok(()))
    }

    fn authorize(&self, preview: &Preview<'_>, (): ()) -> Result<Signed, Rejection> {
        let context = self.context.as_ref().map(|context| context(preview.route()));
        let context = context.as_deref().unwrap_or_default();
        let is_denied =
            |route: &Route| self.is_denied.as_ref().is_some_and(|is_denied| is_denied(route));
        let expiry = preview.verify(&self.ring, context, (self.clock)(), is_denied)?;
        Ok(Signed { expiry })
    }
}

/// Returns the time of the system. If it is before 1970, every expiring token has expired.
fn system_time() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX, |time| time.as_secs())
}

impl fmt::Debug for SignedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedTokens").field("ring", &self.ring).finish_non_exhaustive()
    }
}
