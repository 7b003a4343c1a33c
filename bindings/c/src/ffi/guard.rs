//! The guard, which catches panics. The body of every exported function is a single call to it.

use core::mem::{self, MaybeUninit};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::exposeport_error;
use super::failure::Failure;
use super::status::exposeport_status::{self, EXPOSEPORT_OK};

/// Runs the body of a function that returns a status.
///
/// A failure is written to `error`, if there is one. A panic returns `EXPOSEPORT_INTERNAL`.
#[inline]
pub(crate) fn guard(
    error: Option<&mut MaybeUninit<exposeport_error>>,
    body: impl FnOnce() -> Result<(), Failure>,
) -> exposeport_status {
    match catch_panic(body).unwrap_or(Err(Failure::Internal)) {
        Ok(()) => EXPOSEPORT_OK,
        Err(failure) => report(&failure, error),
    }
}

/// Runs the body of a function that returns a value. A panic returns `after_panic`.
#[inline]
pub(crate) fn guard_value<T>(after_panic: T, body: impl FnOnce() -> T) -> T {
    catch_panic(body).unwrap_or(after_panic)
}

/// Runs the body of a function that decides about a request.
///
/// If it rejects the request, `write` writes the rejection to the output, and the result is
/// `rejected`. A panic is `EXPOSEPORT_INTERNAL`.
#[inline]
pub(crate) fn guard_rejection<T, R: From<Failure>, O>(
    out_rejection: O,
    rejected: T,
    write: impl FnOnce(R, O),
    body: impl FnOnce() -> Result<T, R>,
) -> T {
    match catch_panic(body).unwrap_or_else(|| Err(Failure::Internal.into())) {
        Ok(value) => value,
        Err(rejection) => {
            write(rejection, out_rejection);
            rejected
        }
    }
}

#[inline]
fn catch_panic<T>(body: impl FnOnce() -> T) -> Option<T> {
    let body = || {
        #[cfg(feature = "test-panic")]
        test::panic_if_requested();
        body()
    };
    // Unwind safe: only the core changes handles, and it validates all arguments before any change.
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => Some(value),
        Err(payload) => {
            // Dropping a payload may panic again. Leak the second payload.
            let dropped = catch_unwind(AssertUnwindSafe(|| drop(payload)));
            mem::forget(dropped);
            None
        }
    }
}

#[cold]
fn report(
    failure: &Failure,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    if let Some(error) = error {
        error.write(details(failure));
    }
    failure.status()
}

/// Returns the details of a failure. A panic while the message is formatted yields none.
pub(crate) fn details(failure: &Failure) -> exposeport_error {
    let status = failure.status();
    let details = catch_panic(|| exposeport_error::new(status, failure));
    details.unwrap_or_else(|| exposeport_error::new(status, &""))
}

#[cfg(feature = "test-panic")]
pub(crate) use test::panic_next;

#[cfg(feature = "test-panic")]
mod test {
    use core::sync::atomic::{AtomicBool, Ordering};

    static IS_REQUESTED: AtomicBool = AtomicBool::new(false);

    /// Makes the next guarded body panic.
    pub(crate) fn panic_next() {
        IS_REQUESTED.store(true, Ordering::Relaxed);
    }

    #[allow(clippy::panic, reason = "the test of the guard requests it")]
    pub(super) fn panic_if_requested() {
        if IS_REQUESTED.swap(false, Ordering::Relaxed) {
            panic!("requested by a test");
        }
    }
}
