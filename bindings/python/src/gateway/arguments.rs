//! Arguments: names of options, and lists of strings and headers.

use exposeport::gateway::{HttpVersion, RequestHost};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::errors::Rejected;
use crate::input::Text;

/// Returns the value with a name.
pub(super) fn named<T: Copy, const N: usize>(
    argument: &str,
    name: &str,
    values: &[(&str, T); N],
) -> PyResult<T> {
    let found = values.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names = values.each_ref().map(|(known, _)| *known).join(" or ");
        PyValueError::new_err(format!("{argument} must be {names}"))
    })
}

pub(super) fn request_host<'a>(
    hosts: &'a [Text<'_, '_>],
    authority: Option<&'a Text<'_, '_>>,
    version: &str,
) -> Result<RequestHost<'a>, Rejected> {
    let request = RequestHost::new(version.parse::<HttpVersion>()?);
    let request = authority.map_or(request, |authority| request.authority(authority));
    Ok(hosts.iter().fold(request, RequestHost::host))
}

/// Returns the objects of an iterable that is not a string.
pub(super) fn list<'py>(
    object: &Bound<'py, PyAny>,
    argument: &str,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    if object.extract::<Text<'_, '_>>().is_ok() {
        return Err(PyTypeError::new_err(format!("{argument} must be a list of str or bytes")));
    }
    object.try_iter()?.collect()
}

pub(super) type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// Returns the objects of a list of pairs.
pub(super) fn pairs<'py>(headers: &Bound<'py, PyAny>) -> PyResult<Vec<Pair<'py>>> {
    headers
        .try_iter()?
        .map(|pair| {
            let pair = pair?.try_iter()?.collect::<PyResult<Vec<_>>>()?;
            <[_; 2]>::try_from(pair)
                .map(|[name, value]| (name, value))
                .map_err(|_| PyTypeError::new_err("headers must be pairs of a name and a value"))
        })
        .collect()
}

pub(super) fn received<'a, 'py>(
    pairs: &'a [Pair<'py>],
) -> PyResult<Vec<(Text<'a, 'py>, Text<'a, 'py>)>> {
    pairs.iter().map(|(name, value)| Ok((name.extract()?, value.extract()?))).collect()
}

pub(super) fn listed<'py, N: AsRef<[u8]>, V: AsRef<[u8]>>(
    py: Python<'py>,
    headers: &[(N, V)],
) -> PyResult<Bound<'py, PyList>> {
    let bytes = |part: &[u8]| PyBytes::new(py, part);
    let pairs = headers.iter().map(|(name, value)| (bytes(name.as_ref()), bytes(value.as_ref())));
    PyList::new(py, pairs.collect::<Vec<_>>())
}
