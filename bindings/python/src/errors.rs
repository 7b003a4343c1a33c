//! From errors of the core to exceptions, whose classes are those of `python/exposeport/_errors.py`.

use core::fmt::Write;

use exposeport::{Error, ErrorClass, ErrorKind};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

/// An error of the core on its way out.
pub struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Refused> for PyErr {
    #[cold]
    fn from(Refused(error): Refused) -> Self {
        Python::attach(|py| raise(py, &error).unwrap_or_else(|failure| failure))
    }
}

fn raise(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    // Longer than nearly all messages: growing from nothing costs a tenth of the whole.
    let mut message = String::with_capacity(160);
    let _ = write!(message, "{error}");
    let arguments = (message, code(py, error.kind()), error.http_status());
    Ok(PyErr::from_value(class(py, error.kind().class())?.call1(arguments)?))
}

fn class(py: Python<'_>, class: ErrorClass) -> PyResult<&Bound<'_, PyType>> {
    static SECURITY: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static CUSTOM_DOMAIN_REQUIRED: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static NOT_A_PREVIEW_HOST: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static OTHER: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (kept, name) = match class {
        ErrorClass::Security => (&SECURITY, "SecurityError"),
        ErrorClass::CustomDomainRequired => (&CUSTOM_DOMAIN_REQUIRED, "CustomDomainRequiredError"),
        ErrorClass::NotAPreviewHost => (&NOT_A_PREVIEW_HOST, "NotAPreviewHostError"),
        _ => (&OTHER, "ExposePortError"),
    };
    kept.import(py, "exposeport._errors", name)
}

/// Made once: a text that is made anew takes a twentieth of the whole.
fn code(py: Python<'_>, kind: ErrorKind) -> Bound<'_, PyString> {
    const KINDS: usize = ErrorKind::ALL.len();
    static CODES: [PyOnceLock<Py<PyString>>; KINDS] = [const { PyOnceLock::new() }; KINDS];
    let make = || PyString::new(py, kind.code());
    match ErrorKind::ALL.iter().position(|known| *known == kind) {
        Some(index) => CODES[index].get_or_init(py, || make().unbind()).bind(py).clone(),
        None => make(),
    }
}
