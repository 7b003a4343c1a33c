//! The version of the library.

use core::ffi::c_char;
use core::mem::{offset_of, size_of};

use crate::authorization::exposeport_authorization;
use crate::exposed_ports::exposeport_exposed_port;
use crate::ffi::{StaticStr, exposeport_error, guard_value};
use crate::import::exposeport_dropped_entry;
use crate::port_states::exposeport_port_state;
use crate::route::exposeport_route;

/// The version of the binary interface: the layout of the structs and the meaning of the functions
/// in this header.
///
/// A program must not use a library whose exposeport_abi_version() returns a different number.
pub const EXPOSEPORT_ABI_VERSION: u32 = 2;

/// Checks the offset of each field of a struct, and its size.
macro_rules! layout {
    ($type:ident { $($field:ident: $offset:literal),* } $size:literal) => {
        $(assert!(offset_of!($type, $field) == $offset);)*
        assert!(size_of::<$type>() == $size);
    };
}

// A change of these numbers requires a new EXPOSEPORT_ABI_VERSION.
#[cfg(all(target_pointer_width = "64", target_arch = "x86_64"))]
const _: () = {
    layout!(exposeport_error {
        status: 0, http_status: 4, code: 8, message_len: 16, message: 24
    } 536);
    layout!(exposeport_route {
        port: 0, base_port: 2, base_offset: 8, base_len: 16,
        sandbox_id_len: 24, token_len: 25, sandbox_id: 26, token: 90
    } 160);
    layout!(exposeport_authorization { kind: 0, reason: 4, status: 8, http_status: 12 } 16);
    layout!(exposeport_exposed_port { url: 0, url_len: 8, name: 16, name_len: 24, port: 32 } 40);
    layout!(exposeport_port_state { name: 0, name_len: 8, stale_reason: 16, port: 20 } 24);
    layout!(exposeport_dropped_entry {
        place: 0, place_len: 8, code: 16, message: 24, message_len: 32, status: 40
    } 48);
};

static VERSION: StaticStr = StaticStr::new(env!("CARGO_PKG_VERSION"));

/// Returns the version of the library, such as "0.1.0". The string is static.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_version() -> *const c_char {
    guard_value(c"".as_ptr(), || VERSION.as_ptr())
}

/// Returns the EXPOSEPORT_ABI_VERSION of the loaded library.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_abi_version() -> u32 {
    guard_value(0, || EXPOSEPORT_ABI_VERSION)
}
