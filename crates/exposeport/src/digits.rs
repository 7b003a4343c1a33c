//! Decimal digits at the start of a text.

/// The digits of eight zeros.
const ZEROS: u64 = u64::from_le_bytes(*b"00000000");

/// As many digits as a word is asked for at most: those of a port.
pub(crate) const MAX: usize = "65535".len();

/// The number that the first `count` octets spell, or `None` where one of them is no digit. `count` is 1 to [`MAX`], and no more than
/// there are.
///
/// All octets are judged and summed up in one word, without a branch: 20 instructions, where a loop takes 45 and guesses wrong whenever
/// ports of four and five digits alternate.
#[inline(always)]
pub(crate) fn number(text: &[u8], count: usize) -> Option<u32> {
    debug_assert!((1..=MAX).contains(&count));
    let word = match text.first_chunk() {
        Some(eight) => *eight,
        None => {
            let mut padded = [0; 8];
            padded[..text.len()].copy_from_slice(text);
            padded
        }
    };
    // Zeros before the first digit, and the last digit in the highest octet.
    let aligned = u64::from_le_bytes(word) << (64 - 8 * count) | ZEROS >> (8 * count);
    let digits = aligned ^ ZEROS;
    let above_nine = (digits & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676;
    if (above_nine | digits) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Neighbours are joined: to numbers below 100, below 10,000, and at last to one.
    let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul(10_000) + (fours >> 32)) as u32)
}

/// Whether a text is one digit or more, and nothing else.
pub(crate) fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn every_number_of_a_port_is_read() {
        for expected in 0..=99_999_u32 {
            for width in [1, 2, 3, 4, 5] {
                let text = alloc::format!("{expected:0width$}-rest");
                let count = text.len() - "-rest".len();
                assert_eq!(number(text.as_bytes(), count), Some(expected));
                assert_eq!(number(&text.as_bytes()[..count], count), Some(expected));
            }
        }
    }

    #[test]
    fn every_octet_that_is_no_digit_is_seen() {
        for octet in (0..=u8::MAX).filter(|octet| !octet.is_ascii_digit()) {
            for count in 1..=5 {
                for position in 0..8 {
                    let mut text = [b'9'; 8];
                    text[position] = octet;
                    assert_eq!(number(&text, count).is_none(), position < count, "{octet} at {position} of {count}");
                }
            }
        }
    }
}
