//! The conversion between a request of `http` and the types of the gateway.

use std::borrow::Cow;

use exposeport::Scheme;
use exposeport::gateway::{HttpVersion, RequestHost, prefers_html};
use http::header::{self, HeaderMap, HeaderName, HeaderValue, MaxSizeReached};
use http::uri::{PathAndQuery, Uri};
use http::{Method, Request, Version};

/// The header that a trusted proxy sends in place of `Host`.
const FORWARDED_HOST: HeaderName = HeaderName::from_static(exposeport::headers::FORWARDED_HOST);

/// Returns the parts of a request that name its host.
///
/// If `is_forwarded` is `true`, the values of `X-Forwarded-Host` replace all others.
pub(crate) fn host<B>(request: &Request<B>, is_forwarded: bool) -> RequestHost<'_> {
    let empty = RequestHost::new(version(request.version()));
    let with = |name| {
        let values = request.headers().get_all(name).iter();
        values.fold(empty, |host, value| host.host(value.as_bytes()))
    };
    if is_forwarded && request.headers().contains_key(FORWARDED_HOST) {
        return with(FORWARDED_HOST);
    }
    let uri = request.uri();
    // In HTTP/1, a URI without a scheme and with an authority is the target of a CONNECT request.
    let has_authority = uri.scheme().is_some() || request.version() >= Version::HTTP_2;
    match uri.authority().filter(|_| has_authority) {
        Some(authority) => with(header::HOST).authority(authority.as_str()),
        None => with(header::HOST),
    }
}

fn version(version: Version) -> HttpVersion {
    match version {
        Version::HTTP_09 => HttpVersion::new(0, 9),
        Version::HTTP_10 => HttpVersion::HTTP_10,
        Version::HTTP_2 => HttpVersion::HTTP_2,
        Version::HTTP_3 => HttpVersion::HTTP_3,
        _ => HttpVersion::HTTP_11,
    }
}

/// Returns the scheme of the target: that of an absolute URI, or `:scheme` in HTTP/2.
pub(crate) fn scheme<B>(request: &Request<B>) -> Scheme {
    match request.uri().scheme_str() {
        Some("https") => Scheme::Https,
        _ => Scheme::Http,
    }
}

/// Returns `true` if the client prefers an HTML page to JSON.
pub(crate) fn accepts_page<B>(request: &Request<B>) -> bool {
    let values = request.headers().get_all(header::ACCEPT).iter();
    prefers_html(values.map(HeaderValue::as_bytes))
}

/// Converts headers that the gateway returns.
///
/// A value stays marked as sensitive if a value of its header was.
pub(crate) fn header_map<'a>(
    headers: impl IntoIterator<Item = (Cow<'a, [u8]>, Cow<'a, [u8]>)>,
    received: &HeaderMap,
) -> Result<HeaderMap, MaxSizeReached> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(&name).expect("a name from a map, or a constant");
        let mut value = HeaderValue::from_bytes(&value).expect("a value from a map or a route");
        let is_sensitive = received.get_all(&name).iter().any(HeaderValue::is_sensitive);
        value.set_sensitive(is_sensitive);
        map.try_append(name, value)?;
    }
    Ok(map)
}

/// Removes scheme and authority of the target, which may contain a token.
pub(crate) fn remove_authority<B>(request: &mut Request<B>) {
    let root = PathAndQuery::from_static("/");
    let path = request.uri().path_and_query().cloned().unwrap_or(root);
    *request.uri_mut() = Uri::from(path);
}

pub(crate) fn is_head<B>(request: &Request<B>) -> bool {
    request.method() == Method::HEAD
}
