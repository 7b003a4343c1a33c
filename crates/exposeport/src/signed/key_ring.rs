//! The keys that verify tokens.

use alloc::vec::Vec;

use constant_time_eq::constant_time_eq_n;

use super::expiry::Expiry;
use super::key::{Code, SigningKey};
use crate::limits::{SANDBOX_ID_MAX, TOKEN_EXPIRING_LEN, TOKEN_EXPIRY_LEN, TOKEN_ISSUED_MAX};
use crate::route::Route;

/// One key that signs and verifies, and any number that only verify.
///
/// To rotate keys, create a ring that signs with the new key and also verifies with the old one.
/// Tokens of the old key are valid until it leaves the ring.
#[derive(Clone, Debug)]
pub struct KeyRing {
    signing: SigningKey,
    verifying: Vec<SigningKey>,
}

/// The outcome of verifying the token of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Verification {
    /// A key of the ring has signed the token. Contains its expiry unless it is permanent.
    Active(Option<Expiry>),
    /// A key of the ring has signed the token, and it has expired (410 `TOKEN_EXPIRED`).
    Expired(Expiry),
    /// No key of the ring has signed the token (404 `INVALID_TOKEN`).
    Invalid,
}

impl KeyRing {
    /// Creates a ring of one key.
    #[must_use]
    pub const fn new(signing: SigningKey) -> Self {
        Self { signing, verifying: Vec::new() }
    }

    /// Adds a key that only verifies.
    #[must_use]
    pub fn with_verifying_key(mut self, key: SigningKey) -> Self {
        self.verifying.push(key);
        self
    }

    /// Returns the key that signs.
    #[must_use]
    pub const fn signing_key(&self) -> &SigningKey {
        &self.signing
    }

    /// Verifies the token of a route. `now` is in seconds of Unix time.
    ///
    /// The code is compared first, in constant time and with every key. Only if a key has signed
    /// the token, its expiry is compared with `now`.
    pub fn verify(&self, route: &Route, context: &[u8], now: u64) -> Verification {
        let (id, token) = (route.sandbox_id_bytes(), route.token_bytes());
        self.verify_parts(route.port().get(), id, token, context, now)
    }

    /// Verifies the parts of a route, which may be anything.
    #[doc(hidden)]
    pub fn verify_parts(
        &self,
        port: u16,
        id: &[u8],
        token: &[u8],
        context: &[u8],
        now: u64,
    ) -> Verification {
        let Some((expiry, code)) = split(token) else { return Verification::Invalid };
        if id.len() > SANDBOX_ID_MAX || !self.has_signed(port, id, expiry, code, context) {
            return Verification::Invalid;
        }
        let Some(digits) = expiry.first_chunk() else { return Verification::Active(None) };
        match Expiry::parse(digits) {
            Some(expiry) if expiry.is_over(now) => Verification::Expired(expiry),
            Some(expiry) => Verification::Active(Some(expiry)),
            None => Verification::Invalid,
        }
    }

    fn has_signed(&self, port: u16, id: &[u8], expiry: &[u8], code: &Code, context: &[u8]) -> bool {
        let keys = core::iter::once(&self.signing).chain(&self.verifying);
        // Every key is tried, so that the time does not reveal which one has signed the token.
        keys.fold(false, |found, key| {
            found | constant_time_eq_n(&key.code(port, id, expiry, context), code)
        })
    }
}

/// Returns the expiry of a token, which is empty for a permanent one, and its code.
fn split(token: &[u8]) -> Option<(&[u8], &Code)> {
    const { assert!(TOKEN_EXPIRING_LEN == TOKEN_EXPIRY_LEN + TOKEN_ISSUED_MAX) };
    match token.len() {
        TOKEN_ISSUED_MAX | TOKEN_EXPIRING_LEN => token.split_last_chunk(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only the holder of the key can issue such a token, so no other test reaches it.
    #[test]
    fn an_expiry_that_is_not_in_base_36_is_invalid() {
        let key = SigningKey::new([7; 32]).expect("a key");
        let ring = KeyRing::new(key.clone());
        let verify = |expiry: &[u8; TOKEN_EXPIRY_LEN]| {
            let code = key.code(8080, b"a", expiry, b"");
            ring.verify_parts(8080, b"a", &[&expiry[..], &code[..]].concat(), b"", 0)
        };
        assert!(matches!(verify(b"000001"), Verification::Active(Some(_))));
        for expiry in [b"00000_", b"_00000", b"00000A", b"00000-", b"00000\xFF"] {
            assert_eq!(verify(expiry), Verification::Invalid, "{expiry:?}");
        }
    }
}
