//! Calls of the C library in any order, with any bytes, lengths and NULL. `driver.c` makes them.

#![no_main]

// Links the library, which the driver calls.
extern crate exposeport_c_fuzzed as _;

use libfuzzer_sys::fuzz_target;

unsafe extern "C" {
    /// Performs the calls that an input describes.
    fn run_calls(input: *const u8, len: usize);
}

fuzz_target!(|input: &[u8]| {
    // SAFETY: `input` has this length, and the driver keeps no pointer to it.
    unsafe { run_calls(input.as_ptr(), input.len()) }
});
