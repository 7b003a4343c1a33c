//! Functions that parse under any base domain, or under one of several.

use exposeport::ErrorKind;
use pyo3::prelude::*;

use crate::base_domain::BaseDomain;
use crate::errors::Refused;
use crate::policy::{self, Policy};
use crate::route::Route;
use crate::text::Text;

#[inline]
fn route(
    answer: Result<exposeport::Route, exposeport::Error>,
    text: &Text<'_, '_>,
    policy: Option<&Bound<'_, Policy>>,
) -> PyResult<Route> {
    Ok(Route::new(answer.map_err(Refused::from)?, text, policy.map(Bound::as_unbound)))
}

/// Takes apart a `Host` header or another authority, "host" or "host:port".
///
/// Any base domain will do. A gateway that knows its own asks `BaseDomain.route`.
///
/// Args:
///     host: Any `str` or `bytes` at all. At most 253 characters of host, upper case and a trailing dot are taken.
///     policy: Which ports, ids and domains are refused.
///
/// Returns:
///     The route, its parts in lower case.
///
/// Raises:
///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST`: the shape is another one, so the request is somebody else's: "www.example.com".
///     SecurityError: The shape of a preview host, and a part that breaks its rule, with the code of that rule.
///         `INVALID_PORT`: "08080-a-b.example.com"; `RESERVED_PORT`: "3000-a-b.example.com"; `LABEL_TOO_LONG`: a first label over 63;
///         `INVALID_SANDBOX_ID_LENGTH`, `INVALID_SANDBOX_ID_CHARACTER`, `INVALID_SANDBOX_ID_HYPHENS`, `RESERVED_SANDBOX_ID`:
///         "8080--b.example.com", "8080-a b-c.example.com", "8080--a-b.example.com", "8080-www-b.example.com";
///         `INVALID_TOKEN_LENGTH`, `INVALID_TOKEN_CHARACTER`: "8080-a-.example.com", "8080-a-b$.example.com"; `INVALID_HOSTNAME`,
///         `INVALID_HOSTNAME_PORT`, `HOSTNAME_IS_IP_ADDRESS`: "8080-a-b.a..b", "8080-a-b.example.com:0", "8080-a-b.127.0.0.1";
///         `HOSTNAME_TOO_LONG`: a host over 253.
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "8080-a-b.workers.dev".
///
/// Example:
///
///     >>> exposeport.parse_host("8080-Sandbox-my_token.Example.com:8443")
///     Route(port=8080, sandbox_id='sandbox', token='...', base_host='example.com', base_port=8443)
#[pyfunction]
#[pyo3(signature = (host, *, policy = None))]
pub fn parse_host(host: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> PyResult<Route> {
    route(policy::core(policy).parse_host(&host), &host, policy)
}

/// Takes apart a URL with the scheme http, https, ws or wss, and repairs nothing. What follows the authority is not read.
///
/// Args:
///     url: Any `str` or `bytes` at all.
///     policy: Which ports, ids and domains are refused.
///
/// Returns:
///     The route.
///
/// Raises:
///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST`: another scheme, no "://", or a host of another shape: "ftp://8080-a-b.example.com".
///     SecurityError: As in `parse_host`: "https://3000-a-b.example.com".
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "https://8080-a-b.workers.dev".
///
/// Example:
///
///     >>> exposeport.parse_url("wss://8080-sandbox-my_token.example.com/socket?x=1").port
///     8080
#[pyfunction]
#[pyo3(signature = (url, *, policy = None))]
pub fn parse_url(url: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> PyResult<Route> {
    route(policy::core(policy).parse_url(&url), &url, policy)
}

/// Takes apart what a person may paste: a URL where a scheme stands in front, else a host.
///
/// Args:
///     host_or_url: The one or the other.
///     policy: Which ports, ids and domains are refused.
///
/// Returns:
///     The route.
///
/// Raises:
///     NotAPreviewHostError: `NOT_A_PREVIEW_HOST`, as in `parse_url` and `parse_host`: "www.example.com".
///     SecurityError: As in `parse_host`: "3000-a-b.example.com".
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "8080-a-b.workers.dev".
///
/// Example:
///
///     >>> exposeport.parse("https://8080-sandbox-my_token.example.com/") == exposeport.parse("8080-sandbox-my_token.example.com")
///     True
#[pyfunction]
#[pyo3(signature = (host_or_url, *, policy = None))]
pub fn parse(host_or_url: Text<'_, '_>, policy: Option<&Bound<'_, Policy>>) -> PyResult<Route> {
    route(policy::core(policy).parse(&host_or_url), &host_or_url, policy)
}

/// Binds a `Host` header to one of several base domains.
///
/// Args:
///     host: The header's value, any `str` or `bytes`.
///     domains: A list or another iterable of `BaseDomain`; each parses under its own policy.
///
/// Returns:
///     The index of the domain that the host is below, and the route; None where it is below none, or no preview host.
///
/// Raises:
///     SecurityError: A preview host of one of the domains that breaks a rule: "3000-a-b.example.com".
///
/// Example:
///
///     >>> domains = [exposeport.BaseDomain("example.com"), exposeport.BaseDomain("apps.example.com")]
///     >>> index, route = exposeport.route_under("8080-sandbox-my_token.apps.example.com", domains)
///     >>> index, route.base_host
///     (1, 'apps.example.com')
#[pyfunction]
pub fn route_under(host: Text<'_, '_>, domains: &Bound<'_, PyAny>) -> PyResult<Option<(usize, Route)>> {
    let kept: Vec<Bound<'_, BaseDomain>> =
        domains.try_iter()?.map(|domain| Ok(domain?.cast_into()?)).collect::<PyResult<_>>()?;
    match exposeport::Route::parse_under(&host, kept.iter().map(|domain| domain.get().core())) {
        Ok((index, route)) => Ok(Some((index, Route::new(route, &host, kept[index].get().kept_policy().as_ref())))),
        Err(error) if error.kind() == ErrorKind::NotAPreviewHost => Ok(None),
        Err(error) => Err(Refused::from(error).into()),
    }
}
