//! Gives the shared library the soname from the environment variable `EXPOSEPORT_SONAME`.
//!
//! The makefile sets it. Without it, the build tool decides: cargo-c sets a soname of its own.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=EXPOSEPORT_SONAME");
    let is_linux = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    if let (true, Ok(soname)) = (is_linux, std::env::var("EXPOSEPORT_SONAME")) {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,{soname}");
    }
}
