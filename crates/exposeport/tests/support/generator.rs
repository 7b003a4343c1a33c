//! Generators that give what a test wants.

use std::fmt;

use rand::rand_core::utils::next_word_via_fill;
use rand::{TryCryptoRng, TryRng};

/// A generator that fills octets as a closure does, and fails where that answers false.
pub struct Generator<F>(pub F);

/// The generator failed.
#[derive(Debug)]
pub struct Failed;

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the generator failed")
    }
}

impl std::error::Error for Failed {}

impl<F: FnMut(&mut [u8]) -> bool> TryRng for Generator<F> {
    type Error = Failed;

    fn try_next_u32(&mut self) -> Result<u32, Failed> {
        next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Failed> {
        next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Failed> {
        if (self.0)(octets) { Ok(()) } else { Err(Failed) }
    }
}

impl<F: FnMut(&mut [u8]) -> bool> TryCryptoRng for Generator<F> {}
