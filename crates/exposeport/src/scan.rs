//! Character classes: what each octet of a label is, as bit masks over a window of 64 octets.

/// How many octets a window has: one more than a label, so that the dot that ends it is seen.
pub(crate) const WINDOW: usize = 64;

/// What a short text is padded with. A digit has no bit in any mask.
const PADDING: u8 = b'0';

/// The first octets of a text. Bit `i` of a mask tells of octet `i`; no mask has a bit at or above `len`.
#[derive(Clone, Copy)]
pub(crate) struct Scan {
    /// How many of them there are.
    pub(crate) len: usize,
    /// `.`
    pub(crate) dots: u64,
    /// `-`
    pub(crate) hyphens: u64,
    /// None of `A-Z a-z 0-9 _ - .`
    pub(crate) foreign: u64,
}

/// Half a window.
pub(crate) const HALF: usize = WINDOW / 2;

impl Scan {
    /// Looks at the first [`WINDOW`] octets of `text`.
    #[inline(always)]
    pub(crate) fn new(text: &[u8]) -> Self {
        let text = &text[..text.len().min(WINDOW)];
        match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) => {
                let ([a, b], [c, d]) = (vectors(first), vectors(last));
                Self::of([a, b, c, d], text.len() - HALF, text.len())
            }
            _ => Self::of_short(text),
        }
    }

    /// Looks at half a window, in 26 instructions less than at a whole one.
    #[inline(always)]
    pub(crate) fn of_half(text: &[u8; HALF]) -> Self {
        Self::of(vectors(text), VECTOR, HALF)
    }

    /// Looks at less than half a window.
    #[inline(always)]
    fn of_short(text: &[u8]) -> Self {
        if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
            return Self::of([first, last], text.len() - VECTOR, text.len());
        }
        let mut padded = [PADDING; VECTOR];
        padded[..text.len()].copy_from_slice(text);
        Self::of([&padded, &padded], 0, text.len())
    }

    /// Of a text of `len` octets, the vectors of its beginning, and as many of its end.
    #[inline(always)]
    fn of<const N: usize>(vectors: [&[u8; VECTOR]; N], last_start: usize, len: usize) -> Self {
        let each = N / 2 * VECTOR;
        let Matrices { separators, foreign } = matrices(vectors);
        let mask = |transposed| (transposed & bits(0, each)) | (transposed >> each) << last_start;
        let [dots, hyphens] = transpose(separators).map(mask);
        let foreign = if foreign == 0 { 0 } else { mask(transpose([foreign])[0]) };
        Self { len, dots, hyphens, foreign }
    }
}

#[inline(always)]
fn vectors(half: &[u8; HALF]) -> [&[u8; VECTOR]; HALF / VECTOR] {
    let (vectors, _) = half.as_chunks();
    [&vectors[0], &vectors[1]]
}

/// The first [`WINDOW`] octets of a text, as their first and their last 32, or 16, which overlap where there are less than twice as many.
///
/// Every load comes straight from the text: a copy that is padded first would be read across the borders of its own stores, which costs
/// some 15 cycles.
struct Halves {
    first: [u8; HALF],
    last: [u8; HALF],
    last_start: usize,
}

impl Halves {
    #[inline(always)]
    fn of(text: &[u8]) -> Self {
        let text = &text[..text.len().min(WINDOW)];
        if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
            return Self { first: *first, last: *last, last_start: text.len() - HALF };
        }
        if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
            return Self { first: half(*first), last: half(*last), last_start: text.len() - VECTOR };
        }
        let mut padded = [PADDING; HALF];
        padded[..text.len()].copy_from_slice(text);
        Self { first: padded, last: padded, last_start: 0 }
    }
}

/// A vector, and padding behind it.
#[inline(always)]
fn half(vector: [u8; VECTOR]) -> [u8; HALF] {
    let mut half = [PADDING; HALF];
    half[..VECTOR].copy_from_slice(&vector);
    half
}

/// The octets that most labels lie in.
const MOST: usize = 3 * VECTOR;

/// The first [`WINDOW`] octets of `text`, of which the first `len`, a label that has been judged, are lowered, and the others are anything.
#[inline(always)]
pub(crate) fn lowered_label(text: &[u8], len: usize) -> [u8; WINDOW] {
    debug_assert!(len <= text.len().min(WINDOW));
    lowered_start(text, len).unwrap_or_else(|| lowered_halves(text))
}

/// The same of a label within the first [`MOST`] octets; `None` where it is not. They are stored side by side: stores that overlap hold
/// up whoever copies them.
#[inline(always)]
pub(crate) fn lowered_start(text: &[u8], len: usize) -> Option<[u8; WINDOW]> {
    let start = text.first_chunk::<MOST>().filter(|_| len <= MOST)?;
    let mut lower = [PADDING; WINDOW];
    lower[..MOST].copy_from_slice(&to_lower(*start));
    Some(lower)
}

