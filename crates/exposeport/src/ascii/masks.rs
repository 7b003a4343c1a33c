//! Byte classes as bit masks, computed with the `wide` crate.
//!
//! A window is the first 64 bytes of a slice: one more than the longest DNS label, so that it
//! includes the dot after the label. Each byte class of a window is one `u64`. A parser then finds
//! the next dot, the last hyphen or the first invalid byte with one bit operation.
//!
//! A window is loaded in two parts, its first and its last 32 bytes (or 16 bytes), which overlap in
//! a shorter slice. Thus, a slice of 16 or more bytes is loaded without a padded copy. The tests
//! compare each mask with its definition, byte by byte.

use wide::u8x16;

/// The number of bytes that masks describe.
pub(crate) const WINDOW: usize = 64;

/// The number of bytes in one vector.
const VECTOR: usize = 16;

/// Half a window.
const HALF: usize = WINDOW / 2;

/// The padding of a slice that is shorter than a vector. A digit is in no mask.
const PADDING: u8 = b'0';

/// The bit that distinguishes a lowercase from an uppercase letter.
const LOWERCASE: u8 = 0x20;

/// The byte classes of a window. Bit `i` describes byte `i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Masks {
    /// `.`
    pub(crate) dots: u64,
    /// `-`
    pub(crate) hyphens: u64,
    /// Every byte except `A-Z a-z 0-9 _ - .`
    pub(crate) others: u64,
}

impl Masks {
    /// Computes the masks of the first [`WINDOW`] bytes.
    #[inline(always)]
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let [dots, hyphens, not_words] = window(bytes, label_classes);
        Self { dots, hyphens, others: not_words & !(dots | hyphens) }
    }

    /// Computes the masks as [`of`](Self::of) does, and the mask of `A-Z`.
    #[inline]
    pub(crate) fn with_uppercase(bytes: &[u8]) -> (Self, u64) {
        let [dots, hyphens, not_words, uppercase] = window(bytes, |vector| {
            let [dots, hyphens, not_words] = label_classes(vector);
            [dots, hyphens, not_words, mask(is_zero(beyond(vector, b'A', b'Z')))]
        });
        (Self { dots, hyphens, others: not_words & !(dots | hyphens) }, uppercase)
    }

    /// Computes the masks as [`of`](Self::of) does, for the windows after the first.
    #[inline(never)]
    pub(crate) fn of_more(bytes: &[u8]) -> Self {
        Self::of(bytes)
    }

    /// Returns the masks of the bytes from `start` up to `end`, from bit 0 on.
    #[inline]
    pub(crate) fn slice(self, start: usize, end: usize) -> Self {
        let kept = !u64::MAX.unbounded_shl(end as u32);
        let sliced = |mask: u64| (mask & kept).unbounded_shr(start as u32);
        Self { dots: sliced(self.dots), hyphens: sliced(self.hyphens), others: sliced(self.others) }
    }
}

/// Returns the masks of `classes` in the first [`WINDOW`] bytes.
#[inline(always)]
fn window<const N: usize>(bytes: &[u8], classes: impl Fn(u8x16) -> [u64; N]) -> [u64; N] {
    let bytes = &bytes[..bytes.len().min(WINDOW)];
    let vector = |bytes: &[u8; VECTOR]| classes(u8x16::new(*bytes));
    let half = |bytes: &[u8; HALF]| {
        let (vectors, _) = bytes.as_chunks();
        join(vector(&vectors[0]), vector(&vectors[1]), VECTOR)
    };
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        join(half(first), half(last), bytes.len() - HALF)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        join(vector(first), vector(last), bytes.len() - VECTOR)
    } else {
        vector(&padded(bytes))
    }
}

/// Joins the masks of two parts. The second part starts at `start`.
#[inline]
fn join<const N: usize>(first: [u64; N], second: [u64; N], start: usize) -> [u64; N] {
    core::array::from_fn(|class| first[class] | second[class] << start)
}

/// Returns at most [`VECTOR`] bytes, padded. They stay in registers.
#[inline]
fn padded(bytes: &[u8]) -> [u8; VECTOR] {
    let padding = u128::from_le_bytes([PADDING; VECTOR]);
    let start = padding.unbounded_shl(8 * bytes.len() as u32);
    let bytes = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let [first, last] = [first, last].map(|word| u128::from(u64::from_le_bytes(*word)));
        first | last << (8 * (bytes.len() - size_of::<u64>()))
    } else {
        bytes.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte))
    };
    (start | bytes).to_le_bytes()
}

