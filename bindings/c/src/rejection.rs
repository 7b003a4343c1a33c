//! Rejections, and the bodies and headers of their responses.

use core::ffi::c_char;
use core::fmt::Write as _;
use core::mem::MaybeUninit;

use exposeport::JsonParts;
use exposeport::gateway::{self, BodyFormat, PageParts, Rejection};

use crate::authorization::exposeport_stale_reason::{self, EXPOSEPORT_NOT_STALE};
use crate::capacities::{EXPOSEPORT_JSON_BODY_CAPACITY, EXPOSEPORT_PAGE_CAPACITY};
use crate::ffi::{
    self, Buffer, Details, Failure, FixedString, StaticStr, exposeport_error, exposeport_status,
    guard, guard_value, required,
};
use crate::header_list::exposeport_header_view;
use crate::strings::exposeport_string;

/// The status code that closes the WebSocket of a request that is rejected: policy violation (RFC
/// 6455 section 7.4.1).
pub const EXPOSEPORT_WEBSOCKET_CLOSE_CODE: u16 = 1008;

/// The number of headers of a rejection.
pub const EXPOSEPORT_REJECTION_HEADERS: usize = 4;

const _: () = assert!(EXPOSEPORT_WEBSOCKET_CLOSE_CODE == Rejection::WEBSOCKET_CLOSE_CODE);

/// A request that a gateway rejects: a plain struct in caller-provided memory.
///
/// It may be copied and needs no cleanup.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_rejection {
    /// The error, with the HTTP status and the code of the response. Its message has no token.
    pub error: exposeport_error,
    /// The reason why the URL is stale, for logs: an exposeport_stale_reason.
    pub stale_reason: i32,
}

/// The format of the body of a rejection. 0 is not a valid value.
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum exposeport_body_format {
    /// For programs: exposeport_rejection_json_body.
    EXPOSEPORT_BODY_JSON = 1,
    /// For people: exposeport_rejection_page.
    EXPOSEPORT_BODY_HTML = 2,
}

/// The reason why a request is rejected.
pub(crate) struct Rejected {
    failure: Failure,
    stale_reason: exposeport_stale_reason,
}

impl<F: Into<Failure>> From<F> for Rejected {
    fn from(failure: F) -> Self {
        Self { failure: failure.into(), stale_reason: EXPOSEPORT_NOT_STALE }
    }
}

impl Rejected {
    pub(crate) fn new(rejection: &Rejection) -> Self {
        let failure = rejection.error().clone().into();
        let stale_reason = rejection.stale_reason().map_or(EXPOSEPORT_NOT_STALE, From::from);
        Self { failure, stale_reason }
    }

    /// Writes the rejection to an output, if there is one.
    pub(crate) fn write(self, out_rejection: Option<&mut MaybeUninit<exposeport_rejection>>) {
        if let Some(out_rejection) = out_rejection {
            let error = ffi::details(&self.failure);
            let stale_reason = self.stale_reason as i32;
            out_rejection.write(exposeport_rejection { error, stale_reason });
        }
    }
}

/// Writes the JSON body of an error: {"error": "...", "code": "..."}.
///
/// details is an exposeport_error that a call has filled. A buffer of EXPOSEPORT_JSON_BODY_CAPACITY
/// is never too small.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: a struct that this library cannot have written.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: details is NULL, or out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_error_json_body(
    details: Option<&MaybeUninit<exposeport_error>>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let details = required(details, "details")?.as_ptr();
        // SAFETY: `details` was a reference, and the caller has initialized the struct.
        buffer.write(json_body(&unsafe { Details::read(details) }?)?.as_bytes())
    })
}

/// Writes the body of a response for programs, as exposeport_error_json_body does.
///
/// A buffer of EXPOSEPORT_JSON_BODY_CAPACITY is never too small.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: a struct that this library cannot have written.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: rejection is NULL, or out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_rejection_json_body(
    rejection: Option<&MaybeUninit<exposeport_rejection>>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let rejection = required(rejection, "rejection")?;
        // SAFETY: the caller has initialized the struct.
        let details = unsafe { details(rejection) }?;
        buffer.write(json_body(&details)?.as_bytes())
    })
}

/// Writes the body of a response for people: an HTML page that loads nothing.
///
/// A buffer of EXPOSEPORT_PAGE_CAPACITY is never too small. The errors are those of
/// exposeport_rejection_json_body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_rejection_page(
    rejection: Option<&MaybeUninit<exposeport_rejection>>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let rejection = required(rejection, "rejection")?;
        // SAFETY: the caller has initialized the struct.
        let details = unsafe { details(rejection) }?;
        buffer.write(page(&details)?.as_bytes())
    })
}

