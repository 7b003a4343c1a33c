//! What the examples share: a refused call ends with status 2, its code and message on standard error.

use std::num::IntErrorKind;
use std::process::ExitCode;

/// Why an example ends early.
pub enum Failure {
    /// The library refused an input.
    Refused(exposeport::Error),
    /// The command line is not as it must be.
    Usage(String),
}

impl From<exposeport::Error> for Failure {
    fn from(error: exposeport::Error) -> Self {
        Self::Refused(error)
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Ends the program as `outcome` says.
pub fn exit(outcome: Result<(), Failure>, usage: &str) -> ExitCode {
    match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Refused(error)) => eprintln!("{}: {error}", error.code()),
        Err(Failure::Usage(problem)) => eprintln!("{problem}\n{usage}"),
    }
    ExitCode::from(2)
}

/// An integer of any size, of which the nearest that 64 bits hold goes to the library.
#[allow(dead_code, reason = "not every example takes a port")]
pub fn integer(text: &str) -> Result<i64, Failure> {
    text.parse().or_else(|error: std::num::ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => Ok(i64::MAX),
        IntErrorKind::NegOverflow => Ok(i64::MIN),
        _ => Err(Failure::Usage(format!("a port is an integer, found {text:?}"))),
    })
}
