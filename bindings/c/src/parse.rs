//! Parses `Host` header values and URLs into routes.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::Route;

use crate::base_domain::exposeport_base_domain;
use crate::ffi::{self, Failure, exposeport_error, exposeport_status, guard, required};
use crate::policy::{self, exposeport_policy};
use crate::route::exposeport_route;

/// Parses the value of a Host header or another authority, "host" or "host:port", under any base
/// domain. The input may contain any bytes.
///
/// A gateway should use exposeport_base_domain_route or exposeport_parse_under instead.
///
/// A NULL policy selects the default policy.
///
/// - EXPOSEPORT_NOT_A_PREVIEW_HOST: "www.example.com", "2024-annual.example.com", "8080-sb-tok".
///   The request belongs to another application.
/// - EXPOSEPORT_INVALID_PORT: "08080-a-b.example.com", "99999-a-b.example.com".
/// - EXPOSEPORT_RESERVED_PORT: "3000-a-b.example.com".
/// - EXPOSEPORT_LABEL_TOO_LONG: a first label over 63 bytes.
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH: "8080--b.example.com".
/// - EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER: "8080-a b-c.example.com".
/// - EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS: "8080--a-b.example.com".
/// - EXPOSEPORT_RESERVED_SANDBOX_ID: "8080-www-b.example.com".
/// - EXPOSEPORT_INVALID_TOKEN_LENGTH: "8080-a-.example.com".
/// - EXPOSEPORT_INVALID_TOKEN_CHARACTER: "8080-a-b$.example.com".
/// - EXPOSEPORT_HOSTNAME_TOO_LONG: a host over 253 bytes, or a label of its base domain over 63.
/// - EXPOSEPORT_INVALID_HOSTNAME: "8080-a-b.exa$mple.com", or a base domain that is not ASCII.
/// - EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS: "8080-a-b.127.0.0.1".
/// - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: "8080-a-b.x.workers.dev".
/// - EXPOSEPORT_INVALID_HOSTNAME_PORT: "8080-a-b.example.com:0".
/// - EXPOSEPORT_NULL_POINTER: out_route is NULL, or host is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_parse_host(
    host: *const c_char,
    host_len: usize,
    policy: Option<&exposeport_policy>,
    out_route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let host = unsafe { ffi::bytes(host, host_len, "host") }?;
        let out_route = required(out_route, "out_route")?;
        exposeport_route::write(
            out_route,
            &Route::parse_host_with_policy(host, policy::or_default(policy))?,
        );
        Ok(())
    })
}

/// Parses a URL with the scheme http, https, ws or wss.
///
/// Malformed URLs are rejected, not corrected. Everything after the authority is ignored. A NULL
/// policy selects the default policy.
///
/// - EXPOSEPORT_NOT_A_PREVIEW_HOST: "ftp://8080-a-b.example.com", "https:/8080-a-b.example.com".
/// - EXPOSEPORT_NULL_POINTER: out_route is NULL, or url is NULL with a length.
/// - Every other error of exposeport_parse_host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_parse_url(
    url: *const c_char,
    url_len: usize,
    policy: Option<&exposeport_policy>,
    out_route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let url = unsafe { ffi::bytes(url, url_len, "url") }?;
        let out_route = required(out_route, "out_route")?;
        exposeport_route::write(
            out_route,
            &Route::parse_url_with_policy(url, policy::or_default(policy))?,
        );
        Ok(())
    })
}

/// Parses a preview URL or a bare host.
///
/// Input with "://" in its first eight bytes is parsed as a URL; anything else as a Host value. A
/// NULL policy selects the default policy.
///
/// - EXPOSEPORT_NULL_POINTER: out_route is NULL, or host_or_url is NULL with a length.
/// - Every other error of exposeport_parse_url and exposeport_parse_host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_parse(
    host_or_url: *const c_char,
    host_or_url_len: usize,
    policy: Option<&exposeport_policy>,
    out_route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let host_or_url = unsafe { ffi::bytes(host_or_url, host_or_url_len, "host_or_url") }?;
        let out_route = required(out_route, "out_route")?;
        exposeport_route::write(
            out_route,
            &Route::parse_with_policy(host_or_url, policy::or_default(policy))?,
        );
        Ok(())
    })
}

