//! A function that panics, for the test of the guard.

use core::mem::MaybeUninit;

use crate::error::exposeport_error;
use crate::guard::guard;
use crate::status::exposeport_status;

/// Panics.
#[unsafe(no_mangle)]
#[allow(clippy::panic, reason = "that is what it is for")]
pub extern "C" fn exposeport_test_panic(error: Option<&mut MaybeUninit<exposeport_error>>) -> exposeport_status {
    guard(error, || panic!("as the test wants it"))
}
