//! Integer arguments: any object with `__index__` except a `bool`.

use exposeport::WideInteger;
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt};

use super::wrong_type;

/// An integer of any width, which the core checks.
#[derive(Clone, Copy)]
pub struct Integer(pub WideInteger);

/// A length. A negative integer, or one that is too large for a length, is an `OverflowError`.
#[derive(Clone, Copy)]
pub struct Length(pub usize);

impl<'py> FromPyObject<'_, 'py> for Integer {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        with_int(object, wide).map(Self)
    }
}

impl<'py> FromPyObject<'_, 'py> for Length {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        with_int(object, |integer| integer.extract()).map(Self)
    }
}

/// Converts the `int` that an object is or that its `__index__` returns.
#[inline]
fn with_int<'py, T>(
    object: Borrowed<'_, 'py, PyAny>,
    convert: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<T> {
    if object.is_instance_of::<PyBool>() {
        return Err(wrong_type(object, "int"));
    }
    if object.is_instance_of::<PyInt>() {
        return convert(&object);
    }
    if !object.hasattr("__index__")? {
        return Err(wrong_type(object, "int"));
    }
    convert(&object.py().import("operator")?.getattr("index")?.call1((object,))?)
}

fn wide(integer: &Bound<'_, PyAny>) -> PyResult<WideInteger> {
    match integer.extract() {
        Ok(integer) => Ok(WideInteger::Fits(integer)),
        Err(error) if error.is_instance_of::<PyOverflowError>(integer.py()) => {
            // The comparison of `int` itself, which a subclass cannot override.
            let int = integer.py().get_type::<PyInt>();
            let is_negative = int.call_method1("__lt__", (integer, 0))?.is_truthy()?;
            Ok(if is_negative { WideInteger::Below } else { WideInteger::Above })
        }
        Err(error) => Err(error),
    }
}
