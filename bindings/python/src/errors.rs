//! From errors of the core to exceptions.

use exposeport::{Error, ErrorClass};
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

create_exception!(
    exposeport,
    ExposePortError,
    PyValueError,
    "Whatever exposeport refuses.

`code` is the permanent code, such as 'INVALID_PORT', and `http_status` the HTTP status that answers a request which
was refused so. The message names the part, the limit and what was found. It never holds a token.

Raised itself where the input was good and the moment was not: 'TOKEN_IN_USE', 'RUNTIME_NOT_RUNNING',
'ENTROPY_UNAVAILABLE'.

Example:

    >>> try:
    ...     exposeport.validate_port(80)
    ... except exposeport.ExposePortError as error:
    ...     print(error.code, error.http_status, error)
    INVALID_PORT 400 port must be 1024 to 65535, found 80
"
);

create_exception!(
    exposeport,
    SecurityError,
    ExposePortError,
    "Input that breaks a rule: a port, a sandbox id, a token, a hostname or a snapshot.

Example:

    >>> exposeport.validate_port(3000)
    Traceback (most recent call last):
        ...
    exposeport.SecurityError: port 3000 is reserved; expose another one, or allow it in the policy
"
);

create_exception!(
    exposeport,
    CustomDomainRequiredError,
    ExposePortError,
    "'CUSTOM_DOMAIN_REQUIRED': the hostname is workers.dev, another domain that the policy refuses, or below one.

Example:

    >>> exposeport.BaseDomain(\"example.workers.dev\")
    Traceback (most recent call last):
        ...
    exposeport.CustomDomainRequiredError: base domain may not be workers.dev or another refused domain, nor be below one; use a custom domain
"
);

create_exception!(
    exposeport,
    NotAPreviewHostError,
    ExposePortError,
    "'NOT_A_PREVIEW_HOST': the host has not the shape of a preview host, so the request is somebody else's.

Example:

    >>> exposeport.parse_host(\"www.example.com\")
    Traceback (most recent call last):
        ...
    exposeport.NotAPreviewHostError: not a preview host: expected {port}-{sandbox-id}-{token}.{base-domain}
"
);

/// An error of the core on its way out.
pub struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Refused> for PyErr {
    fn from(Refused(error): Refused) -> Self {
        Python::attach(|py| raise(py, &error).unwrap_or_else(|failure| failure))
    }
}

fn raise(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let exception = class(py, error.kind().class()).call1((error.to_string(),))?;
    exception.setattr(intern!(py, "code"), error.code())?;
    exception.setattr(intern!(py, "http_status"), error.http_status())?;
    Ok(PyErr::from_value(exception))
}

fn class(py: Python<'_>, class: ErrorClass) -> Bound<'_, PyType> {
    match class {
        ErrorClass::Security => py.get_type::<SecurityError>(),
        ErrorClass::CustomDomainRequired => py.get_type::<CustomDomainRequiredError>(),
        ErrorClass::NotAPreviewHost => py.get_type::<NotAPreviewHostError>(),
        _ => py.get_type::<ExposePortError>(),
    }
}