/// Returns the details of a rejection that the caller may have written.
///
/// # Safety
/// That of [`Details::read`], for the error of the rejection.
unsafe fn details(rejection: &MaybeUninit<exposeport_rejection>) -> Result<Details<'_>, Failure> {
    // SAFETY: the place is in the struct, and is not read here.
    let error = unsafe { &raw const (*rejection.as_ptr()).error };
    // SAFETY: the caller's promise is the same.
    unsafe { Details::read(error) }
}

fn json_body(
    details: &Details<'_>,
) -> Result<FixedString<{ EXPOSEPORT_JSON_BODY_CAPACITY - 1 }>, Failure> {
    let mut body = FixedString::EMPTY;
    write!(body, "{}", JsonParts(&details.message, details.code)).map_err(|_| Failure::Internal)?;
    Ok(body)
}

fn page(details: &Details<'_>) -> Result<FixedString<{ EXPOSEPORT_PAGE_CAPACITY - 1 }>, Failure> {
    let mut page = FixedString::EMPTY;
    let parts = PageParts(details.http_status, &details.message, details.code);
    write!(page, "{parts}").map_err(|_| Failure::Internal)?;
    Ok(page)
}

/// The names and values of headers, NUL-terminated, with their lengths.
type StaticHeaders = [(StaticStr, usize, StaticStr, usize); EXPOSEPORT_REJECTION_HEADERS];

const fn static_headers(format: BodyFormat) -> StaticHeaders {
    let headers = format.headers();
    let empty = StaticStr::new("");
    let mut target = [(empty, 0, empty, 0); EXPOSEPORT_REJECTION_HEADERS];
    let mut index = 0;
    while index < headers.len() {
        let (name, value) = headers[index];
        target[index] = (StaticStr::new(name), name.len(), StaticStr::new(value), value.len());
        index += 1;
    }
    target
}

static JSON_HEADERS: StaticHeaders = static_headers(BodyFormat::Json);
static HTML_HEADERS: StaticHeaders = static_headers(BodyFormat::Html);

/// Writes a header of the response to a request that is rejected: Content-Type, Cache-Control,
/// Referrer-Policy or X-Robots-Tag, with its name in lowercase. The strings are static.
///
/// index is less than EXPOSEPORT_REJECTION_HEADERS, and format is an exposeport_body_format.
/// Content-Length is that of the body.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: an index or a format that does not exist.
/// - EXPOSEPORT_NULL_POINTER: out_header is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_rejection_header(
    format: i32,
    index: usize,
    out_header: Option<&mut MaybeUninit<exposeport_header_view>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let out_header = required(out_header, "out_header")?;
        let (name, name_len, value, value_len) = ffi::element(headers(format)?, index)?;
        out_header.write(exposeport_header_view {
            name: name.as_ptr(),
            name_len: *name_len,
            value: value.as_ptr(),
            value_len: *value_len,
        });
        Ok(())
    })
}

/// Returns the headers of the format with this number.
fn headers(format: i32) -> Result<&'static StaticHeaders, Failure> {
    const JSON: i32 = exposeport_body_format::EXPOSEPORT_BODY_JSON as i32;
    const HTML: i32 = exposeport_body_format::EXPOSEPORT_BODY_HTML as i32;
    match format {
        JSON => Ok(&JSON_HEADERS),
        HTML => Ok(&HTML_HEADERS),
        _ => Err(Failure::InvalidArgument(
            "invalid body format, expected EXPOSEPORT_BODY_JSON or EXPOSEPORT_BODY_HTML",
        )),
    }
}

/// Returns true if a client prefers HTML to JSON. values are those of its Accept headers (RFC 9110
/// section 12.5.1).
///
/// Returns false if an argument is NULL with a length, and after a panic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_prefers_html(
    values: *const exposeport_string,
    values_len: usize,
) -> bool {
    guard_value(false, || {
        // SAFETY: the header requires it of the caller.
        let values = unsafe { ffi::list(values, values_len, "values") }.unwrap_or_default();
        // SAFETY: as above.
        let bytes = |value: &exposeport_string| unsafe { value.bytes("value") }.unwrap_or_default();
        gateway::prefers_html(values.iter().map(bytes))
    })
}

#[cfg(test)]
mod tests {
    use super::{json_body, page};
    use crate::ffi::{Details, EXPOSEPORT_MESSAGE_CAPACITY};

    #[test]
    fn every_body_fits() {
        let code = "INVALID_SANDBOX_ID_CHARACTER";
        for character in ["\"", "\\", "\u{1}", "'", "&"] {
            let message = character.repeat(EXPOSEPORT_MESSAGE_CAPACITY - 1);
            for http_status in [400, 404, 410, 500] {
                let details = Details { http_status, code, message: &message };
                assert!(json_body(&details).is_ok() && page(&details).is_ok());
            }
        }
    }
}
