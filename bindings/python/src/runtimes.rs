//! The argument `runtimes`: the names of the runtime models.

use exposeport::Runtimes;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::input::Text;

/// The names, which the command and the stub have too.
pub const NAMES: [&str; 2] = ["tracked", "untracked"];

/// Returns the runtime model with a name.
pub fn from_name(name: &Bound<'_, PyString>) -> PyResult<Runtimes> {
    let [tracked, untracked] = NAMES.map(str::as_bytes);
    match name.extract::<Text<'_, '_>>()?.as_ref() {
        name if name == tracked => Ok(Runtimes::Tracked),
        name if name == untracked => Ok(Runtimes::Untracked),
        _ => {
            Err(PyValueError::new_err(format!("invalid runtimes, expected {}", NAMES.join(" or "))))
        }
    }
}
