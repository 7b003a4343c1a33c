//! Errors of the core as exceptions.

use core::fmt::Write;

use exposeport::{Error, ErrorClass, ErrorKind};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

use crate::classes::Classes;

/// The initial capacity, which fits nearly all messages.
const MESSAGE_CAPACITY: usize = 160;

/// An error of the core, to be raised as an exception.
pub struct Rejected(Error);

impl From<Error> for Rejected {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Rejected> for PyErr {
    #[cold]
    fn from(Rejected(error): Rejected) -> Self {
        Python::attach(|py| exception(py, &error).unwrap_or_else(|failure| failure))
    }
}

fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let classes = Classes::get(py)?;
    let class = match error.kind().class() {
        ErrorClass::Security => &classes.security_error,
        ErrorClass::CustomDomainRequired => &classes.custom_domain_required_error,
        ErrorClass::NotAPreviewHost => &classes.not_a_preview_host_error,
        _ => &classes.expose_port_error,
    };
    let mut message = String::with_capacity(MESSAGE_CAPACITY);
    let _ = write!(message, "{error}");
    let arguments = (message, code(py, error.kind()), error.http_status());
    Ok(PyErr::from_value(class.bind(py).call1(arguments)?))
}

/// Returns the code of a kind. Each string is created once.
fn code(py: Python<'_>, kind: ErrorKind) -> Bound<'_, PyString> {
    static CODES: [PyOnceLock<Py<PyString>>; ErrorKind::ALL.len()] =
        [const { PyOnceLock::new() }; ErrorKind::ALL.len()];
    let create = || PyString::new(py, kind.code());
    match ErrorKind::ALL.iter().position(|known| *known == kind) {
        Some(index) => CODES[index].get_or_init(py, || create().unbind()).bind(py).clone(),
        None => create(),
    }
}
