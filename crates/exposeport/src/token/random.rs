//! Generates the characters of a token from 16 random bytes, with a uniform distribution.

use crate::error::{Detail, Error};
use crate::limits::TOKEN_ISSUED_MAX;

/// The characters of a generated token. Underscores are excluded, so that strict clients accept the
/// host (RFC 1123 section 2.1).
const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// The number of characters that one 64-bit number yields.
const HALF: usize = TOKEN_ISSUED_MAX / 2;

/// The number of distinct halves of a token, about 2^41.
const HALVES: u64 = (ALPHABET.len() as u64).pow(HALF as u32);

/// The largest multiple of [`HALVES`] that fits in 64 bits. This and higher numbers are rejected,
/// since they would make some halves more likely than others.
const UNBIASED: u64 = u64::MAX - u64::MAX % HALVES;

/// The number of draws before the source is considered broken. With a working source, fewer than
/// one draw in three million is rejected.
const ATTEMPTS: usize = 8;

/// Fills a buffer from the operating system's random number generator.
#[cfg(feature = "os-entropy")]
pub(crate) fn system(buffer: &mut [u8]) -> Result<(), rand::rngs::SysError> {
    rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, buffer)
}

/// Returns 16 random characters.
pub(super) fn characters<E>(
    fill: &mut impl FnMut(&mut [u8]) -> Result<(), E>,
) -> Result<[u8; TOKEN_ISSUED_MAX], Error> {
    for _ in 0..ATTEMPTS {
        let mut entropy = [0; 16];
        fill(&mut entropy).map_err(|_| Detail::EntropyFailed)?;
        if let Some(characters) = spell(entropy) {
            return Ok(characters);
        }
    }
    Err(Detail::EntropyRepeats.into())
}

/// Encodes two numbers in base 36, or returns `None` if one of them is rejected.
fn spell(entropy: [u8; 16]) -> Option<[u8; TOKEN_ISSUED_MAX]> {
    let mut characters = [0; TOKEN_ISSUED_MAX];
    let (numbers, _) = entropy.as_chunks::<8>();
    for (half, number) in characters.chunks_exact_mut(HALF).zip(numbers) {
        let mut number = u64::from_le_bytes(*number);
        if number >= UNBIASED {
            return None;
        }
        for character in half {
            *character = ALPHABET[(number % ALPHABET.len() as u64) as usize];
            number /= ALPHABET.len() as u64;
        }
    }
    Some(characters)
}

#[cfg(test)]
mod tests {
    use super::{HALVES, UNBIASED, spell};

    /// Returns entropy that holds these two numbers.
    fn numbers(first: u64, second: u64) -> [u8; 16] {
        (u128::from(first) | u128::from(second) << 64).to_le_bytes()
    }

    #[test]
    fn a_number_is_spelled_in_base_36() {
        // 36^8 = 2,821,109,907,456
        assert_eq!(HALVES, 2_821_109_907_456);
        assert_eq!(spell(numbers(0, 35)), Some(*b"aaaaaaaa9aaaaaaa"));
        assert_eq!(spell(numbers(36, 36 * 36 - 1)), Some(*b"abaaaaaa99aaaaaa"));
        assert_eq!(spell(numbers(HALVES - 1, HALVES)), Some(*b"99999999aaaaaaaa"));
    }

    #[test]
    fn numbers_of_the_incomplete_last_round_are_rejected() {
        const { assert!(UNBIASED.is_multiple_of(HALVES) && u64::MAX - UNBIASED < HALVES) };
        assert_eq!(spell(numbers(UNBIASED - 1, 0)), Some(*b"99999999aaaaaaaa"));
        assert_eq!(spell(numbers(0, UNBIASED)), None);
        assert_eq!(spell(numbers(UNBIASED, 0)), None);
    }
}
