//! Errors and arguments of the examples. If a call fails, the program prints the code and the
//! message to standard error and exits with status 2.

use std::ffi::OsString;
use std::process::ExitCode;

/// The reason why an example fails.
pub enum Failure {
    /// The library rejected an input.
    Rejected(exposeport::Error),
    /// The command line is incomplete, or has an unknown argument.
    Usage(String),
}

impl From<exposeport::Error> for Failure {
    fn from(error: exposeport::Error) -> Self {
        Self::Rejected(error)
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Returns the exit code of the program, and prints the error if there is one.
pub fn exit(outcome: Result<(), Failure>, usage: &str) -> ExitCode {
    match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Rejected(error)) => eprintln!("{}: {error}", error.code()),
        Err(Failure::Usage(problem)) => eprintln!("{problem}\n{usage}"),
    }
    ExitCode::from(2)
}

/// Returns the next argument if it is a hyphen and a digit, which is a negative port and not an
/// option.
#[allow(dead_code, reason = "not every example takes a port")]
pub fn negative(arguments: &mut lexopt::Parser) -> Option<OsString> {
    let mut rest = arguments.try_raw_args()?;
    match rest.peek()?.as_encoded_bytes() {
        [b'-', b'0'..=b'9', ..] => rest.next(),
        _ => None,
    }
}
