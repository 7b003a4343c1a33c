//! Character classes: what each octet of a label is, as bit masks over a window of 64 octets.

/// How many octets a window has: one more than a label, so that the dot that ends it is seen.
pub(crate) const WINDOW: usize = 64;

/// The first octets of a text. Bit `i` of a mask tells of octet `i`; no mask has a bit at or above `len`.
pub(crate) struct Scan {
    /// The octets with ASCII upper case lowered, padded with NUL.
    pub(crate) lower: [u8; WINDOW],
    /// How many of them there are.
    pub(crate) len: usize,
    /// `.`
    pub(crate) dots: u64,
    /// `-`
    pub(crate) hyphens: u64,
    /// None of `A-Z a-z 0-9 _ - .`
    pub(crate) foreign: u64,
}

const DOT: u8 = 1;
const HYPHEN: u8 = 2;
const FOREIGN: u8 = 4;

impl Scan {
    /// Looks at the first [`WINDOW`] octets of `text`.
    #[inline]
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut lower = [0; WINDOW];
        let len = text.len().min(WINDOW);
        lower[..len].copy_from_slice(&text[..len]);

        let mut classes = [0; WINDOW];
        for (octet, class) in lower.iter_mut().zip(&mut classes) {
            octet.make_ascii_lowercase();
            *class = classify(*octet);
        }
        let within = bits(0, len);
        Self {
            lower,
            len,
            dots: mask(&classes, DOT) & within,
            hyphens: mask(&classes, HYPHEN) & within,
            foreign: mask(&classes, FOREIGN) & within,
        }
    }
}

/// The class of an octet whose case has been lowered. Without branches, so that the compiler makes vector code of it.
#[inline]
fn classify(octet: u8) -> u8 {
    let letter = octet.wrapping_sub(b'a') < 26;
    let digit = octet.wrapping_sub(b'0') < 10;
    let dot = octet == b'.';
    let hyphen = octet == b'-';
    let known = letter | digit | dot | hyphen | (octet == b'_');
    (u8::from(dot) * DOT) | (u8::from(hyphen) * HYPHEN) | (u8::from(!known) * FOREIGN)
}

/// The octets of `classes` that have the bit `class`.
#[inline]
fn mask(classes: &[u8; WINDOW], class: u8) -> u64 {
    let mut mask = 0;
    for (word, eight) in classes.as_chunks::<8>().0.iter().enumerate() {
        // One bit of each octet is moved into the highest octet: none of the eight products meets another.
        let ones = (u64::from_le_bytes(*eight) / u64::from(class)) & 0x0101_0101_0101_0101;
        mask |= (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * word);
    }
    mask
}

/// The bits from `start` up to but not including `end`, which is at most 64.
#[inline]
pub(crate) fn bits(start: usize, end: usize) -> u64 {
    let below = |bit: usize| if bit < 64 { (1 << bit) - 1 } else { u64::MAX };
    below(end) & !below(start)
}

/// The ASCII upper-case letters among the first [`WINDOW`] octets.
pub(crate) fn upper(text: &[u8]) -> u64 {
    text.iter().take(WINDOW).enumerate().fold(0, |mask, (i, octet)| mask | u64::from(octet.is_ascii_uppercase()) << i)
}

/// The number of characters of a text that need not be valid UTF-8: its octets but for continuation octets
/// (RFC 3629 section 3).
pub(crate) fn count_characters(text: &[u8]) -> usize {
    text.iter().filter(|&&octet| octet & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::{Scan, bits};

    #[test]
    fn every_octet_has_its_class() {
        for octet in 0..=u8::MAX {
            for position in [0, 7, 8, 31, 62, 63] {
                let mut text = [b'a'; 64];
                text[position] = octet;
                let scan = Scan::new(&text);
                let here = 1 << position;
                let named = octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-' | b'.');
                assert_eq!(scan.dots, if octet == b'.' { here } else { 0 });
                assert_eq!(scan.hyphens, if octet == b'-' { here } else { 0 });
                assert_eq!(scan.foreign, if named { 0 } else { here });
                assert_eq!(scan.lower[position], octet.to_ascii_lowercase());
            }
        }
    }

    #[test]
    fn padding_has_no_class() {
        for len in 0..=64 {
            let scan = Scan::new(&[b'/'; 64][..len]);
            assert_eq!(scan.foreign, bits(0, len));
            assert_eq!(scan.len, len);
        }
    }
}
