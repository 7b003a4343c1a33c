//! Arguments: names of options, and lists of strings and headers.

use exposeport::gateway::{HttpVersion, RequestHost};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::errors::Rejected;
use crate::input::Text;

/// Returns a name and its value.
pub(super) fn named<T: Copy, const N: usize>(
    argument: &str,
    name: &str,
    values: &[(&'static str, T); N],
) -> PyResult<(&'static str, T)> {
    let found = values.iter().find(|(known, _)| *known == name);
    found.copied().ok_or_else(|| {
        let names = values.each_ref().map(|(known, _)| *known).join(" or ");
        PyValueError::new_err(format!("{argument} must be {names}"))
    })
}

/// Returns the parts of a request that name its host.
pub(super) fn request_host<'b>(
    hosts: &'b [Text<'_, '_>],
    authority: Option<&'b Text<'_, '_>>,
    version: &str,
) -> Result<RequestHost<'b>, Rejected> {
    let request = RequestHost::new(version.parse::<HttpVersion>()?);
    let request = authority.map_or(request, |authority| request.authority(authority));
    Ok(hosts.iter().fold(request, RequestHost::host))
}

/// Returns the objects of an iterable. A string is an iterable, and a mistake.
pub(super) fn list<'py>(
    object: &Bound<'py, PyAny>,
    argument: &str,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    if object.extract::<Text<'_, '_>>().is_ok() {
        return Err(PyTypeError::new_err(format!("{argument} must be a list, not a string")));
    }
    object.try_iter()?.collect()
}

/// A name and a value.
pub(super) type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// Returns the objects of an iterable of headers.
pub(super) fn pairs<'py>(headers: &Bound<'py, PyAny>) -> PyResult<Vec<Pair<'py>>> {
    let pair = |header: Bound<'py, PyAny>| {
        <[_; 2]>::try_from(list(&header, "a header")?)
            .map(|[name, value]| (name, value))
            .map_err(|_| PyTypeError::new_err("a header must be a pair of a name and a value"))
    };
    list(headers, "headers")?.into_iter().map(pair).collect()
}

/// Returns the strings of headers.
pub(super) fn received<'a, 'py>(
    pairs: &'a [Pair<'py>],
) -> PyResult<Vec<(Text<'a, 'py>, Text<'a, 'py>)>> {
    pairs.iter().map(|(name, value)| Ok((name.extract()?, value.extract()?))).collect()
}

/// Returns headers as a list of pairs of bytes.
pub(super) fn listed<'py, N: AsRef<[u8]>, V: AsRef<[u8]>>(
    py: Python<'py>,
    headers: &[(N, V)],
) -> PyResult<Bound<'py, PyList>> {
    let bytes = |part: &[u8]| PyBytes::new(py, part);
    let pairs = headers.iter().map(|(name, value)| (bytes(name.as_ref()), bytes(value.as_ref())));
    PyList::new(py, pairs.collect::<Vec<_>>())
}
