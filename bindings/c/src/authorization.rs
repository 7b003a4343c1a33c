//! Authorizations: the result of checking a request for a preview URL.

use core::ffi::c_char;
use core::fmt::Write;
use core::mem::MaybeUninit;
use core::ptr;

use exposeport::{Authorization, StaleReason};

use crate::capacities::EXPOSEPORT_JSON_BODY_CAPACITY;
use crate::ffi::{
    Buffer, Failure, FixedString, StaticStr, exposeport_error, exposeport_status, guard,
    guard_value, http_status, required,
};
use crate::route::exposeport_route;
use crate::sandbox::exposeport_sandbox;

/// The kind of an authorization. 0 is not a valid value, so a zero-initialized struct never grants
/// access.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_authorization_kind {
    /// The request is allowed.
    EXPOSEPORT_ACTIVE = 1,
    /// The token is valid, but the port was not exposed under the current runtime.
    EXPOSEPORT_STALE = 2,
    /// The port is not exposed, the token is wrong, or the request is for another sandbox.
    EXPOSEPORT_INVALID = 3,
}

/// The reason why a preview URL is stale. Reasons are checked in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_stale_reason {
    /// The URL is not stale.
    EXPOSEPORT_NOT_STALE = 0,
    /// The runtime is stopped.
    EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING = 1,
    /// The port has not been exposed since the caller first reported a runtime, or since the
    /// runtime stopped.
    EXPOSEPORT_STALE_MISSING_ACTIVATION = 2,
    /// The port was exposed under another runtime.
    EXPOSEPORT_STALE_RUNTIME_MISMATCH = 3,
    /// The port was exposed with another token.
    EXPOSEPORT_STALE_TOKEN_MISMATCH = 4,
}

use exposeport_authorization_kind::{EXPOSEPORT_ACTIVE, EXPOSEPORT_INVALID, EXPOSEPORT_STALE};
use exposeport_stale_reason::EXPOSEPORT_NOT_STALE;
use exposeport_status::EXPOSEPORT_OK;

/// The result of checking a request for a preview URL: a plain struct in caller-provided memory.
///
/// Use exposeport_authorization_is_active to check whether the request is allowed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_authorization {
    /// An exposeport_authorization_kind.
    pub kind: i32,
    /// An exposeport_stale_reason.
    pub reason: i32,
    /// EXPOSEPORT_OK, EXPOSEPORT_STALE_PREVIEW_URL or EXPOSEPORT_INVALID_TOKEN.
    pub status: i32,
    /// The HTTP status of the response: 200, 410 or 404.
    pub http_status: u16,
}

impl From<StaleReason> for exposeport_stale_reason {
    fn from(reason: StaleReason) -> Self {
        match reason {
            StaleReason::RuntimeNotRunning => Self::EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING,
            StaleReason::MissingActivation => Self::EXPOSEPORT_STALE_MISSING_ACTIVATION,
            StaleReason::RuntimeMismatch => Self::EXPOSEPORT_STALE_RUNTIME_MISMATCH,
            StaleReason::TokenMismatch => Self::EXPOSEPORT_STALE_TOKEN_MISMATCH,
            // Unreachable: a test checks that every reason has a number.
            _ => EXPOSEPORT_NOT_STALE,
        }
    }
}

impl From<Authorization> for exposeport_authorization {
    fn from(authorization: Authorization) -> Self {
        let kind = match authorization {
            Authorization::Active => EXPOSEPORT_ACTIVE,
            Authorization::Stale(_) => EXPOSEPORT_STALE,
            // An unknown result does not grant access.
            _ => EXPOSEPORT_INVALID,
        };
        let reason = authorization.reason().map_or(EXPOSEPORT_NOT_STALE, From::from);
        let error = authorization.error();
        let status = error.map_or(EXPOSEPORT_OK, |error| error.kind().into()) as i32;
        let http_status = http_status(status);
        Self { kind: kind as i32, reason: reason as i32, status, http_status }
    }
}

impl exposeport_authorization {
    /// Returns the authorization of a struct that the caller may have written.
    fn get(&self) -> Result<Authorization, Failure> {
        let is_same = |authorization: Authorization| {
            let Self { kind, reason, .. } = authorization.into();
            (kind, reason) == (self.kind, self.reason)
        };
        let mut known = Authorization::ALL.iter().copied();
        known
            .find(|&authorization| is_same(authorization))
            .ok_or(Failure::InvalidArgument("authorization was not written by this library"))
    }
}

