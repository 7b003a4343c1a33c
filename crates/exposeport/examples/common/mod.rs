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

/// The next argument, if it is an integer: a negative one is no option.
#[allow(dead_code, reason = "not every example takes a port")]
pub fn number(arguments: &mut lexopt::Parser) -> Option<i64> {
    let mut rest = arguments.try_raw_args()?;
    let number = integer(rest.peek()?.to_str()?)?;
    rest.next();
    Some(number)
}

/// An integer in its one spelling. Of one that 64 bits do not hold, the nearest goes to the library.
#[allow(dead_code, reason = "not every example takes a port")]
pub fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text != "0"
        && (digits.starts_with('0') || !digits.bytes().all(|octet| octet.is_ascii_digit()))
    {
        return None;
    }
    match text.parse() {
        Ok(number) => Some(number),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Some(i64::MAX),
        Err(error) if *error.kind() == IntErrorKind::NegOverflow => Some(i64::MIN),
        Err(_) => None,
    }
}

/// Of a text that stands in the place of a port.
#[allow(dead_code, reason = "not every example takes a port")]
pub fn no_integer(text: &str) -> Failure {
    Failure::Usage(format!("a port is an integer, found {text:?}"))
}
