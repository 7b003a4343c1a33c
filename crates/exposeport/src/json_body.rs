//! The JSON body of the answer to a request that was refused.

use core::fmt::{self, Write};

use crate::error::Error;

/// The JSON body of the answer to a request that was refused: `{"error": "...", "code": "..."}`. It is written without an allocation.
///
/// ```
/// let error = exposeport::BaseDomain::new("example.com:0x").unwrap_err();
/// assert_eq!(
///     error.json_body().to_string(),
///     r#"{"error": "base domain's port must be 1 to 65535 in decimal digits without a leading 0, found \"0x\"", "code": "INVALID_HOSTNAME_PORT"}"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonBody(Error);

impl From<Error> for JsonBody {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for JsonBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{\"error\": \"")?;
        write!(Escaped(&mut *f), "{}", self.0)?;
        write!(f, "\", \"code\": \"{}\"}}", self.0.code())
    }
}

/// What is written into it stands within the quotes of JSON (RFC 8259 section 7).
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
    use crate::limits::AUTHORIZATION_BODY_MAX;
    use crate::{Authorization, StaleReason};

    #[test]
    fn what_json_reserves_is_escaped() {
        let mut text = String::new();
        write!(Escaped(&mut text), "a\"\\/\n\0\x1F\x7Fé").expect("a text grows");
        assert_eq!(text, "a\\\"\\\\/\\u000a\\u0000\\u001f\x7Fé");
    }

    #[test]
    fn the_longest_body_of_an_authorization_has_its_limit() {
        let answers = StaleReason::ALL.map(Authorization::Stale).into_iter().chain([Authorization::Invalid]);
        let bodies = answers.filter_map(Authorization::json_body).map(|body| alloc::format!("{body}").len());
        assert_eq!(bodies.max(), Some(AUTHORIZATION_BODY_MAX));
    }
}
