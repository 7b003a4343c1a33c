//! A program without a standard library and without an operating system, except for its exit.

#![no_std]

extern crate alloc;

use alloc::string::ToString;
use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use exposeport::{BaseDomain, Error, Policy, Port, PreviewUrl, Runtimes, Sandbox, SandboxId, Token};

const HEAP: usize = 1 << 20;

unsafe extern "C" {
    /// Memory of `HEAP` bytes, aligned to 16.
    static mut no_std_heap: [u8; HEAP];
}

/// Hands out the heap once and frees nothing.
struct Bump(AtomicUsize);

#[global_allocator]
static ALLOCATOR: Bump = Bump(AtomicUsize::new(0));

// SAFETY: each block is a separate part of the heap, with the alignment of its layout.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Ok(start) = self.0.fetch_update(Relaxed, Relaxed, |used| {
            let start = used.next_multiple_of(layout.align());
            start.checked_add(layout.size()).filter(|&end| end <= HEAP && layout.align() <= 16)
        }) else {
            return ptr::null_mut();
        };
        let start = start.next_multiple_of(layout.align());
        // SAFETY: the block ends within the heap.
        unsafe { (&raw mut no_std_heap).cast::<u8>().add(start) }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

fn run() -> Result<bool, Error> {
    let domain = BaseDomain::new("bücher.example")?;
    let (port, id) = (Port::new(8080)?, SandboxId::new("sandbox")?);
    let token = Token::generate_with(|bytes| {
        bytes.fill(0);
        Ok::<(), Error>(())
    })?;
    let url = PreviewUrl::new(port, &id, &token, &domain)?;
    let route = domain.route(url.host())?;

    let stored = r#"{"8080": {"token": "my_token"}}"#;
    let sandbox = Sandbox::import_storage(id, stored, Runtimes::Untracked, Policy::DEFAULT)?.sandbox;
    let read = Sandbox::from_json(id, sandbox.to_json())?;
    let message = Port::new(80).map_err(|error| error.to_string());
    Ok(url.as_str() == "https://8080-sandbox-aaaaaaaaaaaaaaaa.xn--bcher-kva.example"
        && route.port() == port
        && read.validate_port_token(8080, "my_token")
        && message.is_err_and(|message| message.contains("out of range")))
}

/// Returns 0 if the core works.
#[unsafe(no_mangle)]
extern "C" fn no_std_run() -> i32 {
    i32::from(run() != Ok(true))
}
