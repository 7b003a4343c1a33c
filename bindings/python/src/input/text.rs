//! String arguments: `str` or `bytes`.

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// The bytes of a `str` or `bytes` object, borrowed if it has them in UTF-8.
pub struct Text<'a, 'py> {
    pub object: Borrowed<'a, 'py, PyAny>,
    bytes: Bytes<'a, 'py>,
}

enum Bytes<'a, 'py> {
    Borrowed(&'a [u8]),
    /// The encoding of a string with lone surrogates. It is not UTF-8, so the core rejects it with
    /// the code for invalid characters.
    Encoded(Bound<'py, PyBytes>),
}

impl AsRef<[u8]> for Text<'_, '_> {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Borrowed(bytes) => bytes,
            Bytes::Encoded(bytes) => bytes.as_bytes(),
        }
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Text<'a, 'py> {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let bytes = if object.is_exact_instance_of::<PyBytes>() {
            Bytes::Borrowed(object.extract()?)
        } else {
            match object.extract::<&'a str>() {
                Ok(text) => Bytes::Borrowed(text.as_bytes()),
                Err(error) => without_utf8(object, error)?,
            }
        };
        Ok(Self { object, bytes })
    }
}

#[cold]
fn without_utf8<'a, 'py>(
    object: Borrowed<'a, 'py, PyAny>,
    error: PyErr,
) -> PyResult<Bytes<'a, 'py>> {
    if object.is_instance_of::<PyString>() {
        encode(object, error).map(Bytes::Encoded)
    } else if object.is_instance_of::<PyBytes>() {
        Ok(Bytes::Borrowed(object.extract()?))
    } else {
        Err(wrong_type(object, "str or bytes"))
    }
}

fn encode<'py>(string: Borrowed<'_, 'py, PyAny>, error: PyErr) -> PyResult<Bound<'py, PyBytes>> {
    let py = string.py();
    if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
        return Err(error);
    }
    // The method of `str` itself, which a subclass cannot override.
    let arguments = (string, "utf-8", "surrogatepass");
    let bytes = py.get_type::<PyString>().call_method1("encode", arguments)?;
    Ok(bytes.cast_into::<PyBytes>()?)
}

/// Returns the `TypeError` that names the expected type and the type of an object.
#[cold]
pub fn wrong_type(object: Borrowed<'_, '_, PyAny>, expected: &str) -> PyErr {
    let name = object.get_type().name();
    let found = name.map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!("expected {expected}, found {found}"))
}
