//! Which library this is.

use core::ffi::c_char;
use core::mem::{offset_of, size_of};

use crate::authorization::exposeport_authorization;
use crate::c_text::CText;
use crate::error::exposeport_error;
use crate::exposed_ports::exposeport_exposed_port;
use crate::guard::guard_value;
use crate::route::exposeport_route;

/// The layout of the structs and the meaning of the functions in this header. A program that was compiled with another number than
/// exposeport_abi_version() gives must not use the library.
pub const EXPOSEPORT_ABI_VERSION: u32 = 1;

/// A change of these figures is a change of [`EXPOSEPORT_ABI_VERSION`].
#[cfg(all(target_pointer_width = "64", target_arch = "x86_64"))]
const _: () = {
    assert!(size_of::<exposeport_error>() == 536 && offset_of!(exposeport_error, message) == 24);
    assert!(size_of::<exposeport_route>() == 160 && offset_of!(exposeport_route, token) == 90);
    assert!(size_of::<exposeport_authorization>() == 16);
    assert!(size_of::<exposeport_exposed_port>() == 40);
};

static VERSION: CText = CText::new(env!("CARGO_PKG_VERSION"));

/// The version of the library, such as "0.1.0": static text.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_version() -> *const c_char {
    guard_value(c"".as_ptr(), || VERSION.as_ptr())
}

/// The EXPOSEPORT_ABI_VERSION of the library that is running.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_abi_version() -> u32 {
    guard_value(0, || EXPOSEPORT_ABI_VERSION)
}
