//! The class `Verification`.

use exposeport::signed::{self, Expiry};
use pyo3::prelude::*;

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
///     >>> route = exposeport.parse_host("8080-sandbox-0jijo0de6k5vu175jab5q9.example.com")
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
