//! Writes `include/exposeport.h` from the sources of the C library; with `--check`, fails where the committed one differs.

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
    // Asked of `cargo run`, so that a binary which another checkout has built is right as well.
    let package = env::var_os("CARGO_MANIFEST_DIR").ok_or("run this with `cargo run`")?;
    let library = Path::new(&package).join("..");
    let target = library.join("../../include/exposeport.h");
    let header = generate(&library)?;
    match option {
        None => fs::write(&target, header).map_err(|error| format!("cannot write include/exposeport.h: {error}")),
        Some("--check") => check(&fs::read_to_string(&target).unwrap_or_default(), &header),
        Some(other) => Err(format!("unknown option {other}; there is --check only")),
    }
}

fn generate(library: &Path) -> Result<String, String> {
    let config = cbindgen::Config::from_file(library.join("cbindgen.toml"))?;
    let bindings = cbindgen::generate_with_config(library, config).map_err(|error| error.to_string())?;
    let mut header = Vec::new();
    bindings.write(&mut header);
    String::from_utf8(header).map_err(|error| error.to_string())
}

fn check(committed: &str, generated: &str) -> Result<(), String> {
    if committed == generated {
        return Ok(());
    }
    let same = committed.lines().zip(generated.lines()).take_while(|(old, new)| old == new).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(end of file)").to_owned();
    Err(format!(
        "include/exposeport.h is stale: run `make header` and commit it\nline {}\n  committed: {}\n  generated: {}",
        same + 1,
        line(committed),
        line(generated)
    ))
}
