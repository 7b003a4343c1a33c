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
    /// Returns the JSON body of the response to a request that fails with this error.
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

/// The JSON body of a message and a code, for languages that store both.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct JsonParts<'a>(pub &'a dyn fmt::Display, pub &'a str);

impl fmt::Display for JsonParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(message, code) = self;
        f.write_str("{\"error\": \"")?;
        write!(Escaped(f), "{message}")?;
        f.write_str("\", \"code\": \"")?;
        write!(Escaped(f), "{code}")?;
        f.write_str("\"}")
    }
}

/// A writer that escapes the characters that a JSON string must not contain (RFC 8259 section 7).
struct Escaped<'a>(&'a mut dyn Write);

impl Write for Escaped<'_> {
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
