//! The one way out of the library: every exported function's body is a single call of a function of this module.

use core::mem::{self, MaybeUninit};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::exposeport_error;
use crate::failure::Failure;
use crate::status::exposeport_status::{self, EXPOSEPORT_OK};

/// Turns what the body came to into a status, a panic into `EXPOSEPORT_INTERNAL`, and writes the details where they are wanted.
#[inline]
pub(crate) fn guard(
    error: Option<&mut MaybeUninit<exposeport_error>>,
    body: impl FnOnce() -> Result<(), Failure>,
) -> exposeport_status {
    match caught(body).unwrap_or(Err(Failure::Internal)) {
        Ok(()) => EXPOSEPORT_OK,
        Err(failure) => refuse(&failure, error),
    }
}

/// The same for a function that returns no status.
#[inline]
pub(crate) fn guard_value<T>(after_panic: T, body: impl FnOnce() -> T) -> T {
    caught(body).unwrap_or(after_panic)
}

#[inline]
fn caught<T>(body: impl FnOnce() -> T) -> Option<T> {
    // Handles are changed by the core only, whose calls check everything before they change anything.
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(answer) => Some(answer),
        Err(payload) => {
            // Dropping it could panic again; what that leaves behind is not touched any more.
            let dropped = catch_unwind(AssertUnwindSafe(|| drop(payload)));
            mem::forget(dropped);
            None
        }
    }
}

#[cold]
fn refuse(failure: &Failure, error: Option<&mut MaybeUninit<exposeport_error>>) -> exposeport_status {
    let status = failure.status();
    if let Some(error) = error {
        let details = caught(|| exposeport_error::new(status, failure));
        error.write(details.unwrap_or_else(|| exposeport_error::new(status, &"")));
    }
    status
}
