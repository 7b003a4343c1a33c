//! Integer arguments: whatever has `__index__`, but for `bool`.

use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyInt};

use crate::text::wrong_type;

/// An integer that the core judges. Beyond 64 bits, the nearest that they hold: never one that wrapped.
#[derive(Clone, Copy)]
pub struct Integer(pub i64);

/// How long something is. What no length can be is an `OverflowError`.
#[derive(Clone, Copy)]
pub struct Length(pub usize);

impl<'py> FromPyObject<'_, 'py> for Integer {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        with_int(object, nearest).map(Self)
    }
}

impl<'py> FromPyObject<'_, 'py> for Length {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        with_int(object, |integer| integer.extract()).map(Self)
    }
}

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
    static INDEX: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if !object.hasattr("__index__")? {
        return Err(wrong_type(object, "int"));
    }
    convert(&INDEX.import(object.py(), "operator", "index")?.call1((object,))?)
}

fn nearest(integer: &Bound<'_, PyAny>) -> PyResult<i64> {
    match integer.extract::<i64>() {
        Err(error) if error.is_instance_of::<PyOverflowError>(integer.py()) => {
            // The comparison of `int` itself, whatever a subclass has made of it.
            let is_negative = integer.py().get_type::<PyInt>().call_method1("__lt__", (integer, 0))?.is_truthy()?;
            Ok(if is_negative { i64::MIN } else { i64::MAX })
        }
        answer => answer,
    }
}
