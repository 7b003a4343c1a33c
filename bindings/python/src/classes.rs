//! The classes that are defined in Python, in `classes.py`.

use core::ffi::CStr;

use exposeport::{JsonParts, Redacted};
use pyo3::ffi::c_str;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::code::PyCodeInput;
use pyo3::types::{PyCode, PyCodeMethods, PyDict, PyType};

use crate::input::Text;

const SOURCE: &CStr = c_str!(include_str!("classes.py"));

/// The name of the file in a traceback.
const FILE_NAME: &CStr = c"<exposeport classes>";

/// The classes. They are created once per process, so every import of the module exports the same.
pub struct Classes {
    pub expose_port_error: Py<PyType>,
    pub security_error: Py<PyType>,
    pub custom_domain_required_error: Py<PyType>,
    pub not_a_preview_host_error: Py<PyType>,
    pub exposed_port: Py<PyType>,
    pub port_state: Py<PyType>,
    pub dropped: Py<PyType>,
    pub import: Py<PyType>,
}

impl Classes {
    #[inline]
    pub fn get(py: Python<'_>) -> PyResult<&Self> {
        static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();
        CLASSES.get_or_try_init(py, || Self::create(py))
    }

    fn create(py: Python<'_>) -> PyResult<Self> {
        let names = PyDict::new(py);
        names.set_item("redact_url", wrap_pyfunction!(redact_url, py)?)?;
        names.set_item("json_body", wrap_pyfunction!(json_body, py)?)?;
        let code = PyCode::compile(py, SOURCE, FILE_NAME, PyCodeInput::File)?;
        code.run(Some(&names), None)?;
        let class = |name| PyResult::Ok(names.as_any().get_item(name)?.cast_into()?.unbind());
        Ok(Self {
            expose_port_error: class("ExposePortError")?,
            security_error: class("SecurityError")?,
            custom_domain_required_error: class("CustomDomainRequiredError")?,
            not_a_preview_host_error: class("NotAPreviewHostError")?,
            exposed_port: class("ExposedPort")?,
            port_state: class("PortState")?,
            dropped: class("Dropped")?,
            import: class("Import")?,
        })
    }

    /// Adds the classes to the module.
    pub fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let classes = Self::get(module.py())?;
        let every = [
            &classes.expose_port_error,
            &classes.security_error,
            &classes.custom_domain_required_error,
            &classes.not_a_preview_host_error,
            &classes.exposed_port,
            &classes.port_state,
            &classes.dropped,
            &classes.import,
        ];
        every.into_iter().try_for_each(|class| {
            let class = class.bind(module.py());
            module.add(class.name()?, class)
        })
    }
}

/// Returns a URL whose token is shown as `..`.
#[pyfunction]
fn redact_url(url: Text<'_, '_>) -> String {
    Redacted(&String::from_utf8_lossy(url.as_ref())).to_string()
}

/// Returns the JSON body of an error.
#[pyfunction]
fn json_body(message: Text<'_, '_>, code: Text<'_, '_>) -> String {
    let [message, code] = [&message, &code].map(|text| String::from_utf8_lossy(text.as_ref()));
    JsonParts(&message, &code).to_string()
}
