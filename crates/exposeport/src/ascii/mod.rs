//! Byte-level helpers: masks, digits and inline strings. They contain no rule of preview URLs.

pub(crate) mod digits;
mod inline_string;
mod masks;

pub(crate) use inline_string::InlineString;
pub(crate) use masks::{Masks, WINDOW, lowercase_window};

/// Returns bytes as a string. A constructor must have checked that they are ASCII.
pub(crate) fn as_str(bytes: &[u8]) -> &str {
    debug_assert!(bytes.is_ascii());
    // The crate forbids `unsafe`, so the check runs again. It never fails.
    core::str::from_utf8(bytes).unwrap_or_default()
}
