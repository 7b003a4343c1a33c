//! Generates `include/exposeport.h` from the sources of the C library. With `--check`, fails if the
//! committed header differs.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    match run(env::args().nth(1).as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(option: Option<&str>) -> Result<(), String> {
    // Read at run time, so that a binary that another checkout has built finds this one.
    let package = env::var_os("CARGO_MANIFEST_DIR").ok_or("run this program with `cargo run`")?;
    let library = Path::new(&package).join("..");
    let target = library.join("../../include/exposeport.h");
    let header = generate(&library)?;
    match option {
        None => fs::write(&target, header)
            .map_err(|error| format!("cannot write include/exposeport.h: {error}")),
        Some("--check") => check(&fs::read_to_string(&target).unwrap_or_default(), &header),
        Some(other) => Err(format!("unknown option {other}, expected --check")),
    }
}

fn generate(library: &Path) -> Result<String, String> {
    let config = cbindgen::Config::from_file(library.join("cbindgen.toml"))?;
    let bindings =
        cbindgen::generate_with_config(library, config).map_err(|error| error.to_string())?;
    let mut header = Vec::new();
    bindings.write(&mut header);
    String::from_utf8(header).map_err(|error| error.to_string())
}

fn check(committed: &str, generated: &str) -> Result<(), String> {
    if committed == generated {
        return Ok(());
    }
    let pairs = committed.lines().zip(generated.lines());
    let same = pairs.take_while(|(committed, generated)| committed == generated).count();
    let line = |header: &str| header.lines().nth(same).unwrap_or("(end of file)").to_owned();
    Err(format!(
        "include/exposeport.h is not up to date: run `make header` and commit it\n\
         line {}\n  committed: {}\n  generated: {}",
        same + 1,
        line(committed),
        line(generated)
    ))
}