/// The names of the reasons, starting with number 1.
static REASONS: [StaticStr; StaleReason::ALL.len()] = {
    let mut names = [StaticStr::new(""); StaleReason::ALL.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = StaticStr::new(StaleReason::ALL[index].as_str());
        index += 1;
    }
    names
};

/// Returns the name of an exposeport_stale_reason: "runtime-not-running", "missing-activation",
/// "runtime-mismatch" or "token-mismatch".
///
/// The string is static. Returns NULL for EXPOSEPORT_NOT_STALE and for any other number.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_stale_reason_name(reason: i32) -> *const c_char {
    guard_value(ptr::null(), || {
        let index = usize::try_from(reason).ok().and_then(|number| number.checked_sub(1));
        let name = index.and_then(|index| REASONS.get(index));
        name.map_or(ptr::null(), |name| name.as_ptr())
    })
}

/// Authorizes a request for a route and writes the result.
///
/// An unknown port, a wrong token and a mismatched sandbox id all yield EXPOSEPORT_INVALID. The
/// status EXPOSEPORT_OK means that out_authorization was written, not that the request is allowed.
/// Use exposeport_authorization_is_active to check that.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: a length of the route exceeds its array.
/// - EXPOSEPORT_NULL_POINTER: sandbox, route or out_authorization is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_authorize(
    sandbox: Option<&exposeport_sandbox>,
    route: Option<&exposeport_route>,
    out_authorization: Option<&mut MaybeUninit<exposeport_authorization>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let (sandbox, route) = (&required(sandbox, "sandbox")?.0, required(route, "route")?);
        let out_authorization = required(out_authorization, "out_authorization")?;
        let (sandbox_id, token) = (route.sandbox_id()?, route.token()?);
        out_authorization.write(sandbox.authorize_parts(route.port, sandbox_id, token).into());
        Ok(())
    })
}

/// Returns true if the request is allowed.
///
/// Returns false for NULL and for a struct that exposeport_sandbox_authorize cannot have written.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_authorization_is_active(
    authorization: Option<&exposeport_authorization>,
) -> bool {
    guard_value(false, || {
        let authorization = authorization.and_then(|authorization| authorization.get().ok());
        authorization == Some(Authorization::Active)
    })
}

/// Writes the JSON body of the response to a request that is not allowed.
///
/// The body is {"error": "...", "code": "..."}, or the empty string if the request is allowed. A
/// buffer of EXPOSEPORT_JSON_BODY_CAPACITY is always large enough.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: a struct that exposeport_sandbox_authorize cannot have written.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: authorization is NULL, or out_buffer is NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_authorization_json_body(
    authorization: Option<&exposeport_authorization>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let authorization = required(authorization, "authorization")?.get()?;
        let mut body = FixedString::<{ EXPOSEPORT_JSON_BODY_CAPACITY - 1 }>::EMPTY;
        if let Some(json) = authorization.json_body() {
            write!(body, "{json}").map_err(|_| Failure::Internal)?;
        }
        buffer.write(body.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use exposeport::{Authorization, StaleReason};

    use super::{
        EXPOSEPORT_JSON_BODY_CAPACITY, exposeport_authorization,
        exposeport_authorization_is_active, exposeport_stale_reason, exposeport_stale_reason_name,
    };

    #[test]
    fn every_authorization_has_its_own_numbers() {
        for &authorization in Authorization::ALL {
            let written = exposeport_authorization::from(authorization);
            assert_eq!(written.get().ok(), Some(authorization));
            let is_active = exposeport_authorization_is_active(Some(&written));
            assert_eq!(is_active, authorization == Authorization::Active);
        }
        for (index, &reason) in StaleReason::ALL.iter().enumerate() {
            let number = exposeport_stale_reason::from(reason) as i32;
            assert_eq!(number, index as i32 + 1);
            // SAFETY: names are static and NUL-terminated.
            let name = unsafe { CStr::from_ptr(exposeport_stale_reason_name(number)) };
            assert_eq!(name.to_str(), Ok(reason.as_str()));
        }
    }

    #[test]
    fn every_json_body_fits() {
        for authorization in Authorization::ALL {
            let body = authorization.json_body().map(|body| body.to_string());
            assert!(body.unwrap_or_default().len() < EXPOSEPORT_JSON_BODY_CAPACITY);
        }
    }
}
