//! Building URLs.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::limits::URL_MAX;
use exposeport::{BaseDomain, Error, PreviewUrl};

use crate::base_domain::exposeport_base_domain;
use crate::buffer::Buffer;
use crate::error::exposeport_error;
use crate::failure::required;
use crate::guard::guard;
use crate::route::{Claim, exposeport_route};
use crate::status::exposeport_status;
use crate::{input, rules};

/// Builds the URL of a port, a sandbox id and a custom token on a base domain, under the policy of that domain.
/// EXPOSEPORT_URL_CAPACITY holds every one. normalize is that of exposeport_validate_sandbox_id.
///
/// Refusals: those of exposeport_validate_port, exposeport_validate_sandbox_id and exposeport_validate_token, in this order;
/// EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_build_url(
    port: i64,
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    token: *const c_char,
    token_len: usize,
    domain: Option<&exposeport_base_domain>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let id = unsafe { input::text(id, id_len, "id") }?;
        // SAFETY: as above.
        let token = unsafe { input::text(token, token_len, "token") }?;
        // SAFETY: as above; id and token are not read any more when the buffer is written.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        let domain = &required(domain, "domain")?.0;
        // The caller's buffer may be that of an input, so nothing is written there before all is read.
        let mut url = [0; URL_MAX];
        let len = write_url(port, id, normalize, token, domain, &mut url)?;
        buffer.write(&url[..len])
    })
}

fn write_url(
    port: i64,
    id: &[u8],
    normalize: bool,
    token: &[u8],
    domain: &BaseDomain,
    url: &mut [u8],
) -> Result<usize, Error> {
    let policy = domain.policy();
    let (port, id) = (policy.port(port)?, rules::sandbox_id(id, normalize, policy)?);
    PreviewUrl::write(port, &id, &policy.token(token)?, domain, url)
}

/// Builds the URL that a route came by, on a base domain. Its token may be longer than a custom one. The route is memory of the caller,
/// so its parts are checked again; EXPOSEPORT_URL_CAPACITY holds every URL.
///
/// Refusals: those of exposeport_build_url; EXPOSEPORT_INVALID_ARGUMENT where a length passes its array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_route_url(
    route: Option<&exposeport_route>,
    domain: Option<&exposeport_base_domain>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        let (route, domain) = (required(route, "route")?, &required(domain, "domain")?.0);
        let mut url = [0; URL_MAX];
        let len = Claim::of(route)?.write_url(domain, &mut url)?;
        buffer.write(&url[..len])
    })
}