/// Parses a Host header value under one of several base domains, an array of domains_len handles.
/// Writes the route and the index of the matching base domain.
///
/// - EXPOSEPORT_NOT_A_PREVIEW_HOST: a host that is under none of the base domains.
/// - EXPOSEPORT_NULL_POINTER: out_index, out_route or a base domain is NULL, or host or domains is
///   NULL with a length.
/// - Every other error of exposeport_base_domain_route.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_parse_under(
    host: *const c_char,
    host_len: usize,
    domains: *const Option<&exposeport_base_domain>,
    domains_len: usize,
    out_index: Option<&mut MaybeUninit<usize>>,
    out_route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let host = unsafe { ffi::bytes(host, host_len, "host") }?;
        // SAFETY: the header requires `domains_len` handles, each NULL or alive.
        let domains = unsafe { ffi::list(domains, domains_len, "domains") }?;
        let out_index = required(out_index, "out_index")?;
        let out_route = required(out_route, "out_route")?;
        if let Some(index) = domains.iter().position(Option::is_none) {
            return Err(Failure::NullDomain(index));
        }
        let domains = domains.iter().flatten().map(|domain| &domain.0);
        let (index, route) = Route::parse_under(host, domains)?;
        out_index.write(index);
        exposeport_route::write(out_route, &route);
        Ok(())
    })
}

/// Parses a Host header value under a base domain. Exactly one label must precede the base domain.
///
/// The port after the host must be valid but may differ from that of the base domain, since a proxy
/// may listen on another port.
///
/// - EXPOSEPORT_NOT_A_PREVIEW_HOST: a host that is not under the base domain or not
///   preview-shaped. The request belongs to another application.
/// - EXPOSEPORT_NULL_POINTER: domain or out_route is NULL, or host is NULL with a length.
/// - Every other error of exposeport_parse_host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_route(
    domain: Option<&exposeport_base_domain>,
    host: *const c_char,
    host_len: usize,
    out_route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let host = unsafe { ffi::bytes(host, host_len, "host") }?;
        let (domain, out_route) = (required(domain, "domain")?, required(out_route, "out_route")?);
        exposeport_route::write(out_route, &domain.0.route(host)?);
        Ok(())
    })
}

/// Parses a URL under a base domain, as exposeport_base_domain_route parses a host.
///
/// - EXPOSEPORT_NULL_POINTER: domain or out_route is NULL, or url is NULL with a length.
/// - Every other error of exposeport_base_domain_route and exposeport_parse_url.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_route_url(
    domain: Option<&exposeport_base_domain>,
    url: *const c_char,
    url_len: usize,
    out_route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let url = unsafe { ffi::bytes(url, url_len, "url") }?;
        let (domain, out_route) = (required(domain, "domain")?, required(out_route, "out_route")?);
        exposeport_route::write(out_route, &domain.0.route_url(url)?);
        Ok(())
    })
}

/// Parses a URL or a host under a base domain, as exposeport_parse does.
///
/// - EXPOSEPORT_NULL_POINTER: domain or out_route is NULL, or host_or_url is NULL with a length.
/// - Every other error of exposeport_base_domain_route and exposeport_base_domain_route_url.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_route_any(
    domain: Option<&exposeport_base_domain>,
    host_or_url: *const c_char,
    host_or_url_len: usize,
    out_route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let host_or_url = unsafe { ffi::bytes(host_or_url, host_or_url_len, "host_or_url") }?;
        let (domain, out_route) = (required(domain, "domain")?, required(out_route, "out_route")?);
        exposeport_route::write(out_route, &domain.0.route_any(host_or_url)?);
        Ok(())
    })
}
