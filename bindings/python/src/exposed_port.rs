//! The class `ExposedPort`.

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyString};

use crate::restore::{self, Restored};

/// The keys of the documented answer, in their order.
const KEYS: [&str; 3] = ["url", "port", "name"];

/// An exposed port: the documented `{url, port, name}`.
///
/// It unpacks in this order, and `dict(exposed)` makes the dictionary.
///
/// Attributes:
///     url: The preview URL, which holds the token.
///     port: The port.
///     name: The name that it was given, or None.
///
/// Example:
///
///     >>> exposed = exposeport.Sandbox("sandbox").expose_port(8080, hostname="example.com", token="my_token")
///     >>> url, port, name = exposed
///     >>> dict(exposed)
///     {'url': 'https://8080-sandbox-my_token.example.com', 'port': 8080, 'name': None}
///     >>> exposed
///     ExposedPort(url='https://8080-sandbox-...example.com', port=8080, name=None)
#[pyclass(module = "exposeport", frozen)]
pub struct ExposedPort {
    url: String,
    /// The URL without its token.
    shown: String,
    port: u16,
    name: Option<String>,
}

impl ExposedPort {
    pub fn of_core(exposed: &exposeport::ExposedPort) -> Self {
        let url = exposed.url();
        // The core shows `PreviewUrl(https://...)`, without the token.
        let shown = format!("{url:?}").trim_start_matches("PreviewUrl(").trim_end_matches(')').to_owned();
        let name = exposed.name().map(str::to_owned);
        Self::of_parts(url.as_str().to_owned(), shown, exposed.port().get(), name)
    }

    pub fn of_parts(url: String, shown: String, port: u16, name: Option<String>) -> Self {
        Self { url, shown, port, name }
    }

    fn parts(&self) -> (&str, u16, Option<&str>) {
        (&self.url, self.port, self.name.as_deref())
    }
}

#[pymethods]
impl ExposedPort {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        (KEYS[0], KEYS[1], KEYS[2])
    }

    /// The preview URL, which holds the token.
    #[getter]
    fn url(&self) -> &str {
        &self.url
    }

    /// The port.
    #[getter]
    fn port(&self) -> u16 {
        self.port
    }

    /// The name that it was given, or None.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The documented dictionary.
    ///
    /// Returns:
    ///     `{"url": ..., "port": ..., "name": ...}`, where the name may be None.
    ///
    /// Example:
    ///
    ///     >>> exposed = exposeport.Sandbox("sandbox").expose_port(8080, hostname="example.com", name="Web Server")
    ///     >>> exposed.to_dict()["name"]
    ///     'Web Server'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (key, value) in KEYS.iter().zip(self.parts().into_pyobject(py)?.iter()) {
            dict.set_item(key, value)?;
        }
        Ok(dict)
    }

    /// The keys of the documented dictionary, so that `dict(exposed)` makes it.
    ///
    /// Returns:
    ///     `("url", "port", "name")`.
    ///
    /// Example:
    ///
    ///     >>> exposeport.Sandbox("sandbox").expose_port(8080, hostname="example.com").keys()
    ///     ('url', 'port', 'name')
    fn keys(&self) -> (&'static str, &'static str, &'static str) {
        Self::__match_args__()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        // The text itself, whatever `__str__` a subclass has.
        let name = key.cast::<PyString>().ok().and_then(|key| key.to_str().ok());
        match KEYS.iter().position(|known| name == Some(known)) {
            Some(index) => self.parts().into_pyobject(py)?.get_item(index),
            None => Err(PyKeyError::new_err(key.clone().unbind())),
        }
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.parts().into_pyobject(py)?.try_iter()
    }

    fn __eq__(&self, other: &Self) -> bool {
        let same_url = exposeport::tokens_equal(self.url.as_bytes(), other.url.as_bytes());
        same_url & (self.port == other.port) & (self.name == other.name)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.parts().into_pyobject(py)?.hash()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (url, port) = (PyString::new(py, &self.shown).repr()?, self.port);
        let name = self.name.as_deref().into_pyobject(py)?.repr()?;
        Ok(format!("ExposedPort(url={url}, port={port}, name={name})"))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Restored<'py>> {
        restore::by(py, "_exposed_port", (&self.url, &self.shown, self.port, &self.name))
    }
}
