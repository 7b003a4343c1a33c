//! Drawing tokens: uniform over `a-z 0-9`, and an error where there is no entropy.
//!
//! Every generator but the system's is deterministic, so that no test fails by chance.

use std::collections::HashSet;

use exposeport::{ErrorKind, Token};
use generator::Generator;

#[path = "support/generator.rs"]
mod generator;

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

#[track_caller]
fn assert_is_issued(token: &Token) {
    let text = token.as_str();
    assert_eq!(text.len(), 16);
    assert!(text.chars().all(|c| ALPHABET.contains(c)));
    assert!(Token::new(text).expect("a custom token as well").matches(token));
}

/// The 64-bit generator SplitMix (Steele, Lea and Flood, 2014).
fn split_mix(mut state: u64) -> Generator<impl FnMut(&mut [u8]) -> bool> {
    Generator(move |octets: &mut [u8]| {
        for word in octets.chunks_mut(8) {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            word.copy_from_slice(&(mixed ^ mixed >> 31).to_le_bytes()[..word.len()]);
        }
        true
    })
}

#[test]
fn no_entropy_is_an_error() {
    let error = Token::from_rng(&mut Generator(|_: &mut [u8]| false)).expect_err("no entropy");
    assert_eq!(error.kind(), ErrorKind::EntropyUnavailable);
    assert_eq!(error.http_status(), 500);
    assert_eq!(error.to_string(), "the generator gave no entropy; no token was made");
}

#[test]
fn a_stuck_generator_is_given_up() {
    let mut calls = 0;
    let mut generator = Generator(|octets: &mut [u8]| {
        octets.fill(0xFF);
        calls += 1;
        true
    });
    let error = Token::from_rng(&mut generator).expect_err("the same unusable number each time");
    assert_eq!(error.kind(), ErrorKind::EntropyUnavailable);
    assert_eq!(error.to_string(), "the generator repeats itself; no token was made");
    assert!((2..=100).contains(&calls), "{calls} draws");
}

#[test]
fn a_refused_draw_is_drawn_again() {
    for (second, succeeds) in [(Some(0x5A), true), (None, false)] {
        let mut draws = [Some(0xFF), second].into_iter();
        let mut generator =
            Generator(|octets: &mut [u8]| match draws.next().expect("two draws at most") {
                Some(octet) => {
                    octets.fill(octet);
                    true
                }
                None => false,
            });
        match Token::from_rng(&mut generator) {
            Ok(token) => assert!(succeeds && token.as_str().len() == 16),
            Err(error) => assert!(!succeeds && error.kind() == ErrorKind::EntropyUnavailable),
        }
    }
}

/// Every octet that is drawn has a part in the token.
#[test]
fn a_counter_gives_a_new_token_each_time() {
    for place in [0, 8] {
        let mut counter = 0_u64;
        let mut generator = Generator(|octets: &mut [u8]| {
            octets.fill(0);
            octets[place..][..8].copy_from_slice(&counter.to_le_bytes());
            // Counts in the lowest octet first, then in the ones above it.
            counter += 1 << (counter / 100 % 5 * 8);
            true
        });
        let tokens: HashSet<String> = (0..1000)
            .map(|_| {
                let token = Token::from_rng(&mut generator).expect("a token");
                assert_is_issued(&token);
                token.as_str().to_owned()
            })
            .collect();
        assert_eq!(tokens.len(), 1000);
    }
}

/// How far counts are from being all alike: Pearson's statistic less its mean, in standard deviations.
fn deviation(counts: &[u32]) -> f64 {
    let freedom = (counts.len() - 1) as f64;
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    let statistic: f64 =
        counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    (statistic - freedom) / (2.0 * freedom).sqrt()
}

#[test]
fn characters_are_uniform() {
    const TOKENS: usize = 40_000;
    let mut generator = split_mix(1);
    let mut by_place = [[0; 36]; 16];
    let mut pairs = [[0; 36 * 36]; 15];
    for _ in 0..TOKENS {
        let token = Token::from_rng(&mut generator).expect("a token");
        assert_is_issued(&token);
        let places: Vec<usize> =
            token.as_str().chars().map(|c| ALPHABET.find(c).expect("of the alphabet")).collect();
        for (place, &character) in places.iter().enumerate() {
            by_place[place][character] += 1;
        }
        for (place, neighbors) in places.windows(2).enumerate() {
            pairs[place][neighbors[0] * 36 + neighbors[1]] += 1;
        }
    }

    // The remainder of an octet by 36 is about 9 standard deviations off in one place, and 140 over all.
    for (place, counts) in by_place.iter().enumerate() {
        assert!(deviation(counts).abs() < 4.0, "place {place}: {}", deviation(counts));
    }
    for (place, counts) in pairs.iter().enumerate() {
        assert!(
            deviation(counts).abs() < 4.0,
            "places {place} and {}: {}",
            place + 1,
            deviation(counts)
        );
    }
    let over_all: Vec<u32> =
        (0..36).map(|character| by_place.iter().map(|counts| counts[character]).sum()).collect();
    assert!(deviation(&over_all).abs() < 4.0, "over all: {}", deviation(&over_all));
}

#[cfg(feature = "sys_rng")]
#[test]
fn the_system_gives_a_new_token_each_time() {
    let tokens: HashSet<String> = (0..1000)
        .map(|_| {
            let token = Token::generate().expect("entropy");
            assert_is_issued(&token);
            token.as_str().to_owned()
        })
        .collect();
    assert_eq!(tokens.len(), 1000);
}
