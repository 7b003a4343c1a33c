//! The functions for the parts of a request.

use exposeport::gateway::{self, HttpVersion, RequestHost, Target};
use exposeport::headers;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use super::arguments::{list, listed, pairs, received};
use crate::input::Text;

/// Returns the headers of a request that belongs to another application.
///
/// Internal headers are removed, and internal names are removed from `Connection`. If the target of
/// the request has an authority, it replaces `Host` (RFC 9112 section 3.2.2).
///
/// Args:
///     headers: The headers of the client: a list of pairs of a name and a value.
///     authority: The authority of the target, as in `Gateway.route`.
///     in_process: If false, hop-by-hop headers are removed, as by `Gateway.forward`.
///
/// Returns:
///     A list of pairs of bytes.
///
/// Example:
///
///     >>> exposeport.pass_through([("Host", "a.example"), ("X-Sandbox-Preview-Proxy", "1")])
///     [(b'Host', b'a.example')]
#[pyfunction]
#[pyo3(signature = (headers, *, authority = None, in_process = false))]
pub fn pass_through<'py>(
    headers: &Bound<'py, PyAny>,
    authority: Option<Text<'_, '_>>,
    in_process: bool,
) -> PyResult<Bound<'py, PyList>> {
    let mut request = RequestHost::new(HttpVersion::HTTP_11);
    if let Some(authority) = &authority {
        request = request.authority(authority);
    }
    let pairs = pairs(headers)?;
    let received = received(&pairs)?;
    listed(headers.py(), &gateway::pass_through(&request, &received, in_process))
}

/// Splits the target of an HTTP/1 request (RFC 9112 section 3.2).
///
/// Args:
///     target: The target of the request line.
///
/// Returns:
///     The authority of a target in absolute form, else None; and path and query. Forward the path
///     without the authority, which may contain a token.
///
/// Example:
///
///     >>> exposeport.split_target("http://www.example.com/index.html?a=1")
///     (b'www.example.com', b'/index.html?a=1')
///     >>> exposeport.split_target("/index.html")
///     (None, b'/index.html')
#[pyfunction]
pub fn split_target<'py>(
    py: Python<'py>,
    target: Text<'_, '_>,
) -> (Option<Bound<'py, PyBytes>>, Bound<'py, PyBytes>) {
    let target = Target::parse(target.as_ref());
    let authority = target.authority().map(|authority| PyBytes::new(py, authority));
    (authority, PyBytes::new(py, target.path()))
}

/// Returns True if a client prefers HTML to JSON (RFC 9110 section 12.5.1).
///
/// Args:
///     accept: A list with all values of `Accept`.
///
/// Returns:
///     True to send `Rejection.page`, False to send `Rejection.json_body`.
///
/// Example:
///
///     >>> exposeport.prefers_html(["text/html,application/xhtml+xml,*/*;q=0.8"])
///     True
///     >>> exposeport.prefers_html(["*/*"])
///     False
#[pyfunction]
pub fn prefers_html(accept: &Bound<'_, PyAny>) -> PyResult<bool> {
    let accept = list(accept, "accept")?;
    let values = accept.iter().map(|value| value.extract()).collect::<PyResult<Vec<Text>>>()?;
    Ok(gateway::prefers_html(values))
}

/// Returns True if a header is internal: a gateway removes it from the request of a client.
///
/// Names are compared case-insensitively, and "_" is the same as "-", since an application under
/// CGI cannot distinguish them (RFC 3875 section 4.1.18).
///
/// Args:
///     name: The name of the header.
///
/// Returns:
///     True if the name is one of `INTERNAL_HEADERS`.
///
/// Example:
///
///     >>> exposeport.is_internal_header("X_Sandbox_Preview_Port")
///     True
#[pyfunction]
pub fn is_internal_header(name: Text<'_, '_>) -> bool {
    headers::is_internal(name)
}

/// Returns True if a header applies to one connection only (RFC 9110 section 7.6.1).
///
/// A proxy forwards neither these headers nor those that `Connection` lists.
///
/// Args:
///     name: The name of the header.
///
/// Returns:
///     True for `Connection`, `Keep-Alive`, `Proxy-Connection`, `TE`, `Transfer-Encoding` and
///     `Upgrade`.
///
/// Example:
///
///     >>> exposeport.is_hop_by_hop_header("Transfer-Encoding")
///     True
#[pyfunction]
pub fn is_hop_by_hop_header(name: Text<'_, '_>) -> bool {
    headers::is_hop_by_hop(name)
}
