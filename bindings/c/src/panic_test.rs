//! A function that makes the next call panic, for the test of the guard.

use crate::ffi::{guard_value, panic_next};

/// Makes the next call of any other function panic.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_test_panic_next() {
    guard_value((), panic_next);
}
