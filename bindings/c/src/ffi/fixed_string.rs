//! Strings of a fixed capacity, so that formatting does not allocate.

use core::fmt;

/// A string of at most `N` bytes.
///
/// Writing more than that is an error. The part that fits is kept, up to a character boundary.
pub(crate) struct FixedString<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> FixedString<N> {
    pub(crate) const EMPTY: Self = Self { bytes: [0; N], len: 0 };

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl<const N: usize> fmt::Write for FixedString<N> {
    fn write_str(&mut self, string: &str) -> fmt::Result {
        let room = N - self.len;
        let boundary = (0..=room.min(string.len())).rev().find(|&end| string.is_char_boundary(end));
        let fitting = &string.as_bytes()[..boundary.unwrap_or_default()];
        let end = self.len + fitting.len();
        self.bytes[self.len..end].copy_from_slice(fitting);
        self.len = end;
        if fitting.len() == string.len() { Ok(()) } else { Err(fmt::Error) }
    }
}

#[cfg(test)]
mod tests {
    use core::fmt::Write;

    use super::FixedString;

    #[test]
    fn a_string_that_does_not_fit_is_cut_at_a_character_boundary() {
        let table = [
            ("abc", "abc", true),
            ("abcd", "abcd", true),
            ("abcde", "abcd", false),
            ("abé", "abé", true),
            ("abcé", "abc", false),
            ("éé", "éé", true),
            ("ééé", "éé", false),
            ("", "", true),
        ];
        for (string, kept, fits) in table {
            let mut fixed = FixedString::<4>::EMPTY;
            assert_eq!(fixed.write_str(string).is_ok(), fits, "{string}");
            assert_eq!(fixed.as_bytes(), kept.as_bytes(), "{string}");
        }
        let mut fixed = FixedString::<4>::EMPTY;
        assert!(fixed.write_str("ab").is_ok() && fixed.write_str("cd").is_ok());
        assert!(fixed.write_str("e").is_err());
        assert_eq!(fixed.as_bytes(), b"abcd");
    }
}
