//! Text arguments: `str` or `bytes`.

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// The octets of a `str` or `bytes`, borrowed wherever they are there already.
pub struct Text<'a, 'py> {
    pub object: Borrowed<'a, 'py, PyAny>,
    octets: Octets<'a, 'py>,
}

enum Octets<'a, 'py> {
    Borrowed(&'a [u8]),
    /// Lone surrogates have no UTF-8. Their octets are passed on nevertheless, so that the core refuses them with its own code.
    Encoded(Bound<'py, PyBytes>),
}

impl AsRef<[u8]> for Text<'_, '_> {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        match &self.octets {
            Octets::Borrowed(octets) => octets,
            Octets::Encoded(octets) => octets.as_bytes(),
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Text<'a, 'py> {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let octets = if object.is_exact_instance_of::<PyBytes>() {
            Octets::Borrowed(object.extract()?)
        } else {
            match object.extract::<&'a str>() {
                Ok(text) => Octets::Borrowed(text.as_bytes()),
                Err(error) => without_utf8(object, error)?,
            }
        };
        Ok(Self { object, octets })
    }
}

#[cold]
fn without_utf8<'a, 'py>(object: Borrowed<'a, 'py, PyAny>, error: PyErr) -> PyResult<Octets<'a, 'py>> {
    if object.is_instance_of::<PyString>() {
        encode(object, error).map(Octets::Encoded)
    } else if object.is_instance_of::<PyBytes>() {
        Ok(Octets::Borrowed(object.extract()?))
    } else {
        Err(wrong_type(object, "str or bytes"))
    }
}

#[cold]
fn encode<'py>(text: Borrowed<'_, 'py, PyAny>, error: PyErr) -> PyResult<Bound<'py, PyBytes>> {
    if !error.is_instance_of::<PyUnicodeEncodeError>(text.py()) {
        return Err(error);
    }
    // The method of `str` itself, whatever a subclass has made of it.
    let octets = text.py().get_type::<PyString>().call_method1("encode", (text, "utf-8", "surrogatepass"))?;
    Ok(octets.cast_into::<PyBytes>()?)
}

/// The `TypeError` that names the type which came.
#[cold]
pub fn wrong_type(object: Borrowed<'_, '_, PyAny>, expected: &str) -> PyErr {
    let found = object.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!("expected {expected}, found {found}"))
}
