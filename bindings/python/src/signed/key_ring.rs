//! The class `KeyRing`.

use exposeport::signed;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::{SigningKey, Verification};
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
    ///     >>> route = exposeport.parse_host("8080-sandbox-0jijo0de6k5vu175jab5q9.example.com")
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
