//! Decimal digits.

/// Returns the number that one to nine decimal digits represent, or `None` for any other input.
pub(crate) fn parse(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0, add_digit)
}

/// Returns the first `N` bytes and the number that they represent, or `None` if they are not all
/// decimal digits. `N` must be at most nine.
#[inline]
pub(crate) fn parse_first<const N: usize>(bytes: &[u8]) -> Option<(&[u8], u32)> {
    let digits = bytes.first_chunk::<N>()?;
    Some((digits, digits.iter().try_fold(0, add_digit)?))
}

#[inline]
fn add_digit(number: u32, byte: &u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(number * 10 + u32::from(byte - b'0')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn digits_spell_a_number() {
        for (text, number) in [
            ("0", Some(0)),
            ("7", Some(7)),
            ("08080", Some(8080)),
            ("65535", Some(65535)),
            ("99999", Some(99999)),
            ("999999999", Some(999_999_999)),
            ("1000000000", None),
            ("", None),
            ("+1", None),
            ("-1", None),
            ("80 ", None),
            ("8o", None),
            ("٣", None),
        ] {
            assert_eq!(parse(text.as_bytes()), number, "{text}");
        }
    }
}
