//! The key that signs tokens.

use alloc::boxed::Box;
use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::base36;
use super::expiry::Expiry;
use crate::error::{Detail, Error};
use crate::limits::{
    SANDBOX_ID_MAX, SIGNING_KEY_HEX_MAX, SIGNING_KEY_MIN, TOKEN_EXPIRING_LEN, TOKEN_EXPIRY_LEN,
    TOKEN_ISSUED_MAX,
};
use crate::port::Port;
use crate::sandbox_id::SandboxId;
use crate::token::Token;

/// The start of every input: the fields of the protocol's name, of the version and of the padding.
/// The name separates these MACs from those of other protocols with the same key.
const START: &[u8; 64] = b"\x10exposeport token\x01\x01\x2c\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// The largest size of [`Input`]: three fields after their lengths, and the length of the context.
const INPUT_MAX: usize = (1 + 2) + (1 + SANDBOX_ID_MAX) + (1 + TOKEN_EXPIRY_LEN) + 8;

/// The part of a token that authenticates it.
pub(super) type Code = [u8; TOKEN_ISSUED_MAX];

/// A secret key that signs tokens (HMAC-SHA-256, RFC 2104).
///
/// The state that is derived from the key has one place on the heap, and is overwritten there when
/// the key is dropped. `Debug` does not reveal it. Copies that a computation leaves on the stack,
/// and the bytes that [`SigningKey::new`] reads, are not overwritten.
///
/// ```
/// use exposeport::signed::SigningKey;
/// use exposeport::{ErrorKind, Port, SandboxId};
///
/// let key = SigningKey::new(b"32 bytes of a random generator..")?;
/// let token = key.sign(Port::new(8080)?, &SandboxId::new("sandbox")?, b"");
/// assert_eq!(token.as_str().len(), 16);
/// assert_eq!(SigningKey::new("short").unwrap_err().kind(), ErrorKind::InvalidSigningKey);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone)]
pub struct SigningKey(
    // The state after the start of every input. A box, so that a move copies no secret.
    Box<Hmac<Sha256>>,
);

impl SigningKey {
    /// Creates a key from at least 32 bytes of a random generator.
    ///
    /// # Errors
    /// `INVALID_SIGNING_KEY`: fewer than 32 bytes, the length of the MAC (RFC 2104 section 3).
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, Error> {
        let key = key.as_ref();
        if key.len() < SIGNING_KEY_MIN {
            return Err(Detail::SigningKeyTooShort(key.len()).into());
        }
        // HMAC takes keys of every length.
        let mac = Hmac::new_from_slice(key).map_err(|_| Detail::SigningKeyTooShort(key.len()))?;
        let mut mac = Box::new(mac);
        mac.update(START);
        Ok(Self(mac))
    }

    /// Creates a key from its hexadecimal digits: the content of a file that `openssl rand -hex 32`
    /// has written.
    ///
    /// Uppercase and lowercase digits are accepted, and ASCII white space around them. The digits
    /// are decoded in constant time. The decoded bytes are overwritten.
    ///
    /// # Errors
    /// `INVALID_SIGNING_KEY`: more than 1,024 bytes; any other character, or an odd number of
    /// digits; fewer than 32 bytes after decoding.
    ///
    /// ```
    /// use exposeport::signed::SigningKey;
    ///
    /// let content = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
    /// assert!(SigningKey::from_hex(content).is_ok());
    /// assert!(SigningKey::from_hex("not a key").is_err());
    /// ```
    pub fn from_hex(digits: impl AsRef<[u8]>) -> Result<Self, Error> {
        let digits = digits.as_ref();
        if digits.len() > SIGNING_KEY_HEX_MAX {
            return Err(Detail::SigningKeyTooLong(digits.len()).into());
        }
        let mut key = Zeroizing::new([0; SIGNING_KEY_HEX_MAX / 2]);
        let key = base16ct::mixed::decode(digits.trim_ascii(), key.as_mut_slice())
            .map_err(|_| Detail::SigningKeyNotHex)?;
        Self::new(key)
    }

    /// Returns the permanent token of a port: 16 characters.
    ///
    /// The same arguments always yield the same token. `context` is a part of what is signed and
    /// not of the token: a tenant, a base domain, or a generation that is raised to end all earlier
    /// tokens.
    #[must_use]
    pub fn sign(&self, port: Port, id: &SandboxId, context: &[u8]) -> Token {
        Token::from_checked(&self.code(port.get(), id.as_bytes(), &[], context))
    }

    /// Returns a token that expires: 22 characters.
    ///
    /// In a label, it leaves six characters less for the sandbox id: see
    /// [`Port::sandbox_id_budget`]. A [`Sandbox`](crate::Sandbox) rejects it, since it stores no
    /// token that expires.
    #[must_use]
    pub fn sign_until(&self, port: Port, id: &SandboxId, context: &[u8], expiry: Expiry) -> Token {
        let digits = expiry.digits();
        let mut token = [0; TOKEN_EXPIRING_LEN];
        let (expiry_part, code_part) = token.split_at_mut(TOKEN_EXPIRY_LEN);
        expiry_part.copy_from_slice(&digits);
        code_part.copy_from_slice(&self.code(port.get(), id.as_bytes(), &digits, context));
        Token::from_checked(&token)
    }

    /// Returns the code of a token.
    ///
    /// `id` has at most [`SANDBOX_ID_MAX`] bytes. `expiry` is empty for a permanent token.
    pub(super) fn code(&self, port: u16, id: &[u8], expiry: &[u8], context: &[u8]) -> Code {
        let mut input = Input { bytes: [0; INPUT_MAX], len: 0 };
        for field in [&port.to_be_bytes(), id, expiry] {
            // At most 63 bytes.
            input.add(&[field.len() as u8]);
            input.add(field);
        }
        input.add(&(context.len() as u64).to_be_bytes());
        let mut mac = Hmac::clone(&self.0);
        mac.update(&input.bytes[..input.len]);
        mac.update(context);
        let mac = mac.finalize().into_bytes();
        let mut start = [0; 16];
        start.copy_from_slice(&mac[..16]);
        let mut code = [0; TOKEN_ISSUED_MAX];
        base36::write_last(u128::from_be_bytes(start), &mut code);
        code
    }
}

/// The input of a MAC between its start and the context. It is assembled first, since a MAC takes
/// whole blocks faster than their pieces.
struct Input {
    bytes: [u8; INPUT_MAX],
    len: usize,
}

impl Input {
    #[inline]
    fn add(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        self.bytes[self.len..end].copy_from_slice(bytes);
        self.len = end;
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}
