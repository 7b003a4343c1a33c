//! Parsing: from a `Host` header value or a URL to a route.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use core::slice;

use exposeport::Route;

use crate::base_domain::exposeport_base_domain;
use crate::error::exposeport_error;
use crate::failure::{Failure, required};
use crate::guard::guard;
use crate::input;
use crate::policy::{self, exposeport_policy};
use crate::route::exposeport_route;
use crate::status::exposeport_status;

/// Takes apart a Host header value or another authority, "host" or "host:port" of any bytes at all, under any base domain. A gateway
/// that knows its own domains asks exposeport_base_domain_route or exposeport_route_under.
///
/// Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST where the request is somebody else's; else the preview host breaks the rule that is named:
/// EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT, EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, _CHARACTER,
/// _HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID, EXPOSEPORT_INVALID_TOKEN_LENGTH, _CHARACTER, EXPOSEPORT_HOSTNAME_TOO_LONG,
/// EXPOSEPORT_INVALID_HOSTNAME, EXPOSEPORT_INVALID_HOSTNAME_PORT, EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS, EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_parse_host(
    host: *const c_char,
    host_len: usize,
    policy: Option<&exposeport_policy>,
    route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let host = unsafe { input::text(host, host_len, "host") }?;
        let route = required(route, "route")?;
        exposeport_route::answer(route, policy::rules(policy).parse_host(host))
    })
}

/// Takes apart a URL with the scheme http, https, ws or wss, and repairs nothing. What follows the authority is not read.
///
/// Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST for another scheme, else those of exposeport_parse_host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_parse_url(
    url: *const c_char,
    url_len: usize,
    policy: Option<&exposeport_policy>,
    route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let url = unsafe { input::text(url, url_len, "url") }?;
        let route = required(route, "route")?;
        exposeport_route::answer(route, policy::rules(policy).parse_url(url))
    })
}

/// Takes apart what a person may paste: a URL where a scheme and "://" stand in front, else a host. Refusals as in both.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_parse(
    host_or_url: *const c_char,
    host_or_url_len: usize,
    policy: Option<&exposeport_policy>,
    route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let text = unsafe { input::text(host_or_url, host_or_url_len, "host_or_url") }?;
        let route = required(route, "route")?;
        exposeport_route::answer(route, policy::rules(policy).parse(text))
    })
}

/// Binds a Host header value to a base domain: exactly one label stands before it. The port of the host is checked, but not compared,
/// since a proxy in front may have another one.
///
/// Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST for every host that is not of this domain, else those of exposeport_parse_host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_route(
    domain: Option<&exposeport_base_domain>,
    host: *const c_char,
    host_len: usize,
    route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let host = unsafe { input::text(host, host_len, "host") }?;
        let (domain, route) = (required(domain, "domain")?, required(route, "route")?);
        exposeport_route::answer(route, domain.0.route(host))
    })
}

/// Binds a URL to a base domain, as exposeport_base_domain_route does a host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_base_domain_route_url(
    domain: Option<&exposeport_base_domain>,
    url: *const c_char,
    url_len: usize,
    route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let url = unsafe { input::text(url, url_len, "url") }?;
        let (domain, route) = (required(domain, "domain")?, required(route, "route")?);
        exposeport_route::answer(route, domain.0.route_url(url))
    })
}

/// Binds a Host header value to one of several base domains, an array of count handles: writes the index of the one that it is below,
/// and the route.
///
/// Refusals: EXPOSEPORT_NOT_A_PREVIEW_HOST where the host is below none of them, else those of exposeport_base_domain_route.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_route_under(
    domains: *const Option<&exposeport_base_domain>,
    count: usize,
    host: *const c_char,
    host_len: usize,
    index: Option<&mut MaybeUninit<usize>>,
    route: Option<&mut MaybeUninit<exposeport_route>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let domains = match (domains.is_null(), count) {
            (true, 0) => &[],
            (true, _) => return Err(Failure::Null("domains")),
            (false, count) if count > isize::MAX as usize / size_of::<*const exposeport_base_domain>() => {
                return Err(Failure::Length("domains"));
            }
            // SAFETY: not NULL, and the header asks of the caller that there are `count` handles, each NULL or alive, which fit an object.
            (false, _) => unsafe { slice::from_raw_parts(domains, count) },
        };
        // SAFETY: the header asks this of the caller.
        let host = unsafe { input::text(host, host_len, "host") }?;
        let (index, route) = (required(index, "index")?, required(route, "route")?);
        if let Some(index) = domains.iter().position(Option::is_none) {
            return Err(Failure::NullDomain(index));
        }
        let (found, parsed) = Route::parse_under(host, domains.iter().flatten().map(|domain| &domain.0))?;
        index.write(found);
        exposeport_route::write(route, &parsed);
        Ok(())
    })
}
