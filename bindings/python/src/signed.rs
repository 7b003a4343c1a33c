//! The classes of signed tokens. They are in `signed/`.

mod key;
mod key_ring;
mod verification;

pub use self::key::SigningKey;
pub use self::key_ring::KeyRing;
pub use self::verification::Verification;