/// Returns the masks of dots, of hyphens, and of everything except letters, digits and
/// underscores.
#[inline]
fn label_classes(bytes: u8x16) -> [u64; 3] {
    let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
    let letters = beyond(bytes | u8x16::splat(LOWERCASE), b'a', b'z');
    let underscores = bytes ^ u8x16::splat(b'_');
    let words = is_zero(letters.min(beyond(bytes, b'0', b'9')).min(underscores));
    [mask(is(b'.')), mask(is(b'-')), mask(words) ^ 0xFFFF]
}

#[inline]
fn is_zero(bytes: u8x16) -> u8x16 {
    bytes.simd_eq(u8x16::splat(0))
}

/// Returns zero for exactly the bytes in a range. Bytes below it wrap in the first subtraction.
#[inline]
fn beyond(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    (bytes - u8x16::splat(first)).saturating_sub(u8x16::splat(last - first))
}

#[inline]
fn mask(class: u8x16) -> u64 {
    u64::from(class.to_bitmask())
}

/// Returns the first [`WINDOW`] bytes in lowercase.
///
/// Bytes in [`Masks::others`], and bytes after the end of a shorter slice, are unspecified.
#[inline(always)]
pub(crate) fn lowercase_window(bytes: &[u8]) -> [u8; WINDOW] {
    if let Some(window) = bytes.first_chunk() {
        return lowercase(*window);
    }
    let mut window = [PADDING; WINDOW];
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (lowercase::<HALF>(*first), lowercase::<HALF>(*last));
        window[..HALF].copy_from_slice(&first);
        window[bytes.len() - HALF..][..HALF].copy_from_slice(&last);
        return window;
    }
    window[..bytes.len()].copy_from_slice(bytes);
    lowercase(window)
}

/// Lowercases bytes as [`lowercase_window`] does: in all of them except `_`, the bit that
/// distinguishes lowercase from uppercase letters may be set.
#[inline(always)]
fn lowercase<const N: usize>(mut bytes: [u8; N]) -> [u8; N] {
    for byte in &mut bytes {
        *byte |= if *byte == b'_' { 0 } else { LOWERCASE };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Masks, WINDOW, lowercase_window};

    /// The definition of the masks.
    fn defined(bytes: &[u8]) -> Masks {
        let mask = |is: fn(u8) -> bool| {
            let window = bytes.iter().take(WINDOW).enumerate();
            window.fold(0, |mask, (i, byte)| mask | u64::from(is(*byte)) << i)
        };
        Masks {
            dots: mask(|byte| byte == b'.'),
            hyphens: mask(|byte| byte == b'-'),
            others: mask(|byte| {
                !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-' | b'.')
            }),
        }
    }

    #[test]
    fn every_byte_has_its_class_at_every_position_of_every_length() {
        for byte in 0..=u8::MAX {
            for len in [1, 2, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100] {
                for position in 0..len {
                    let mut bytes = [b'a'; 100];
                    bytes[position] = byte;
                    assert_eq!(Masks::of(&bytes[..len]), defined(&bytes[..len]));
                    let is_uppercase = byte.is_ascii_uppercase() && position < WINDOW;
                    let expected = u64::from(is_uppercase).unbounded_shl(position as u32);
                    let masks = defined(&bytes[..len]);
                    assert_eq!(Masks::with_uppercase(&bytes[..len]), (masks, expected));
                }
            }
        }
    }

    #[test]
    fn mixed_bytes_of_every_length_have_their_classes() {
        for first in 0..=u8::MAX {
            let bytes: [u8; 100] =
                core::array::from_fn(|i| first.wrapping_add((i * 37) as u8) & 0x7F);
            for len in 0..=bytes.len() {
                assert_eq!(Masks::of(&bytes[..len]), defined(&bytes[..len]));
            }
        }
    }

    #[test]
    fn a_slice_has_the_masks_of_its_bytes() {
        let bytes: [u8; 64] = core::array::from_fn(|i| b"a-.$_"[i * 7 % 5]);
        for start in 0..=64 {
            for end in start..=64 {
                assert_eq!(Masks::of(&bytes).slice(start, end), defined(&bytes[start..end]));
            }
        }
    }

    #[test]
    fn a_window_of_every_length_is_lowercased() {
        let bytes: [u8; 100] = core::array::from_fn(|i| b"AZaz09_-."[i % 9]);
        for len in 0..=bytes.len() {
            let window = lowercase_window(&bytes[..len]);
            let expected = bytes[..len.min(WINDOW)].to_ascii_lowercase();
            assert_eq!(window[..expected.len()], expected);
        }
    }
}
