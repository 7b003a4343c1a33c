//! Signed tokens: an edge that has the key verifies them without a look-up.
//!
//! A [`SigningKey`] issues two kinds of tokens. A permanent one has 16 characters of `a-z 0-9`, as
//! a generated token has. An expiring one has 22: the time of its end, then the same 16. A
//! [`KeyRing`] verifies both.
//!
//! # Format
//!
//! ```text
//! permanent = code                        ; 16 characters
//! expiring  = expiry code                 ; 22 characters
//! expiry    = 6DIGIT36                    ; seconds since Expiry::EPOCH
//! code      = 16DIGIT36                   ; the MAC modulo 36^16
//! DIGIT36   = DIGIT / %x61-7A             ; base 36, the most significant digit first
//!
//! MAC       = the first 16 bytes of HMAC-SHA-256(key, input), as a big-endian integer
//! input     = field("exposeport token") field(version) field(padding)
//!             field(port) field(sandbox id) field(expiry) length(context) context
//! field(x)  = the length of x in bytes, as 1 byte, then x
//! length(x) = the length of x in bytes, as 8 bytes in big-endian order
//! ```
//!
//! `version` is the byte 1. `padding` is 44 bytes of 0, so that the first three fields fill one
//! block of SHA-256, which a key computes once. `port` is 2 bytes in big-endian order. `expiry` is
//! the 6 characters of the token, or empty for a permanent one. `context` is chosen by the caller.
//!
//! ```
//! use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};
//! use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId};
//!
//! let ring = KeyRing::new(SigningKey::new([7; 32])?); // 32 random bytes
//! let (domain, now) = (BaseDomain::new("example.com")?, 1_800_000_000);
//! let (port, id) = (Port::new(8080)?, SandboxId::new("sandbox")?);
//!
//! let expiry = Expiry::after(now, 3600)?;
//! let token = ring.signing_key().sign_until(port, &id, b"tenant-1", expiry);
//! let url = PreviewUrl::new(port, &id, &token, &domain)?;
//!
//! let route = domain.route(url.host())?;
//! assert_eq!(ring.verify(&route, b"tenant-1", now), Verification::Active(Some(expiry)));
//! assert_eq!(ring.verify(&route, b"tenant-1", now + 3600), Verification::Expired(expiry));
//! assert_eq!(ring.verify(&route, b"tenant-2", now), Verification::Invalid);
//! # Ok::<(), exposeport::Error>(())
//! ```

mod base36;
mod expiry;
mod key;
mod key_ring;

pub use self::expiry::Expiry;
pub use self::key::SigningKey;
pub use self::key_ring::{KeyRing, Verification};
