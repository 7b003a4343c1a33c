//! Integer arguments.

use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyInt};

use crate::text::wrong_type;

/// Whatever has `__index__`, but for `bool`. Beyond 64 bits, the nearest that they hold: never one that wrapped.
#[derive(Clone, Copy)]
pub struct Integer(pub i64);

impl<'py> FromPyObject<'_, 'py> for Integer {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyBool>() {
            return Err(wrong_type(object, "int"));
        }
        if object.is_instance_of::<PyInt>() {
            return nearest(&object).map(Self);
        }
        static INDEX: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        if !object.hasattr("__index__")? {
            return Err(wrong_type(object, "int"));
        }
        let integer = INDEX.import(object.py(), "operator", "index")?.call1((object,))?;
        nearest(&integer).map(Self)
    }
}

fn nearest(integer: &Bound<'_, PyAny>) -> PyResult<i64> {
    match integer.extract::<i64>() {
        Err(error) if error.is_instance_of::<PyOverflowError>(integer.py()) => {
            Ok(if integer.lt(0)? { i64::MIN } else { i64::MAX })
        }
        answer => answer,
    }
}
