//! Drawing the characters of a token: uniformly, from 16 octets of a generator.

use rand::TryCryptoRng;

use crate::error::{Detail, Error};
use crate::limits::TOKEN_ISSUED_MAX;

/// What a generated token is made of. No underscore, so that strict clients take the host (RFC 1123 section 2.1).
const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// How many characters one 64-bit number gives.
const HALF: usize = TOKEN_ISSUED_MAX / 2;

/// How many different halves there are: about 2^41.
const HALVES: u64 = (ALPHABET.len() as u64).pow(HALF as u32);

/// The largest multiple of [`HALVES`] in 64 bits: numbers from here on are refused, since they would favour some halves.
const UNBIASED: u64 = u64::MAX - u64::MAX % HALVES;

/// Draws before the generator is given up. At most one in three million is refused, so a working generator never gets here.
const ATTEMPTS: usize = 8;

pub(crate) fn draw<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<[u8; TOKEN_ISSUED_MAX], Error> {
    for _ in 0..ATTEMPTS {
        let mut entropy = [0; 16];
        rng.try_fill_bytes(&mut entropy).map_err(|_| Detail::EntropyUnavailable)?;
        if let Some(characters) = characters(entropy) {
            return Ok(characters);
        }
    }
    Err(Detail::EntropyRepeats.into())
}

/// `None` where one of the two numbers is refused.
fn characters(entropy: [u8; 16]) -> Option<[u8; TOKEN_ISSUED_MAX]> {
    let mut characters = [0; TOKEN_ISSUED_MAX];
    for (half, number) in characters.chunks_exact_mut(HALF).zip(entropy.as_chunks::<8>().0) {
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
    use super::{HALVES, UNBIASED, characters};

    /// Entropy that holds these two numbers.
    fn numbers(first: u64, second: u64) -> [u8; 16] {
        (u128::from(first) | u128::from(second) << 64).to_le_bytes()
    }

    #[test]
    fn a_number_spells_its_digits_in_base_36() {
        // 36^8 = 2,821,109,907,456
        assert_eq!(HALVES, 2_821_109_907_456);
        assert_eq!(characters(numbers(0, 35)), Some(*b"aaaaaaaa9aaaaaaa"));
        assert_eq!(characters(numbers(36, 36 * 36 - 1)), Some(*b"abaaaaaa99aaaaaa"));
        assert_eq!(characters(numbers(HALVES - 1, HALVES)), Some(*b"99999999aaaaaaaa"));
    }

    #[test]
    fn numbers_of_the_incomplete_last_round_are_refused() {
        const { assert!(UNBIASED.is_multiple_of(HALVES) && u64::MAX - UNBIASED < HALVES) };
        assert_eq!(characters(numbers(UNBIASED - 1, 0)), Some(*b"99999999aaaaaaaa"));
        assert_eq!(characters(numbers(0, UNBIASED)), None);
        assert_eq!(characters(numbers(UNBIASED, 0)), None);
    }
}
