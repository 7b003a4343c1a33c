//! The classes `KeyRing` and `Verification`. The class `SigningKey` is in `signed/`.

mod key;

use exposeport::signed::{self, Expiry};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

pub use self::key::SigningKey;
use crate::input::{Context, Time, wrong_type};
use crate::route::Route;

/// One key that signs and verifies, and any number that only verify.
///
/// To rotate keys, create a ring that signs with the new key and also verifies with the old one.
/// Tokens of the old key are valid until it leaves the ring. A ring cannot be pickled.
///
/// Args:
///     signing_key: The `SigningKey` that signs.
///     verifying_keys: Keys that only verify.
///
/// Attributes:
///     signing_key: The key that signs.
///
/// Example:
///
///     >>> old, new = exposeport.SigningKey(bytes(range(32))), exposeport.SigningKey(b"x" * 32)
///     >>> ring = exposeport.KeyRing(new, old)
///     >>> route = exposeport.parse(old.url(8080, "sandbox", "example.com"))
///     >>> ring.verify(route, now=1_800_000_000)
///     Verification(kind='active')
#[pyclass(module = "exposeport", frozen)]
pub struct KeyRing {
    ring: signed::KeyRing,
    signing_key: Py<SigningKey>,
}

impl KeyRing {
    pub const fn core(&self) -> &signed::KeyRing {
        &self.ring
    }
}

#[pymethods]
impl KeyRing {
    #[new]
    #[pyo3(signature = (signing_key, *verifying_keys))]
    fn new(signing_key: &Bound<'_, PyAny>, verifying_keys: &Bound<'_, PyTuple>) -> PyResult<Self> {
        let key = cast(signing_key)?;
        let mut ring = signed::KeyRing::new(key.get().core().clone());
        for verifying_key in verifying_keys {
            ring = ring.with_verifying_key(cast(&verifying_key)?.get().core().clone());
        }
        Ok(Self { ring, signing_key: key.clone().unbind() })
    }

    /// The key that signs.
    #[getter]
    fn signing_key(&self, py: Python<'_>) -> Py<SigningKey> {
        self.signing_key.clone_ref(py)
    }

    /// Verifies the token of a route.
    ///
    /// The token is compared in constant time and with every key. Only if a key has signed it, its
    /// expiry is compared with the time.
    ///
    /// Args:
    ///     route: The `Route` of the request.
    ///     context: The context of the signature.
    ///     now: The time in seconds of Unix time, such as `time.time()`.
    ///
    /// Returns:
    ///     A `Verification`.
    ///
    /// Raises:
    ///     ValueError: A time that is negative, not a number, or 2**63 and more.
    ///
    /// Example:
    ///
    ///     >>> ring = exposeport.KeyRing(exposeport.SigningKey(bytes(range(32))))
    ///     >>> route = exposeport.parse_host("8080-sandbox-0jijo081mt53pnb0n082pt.example.com")
    ///     >>> ring.verify(route, now=1_800_000_000)
    ///     Verification(kind='active', expires=1800003600)
    ///     >>> ring.verify(route, now=1_800_000_000, context="tenant-1")
    ///     Verification(kind='invalid')
    #[pyo3(signature = (
        route, *, context = Context::EMPTY, now
    ), text_signature = "($self, route, *, context=b'', now)")]
    fn verify(
        &self,
        route: &Bound<'_, Route>,
        context: Context<'_, '_>,
        now: Time,
    ) -> Verification {
        Verification::from_core(self.ring.verify(route.get().core(), context.as_ref(), now.0))
    }

    fn __repr__(&self) -> &'static str {
        "KeyRing(...)"
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}

fn cast<'a, 'py>(key: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, SigningKey>> {
    key.cast().map_err(|_| wrong_type(key.as_borrowed(), "SigningKey"))
}

/// The result of verifying a token. It is true if the token is valid.
///
/// Attributes:
///     kind: "active", "expired", or "invalid" if no key of the ring has signed the token.
///     expires: The expiry of the token in seconds of Unix time. It is None if the token is
///         permanent or invalid.
///     active: True if the token is valid.
///
/// Example:
///
///     >>> ring = exposeport.KeyRing(exposeport.SigningKey(bytes(range(32))))
///     >>> route = exposeport.parse_host("8080-sandbox-0jijo081mt53pnb0n082pt.example.com")
///     >>> match ring.verify(route, now=1_900_000_000):
///     ...     case exposeport.Verification("expired", expires):
///     ...         print("expired at", expires)
///     expired at 1800003600
#[pyclass(module = "exposeport", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub struct Verification(signed::Verification);

impl Verification {
    pub const fn from_core(verification: signed::Verification) -> Self {
        Self(verification)
    }
}

#[pymethods]
impl Verification {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("kind", "expires")
    }

    /// The kind: "active", "expired" or "invalid".
    #[getter]
    const fn kind(&self) -> &'static str {
        match self.0 {
            signed::Verification::Active(_) => "active",
            signed::Verification::Expired(_) => "expired",
            signed::Verification::Invalid => "invalid",
        }
    }

    /// The expiry in seconds of Unix time, or None.
    #[getter]
    fn expires(&self) -> Option<u64> {
        match self.0 {
            signed::Verification::Active(expiry) => expiry.map(Expiry::unix_time),
            signed::Verification::Expired(expiry) => Some(expiry.unix_time()),
            signed::Verification::Invalid => None,
        }
    }

    /// True if the token is valid.
    #[getter]
    const fn active(&self) -> bool {
        matches!(self.0, signed::Verification::Active(_))
    }

    fn __bool__(&self) -> bool {
        self.active()
    }

    fn __repr__(&self) -> String {
        match self.expires() {
            Some(expires) => format!("Verification(kind='{}', expires={expires})", self.kind()),
            None => format!("Verification(kind='{}')", self.kind()),
        }
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}