/// The same of any label.
#[inline(always)]
pub(crate) fn lowered_halves(text: &[u8]) -> [u8; WINDOW] {
    let Halves { first, last, last_start } = Halves::of(text);
    let mut lower = [PADDING; WINDOW];
    lower[..HALF].copy_from_slice(&to_lower(first));
    lower[last_start..last_start + HALF].copy_from_slice(&to_lower(last));
    lower
}

/// Of what a label holds, the bit that tells the cases apart is missing in upper case and in the underscore only. Half the
/// instructions of asking for upper case.
#[inline(always)]
fn to_lower<const N: usize>(mut octets: [u8; N]) -> [u8; N] {
    for octet in &mut octets {
        *octet |= if *octet == b'_' { 0 } else { 0x20 };
    }
    octets
}

/// The classes of a window as matrices of 8 by 8 bits: bit `k` of octet `i` tells of octet `8 k + i`.
struct Matrices {
    /// Dots, and hyphens.
    separators: [u64; 2],
    foreign: u64,
}

/// How many octets vector code takes at once, on every processor that has any.
const VECTOR: usize = 16;

/// The window is taken as 8 rows of 8 octets, of which vector code does two at once: row `k` sets bit `k`. A transposed matrix
/// is a mask. The masks of a whole window take 137 instructions; gathering the bits of each row by a multiplication took 380.
#[inline(always)]
fn matrices<const N: usize>(vectors: [&[u8; VECTOR]; N]) -> Matrices {
    let (mut dots, mut hyphens, mut others) = ([0; VECTOR], [0; VECTOR], [0; VECTOR]);
    for (octets, bits) in vectors.into_iter().zip(&ROW_BITS) {
        for i in 0..VECTOR {
            // Without branches, so that the compiler makes vector code of it.
            let (octet, bit) = (octets[i], bits[i]);
            let is_letter = is_lower(octet | 0x20);
            let is_digit = is_digit(octet);
            let is_dot = octet == b'.';
            let is_hyphen = octet == b'-';
            let is_of_word = is_letter | is_digit | (octet == b'_');
            dots[i] |= if is_dot { bit } else { 0 };
            hyphens[i] |= if is_hyphen { bit } else { 0 };
            others[i] |= if is_of_word { 0 } else { bit };
        }
    }
    let separators = [fold(dots), fold(hyphens)];
    // Taken out once, not octet by octet: 7 instructions less.
    Matrices { separators, foreign: fold(others) & !(separators[0] | separators[1]) }
}

/// The bit of each octet's row.
const ROW_BITS: [[u8; VECTOR]; WINDOW / VECTOR] = {
    let mut bits = [[0; VECTOR]; WINDOW / VECTOR];
    let mut i = 0;
    while i < WINDOW {
        bits[i / VECTOR][i % VECTOR] = 1 << (i / 8);
        i += 1;
    }
    bits
};

/// The two rows of a vector in one word.
#[inline(always)]
fn fold(rows: [u8; VECTOR]) -> u64 {
    let (rows, _) = rows.as_chunks();
    u64::from_le_bytes(rows[0]) | u64::from_le_bytes(rows[1])
}

/// Transposes matrices of 8 by 8 bits, a row an octet, by exchanging ever larger blocks across the diagonal.
#[inline(always)]
fn transpose<const N: usize>(mut matrices: [u64; N]) -> [u64; N] {
    for (distance, block) in [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)] {
        for matrix in &mut matrices {
            let exchanged = (*matrix ^ (*matrix >> distance)) & block;
            *matrix ^= exchanged ^ (exchanged << distance);
        }
    }
    matrices
}

/// Whether an octet is one of `FIRST` to `LAST`. Those become the highest signed numbers, so that one comparison tells: vector code
/// has none of unsigned numbers, which takes 15 instructions more.
#[inline(always)]
const fn is_between<const FIRST: u8, const LAST: u8>(octet: u8) -> bool {
    const HIGHEST: u8 = i8::MAX as u8;
    octet.wrapping_add(HIGHEST - LAST) as i8 > (HIGHEST - LAST + FIRST - 1) as i8
}

#[inline(always)]
const fn is_lower(octet: u8) -> bool {
    is_between::<b'a', b'z'>(octet)
}

#[inline(always)]
const fn is_digit(octet: u8) -> bool {
    is_between::<b'0', b'9'>(octet)
}

/// What a text of its own holds that is not `a-z 0-9 _`. Most texts that come in are right, and hold nothing else or some hyphens:
/// seeing that takes 4 instructions an octet, where a [`Scan`], which is for the others, takes up to 140 in all.
#[derive(Clone, Copy)]
pub(crate) struct Found(u8);

impl Found {
    const HYPHEN: u8 = 1;
    const OTHER: u8 = 2;

    const OF_OCTET: [u8; 256] = {
        let mut table = [Self::OTHER; 256];
        let mut octet = 0;
        while octet <= u8::MAX as usize {
            if is_lower(octet as u8) || is_digit(octet as u8) || octet as u8 == b'_' {
                table[octet] = 0;
            }
            octet += 1;
        }
        table[b'-' as usize] = Self::HYPHEN;
        table
    };

