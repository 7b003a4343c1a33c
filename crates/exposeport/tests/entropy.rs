//! Generated tokens are uniform over `a-z 0-9`, and a failing entropy source is an error.
//!
//! Every source except the operating system is deterministic. The bounds for the operating system
//! are so wide that no test fails by chance.

use std::collections::HashSet;
use std::convert::Infallible;

use exposeport::{Error, ErrorKind, Token};

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

#[track_caller]
fn assert_is_issued(token: &Token) {
    let string = token.as_str();
    assert_eq!(string.len(), 16);
    assert!(string.chars().all(|c| ALPHABET.contains(c)));
    assert!(Token::new(string).expect("a valid custom token") == *token);
}

/// Returns an entropy source: the 64-bit generator SplitMix (Steele, Lea and Flood, 2014).
fn split_mix(mut state: u64) -> impl FnMut(&mut [u8]) -> Result<(), Infallible> {
    move |buffer| {
        for word in buffer.chunks_mut(8) {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            word.copy_from_slice(&(mixed ^ mixed >> 31).to_le_bytes()[..word.len()]);
        }
        Ok(())
    }
}

#[track_caller]
fn check_unavailable(result: Result<Token, Error>, message: &str) {
    let error = result.expect_err("no token");
    assert_eq!((error.kind(), error.http_status()), (ErrorKind::EntropyUnavailable, 500));
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_source_that_fails_is_an_error() {
    let message = "entropy source failed; no token was generated";
    check_unavailable(Token::generate_with(|_buffer| Err(())), message);
    // A partial result is not used.
    let partial = |buffer: &mut [u8]| {
        buffer[..8].fill(0x5A);
        Err("interrupted")
    };
    check_unavailable(Token::generate_with(partial), message);
}

#[test]
fn a_source_that_repeats_itself_is_an_error() {
    let mut calls = 0;
    let stuck = |buffer: &mut [u8]| {
        buffer.fill(0xFF);
        calls += 1;
        Ok::<_, Infallible>(())
    };
    check_unavailable(
        Token::generate_with(stuck),
        "entropy source repeats itself; no token was generated",
    );
    assert!((2..=100).contains(&calls), "{calls} calls");
}

#[test]
fn unusable_bytes_are_drawn_again() {
    for (second, is_ok) in [(Some(0x5A), true), (None, false)] {
        let mut draws = [Some(0xFF), second].into_iter();
        let fill = |buffer: &mut [u8]| {
            let byte = draws.next().expect("at most two draws").ok_or("no entropy")?;
            buffer.fill(byte);
            Ok::<_, &str>(())
        };
        match Token::generate_with(fill) {
            Ok(token) => assert!(is_ok && token.as_str().len() == 16),
            Err(error) => assert!(!is_ok && error.kind() == ErrorKind::EntropyUnavailable),
        }
        assert_eq!(draws.next(), None, "both draws are used");
    }
}

/// Checks that every byte of the entropy has an effect on the token.
#[test]
fn a_counter_yields_different_tokens() {
    for place in [0, 8] {
        let mut counter = 0_u64;
        let mut fill = |buffer: &mut [u8]| {
            buffer.fill(0);
            buffer[place..][..8].copy_from_slice(&counter.to_le_bytes());
            // Counts in the lowest byte first, then in the ones above it.
            counter += 1 << (counter / 100 % 5 * 8);
            Ok::<_, Infallible>(())
        };
        let tokens: HashSet<Token> =
            (0..1000).map(|_| Token::generate_with(&mut fill).expect("a token")).collect();
        assert_eq!(tokens.len(), 1000);
        tokens.iter().for_each(assert_is_issued);
    }
}

/// Returns how far counts are from uniform: Pearson's statistic minus its mean, in standard
/// deviations.
fn deviation(counts: &[u32]) -> f64 {
    let freedom = (counts.len() - 1) as f64;
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    let statistic: f64 =
        counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    (statistic - freedom) / (2.0 * freedom).sqrt()
}

/// Checks the distribution of a million tokens, and that no two are the same.
///
/// Counts of characters and of neighbors may be off by `bound` standard deviations.
fn check_distribution(bound: f64, mut generate: impl FnMut() -> Result<Token, Error>) {
    const TOKENS: usize = 1_000_000;
    let mut indexes = [0; 128];
    for (index, character) in ALPHABET.bytes().enumerate() {
        indexes[usize::from(character)] = index;
    }
    let mut by_place = [[0; 36]; 16];
    let mut pairs = [[0; 36 * 36]; 15];
    let mut distinct = HashSet::with_capacity(TOKENS);
    for _ in 0..TOKENS {
        let token = generate().expect("a token");
        assert_is_issued(&token);
        let characters: [u8; 16] = token.as_bytes().try_into().expect("16 characters");
        let places = characters.map(|character| indexes[usize::from(character)]);
        for (place, &index) in places.iter().enumerate() {
            by_place[place][index] += 1;
        }
        for (place, neighbors) in places.windows(2).enumerate() {
            pairs[place][neighbors[0] * 36 + neighbors[1]] += 1;
        }
        distinct.insert(characters);
    }
    assert_eq!(distinct.len(), TOKENS, "two tokens are the same");

    // The remainder of a byte divided by 36 would be about 45 standard deviations off in one place,
    // and 700 in total.
    let check = |counts: &[u32], what: &str, place: usize| {
        let deviation = deviation(counts);
        assert!(deviation.abs() < bound, "{what} {place}: {deviation}");
    };
    for (place, counts) in by_place.iter().enumerate() {
        check(counts, "character", place);
    }
    for (place, counts) in pairs.iter().enumerate() {
        check(counts, "pair", place);
    }
    let total = (0..36).map(|index| by_place.iter().map(|counts| counts[index]).sum());
    check(&total.collect::<Vec<u32>>(), "all characters", 0);
    // A place whose characters are more even than chance allows, or less.
    let by_place = by_place.map(|counts| deviation(&counts));
    let mean = by_place.iter().sum::<f64>() / 16.0;
    assert!(mean.abs() < bound / 4.0, "mean of all places: {mean}");
}

#[test]
fn characters_are_uniform() {
    let mut fill = split_mix(1);
    check_distribution(4.0, || Token::generate_with(&mut fill));
}

#[test]
fn characters_of_the_operating_system_are_uniform() {
    check_distribution(10.0, Token::generate);
}
