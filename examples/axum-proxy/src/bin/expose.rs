//! The control plane of the proxy: exposes a port in the snapshot of a sandbox, and prints its URL.
//!
//! ```sh
//! cargo run -p axum-proxy --bin expose -- DIRECTORY sandbox 8080 localhost:8787
//! ```

use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use exposeport::{BaseDomain, ExposeOptions, Port, Sandbox, SandboxId};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, id, port, hostname] = &arguments[..] else {
        return Err("usage: expose DIRECTORY SANDBOX_ID PORT HOSTNAME".into());
    };
    let (id, port) = (SandboxId::new(id)?, port.parse::<Port>()?);
    let domain = BaseDomain::new(hostname)?;

    let path = Path::new(directory).join(format!("{id}.json"));
    let mut sandbox = match fs::read(&path) {
        Ok(snapshot) => Sandbox::from_json(id, snapshot)?,
        Err(error) if error.kind() == ErrorKind::NotFound => Sandbox::new(id),
        Err(error) => return Err(error.into()),
    };
    let exposed = sandbox.expose_port(port, &domain, ExposeOptions::new())?;
    // The proxy never reads a half-written file.
    let written = path.with_extension("json.new");
    fs::write(&written, sandbox.to_json())?;
    fs::rename(&written, &path)?;
    println!("{}", exposed.url().href());
    Ok(())
}
