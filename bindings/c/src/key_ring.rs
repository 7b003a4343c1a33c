//! Key rings: tokens that a key signs, and that a gateway verifies without a sandbox.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::signed::{Expiry, KeyRing, SigningKey, Verification};
use exposeport::{Policy, Port, SandboxId};

use crate::base_domain::exposeport_base_domain;
use crate::ffi::{
    self, Buffer, Failure, exposeport_error, exposeport_status, guard, guard_value, required,
};
use crate::policy::{self, exposeport_policy};
use crate::route::exposeport_route;
use crate::{rules, url};

/// One key that signs and verifies, and any number that only verify (HMAC-SHA-256, RFC 2104).
///
/// To rotate keys, create a ring that signs with the new key and also verifies with the old one.
/// Tokens of the old key are valid until it leaves the ring. exposeport_key_ring_free overwrites
/// the state that is derived from the keys.
///
/// Threads: a function that changes or frees a ring needs exclusive access to it. Functions that
/// take it as const may run concurrently. Add every key at startup and share the ring.
pub struct exposeport_key_ring(KeyRing);

/// The outcome of verifying the token of a route. A zero-initialized one never lets a request pass.
/// Treat an unknown number as EXPOSEPORT_VERIFICATION_INVALID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_verification {
    /// No key of the ring has signed the token: 404 EXPOSEPORT_INVALID_TOKEN.
    EXPOSEPORT_VERIFICATION_INVALID = 0,
    /// A key of the ring has signed the token, and it is valid.
    EXPOSEPORT_VERIFICATION_ACTIVE = 1,
    /// A key of the ring has signed the token, and it has expired: 410 EXPOSEPORT_TOKEN_EXPIRED.
    EXPOSEPORT_VERIFICATION_EXPIRED = 2,
}

use exposeport_verification::{
    EXPOSEPORT_VERIFICATION_ACTIVE, EXPOSEPORT_VERIFICATION_EXPIRED,
    EXPOSEPORT_VERIFICATION_INVALID,
};

/// Creates a ring of one key, which signs and verifies. The caller frees it with
/// exposeport_key_ring_free.
///
/// key is secret: at least 32 bytes of a random generator. Any byte may occur in it.
///
/// - EXPOSEPORT_INVALID_SIGNING_KEY: a key of fewer than 32 bytes.
/// - EXPOSEPORT_NULL_POINTER: out_ring is NULL, or key is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_new(
    key: *const c_char,
    key_len: usize,
    out_ring: Option<&mut MaybeUninit<*mut exposeport_key_ring>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let key = unsafe { ffi::bytes(key, key_len, "key") }?;
        let out_ring = required(out_ring, "out_ring")?;
        let ring = exposeport_key_ring(KeyRing::new(SigningKey::new(key)?));
        out_ring.write(Box::into_raw(Box::new(ring)));
        Ok(())
    })
}

/// Creates a ring of one key in hexadecimal digits: the content of a file that
/// "openssl rand -hex 32" has written. The caller frees it with exposeport_key_ring_free.
///
/// Uppercase and lowercase digits are accepted, and ASCII white space around them. The decoded key
/// is overwritten. The caller overwrites the digits.
///
/// - EXPOSEPORT_INVALID_SIGNING_KEY: more than EXPOSEPORT_KEY_HEX_MAX bytes; any other character,
///   or an odd number of digits; a key of fewer than 32 bytes.
/// - EXPOSEPORT_NULL_POINTER: out_ring is NULL, or digits is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_new_hex(
    digits: *const c_char,
    digits_len: usize,
    out_ring: Option<&mut MaybeUninit<*mut exposeport_key_ring>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let digits = unsafe { ffi::bytes(digits, digits_len, "digits") }?;
        let out_ring = required(out_ring, "out_ring")?;
        let ring = exposeport_key_ring(KeyRing::new(SigningKey::from_hex(digits)?));
        out_ring.write(Box::into_raw(Box::new(ring)));
        Ok(())
    })
}

/// Frees a key ring. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_key_ring_free(ring: Option<Box<exposeport_key_ring>>) {
    guard_value((), || drop(ring));
}

