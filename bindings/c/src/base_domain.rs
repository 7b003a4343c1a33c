//! Base domains.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::BaseDomain;

use crate::ffi::{self, Buffer, exposeport_error, exposeport_status, guard, guard_value, required};
use crate::policy::{self, exposeport_policy};
use crate::scheme::exposeport_scheme;

/// A base domain, "host" or "host:port": the hostname option of sandbox-sdk.
///
/// It keeps the policy that it was created with, and applies it to the hosts that it parses and the
/// URLs that are built on it.
///
/// Threads: a base domain is immutable, so any number of threads may use it concurrently. Create it
/// once at startup and share it.
pub struct exposeport_base_domain(pub(crate) BaseDomain);

/// Creates a base domain from "host" or "host:port". The caller frees it with
/// exposeport_base_domain_free.
///
/// The host may be in Unicode (UTF-8). This function converts it to lowercase ASCII and removes one
/// trailing dot. A NULL policy selects the default policy.
///
/// Preview hosts start with a digit. On a domain with labels that are written from right to left,
/// such as "xn--4dbc.example", they break the Bidi rule (RFC 5893 section 2). Chromium opens their
/// URLs, but stricter parsers reject them.
///
/// - EXPOSEPORT_INVALID_HOSTNAME: "", "user@example.com", "https://example.com", "a..b",
///   "*.example.com", "-a.example".
/// - EXPOSEPORT_INVALID_HOSTNAME_PORT: "example.com:0", "example.com:".
/// - EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS: "127.0.0.1", "[::1]:8787".
/// - EXPOSEPORT_HOSTNAME_TOO_LONG: a label over 63 bytes, or a host over 244.
/// - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: "workers.dev", "x.Workers.DEV.".
/// - EXPOSEPORT_NULL_POINTER: out_domain is NULL, or hostname is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_new(
    hostname: *const c_char,
    hostname_len: usize,
    policy: Option<&exposeport_policy>,
    out_domain: Option<&mut MaybeUninit<*mut exposeport_base_domain>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let hostname = unsafe { ffi::bytes(hostname, hostname_len, "hostname") }?;
        let out_domain = required(out_domain, "out_domain")?;
        let domain = BaseDomain::with_policy(hostname, policy::or_default(policy))?;
        out_domain.write(Box::into_raw(Box::new(exposeport_base_domain(domain))));
        Ok(())
    })
}

/// Frees a base domain. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_base_domain_free(domain: Option<Box<exposeport_base_domain>>) {
    guard_value((), || drop(domain));
}

/// Writes the host: ASCII, lowercase, without a trailing dot.
///
/// A buffer of EXPOSEPORT_BASE_DOMAIN_CAPACITY is always large enough.
///
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: domain is NULL, or out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_host(
    domain: Option<&exposeport_base_domain>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        buffer.write(required(domain, "domain")?.0.host())
    })
}

/// Writes the canonical form of the base domain: the host, followed by ":port" if there is one.
///
/// A buffer of EXPOSEPORT_BASE_DOMAIN_CAPACITY is always large enough. The errors are the same as
/// those of exposeport_base_domain_host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_hostname(
    domain: Option<&exposeport_base_domain>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        buffer.write(required(domain, "domain")?.0.as_str())
    })
}

/// Writes the port, or 0 if there is none or it is the default port of the scheme.
///
/// - EXPOSEPORT_NULL_POINTER: domain or out_port is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_base_domain_port(
    domain: Option<&exposeport_base_domain>,
    out_port: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let domain = required(domain, "domain")?;
        required(out_port, "out_port")?.write(domain.0.port().unwrap_or_default());
        Ok(())
    })
}

/// Writes the scheme of URLs on this base domain.
///
/// - EXPOSEPORT_NULL_POINTER: domain or out_scheme is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_base_domain_scheme(
    domain: Option<&exposeport_base_domain>,
    out_scheme: Option<&mut MaybeUninit<exposeport_scheme>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let domain = required(domain, "domain")?;
        required(out_scheme, "out_scheme")?.write(domain.0.scheme().into());
        Ok(())
    })
}
