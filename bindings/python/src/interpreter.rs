//! Restricts the module to one interpreter per process.
//!
//! The classes are created once per process, so they belong to the interpreter that imports the
//! module first.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyWeakrefMethods, PyWeakrefReference};

/// Returns an `ImportError` in every interpreter except the first that imports the module.
pub fn reject_others(py: Python<'_>) -> PyResult<()> {
    // Every interpreter has its own `builtins` module, which identifies it. The weak reference does
    // not keep the module alive.
    static FIRST: PyOnceLock<Py<PyWeakrefReference>> = PyOnceLock::new();
    let builtins = py.import("builtins")?.into_any();
    let first =
        FIRST.get_or_try_init(py, || PyWeakrefReference::new(&builtins).map(Bound::unbind))?;
    match first.bind(py).upgrade() {
        Some(first) if first.is(&builtins) => Ok(()),
        _ => Err(PyImportError::new_err(
            "exposeport is imported by another interpreter of this process, \
             and supports only one",
        )),
    }
}
