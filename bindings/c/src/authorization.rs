//! The answer to a request that came by a preview URL.

use core::ffi::c_char;
use core::fmt::{self, Write};
use core::mem::MaybeUninit;
use core::ptr;

use exposeport::limits::AUTHORIZATION_BODY_MAX;
use exposeport::{Authorization, StaleReason};

use crate::buffer::Buffer;
use crate::c_text::CText;
use crate::error::exposeport_error;
use crate::failure::{Failure, required};
use crate::guard::{guard, guard_value};
use crate::status::{self, exposeport_status};

/// Whether a request may pass. 0 is none of them, so that forgotten memory opens no door.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_authorization_kind {
    /// It may.
    EXPOSEPORT_ACTIVE = 1,
    /// Its token is right, but the port was not exposed under the present runtime.
    EXPOSEPORT_STALE = 2,
    /// Its port is not exposed, its token is wrong, or it is for another sandbox.
    EXPOSEPORT_INVALID = 3,
}

/// Why a preview URL is stale.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_stale_reason {
    /// It is not stale.
    EXPOSEPORT_NOT_STALE = 0,
    /// No runtime runs.
    EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING = 1,
    /// The port was not exposed since the host told of a runtime, or since the runtime stopped.
    EXPOSEPORT_STALE_MISSING_ACTIVATION = 2,
    /// The port was exposed under another runtime.
    EXPOSEPORT_STALE_RUNTIME_MISMATCH = 3,
    /// The port was exposed with another token.
    EXPOSEPORT_STALE_TOKEN_MISMATCH = 4,
}

use exposeport_authorization_kind::{EXPOSEPORT_ACTIVE, EXPOSEPORT_INVALID, EXPOSEPORT_STALE};
use exposeport_stale_reason::EXPOSEPORT_NOT_STALE;
use exposeport_status::EXPOSEPORT_OK;

/// The answer to a request: plain memory of the caller. Its numbers are those of the enums that are named.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_authorization {
    /// An exposeport_authorization_kind.
    pub kind: i32,
    /// An exposeport_stale_reason.
    pub reason: i32,
    /// An exposeport_status: EXPOSEPORT_OK, EXPOSEPORT_STALE_PREVIEW_URL or EXPOSEPORT_INVALID_TOKEN.
    pub status: i32,
    /// The HTTP status that answers the request: 200, 410 or 404.
    pub http_status: u16,
}

impl From<StaleReason> for exposeport_stale_reason {
    fn from(reason: StaleReason) -> Self {
        match reason {
            StaleReason::RuntimeNotRunning => Self::EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING,
            StaleReason::MissingActivation => Self::EXPOSEPORT_STALE_MISSING_ACTIVATION,
            StaleReason::RuntimeMismatch => Self::EXPOSEPORT_STALE_RUNTIME_MISMATCH,
            StaleReason::TokenMismatch => Self::EXPOSEPORT_STALE_TOKEN_MISMATCH,
        }
    }
}

impl From<Authorization> for exposeport_authorization {
    fn from(authorization: Authorization) -> Self {
        let kind = match authorization {
            Authorization::Active => EXPOSEPORT_ACTIVE,
            Authorization::Stale(_) => EXPOSEPORT_STALE,
            Authorization::Invalid => EXPOSEPORT_INVALID,
        };
        let reason = authorization.reason().map_or(EXPOSEPORT_NOT_STALE, exposeport_stale_reason::from);
        let status = authorization.error().map_or(EXPOSEPORT_OK, |error| error.kind().into()) as i32;
        Self { kind: kind as i32, reason: reason as i32, status, http_status: status::http(status) }
    }
}

/// The texts of the reasons, beginning with the number 1.
static REASONS: [CText; StaleReason::ALL.len()] = {
    let mut texts = [CText::new(""); StaleReason::ALL.len()];
    let mut index = 0;
    while index < texts.len() {
        texts[index] = CText::new(StaleReason::ALL[index].as_str());
        index += 1;
    }
    texts
};

fn reason_of_number(number: i32) -> Option<StaleReason> {
    StaleReason::ALL.into_iter().find(|&reason| exposeport_stale_reason::from(reason) as i32 == number)
}

/// The core's answer with these numbers.
fn of_numbers(kind: i32, reason: i32) -> Result<Authorization, Failure> {
    const REFUSED: Failure = Failure::InvalidArgument("the authorization was not made by this library");
    let reason = match reason {
        none if none == EXPOSEPORT_NOT_STALE as i32 => None,
        number => Some(reason_of_number(number).ok_or(REFUSED)?),
    };
    match (kind, reason) {
        (kind, None) if kind == EXPOSEPORT_ACTIVE as i32 => Ok(Authorization::Active),
        (kind, Some(reason)) if kind == EXPOSEPORT_STALE as i32 => Ok(Authorization::Stale(reason)),
        (kind, None) if kind == EXPOSEPORT_INVALID as i32 => Ok(Authorization::Invalid),
        _ => Err(REFUSED),
    }
}

/// The text of an exposeport_stale_reason: "runtime-not-running", "missing-activation", "runtime-mismatch" or "token-mismatch", static;
/// NULL for any other number.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_stale_reason_text(reason: i32) -> *const c_char {
    guard_value(ptr::null(), || {
        let index = usize::try_from(reason).ok().and_then(|number| number.checked_sub(1));
        index.and_then(|index| REASONS.get(index)).map_or(ptr::null(), |text| text.as_ptr())
    })
}

/// A body on its way out.
struct Body {
    octets: [u8; AUTHORIZATION_BODY_MAX],
    len: usize,
}

impl Write for Body {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        self.octets.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

/// Writes the JSON body of the answer to a request that may not pass: {"error": "...", "code": "..."}; the empty text where it may.
/// EXPOSEPORT_JSON_BODY_CAPACITY holds every one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_authorization_json_body(
    authorization: Option<&exposeport_authorization>,
    buffer: *mut c_char,
    capacity: usize,
    length: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let buffer = unsafe { Buffer::new(buffer, capacity, length) }?;
        let authorization = required(authorization, "authorization")?;
        let authorization = of_numbers(authorization.kind, authorization.reason)?;
        let mut body = Body { octets: [0; AUTHORIZATION_BODY_MAX], len: 0 };
        // It has the room that the core names, so that nothing fails.
        let _ = authorization.json_body().map(|text| write!(body, "{text}"));
        buffer.write(&body.octets[..body.len])
    })
}
