//! Routes: the parts of a preview host, as a plain struct.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use core::num::NonZero;
use core::slice;

use exposeport::{Policy, Port, Route, SandboxId, Token};

use crate::capacities::{EXPOSEPORT_SANDBOX_ID_CAPACITY, EXPOSEPORT_TOKEN_CAPACITY};
use crate::ffi::Failure;

/// The parts of a preview host: port, sandbox id and token, and the range of its base domain in the
/// input.
///
/// It is a plain struct in caller-provided memory. It may be copied and needs no cleanup. The
/// sandbox id and the token are in lowercase. The token is a secret.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_route {
    /// The port that the request is for.
    pub port: u16,
    /// The port after the host, or 0 if there is none.
    pub base_port: u16,
    /// The offset in bytes of the base domain's host in the input.
    pub base_offset: usize,
    /// The length in bytes of the base domain's host in the input, without a root dot.
    pub base_len: usize,
    /// The length of the sandbox id in bytes.
    pub sandbox_id_len: u8,
    /// The length of the token in bytes.
    pub token_len: u8,
    /// The sandbox id that the request is for, NUL-terminated.
    pub sandbox_id: [c_char; EXPOSEPORT_SANDBOX_ID_CAPACITY],
    /// The token of the request, NUL-terminated.
    pub token: [c_char; EXPOSEPORT_TOKEN_CAPACITY],
}

impl exposeport_route {
    const EMPTY: Self = Self {
        port: 0,
        base_port: 0,
        base_offset: 0,
        base_len: 0,
        sandbox_id_len: 0,
        token_len: 0,
        sandbox_id: [0; EXPOSEPORT_SANDBOX_ID_CAPACITY],
        token: [0; EXPOSEPORT_TOKEN_CAPACITY],
    };

    /// Writes a route of the core to an output.
    #[inline]
    pub(crate) fn write<'a>(out_route: &'a mut MaybeUninit<Self>, route: &Route) -> &'a mut Self {
        let (sandbox_id, token) = (route.sandbox_id_bytes(), route.token_bytes());
        let base = route.base_range();
        let target = out_route.write(Self::EMPTY);
        target.port = route.port().get();
        target.base_port = route.base_port().unwrap_or_default();
        (target.base_offset, target.base_len) = (base.start, base.len());
        // Each is shorter than a label, so its length fits in the field and a NUL remains after it.
        (target.sandbox_id_len, target.token_len) = (sandbox_id.len() as u8, token.len() as u8);
        copy(sandbox_id, &mut target.sandbox_id);
        copy(token, &mut target.token);
        target
    }

    /// Returns the route of a struct that the caller may have written, under a policy.
    pub(crate) fn get(&self, policy: &Policy) -> Result<Route, Failure> {
        let (id, token) = (self.sandbox_id()?, self.token()?);
        let port = Port::with_policy(self.port, policy)?;
        let id = SandboxId::with_policy(id, policy)?;
        let token = Token::from_label_part(token)?;
        Ok(Route::from_parts(port, &id, &token, NonZero::new(self.base_port))?)
    }

    /// Returns the sandbox id of a struct that the caller may have written.
    pub(crate) fn sandbox_id(&self) -> Result<&[u8], Failure> {
        prefix(&self.sandbox_id, self.sandbox_id_len)
    }

    /// Returns the token of a struct that the caller may have written.
    pub(crate) fn token(&self) -> Result<&[u8], Failure> {
        prefix(&self.token, self.token_len)
    }
}

#[inline]
fn copy(bytes: &[u8], target: &mut [c_char]) {
    for (target, &byte) in target.iter_mut().zip(bytes) {
        *target = byte as c_char;
    }
}

/// Returns the first `len` bytes of an array, or `INVALID_ARGUMENT` if it is shorter.
fn prefix(array: &[c_char], len: u8) -> Result<&[u8], Failure> {
    const MESSAGE: &str = "route was not written by this library: a length exceeds its array";
    let chars = array.get(..usize::from(len)).ok_or(Failure::InvalidArgument(MESSAGE))?;
    // SAFETY: `c_char` and `u8` have the same layout, and every bit pattern is valid in both.
    Ok(unsafe { slice::from_raw_parts(chars.as_ptr().cast(), chars.len()) })
}
