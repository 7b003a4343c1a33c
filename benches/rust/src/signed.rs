//! Benchmarks of signed tokens, beside the bare MAC of the same messages.

use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};
use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::harness::Group;

const KEY: &[u8; 32] = b"a signing key for benchmarks....";
const CONTEXT: &[u8] = b"tenant-1";
const NOW: u64 = 1_800_000_000;

const BARE_MAC: &str = "floor: bare HMAC-SHA-256";

/// A signed token with its inputs, and the message that its MAC authenticates.
struct Signed {
    port: Port,
    id: SandboxId,
    route: Route,
    message: Vec<u8>,
}

/// Signs a token for each valid host whose label has room for it.
fn sign_all(
    bound: &[&str],
    domain: &BaseDomain,
    sign: impl Fn(Port, &SandboxId) -> Token,
) -> Vec<Signed> {
    let routes = bound.iter().filter_map(|host| domain.route(host).ok());
    let signed = routes.filter_map(|route| {
        let (port, id) = (route.port(), route.sandbox_id());
        let token = sign(port, &id);
        let url = PreviewUrl::new(port, &id, &token, domain).ok()?;
        let message = message(port, &id, &token);
        Some(Signed { port, id, route: domain.route(url.host()).ok()?, message })
    });
    signed.collect()
}

/// Returns the message as the module `signed` documents it.
fn message(port: Port, id: &SandboxId, token: &Token) -> Vec<u8> {
    let expiry = &token.as_bytes()[..token.as_bytes().len() - 16];
    let port = port.get().to_be_bytes();
    let mut message = Vec::new();
    for field in [b"exposeport token", &[1][..], &[0; 44], &port, id.as_bytes(), expiry] {
        message.push(u8::try_from(field.len()).expect("a short field"));
        message.extend_from_slice(field);
    }
    message.extend_from_slice(&(CONTEXT.len() as u64).to_be_bytes());
    message.extend_from_slice(CONTEXT);
    message
}

/// Measures with a key whose state is prepared, as the library keeps it.
pub fn tokens(bound: &[&str], domain: &BaseDomain) {
    let ring = KeyRing::new(SigningKey::new(KEY).expect("a key"));
    let key = ring.signing_key();
    let expiry = Expiry::after(NOW, 3600).expect("an expiry");
    let permanent = sign_all(bound, domain, |port, id| key.sign(port, id, CONTEXT));
    let expiring = sign_all(bound, domain, |port, id| key.sign_until(port, id, CONTEXT, expiry));
    let prepared = Hmac::<Sha256>::new_from_slice(KEY).expect("any length");
    let bare_mac = |signed: &Signed| {
        let mut mac = prepared.clone();
        mac.update(&signed.message);
        mac.finalize().into_bytes()
    };

    for (all, expiry) in [(&permanent, None), (&expiring, Some(expiry))] {
        assert!(all.len() > 500, "{}", all.len());
        for signed in all {
            check(&bare_mac(signed), signed.route.token_str());
            let verification = ring.verify(&signed.route, CONTEXT, NOW);
            assert_eq!(verification, Verification::Active(expiry));
        }
    }
    let verify = |signed: &Signed| ring.verify(&signed.route, CONTEXT, NOW);
    Group::new("verify a permanent token")
        .add("exposeport", &permanent, verify)
        .add(BARE_MAC, &permanent, bare_mac)
        .run();
    Group::new("verify an expiring token")
        .add("exposeport", &expiring, verify)
        .add(BARE_MAC, &expiring, bare_mac)
        .run();
    Group::new("sign a token")
        .add("exposeport", &permanent, |signed| key.sign(signed.port, &signed.id, CONTEXT))
        .add(BARE_MAC, &permanent, bare_mac)
        .run();
}

/// Checks that a MAC is that of a token, so that both compute the same.
fn check(mac: &[u8], token: &str) {
    let start = u128::from_be_bytes(mac[..16].try_into().expect("16 bytes"));
    let code = u128::from_str_radix(&token[token.len() - 16..], 36).expect("base 36");
    assert_eq!(start % 36_u128.pow(16), code);
}
