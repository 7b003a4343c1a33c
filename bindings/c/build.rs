//! Gives the shared library the soname from the environment variable `EXPOSEPORT_SOVERSION`.
//!
//! The makefile sets it. Without it, the build tool decides: cargo-c sets a soname of its own.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=EXPOSEPORT_SOVERSION");
    let is_linux = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    if let (true, Ok(version)) = (is_linux, std::env::var("EXPOSEPORT_SOVERSION")) {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libexposeport.so.{version}");
    }
}
