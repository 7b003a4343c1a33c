//! Times, lifetimes and contexts of signed tokens.

use exposeport::WideInteger;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat};

use super::integer::Integer;
use super::text::Text;
use super::wrong_type;

/// The first time that is out of range: 2^63.
const END: f64 = (1_u64 << 63) as f64;

/// A time in seconds of Unix time: an integer, or a `float`, whose fraction is dropped.
///
/// The fraction does not affect whether a time is before an expiry, which is a whole number.
#[derive(Clone, Copy)]
pub struct Time(pub u64);

/// A lifetime in seconds. The core rejects both ends of the range, to which others are saturated.
#[derive(Clone, Copy)]
pub struct Lifetime(pub u64);

/// A context of a signature: `str` or `bytes`.
pub struct Context<'a, 'py>(Option<Text<'a, 'py>>);

impl Context<'_, '_> {
    /// The default context.
    pub const EMPTY: Self = Self(None);
}

impl AsRef<[u8]> for Context<'_, '_> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], AsRef::as_ref)
    }
}

impl<'py> FromPyObject<'_, 'py> for Time {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(float) = object.cast::<PyFloat>() {
            let seconds = float.value();
            // The conversion drops the fraction. A number that is not one is in no range.
            return if (0.0..END).contains(&seconds) {
                Ok(Self(seconds as u64))
            } else {
                Err(out_of_range())
            };
        }
        if object.is_instance_of::<PyBool>() || !object.hasattr("__index__")? {
            return Err(wrong_type(object, "int or float"));
        }
        match object.extract::<Integer>()?.0 {
            WideInteger::Fits(seconds) => {
                u64::try_from(seconds).map(Self).map_err(|_| out_of_range())
            }
            WideInteger::Below | WideInteger::Above => Err(out_of_range()),
        }
    }
}

#[cold]
fn out_of_range() -> PyErr {
    PyValueError::new_err("now is out of range, expected seconds of Unix time: 0 to 2**63 - 1")
}

impl<'py> FromPyObject<'_, 'py> for Lifetime {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self(match object.extract::<Integer>()?.0 {
            WideInteger::Fits(seconds) => u64::try_from(seconds).unwrap_or(0),
            WideInteger::Below => 0,
            WideInteger::Above => u64::MAX,
        }))
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Context<'a, 'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        object.extract().map(Some).map(Self)
    }
}
