//! A second Rust library in the program. It allocates, unwinds and reads the arguments.

use std::collections::HashMap;
use std::panic;

/// Returns the number of arguments of the program, or -1 if a panic is not caught.
#[unsafe(no_mangle)]
pub extern "C" fn other_count_arguments() -> i32 {
    let counts: HashMap<String, i32> = std::env::args().map(|argument| (argument, 1)).collect();
    let caught = panic::catch_unwind(|| i32::from_str_radix("not a number", 10).unwrap());
    if caught.is_err() { counts.values().sum() } else { -1 }
}