/// Adds a key that only verifies. If the call fails, the ring is unchanged.
///
/// - EXPOSEPORT_INVALID_SIGNING_KEY: a key of fewer than 32 bytes.
/// - EXPOSEPORT_NULL_POINTER: ring is NULL, or key is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_add(
    ring: Option<&mut exposeport_key_ring>,
    key: *const c_char,
    key_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let key = unsafe { ffi::bytes(key, key_len, "key") }?;
        let ring = &mut required(ring, "ring")?.0;
        *ring = ring.clone().with_verifying_key(SigningKey::new(key)?);
        Ok(())
    })
}

/// Adds a key in hexadecimal digits that only verifies. If the call fails, the ring is unchanged.
///
/// - EXPOSEPORT_INVALID_SIGNING_KEY: as in exposeport_key_ring_new_hex.
/// - EXPOSEPORT_NULL_POINTER: ring is NULL, or digits is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_add_hex(
    ring: Option<&mut exposeport_key_ring>,
    digits: *const c_char,
    digits_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let digits = unsafe { ffi::bytes(digits, digits_len, "digits") }?;
        let ring = &mut required(ring, "ring")?.0;
        *ring = ring.clone().with_verifying_key(SigningKey::from_hex(digits)?);
        Ok(())
    })
}

/// Writes the permanent token of a port: 16 characters.
///
/// The same arguments always yield the same token. context is a part of what is signed and not of
/// the token: a tenant, a base domain, or a generation that is raised to end all earlier tokens.
///
/// If normalize is true, ASCII letters of the sandbox id are lowercased first. A NULL policy
/// selects the default policy. A buffer of EXPOSEPORT_TOKEN_CAPACITY is always large enough.
///
/// - EXPOSEPORT_INVALID_PORT, EXPOSEPORT_RESERVED_PORT: as in exposeport_validate_port.
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
///   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
///   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length.
/// - EXPOSEPORT_NULL_POINTER: ring is NULL, id or context is NULL with a length, or out_buffer is
///   NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_sign(
    ring: Option<&exposeport_key_ring>,
    port: i64,
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    context: *const c_char,
    context_len: usize,
    policy: Option<&exposeport_policy>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: as above.
        let context = unsafe { ffi::bytes(context, context_len, "context") }?;
        // SAFETY: as above. `id` and `context` are not read after `write` is called.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let key = required(ring, "ring")?.0.signing_key();
        let (port, id) = parts(port, id, normalize, policy::or_default(policy))?;
        buffer.write(key.sign(port, &id, context).as_bytes())
    })
}

/// Writes a token that expires: 22 characters, which is valid for lifetime seconds from now on.
///
/// now is in seconds of Unix time. Writes the expiry, now + lifetime, to out_expires, which may be
/// NULL. The token is valid before this time. It leaves six characters less for the sandbox id in a
/// label, and a sandbox does not accept it as its token. The other arguments are those of
/// exposeport_key_ring_sign.
///
/// - EXPOSEPORT_INVALID_LIFETIME: a lifetime of 0, or an expiry after 24 December 2094. Also an
///   expiry before 2026, since now is wrong.
/// - Every error of exposeport_key_ring_sign.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_sign_until(
    ring: Option<&exposeport_key_ring>,
    port: i64,
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    context: *const c_char,
    context_len: usize,
    now: u64,
    lifetime: u64,
    policy: Option<&exposeport_policy>,
    out_expires: Option<&mut MaybeUninit<u64>>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: as above.
        let context = unsafe { ffi::bytes(context, context_len, "context") }?;
        // SAFETY: as above. `id` and `context` are not read after `write` is called.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let key = required(ring, "ring")?.0.signing_key();
        let (port, id) = parts(port, id, normalize, policy::or_default(policy))?;
        let expiry = Expiry::after(now, lifetime)?;
        buffer.write(key.sign_until(port, &id, context, expiry).as_bytes())?;
        write_expiry(out_expires, Some(expiry));
        Ok(())
    })
}

/// Signs the permanent token of a port and builds its URL on a base domain, under the policy of
/// that domain. The URL has no trailing slash.
///
/// context and normalize are those of exposeport_key_ring_sign. A buffer of EXPOSEPORT_URL_CAPACITY
/// is always large enough, and has room for a "/" after the URL.
///
/// - EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG: as in exposeport_build_url.
/// - EXPOSEPORT_NULL_POINTER: domain is NULL.
/// - Every error of exposeport_key_ring_sign.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_build_url(
    ring: Option<&exposeport_key_ring>,
    port: i64,
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    context: *const c_char,
    context_len: usize,
    domain: Option<&exposeport_base_domain>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: as above.
        let context = unsafe { ffi::bytes(context, context_len, "context") }?;
        // SAFETY: as above. `id` and `context` are not read after `write` is called.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let key = required(ring, "ring")?.0.signing_key();
        let domain = &required(domain, "domain")?.0;
        let (port, id) = parts(port, id, normalize, domain.policy())?;
        url::write(buffer, port, &id, &key.sign(port, &id, context), domain)
    })
}

