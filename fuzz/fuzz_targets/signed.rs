//! A signed token is valid only as it was signed, and any bytes can be verified.

#![no_main]

use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};
use exposeport::{Port, SandboxId, Token};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    key: [u8; 32],
    other_key: [u8; 32],
    port: u16,
    id: &'a str,
    context: &'a [u8],
    expiry: Option<(u32, u32)>,
    now: u64,
    /// A position in the token, and what its byte is combined with.
    change: (u8, u8),
    token: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let Input { port, context, now, .. } = input;
    let keys = (SigningKey::new(input.key), SigningKey::new(input.other_key));
    let (Ok(key), Ok(other_key)) = keys else { panic!("keys of 32 bytes") };
    let other = KeyRing::new(other_key);
    let rotated = other.clone().with_verifying_key(key.clone());
    let ring = KeyRing::new(key);

    // Any parts can be verified. A token that was not signed is valid with a chance of 2^-82.
    let found = ring.verify_parts(port, input.id.as_bytes(), input.token, context, now);
    assert_eq!(found, Verification::Invalid);

    let (Ok(port), Ok(id)) = (Port::new(port), SandboxId::new(input.id)) else { return };
    let expiry = match input
        .expiry
        .map(|(issued, lifetime)| Expiry::after(Expiry::EPOCH + u64::from(issued), lifetime.into()))
    {
        Some(Err(_)) => return,
        Some(Ok(expiry)) => Some(expiry),
        None => None,
    };
    let key = ring.signing_key();
    let token = match expiry {
        None => key.sign(port, &id, context),
        Some(expiry) => key.sign_until(port, &id, context, expiry),
    };
    let token = token.as_bytes();
    assert_eq!(Token::new(token).is_ok(), expiry.is_none());

    let verify = |ring: &KeyRing, token: &[u8]| {
        ring.verify_parts(port.get(), id.as_bytes(), token, context, now)
    };
    let expected = match expiry {
        Some(expiry) if expiry.unix_time() <= now => Verification::Expired(expiry),
        _ => Verification::Active(expiry),
    };
    assert_eq!(verify(&ring, token), expected);
    assert_eq!(verify(&rotated, token), expected);
    assert_eq!(verify(&other, token) == expected, input.key == input.other_key);

    let mut changed = token.to_vec();
    let (position, bits) = input.change;
    changed[usize::from(position) % token.len()] ^= bits;
    assert_eq!(verify(&ring, &changed) == expected, bits == 0);

    // The one kind is never valid as the other.
    let other_kind = match expiry {
        Some(_) => token[6..].to_vec(),
        None => [b"000000", token].concat(),
    };
    assert_eq!(verify(&ring, &other_kind), Verification::Invalid);
    let other_port = port.get() ^ u16::from(bits);
    let at_port = ring.verify_parts(other_port, id.as_bytes(), token, context, now);
    assert_eq!(at_port == expected, bits == 0);
    let with_context = [context, &[bits]].concat();
    let in_context = ring.verify_parts(port.get(), id.as_bytes(), token, &with_context, now);
    assert_eq!(in_context, Verification::Invalid);
});
