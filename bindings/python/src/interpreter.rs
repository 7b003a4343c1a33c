//! One interpreter of a process: classes and exceptions are made once, and no `except` of another interpreter would catch them.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// An `ImportError` in every interpreter but the first that imports the module.
pub fn refuse_another(py: Python<'_>) -> PyResult<()> {
    static FIRST: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    // Every interpreter has one of its own.
    let builtins = py.import("builtins")?;
    if FIRST.get_or_init(py, || builtins.clone().unbind()).is(&builtins) {
        return Ok(());
    }
    Err(PyImportError::new_err("exposeport is in use by another interpreter of this process; it serves one only"))
}
