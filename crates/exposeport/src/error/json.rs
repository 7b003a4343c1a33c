//! JSON bodies of error responses.

use core::fmt::{self, Write};

use super::Error;

/// The JSON body of an error response: `{"error": "...", "code": "..."}`.
///
/// `Display` writes it without allocating.
///
/// ```
/// let error = exposeport::Port::new(80).unwrap_err();
/// assert_eq!(
///     error.json_body().to_string(),
///     r#"{"error": "port is out of range: 80, expected 1024 to 65535", "code": "INVALID_PORT"}"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonBody(Error);

impl Error {
    /// Returns the JSON body of the response to a request that failed with this error.
    #[must_use]
    pub fn json_body(&self) -> JsonBody {
        JsonBody(self.clone())
    }
}

impl fmt::Display for JsonBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        JsonParts(&self.0, self.0.code()).fmt(f)
    }
}

/// The JSON body of an error with a message and a code, for languages that keep only these.
#[derive(Clone, Copy, Debug)]
pub struct JsonParts<M, C>(pub M, pub C);

impl<M: fmt::Display, C: fmt::Display> fmt::Display for JsonParts<M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{\"error\": \"")?;
        write!(Escaped(&mut *f), "{}", self.0)?;
        f.write_str("\", \"code\": \"")?;
        write!(Escaped(&mut *f), "{}", self.1)?;
        f.write_str("\"}")
    }
}

/// The JSON body of an error that a language stores as a message and a code.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct JsonBodyOf<'a> {
    /// The message.
    pub message: &'a str,
    /// The permanent code.
    pub code: &'a str,
}

impl fmt::Display for JsonBodyOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_body(f, self.message, self.code)
    }
}

fn write_body(f: &mut fmt::Formatter<'_>, message: impl fmt::Display, code: &str) -> fmt::Result {
    f.write_str("{\"error\": \"")?;
    write!(Escaped(&mut *f), "{message}")?;
    f.write_str("\", \"code\": \"")?;
    Escaped(&mut *f).write_str(code)?;
    f.write_str("\"}")
}

/// A writer that escapes the characters that a JSON string must not contain (RFC 8259 section 7).
struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| match character {
            '"' | '\\' => write!(self.0, "\\{character}"),
            '\0'..='\x1F' => write!(self.0, "\\u{:04x}", u32::from(character)),
            _ => self.0.write_char(character),
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use core::fmt::Write;

    use super::Escaped;

    #[test]
    fn reserved_characters_are_escaped() {
        let mut text = String::new();
        write!(Escaped(&mut text), "a\"\\/\n\0\x1F\x7Fé").expect("a string grows");
        assert_eq!(text, "a\\\"\\\\/\\u000a\\u0000\\u001f\x7Fé");
    }
}
