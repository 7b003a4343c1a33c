//! Base domains.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::BaseDomain;

use crate::buffer::Buffer;
use crate::error::exposeport_error;
use crate::failure::required;
use crate::guard::{guard, guard_value};
use crate::input;
use crate::policy::{self, exposeport_policy};
use crate::scheme::exposeport_scheme;
use crate::status::exposeport_status;

/// What follows the label of a preview URL: "example.com", "localhost:8787", the documentation's hostname option.
///
/// Make one at start-up and share it: nothing changes it, so any number of threads may use it at once. It keeps the policy that it was
/// made under, and parses hosts and builds URLs under that one.
pub struct exposeport_base_domain(pub(crate) BaseDomain);

/// Makes a base domain of "host" or "host:port", Unicode (UTF-8) or not. Free it with exposeport_base_domain_free.
///
/// Refusals: EXPOSEPORT_INVALID_HOSTNAME, EXPOSEPORT_INVALID_HOSTNAME_PORT, EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS,
/// EXPOSEPORT_HOSTNAME_TOO_LONG, EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_new(
    text: *const c_char,
    text_len: usize,
    policy: Option<&exposeport_policy>,
    domain: Option<&mut MaybeUninit<*mut exposeport_base_domain>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let text = unsafe { input::text(text, text_len, "text") }?;
        let domain = required(domain, "domain")?;
        let made = policy::rules(policy).base_domain(text)?;
        domain.write(Box::into_raw(Box::new(exposeport_base_domain(made))));
        Ok(())
    })
}

/// Frees a base domain; NULL is harmless.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_base_domain_free(domain: Option<Box<exposeport_base_domain>>) {
    guard_value((), || drop(domain));
}

/// Writes the host: ASCII, lower case, no trailing dot. EXPOSEPORT_BASE_DOMAIN_CAPACITY holds every one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_host(
    domain: Option<&exposeport_base_domain>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        buffer.write(required(domain, "domain")?.0.host())
    })
}

/// Writes the host, and ':' and the port where there is one: the one spelling of the base domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_text(
    domain: Option<&exposeport_base_domain>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        buffer.write(required(domain, "domain")?.0.as_str())
    })
}

/// Writes the port, 0 where there is none or it is the scheme's default one.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_base_domain_port(
    domain: Option<&exposeport_base_domain>,
    port: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let domain = required(domain, "domain")?;
        required(port, "port")?.write(domain.0.port().unwrap_or_default());
        Ok(())
    })
}

/// Writes the scheme of the URLs below this domain.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_base_domain_scheme(
    domain: Option<&exposeport_base_domain>,
    scheme: Option<&mut MaybeUninit<exposeport_scheme>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let domain = required(domain, "domain")?;
        required(scheme, "scheme")?.write(domain.0.scheme().into());
        Ok(())
    })
}