/// Signs a token that expires and builds its URL on a base domain, under the policy of that domain.
/// The URL has no trailing slash.
///
/// now, lifetime and out_expires are those of exposeport_key_ring_sign_until. The other arguments
/// are those of exposeport_key_ring_build_url.
///
/// - EXPOSEPORT_INVALID_LIFETIME: as in exposeport_key_ring_sign_until.
/// - Every error of exposeport_key_ring_build_url.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_build_url_until(
    ring: Option<&exposeport_key_ring>,
    port: i64,
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    context: *const c_char,
    context_len: usize,
    now: u64,
    lifetime: u64,
    domain: Option<&exposeport_base_domain>,
    out_expires: Option<&mut MaybeUninit<u64>>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: as above.
        let context = unsafe { ffi::bytes(context, context_len, "context") }?;
        // SAFETY: as above. `id` and `context` are not read after `write` is called.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let key = required(ring, "ring")?.0.signing_key();
        let domain = &required(domain, "domain")?.0;
        let (port, id) = parts(port, id, normalize, domain.policy())?;
        let expiry = Expiry::after(now, lifetime)?;
        url::write(buffer, port, &id, &key.sign_until(port, &id, context, expiry), domain)?;
        write_expiry(out_expires, Some(expiry));
        Ok(())
    })
}

/// Verifies the token of a route. Use exposeport_preview_verify in a gateway.
///
/// context is that of the signature, and now is in seconds of Unix time. If the token is active or
/// expired, its expiry is written to out_expires, and 0 for a permanent token. out_expires may be
/// NULL. The code of the token is compared in constant time and with every key.
///
/// The token is invalid if ring or route is NULL, if context is NULL with a length, if a length of
/// the route exceeds its array, and after a panic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_key_ring_verify(
    ring: Option<&exposeport_key_ring>,
    route: Option<&exposeport_route>,
    context: *const c_char,
    context_len: usize,
    now: u64,
    out_expires: Option<&mut MaybeUninit<u64>>,
) -> exposeport_verification {
    guard_value(EXPOSEPORT_VERIFICATION_INVALID, || {
        // SAFETY: the header requires it of the caller.
        let context = unsafe { ffi::bytes(context, context_len, "context") };
        let (Some(ring), Some(route), Ok(context)) = (ring, route, context) else {
            return EXPOSEPORT_VERIFICATION_INVALID;
        };
        let Ok(verification) = ring.verify(route, context, now) else {
            return EXPOSEPORT_VERIFICATION_INVALID;
        };
        let (number, expiry) = match verification {
            Verification::Active(expiry) => (EXPOSEPORT_VERIFICATION_ACTIVE, expiry),
            Verification::Expired(expiry) => (EXPOSEPORT_VERIFICATION_EXPIRED, Some(expiry)),
            Verification::Invalid => return EXPOSEPORT_VERIFICATION_INVALID,
        };
        write_expiry(out_expires, expiry);
        number
    })
}

impl exposeport_key_ring {
    /// Verifies the token of a struct that the caller may have written.
    pub(crate) fn verify(
        &self,
        route: &exposeport_route,
        context: &[u8],
        now: u64,
    ) -> Result<Verification, Failure> {
        let (id, token) = (route.sandbox_id()?, route.token()?);
        Ok(self.0.verify_parts(route.port, id, token, context, now))
    }
}

/// Writes an expiry to an output, if there is one. 0 is the expiry of a permanent token.
pub(crate) fn write_expiry(out_expires: Option<&mut MaybeUninit<u64>>, expiry: Option<Expiry>) {
    if let Some(out_expires) = out_expires {
        out_expires.write(expiry.map_or(0, Expiry::unix_time));
    }
}

/// Checks the parts of a label that are signed.
fn parts(
    port: i64,
    id: &[u8],
    normalize: bool,
    policy: &Policy,
) -> Result<(Port, SandboxId), Failure> {
    Ok((Port::with_policy(port, policy)?, rules::sandbox_id(id, normalize, policy)?))
}
