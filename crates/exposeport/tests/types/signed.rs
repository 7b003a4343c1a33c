//! The module `signed`: the parts of a token that no host can have, and the limits of an expiry.

use exposeport::Token;
use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};

use crate::{id, port};

const NOW: u64 = 1_800_000_000;

fn ring() -> KeyRing {
    KeyRing::new(SigningKey::new([7; 32]).expect("a key"))
}

fn verify(id: &[u8], token: &Token) -> Verification {
    ring().verify_parts(65_535, id, token.as_bytes(), b"", NOW)
}

/// A label has no room for such ids, but the parts of a route may be anything.
#[test]
fn an_id_has_at_most_63_bytes() {
    let (ring, longest) = (ring(), "a".repeat(63));
    let expiry = Expiry::after(NOW, 1).expect("an expiry");
    let permanent = ring.signing_key().sign(port(65_535), &id(&longest), b"");
    let expiring = ring.signing_key().sign_until(port(65_535), &id(&longest), b"", expiry);
    assert_eq!(verify(longest.as_bytes(), &permanent), Verification::Active(None));
    assert_eq!(verify(longest.as_bytes(), &expiring), Verification::Active(Some(expiry)));
    for length in (0..63).chain(64..=600) {
        let id = "a".repeat(length);
        assert_eq!(verify(id.as_bytes(), &permanent), Verification::Invalid, "{length}");
        assert_eq!(verify(id.as_bytes(), &expiring), Verification::Invalid, "{length}");
    }
}

#[test]
fn an_expiry_is_over_at_its_time() {
    let expiry = Expiry::after(NOW, 60).expect("an expiry");
    assert_eq!((expiry.unix_time(), Expiry::EPOCH), (NOW + 60, 1_767_225_600));
    assert!(!expiry.is_over(0) && !expiry.is_over(NOW + 59));
    assert!(expiry.is_over(NOW + 60) && expiry.is_over(u64::MAX));
    assert_eq!(Expiry::MAX.unix_time(), Expiry::EPOCH + 36_u64.pow(6) - 1);
}

#[test]
fn debug_shows_no_key() {
    let ring = ring();
    assert_eq!(format!("{:?}", ring.signing_key()), "SigningKey(..)");
    let ring = ring.with_verifying_key(SigningKey::new([8; 32]).expect("a key"));
    let expected = "KeyRing { signing: SigningKey(..), verifying: [SigningKey(..)] }";
    assert_eq!(format!("{ring:?}"), expected);
}
