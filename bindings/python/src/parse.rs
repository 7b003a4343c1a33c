//! Functions that parse hosts and URLs.

mod base_domain;

use exposeport::{Error, ErrorKind};
use pyo3::prelude::*;

use crate::base_domain::BaseDomain;
use crate::errors::Rejected;
use crate::input::Text;
use crate::policy::{self, Policy};
use crate::route::Route;

#[inline]
fn route(
    result: Result<exposeport::Route, Error>,
    input: &Text<'_, '_>,
    policy: &exposeport::Policy,
) -> Result<Route, Rejected> {
    Ok(Route::new(result?, input, policy))
}

/// Returns the result, or `None` if the host belongs to another application.
#[inline]
fn unless_other_host<T>(result: Result<T, Error>) -> Result<Option<T>, Rejected> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotAPreviewHost => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Parses a `Host` header value or another authority, "host" or "host:port".
///
/// Any base domain is accepted. A gateway should use `BaseDomain.route` instead.
///
/// A host is preview-shaped if its first label starts with four or five digits and a hyphen,
/// contains another hyphen, and is followed by a base domain. Uppercase letters and one trailing
/// dot are accepted. A host has at most 253 bytes (RFC 1034 section 3.1).
///
/// Args:
///     host: The value.
///     policy: The policy with the reserved ports and ids and the denied domains.
///
/// Returns:
///     The route, with lowercase parts.
///
/// Raises:
///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST`: "www.example.com", "24-7-support.example.com",
///         which belong to another application.
///     SecurityError: A preview-shaped host that breaks a rule: `INVALID_PORT`:
///         "08080-a-b.example.com"; `RESERVED_PORT`: "3000-a-b.example.com"; `LABEL_TOO_LONG`: a
///         first label over 63 bytes; `INVALID_SANDBOX_ID_LENGTH`: "8080--b.example.com";
///         `INVALID_SANDBOX_ID_CHARACTER`: "8080-a b-c.example.com"; `INVALID_SANDBOX_ID_HYPHENS`:
///         "8080--a-b.example.com"; `RESERVED_SANDBOX_ID`: "8080-www-b.example.com";
///         `INVALID_TOKEN_LENGTH`: "8080-a-.example.com"; `INVALID_TOKEN_CHARACTER`:
///         "8080-a-b$.example.com"; `INVALID_HOSTNAME`: "8080-a-b.a..b"; `INVALID_HOSTNAME_PORT`:
///         "8080-a-b.example.com:0"; `HOSTNAME_IS_IP_ADDRESS`: "8080-a-b.127.0.0.1";
///         `HOSTNAME_TOO_LONG`: a host over 253 bytes.
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "8080-a-b.workers.dev".
///
/// Example:
///
///     >>> exposeport.parse_host("8080-Sandbox-my_token.Example.com")
///     Route(port=8080, sandbox_id='sandbox', token='...', base_host='example.com')
#[pyfunction]
#[pyo3(signature = (host, *, policy = None))]
pub fn parse_host(
    host: Text<'_, '_>,
    policy: Option<&Bound<'_, Policy>>,
) -> Result<Route, Rejected> {
    let policy = policy::or_default(policy);
    route(exposeport::Route::parse_host_with_policy(&host, policy), &host, policy)
}

/// Parses a URL with the scheme http, https, ws or wss.
///
/// Malformed URLs are rejected, not corrected. Everything after the authority is ignored.
///
/// Args:
///     url: The URL.
///     policy: The policy with the reserved ports and ids and the denied domains.
///
/// Returns:
///     The route, with lowercase parts.
///
/// Raises:
///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST`: "ftp://8080-a-b.example.com",
///         "https:/8080-a-b.example.com", "https://www.example.com".
///     SecurityError: A preview-shaped host that `parse_host` rejects:
///         "https://3000-a-b.example.com".
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "https://8080-a-b.workers.dev".
///
/// Example:
///
///     >>> exposeport.parse_url("wss://8080-sandbox-my_token.example.com/socket?x=1").port
///     8080
#[pyfunction]
#[pyo3(signature = (url, *, policy = None))]
pub fn parse_url(url: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> Result<Route, Rejected> {
    let policy = policy::or_default(policy);
    route(exposeport::Route::parse_url_with_policy(&url, policy), &url, policy)
}

/// Parses a preview URL or a bare host.
///
/// Input with "://" in its first eight bytes is parsed as a URL; anything else as a `Host` value.
///
/// Args:
///     host_or_url: The URL or host.
///     policy: The policy with the reserved ports and ids and the denied domains.
///
/// Returns:
///     The route, with lowercase parts.
///
/// Raises:
///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST`: "www.example.com", "ftp://a.example.com".
///     SecurityError: A preview-shaped host that `parse_host` rejects: "3000-a-b.example.com".
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "8080-a-b.workers.dev".
///
/// Example:
///
///     >>> host = "8080-sandbox-my_token.example.com"
///     >>> exposeport.parse(f"https://{host}/path") == exposeport.parse(host)
///     True
#[pyfunction]
#[pyo3(signature = (host_or_url, *, policy = None))]
pub fn parse(
    host_or_url: Text<'_, '_>,
    policy: Option<&Bound<'_, Policy>>,
) -> Result<Route, Rejected> {
    let policy = policy::or_default(policy);
    route(exposeport::Route::parse_with_policy(&host_or_url, policy), &host_or_url, policy)
}

/// Parses a `Host` header value under one of several base domains.
///
/// Args:
///     host: The value.
///     domains: An iterable of `BaseDomain`. Each parses under its own policy.
///
/// Returns:
///     The index of the base domain and the route, or None if the host is not preview-shaped or
///     under none of the base domains.
///
/// Raises:
///     SecurityError: A preview-shaped host under one of the base domains that `parse_host`
///         rejects: "3000-a-b.example.com".
///
/// Example:
///
///     >>> domains = [exposeport.BaseDomain("example.com"), exposeport.BaseDomain("b.example")]
///     >>> exposeport.route_under("8080-sandbox-my_token.b.example", domains)
///     (1, Route(port=8080, sandbox_id='sandbox', token='...', base_host='b.example'))
///     >>> exposeport.route_under("www.b.example", domains) is None
///     True
#[pyfunction]
pub fn route_under(
    host: Text<'_, '_>,
    domains: &Bound<'_, PyAny>,
) -> PyResult<Option<(usize, Route)>> {
    let domains: Vec<Bound<'_, BaseDomain>> =
        domains.try_iter()?.map(|domain| Ok(domain?.cast_into()?)).collect::<PyResult<_>>()?;
    let domains: Vec<_> = domains.iter().map(|domain| domain.get().core()).collect();
    let found = exposeport::Route::parse_under(&host, domains.iter().copied());
    let found = unless_other_host(found)?;
    Ok(found.map(|(index, route)| (index, Route::new(route, &host, domains[index].policy()))))
}
