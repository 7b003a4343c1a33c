//! Base 36: `0-9a-z`, the most significant digit first.
//!
//! The digits of a MAC are secret until they are compared, so no branch, no table and no division
//! instruction depends on them: divisors are constants, which a compiler replaces by products.

use crate::limits::{TOKEN_EXPIRY_LEN, TOKEN_ISSUED_MAX};

const BASE: u32 = 36;

/// The number of digits that are computed at once. Their value has 21 bits.
const GROUP: usize = 4;
const GROUPS: usize = TOKEN_ISSUED_MAX / GROUP;

/// One more than the largest value of a group.
const GROUP_BASE: u64 = (BASE as u64).pow(GROUP as u32);

/// The powers of 2^32 that are less than 2^128, modulo 36^16, as groups of digits. The least
/// significant group is the first.
const POWERS: [[u64; GROUPS]; 4] = {
    let modulus = (BASE as u128).pow(TOKEN_ISSUED_MAX as u32);
    let mut powers = [[0; GROUPS]; 4];
    let (mut limb, mut power) = (0, 1);
    while limb < powers.len() {
        let (mut group, mut rest) = (0, power);
        while group < GROUPS {
            powers[limb][group] = (rest % GROUP_BASE as u128) as u64;
            rest /= GROUP_BASE as u128;
            group += 1;
        }
        power = (power << 32) % modulus;
        limb += 1;
    }
    powers
};

/// Writes a number that is less than 36 to the power of the number of `digits`.
pub(super) fn write(mut number: u32, digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        *digit = character((number % BASE) as u8);
        number /= BASE;
    }
}

/// Writes the last 16 digits of a number: the number modulo 36^16.
pub(super) fn write_last(number: u128, digits: &mut [u8; TOKEN_ISSUED_MAX]) {
    let limbs = [0, 32, 64, 96].map(|shift| u64::from((number >> shift) as u32));
    let mut carry = 0;
    for (index, group) in digits.rchunks_mut(GROUP).enumerate() {
        // Each of the four products has at most 53 bits, so the sum does not overflow.
        let products = limbs.iter().zip(&POWERS).map(|(limb, power)| limb * power[index]);
        let sum = carry + products.sum::<u64>();
        write((sum % GROUP_BASE) as u32, group);
        carry = sum / GROUP_BASE;
    }
}

/// Returns the character of a digit from 0 to 35.
const fn character(digit: u8) -> u8 {
    const GAP: u8 = b'a' - b'9' - 1;
    let is_letter = 9_u8.wrapping_sub(digit) >> 7;
    b'0' + digit + GAP * is_letter
}

/// Returns the number that 6 digits represent, or `None` for any other input.
pub(super) fn parse(digits: &[u8; TOKEN_EXPIRY_LEN]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number * BASE + u32::from(value))
    })
}

#[cfg(test)]
mod tests {
    use super::{parse, write, write_last};

    fn last(number: u128) -> [u8; 16] {
        let mut digits = [0; 16];
        write_last(number, &mut digits);
        digits
    }

    #[test]
    fn the_last_digits_of_a_number() {
        let power = 36_u128.pow(16);
        for (number, digits) in [
            (0, b"0000000000000000"),
            (9, b"0000000000000009"),
            (10, b"000000000000000a"),
            (35, b"000000000000000z"),
            (36, b"0000000000000010"),
            (36_u128.pow(6) - 1, b"0000000000zzzzzz"),
            (36_u128.pow(6), b"0000000001000000"),
            (36_u128.pow(12), b"0001000000000000"),
            (power - 1, b"zzzzzzzzzzzzzzzz"),
            (power, b"0000000000000000"),
            (power + 37, b"0000000000000011"),
            // 2^128 - 1 = f5lxx1zz5pnorynqglhzmsp33 in base 36
            (u128::MAX, b"pnorynqglhzmsp33"),
        ] {
            assert_eq!(&last(number), digits, "{number}");
        }
    }

    #[test]
    fn six_digits_are_written_and_parsed() {
        for (number, digits) in [
            (0, b"000000"),
            (35, b"00000z"),
            (1_000_000_000, b"gjdgxs"),
            (36_u32.pow(6) - 1, b"zzzzzz"),
        ] {
            let mut written = [0; 6];
            write(number, &mut written);
            assert_eq!((&written, parse(digits)), (digits, Some(number)));
        }
        for digits in [b"00000_", b"A00000", b"0-0000", b"/:`{00", b"00 000"] {
            assert_eq!(parse(digits), None);
        }
    }
}
