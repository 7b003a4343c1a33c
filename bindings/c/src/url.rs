//! Building URLs.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::limits::URL_MAX;
use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId, Token, Written};

use crate::base_domain::exposeport_base_domain;
use crate::ffi::{self, Buffer, Failure, exposeport_error, exposeport_status, guard, required};
use crate::route::exposeport_route;
use crate::rules;

/// Builds the URL of a port, a sandbox id and a custom token on a base domain, under the policy of
/// that domain. The URL has no trailing slash.
///
/// If normalize is true, ASCII letters of the sandbox id are lowercased first. A buffer of
/// EXPOSEPORT_URL_CAPACITY is always large enough, and has room for a "/" after the URL.
///
/// Returns the first error in this order:
///
/// - EXPOSEPORT_NULL_POINTER: domain is NULL, id or token is NULL with a length, or out_buffer is
///   NULL with a capacity.
/// - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
///   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
///   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
/// - EXPOSEPORT_INVALID_TOKEN_LENGTH, EXPOSEPORT_INVALID_TOKEN_CHARACTER: as in
///   exposeport_validate_token.
/// - EXPOSEPORT_LABEL_TOO_LONG: the label of port, sandbox id and token has more than 63 bytes. See
///   exposeport_sandbox_id_budget.
/// - EXPOSEPORT_HOSTNAME_TOO_LONG: the host has more than 253 bytes.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length of the URL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_build_url(
    port: i64,
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    token: *const c_char,
    token_len: usize,
    domain: Option<&exposeport_base_domain>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: as above.
        let token = unsafe { ffi::bytes(token, token_len, "token") }?;
        // SAFETY: as above. `id` and `token` are not read after `write` is called.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let domain = &required(domain, "domain")?.0;
        let port = Port::with_policy(port, domain.policy())?;
        let id = rules::sandbox_id(id, normalize, domain.policy())?;
        write(buffer, port, &id, &Token::new(token)?, domain)
    })
}

/// Builds the URL of a route on a base domain. The URL has no trailing slash.
///
/// The token of a route may be longer than a custom one. The parts of the route are checked again,
/// since the caller may have changed them. A buffer of EXPOSEPORT_URL_CAPACITY is always large
/// enough, and has room for a "/" after the URL.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: a length of the route exceeds its array.
/// - EXPOSEPORT_NULL_POINTER: route or domain is NULL, or out_buffer is NULL with a capacity.
/// - Every other error of exposeport_build_url.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_route_build_url(
    route: Option<&exposeport_route>,
    domain: Option<&exposeport_base_domain>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let (route, domain) = (required(route, "route")?, &required(domain, "domain")?.0);
        let (id, token) = (route.sandbox_id()?, route.token()?);
        let port = Port::with_policy(route.port, domain.policy())?;
        let id = SandboxId::with_policy(id, domain.policy())?;
        write(buffer, port, &id, &Token::from_label_part(token)?, domain)
    })
}

/// Writes the URL of its parts to a buffer.
pub(crate) fn write(
    buffer: Buffer<'_>,
    port: Port,
    id: &SandboxId,
    token: &Token,
    domain: &BaseDomain,
) -> Result<(), Failure> {
    let mut url = [0; URL_MAX];
    match PreviewUrl::write(port, id, token, domain, &mut url)? {
        Written::Url(url) => buffer.write(url),
        // No URL is longer than URL_MAX.
        Written::BufferTooSmall { .. } => Err(Failure::Internal),
    }
}