    #[inline]
    pub(crate) fn within(text: &[u8]) -> Self {
        Self(text.iter().fold(0, |found, &octet| found | Self::OF_OCTET[usize::from(octet)]))
    }

    #[inline]
    pub(crate) const fn nothing(self) -> bool {
        self.0 == 0
    }

    #[inline]
    pub(crate) const fn hyphens_at_most(self) -> bool {
        self.0 <= Self::HYPHEN
    }
}

/// The bits from `start`, which is below 64, up to but not including `end`, which is 1 to 64.
#[inline(always)]
pub(crate) fn bits(start: usize, end: usize) -> u64 {
    // Two shifts that cannot overflow take half of what two comparisons for the empty and the full mask do.
    (u64::MAX >> (WINDOW - end)) & (u64::MAX << start)
}

/// The ASCII upper-case letters among the first [`WINDOW`] octets.
pub(crate) fn upper(text: &[u8]) -> u64 {
    text.iter().take(WINDOW).enumerate().fold(0, |mask, (i, octet)| mask | u64::from(octet.is_ascii_uppercase()) << i)
}

/// The number of characters of a text that need not be valid UTF-8: its octets but for continuation octets (RFC 3629 section 3), which
/// without any other make one.
pub(crate) fn count_characters(text: &[u8]) -> usize {
    let characters = text.iter().filter(|&&octet| octet & 0xC0 != 0x80).count();
    characters.max(usize::from(!text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::{Found, HALF, Scan, bits, lowered_label};

    #[test]
    fn every_octet_is_found() {
        for octet in 0..=u8::MAX {
            let plain = octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'_';
            for text in [&[octet][..], &[b'a', octet], &[octet, b'a'], &[b'-', octet]] {
                let found = Found::within(text);
                assert_eq!(found.nothing(), plain && text[0] != b'-');
                assert_eq!(found.hyphens_at_most(), plain || octet == b'-');
            }
        }
    }

    #[test]
    fn every_octet_has_its_class_at_every_place() {
        for octet in 0..=u8::MAX {
            for position in 0..64 {
                let mut text = [b'a'; 64];
                text[position] = octet;
                let scan = Scan::new(&text);
                let here = 1 << position;
                let named = octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-' | b'.');
                assert_eq!(scan.dots, if octet == b'.' { here } else { 0 });
                assert_eq!(scan.hyphens, if octet == b'-' { here } else { 0 });
                assert_eq!(scan.foreign, if named { 0 } else { here });
                if named {
                    assert_eq!(lowered_label(&text, text.len())[position], octet.to_ascii_lowercase());
                }
            }
        }
    }

    #[test]
    fn masks_of_many_octets_are_right() {
        for first in 0..=u8::MAX {
            let text: [u8; 64] = core::array::from_fn(|i| first.wrapping_add((i * 37) as u8) & 0x7F);
            let scan = Scan::new(&text);
            for (i, octet) in text.iter().enumerate() {
                assert_eq!(scan.dots >> i & 1 == 1, *octet == b'.');
                assert_eq!(scan.hyphens >> i & 1 == 1, *octet == b'-');
            }
        }
    }

    #[test]
    fn half_a_window_has_the_masks_of_a_whole_one() {
        for first in 0..=u8::MAX {
            let text: [u8; HALF] = core::array::from_fn(|i| first.wrapping_add((i * 37) as u8) & 0x7F);
            let (half, whole) = (Scan::of_half(&text), Scan::new(&text));
            let masks = |scan: Scan| [scan.dots, scan.hyphens, scan.foreign, scan.len as u64];
            assert_eq!(masks(half), masks(whole));
        }
    }

    #[test]
    fn padding_has_no_class() {
        for len in 1..=64 {
            for octet in [b'/', b'.', b'-'] {
                let scan = Scan::new(&[octet; 64][..len]);
                assert_eq!(scan.foreign | scan.dots | scan.hyphens, bits(0, len));
                assert_eq!(scan.len, len);
            }
        }
    }

    #[test]
    fn a_label_of_every_length_is_lowered() {
        let text: [u8; 100] = core::array::from_fn(|i| b"AZaz09_-"[i % 7]);
        for len in 0..=text.len() {
            let label = &text[..len.min(64)];
            assert_eq!(lowered_label(&text[..len], label.len())[..label.len()], label.to_ascii_lowercase());
        }
    }

    #[test]
    fn a_window_holds_the_beginning_of_a_text() {
        let text: [u8; 100] = core::array::from_fn(|i| i as u8 + 100);
        for len in 0..=text.len() {
            let scan = Scan::new(&text[..len]);
            assert_eq!(scan.len, len.min(64));
            assert_eq!(
                scan.foreign,
                text[..scan.len]
                    .iter()
                    .enumerate()
                    .fold(0, |mask, (i, octet)| { mask | u64::from(!octet.is_ascii_alphanumeric()) << i })
            );
        }
    }
}
