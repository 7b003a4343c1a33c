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
    let status = failure.status();
    if let Some(error) = error {
        let details = catch_panic(|| exposeport_error::new(status, failure));
        error.write(details.unwrap_or_else(|| exposeport_error::new(status, &"")));
    }
    status
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
