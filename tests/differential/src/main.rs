//! Prints generated hosts, each with the host and the error code of its base domain: one JSON array
//! per line. The argument is their number.

use std::io::{self, BufWriter, Write};

use exposeport::BaseDomain;
use exposeport_differential::hosts::Generator;
use serde_json::json;

fn main() -> io::Result<()> {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1000);
    let mut output = BufWriter::new(io::stdout().lock());
    let mut generator = Generator::new(2);
    for _ in 0..count {
        let host = generator.host();
        let (ascii, code) = match BaseDomain::new(&host) {
            Ok(domain) => (Some(domain.host().to_owned()), None),
            Err(error) => (None, Some(error.code())),
        };
        writeln!(output, "{}", json!([host, ascii, code]))?;
    }
    output.flush()
}
