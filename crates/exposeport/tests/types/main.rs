//! Every public type: its constructors, conversions, accessors, equality, hash and `Debug`.

mod authorization;
mod base_domain;
mod error;
mod expose_options;
mod gateway;
mod gateway_requests;
mod names;
mod policy;
mod port;
mod preview_url;
mod route;
mod sandbox_id;
mod scheme;
mod secrets;
mod signed;
mod token;

use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};

use exposeport::{BaseDomain, Error, ErrorKind, Policy, Port, Route, SandboxId, Token};

#[track_caller]
fn port(number: i64) -> Port {
    Port::new(number).expect("a valid port")
}

#[track_caller]
fn id(id: &str) -> SandboxId {
    SandboxId::new(id).expect("a valid id")
}

#[track_caller]
fn token(token: &str) -> Token {
    Token::new(token).expect("a valid token")
}

#[track_caller]
fn domain(hostname: &str) -> BaseDomain {
    BaseDomain::new(hostname).expect("a valid base domain")
}

#[track_caller]
fn route(host: &str) -> Route {
    Route::parse_host(host).expect("a preview host")
}

/// Returns a policy that allows port 3000, the sandbox id `www` and the domain `workers.dev`.
fn lenient() -> Policy {
    let builder = Policy::builder().unreserve_port(3000).undeny_domain("workers.dev");
    builder.unreserve_sandbox_id("www").build().expect("a valid policy")
}

#[track_caller]
fn assert_rejected<T: Debug>(result: Result<T, Error>, kind: ErrorKind) {
    assert_eq!(result.expect_err("an error").kind(), kind);
}

fn hash<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Checks that `==` and the hash distinguish exactly the values with different keys.
#[track_caller]
fn check_equality<T: Eq + Hash + Debug, K: PartialEq + Debug>(values: &[(T, K)]) {
    for (one, one_key) in values {
        for (other, other_key) in values {
            assert_eq!(one == other, one_key == other_key, "{one:?} and {other:?}");
            assert_eq!(hash(one) == hash(other), one == other, "{one:?} and {other:?}");
        }
    }
}

/// Checks that `FromStr` and `TryFrom<&str>` return the same as the constructor.
macro_rules! check_string_conversions {
    ($type:ty, $inputs:expr) => {
        for input in $inputs {
            let expected = <$type>::new(input);
            assert_eq!(input.parse::<$type>(), expected, "{input:?}");
            assert_eq!(<$type>::try_from(input), expected, "{input:?}");
        }
    };
}
use check_string_conversions;
