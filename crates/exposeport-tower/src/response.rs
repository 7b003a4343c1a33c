//! The responses of the layer itself.

use bytes::Bytes;
use exposeport::gateway::{BodyFormat, Rejection};
use http::header::{self, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};

use crate::body::ResponseBody;
use crate::request;

/// Returns the response to a rejected request, with the rejection in its extensions.
pub(crate) fn rejection<B, C>(
    rejection: Rejection,
    request: &Request<B>,
) -> Response<ResponseBody<C>> {
    let (format, content) = match request::accepts_page(request) {
        true => (BodyFormat::Html, rejection.page().to_string()),
        false => (BodyFormat::Json, rejection.json_body().to_string()),
    };
    let length = HeaderValue::from(content.len());
    // A response to HEAD has no content (RFC 9110 section 9.3.2).
    let content = if request::is_head(request) { String::new() } else { content };
    let mut response = Response::new(ResponseBody::rejection(Bytes::from(content)));
    let status = StatusCode::from_u16(rejection.http_status()).expect("400 to 500");
    *response.status_mut() = status;
    for (name, value) in rejection.headers(format) {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response.extensions_mut().insert(rejection);
    response
}

/// Returns the response to a request whose headers do not fit into a map.
pub(crate) fn too_many_headers<C>() -> Response<ResponseBody<C>> {
    let mut response = Response::new(ResponseBody::rejection(Bytes::new()));
    *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    response
}
