//! Signed tokens: a change of any input, key or character makes them invalid.

use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};
use exposeport::{BaseDomain, Port, PreviewUrl, Route, Sandbox, SandboxId, Token};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::config;
use crate::strategies::{WORD, port, sandbox_id};

const NOW: u64 = 1_800_000_000;

/// The inputs of a token that fits into a label.
#[derive(Clone, Debug)]
struct Inputs {
    key: Vec<u8>,
    port: u16,
    id: String,
    context: Vec<u8>,
    lifetime: Option<u64>,
}

fn inputs() -> impl Strategy<Value = Inputs> {
    let lifetime = proptest::option::of(1..=1_000_000_u64);
    let bytes = |len| vec(any::<u8>(), len);
    (bytes(32..100), port(), sandbox_id(), bytes(0..40), lifetime)
        .prop_map(|(key, port, id, context, lifetime)| Inputs { key, port, id, context, lifetime })
        .prop_filter("too long for a label", |inputs| inputs.id.len() <= 34)
}

fn ring(key: &[u8]) -> KeyRing {
    KeyRing::new(SigningKey::new(key).expect("a key"))
}

impl Inputs {
    fn expiry(&self) -> Option<Expiry> {
        self.lifetime.map(|lifetime| Expiry::after(NOW, lifetime).expect("a lifetime"))
    }

    fn token(&self) -> Token {
        let (ring, port) = (ring(&self.key), Port::new(self.port).expect("a port"));
        let id = SandboxId::new(&self.id).expect("a sandbox id");
        match self.expiry() {
            None => ring.signing_key().sign(port, &id, &self.context),
            Some(expiry) => ring.signing_key().sign_until(port, &id, &self.context, expiry),
        }
    }

    /// Verifies a token for these inputs at a time.
    fn verify(&self, token: &str, now: u64) -> Verification {
        let host = format!("{}-{}-{token}.example.com", self.port, self.id);
        let route = Route::parse_host(host).expect("a host");
        ring(&self.key).verify(&route, &self.context, now)
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_signed_token_is_active_until_its_expiry(inputs in inputs()) {
        let token = inputs.token();
        prop_assert_eq!(token.as_str().len(), if inputs.lifetime.is_some() { 22 } else { 16 });
        prop_assert!(token.as_bytes().iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9')));
        let active = Verification::Active(inputs.expiry());
        prop_assert_eq!(inputs.verify(token.as_str(), NOW), active);
        match inputs.expiry() {
            None => prop_assert_eq!(inputs.verify(token.as_str(), u64::MAX), active),
            Some(expiry) => {
                let end = expiry.unix_time();
                prop_assert_eq!(inputs.verify(token.as_str(), end - 1), active);
                let expired = Verification::Expired(expiry);
                prop_assert_eq!(inputs.verify(token.as_str(), end), expired);
            }
        }
    }

    #[test]
    fn a_change_of_any_input_makes_a_token_invalid(one in inputs(), other in inputs()) {
        let token = one.token();
        let changes: [fn(&mut Inputs, Inputs); 4] = [
            |inputs, other| inputs.key = other.key,
            |inputs, other| inputs.port = other.port,
            |inputs, other| inputs.id = other.id,
            |inputs, other| inputs.context = other.context,
        ];
        for change in changes {
            let mut changed = one.clone();
            change(&mut changed, other.clone());
            let is_same = (&changed.key, changed.port, &changed.id, &changed.context)
                == (&one.key, one.port, &one.id, &one.context);
            let verification = changed.verify(token.as_str(), NOW);
            prop_assert_eq!(verification == Verification::Invalid, !is_same);
        }
    }

    #[test]
    fn a_change_of_any_character_makes_a_token_invalid(
        inputs in inputs(),
        index in any::<Index>(),
        replacement in proptest::sample::select(WORD),
    ) {
        let mut token = inputs.token().as_str().to_owned().into_bytes();
        let character = index.get_mut(&mut token);
        prop_assume!(*character != replacement);
        *character = replacement;
        let token = String::from_utf8(token).expect("ASCII");
        for now in [0, NOW, u64::MAX] {
            prop_assert_eq!(inputs.verify(&token, now), Verification::Invalid);
        }
    }

    #[test]
    fn the_two_kinds_are_never_mistaken(inputs in inputs(), digits in "[0-9a-z]{6}") {
        let token = inputs.token();
        let other = match token.as_str().len() {
            16 => format!("{digits}{}", token.as_str()),
            _ => token.as_str()[6..].to_owned(),
        };
        prop_assert_eq!(inputs.verify(&other, NOW), Verification::Invalid);
    }

    #[test]
    fn any_parts_can_be_verified(
        port: u16,
        id in vec(any::<u8>(), 0..200),
        token in prop_oneof![vec(any::<u8>(), 16), vec(any::<u8>(), 22), vec(any::<u8>(), 0..100)],
        now: u64,
    ) {
        let verification = ring(&[0; 32]).verify_parts(port, &id, &token, b"", now);
        prop_assert_eq!(verification, Verification::Invalid);
    }

    #[test]
    fn a_drawn_token_is_invalid_without_its_sandbox(inputs in inputs(), token in "[0-9a-z]{1,22}") {
        prop_assert_eq!(inputs.verify(&token, NOW), Verification::Invalid);
    }

    #[test]
    fn a_key_verifies_until_it_leaves_the_ring(
        inputs in inputs(),
        others in vec(vec(any::<u8>(), 32), 1..4),
        position in any::<Index>(),
    ) {
        let (token, domain) = (inputs.token(), BaseDomain::new("example.com").expect("a domain"));
        let (port, id) = (Port::new(inputs.port), SandboxId::new(&inputs.id));
        let (port, id) = (port.expect("a port"), id.expect("a sandbox id"));
        let url = PreviewUrl::new(port, &id, &token, &domain).expect("a URL");
        let route = domain.route(url.host()).expect("a route");
        let mut keys = others.clone();
        keys.insert(position.index(others.len() + 1), inputs.key.clone());
        let verify = |keys: &[Vec<u8>]| {
            let [first, rest @ ..] = keys else { unreachable!("at least one key") };
            let keys = rest.iter().map(|key| SigningKey::new(key).expect("a key"));
            let ring = keys.fold(ring(first), KeyRing::with_verifying_key);
            ring.verify(&route, &inputs.context, NOW)
        };
        prop_assert_eq!(verify(&keys), Verification::Active(inputs.expiry()));
        prop_assume!(!others.contains(&inputs.key));
        prop_assert_eq!(verify(&others), Verification::Invalid);
    }

    #[test]
    fn a_sandbox_stores_permanent_tokens_only(inputs in inputs()) {
        let domain = BaseDomain::new("example.com").expect("a domain");
        let id = SandboxId::new(&inputs.id).expect("a sandbox id");
        let port = Port::new(inputs.port).expect("a port");
        let mut sandbox = Sandbox::new(id);
        let options = exposeport::ExposeOptions::new().token(inputs.token());
        match sandbox.expose_port(port, &domain, options) {
            Ok(exposed) => {
                prop_assert!(inputs.lifetime.is_none());
                let route = domain.route(exposed.url().host()).expect("a route");
                prop_assert_eq!(sandbox.authorize(&route), exposeport::Authorization::Active);
                let verification = ring(&inputs.key).verify(&route, &inputs.context, NOW);
                prop_assert_eq!(verification, Verification::Active(None));
            }
            Err(error) => {
                prop_assert!(inputs.lifetime.is_some());
                prop_assert_eq!(error.code(), "INVALID_TOKEN_LENGTH");
            }
        }
    }
}
