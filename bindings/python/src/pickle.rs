//! The results of `__reduce__`.
//!
//! Each call looks up the function that restores an object. If the module is imported again, it has
//! new functions, and only those can be pickled.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};

/// A callable that restores an object, and its arguments.
pub type Reduced<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// Returns the call of a class with positional and keyword arguments.
pub fn call_of_class<'py>(
    class: Bound<'py, PyType>,
    arguments: &[&str],
    keywords: &Bound<'py, PyDict>,
) -> PyResult<Reduced<'py>> {
    let py = class.py();
    let create = py.import("copyreg")?.getattr("__newobj_ex__")?;
    let arguments = PyTuple::new(py, arguments)?;
    Ok((create, (class, arguments, keywords).into_pyobject(py)?))
}

/// Returns the call of a function of the compiled module.
pub fn call_of_function<'py>(
    py: Python<'py>,
    name: &str,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Error = PyErr>,
) -> PyResult<Reduced<'py>> {
    let function = py.import("exposeport._exposeport")?.getattr(name)?;
    Ok((function, arguments.into_bound_py_any(py)?.cast_into()?))
}
