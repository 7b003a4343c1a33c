//! The grammar of preview URLs, in ABNF (RFC 5234). One function checks each rule.
//!
//! The documentation of the crate contains the rules. A configured base domain has one more:
//!
//! ```text
//! base-domain = base-host [ ":" base-port ]        ; after IDNA
//! ```
//!
//! | rule | function |
//! |---|---|
//! | `label` | [`label::Shape`](crate::label::Shape), [`label::encode`](crate::label::encode) |
//! | `port` | [`port::check_digits`], [`port::check_range`] |
//! | `sandbox-id` | [`sandbox_id::check`] |
//! | `token` | [`token::check`] |
//! | `base-domain` | [`base_domain::Config`] |
//! | `base-host` | [`host::check`], [`idna::check_encoded`] |
//! | `base-port` | [`base_port::parse`] |
//!
//! These functions accept uppercase letters, since parsing does (RFC 4343). The types that use them
//! store lowercase letters.

pub(crate) mod base_domain;
pub(crate) mod base_port;
pub(crate) mod host;
pub(crate) mod idna;
pub(crate) mod port;
pub(crate) mod sandbox_id;
pub(crate) mod token;

/// The number of hyphens between the parts of a label.
pub(crate) const LABEL_HYPHENS: usize = 2;

/// Returns the number of characters in a byte string, which need not be valid UTF-8.
///
/// Continuation bytes (RFC 3629 section 3) do not count, but a non-empty string has at least one
/// character.
fn char_count(bytes: &[u8]) -> usize {
    let count = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    count.max(usize::from(!bytes.is_empty()))
}
