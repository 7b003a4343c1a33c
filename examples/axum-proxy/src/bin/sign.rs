//! Issues a link that expires, for a proxy that has the same key file, and prints it.
//!
//! ```sh
//! cargo run -p axum-proxy --bin sign -- KEY_FILE sandbox 8080 localhost:8787 3600
//! ```

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use exposeport::signed::{Expiry, SigningKey};
use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, id, port, hostname, lifetime] = &arguments[..] else {
        return Err("usage: sign KEY_FILE SANDBOX_ID PORT HOSTNAME LIFETIME".into());
    };
    let key = SigningKey::from_hex(std::fs::read(file)?)?;
    let (id, port) = (SandboxId::new(id)?, port.parse::<Port>()?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let token = key.sign_until(port, &id, b"", Expiry::after(now, lifetime.parse()?)?);
    println!("{}", PreviewUrl::new(port, &id, &token, &BaseDomain::new(hostname)?)?.href());
    Ok(())
}
