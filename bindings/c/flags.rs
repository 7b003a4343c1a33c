//! Writes the flags that cargo passes to the compiler, and the folder of the compiler, to files.
//!
//! `build.sh` runs it as the build script of an empty package.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

fn main() {
    // Cargo runs the script each time, since this file does not exist.
    println!("cargo::rerun-if-changed=always");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("a folder"));
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    fs::write(folder.join("flags"), flags).expect("a file for the flags");
    let compiler = env::var_os("RUSTC").expect("a compiler");
    let printed = Command::new(compiler).args(["--print", "sysroot"]).output().expect("a folder");
    fs::write(folder.join("sysroot"), printed.stdout).expect("a file for the folder");
}
