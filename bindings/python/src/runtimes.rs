//! The argument `runtimes`: the name of a runtime model.

use exposeport::Runtimes;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::input::Text;

/// Returns the names. The stub repeats them.
pub fn names() -> Vec<&'static str> {
    Runtimes::ALL.iter().map(|runtimes| runtimes.as_str()).collect()
}

/// Returns the runtime model with a name.
pub fn from_name(name: &Bound<'_, PyString>) -> PyResult<Runtimes> {
    let name = name.extract::<Text<'_, '_>>()?;
    let found = Runtimes::ALL.iter().find(|known| known.as_str().as_bytes() == name.as_ref());
    found.copied().ok_or_else(|| {
        PyValueError::new_err(format!("invalid runtimes, expected {}", names().join(" or ")))
    })
}
