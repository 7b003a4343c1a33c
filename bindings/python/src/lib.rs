//! The Python module `exposeport._exposeport`: arguments in, a call of the core, an object or an exception out.
//!
//! Rules, limits and messages are the core's. The classes are immutable but for `Sandbox`, which has a lock of its own, so that the module
//! needs no global interpreter lock.

#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod authorization;
mod base_domain;
mod errors;
mod exposed_port;
mod functions;
mod integer;
mod interpreter;
mod parsing;
mod policy;
mod restore;
mod route;
mod sandbox;
mod text;

use pyo3::prelude::*;
use pyo3::types::PyFrozenSet;

/// The compiled half of `exposeport`, which re-exports all of it and has the exceptions.
#[pymodule(gil_used = false)]
mod _exposeport {
    use super::*;

    #[pymodule_export]
    use super::authorization::Authorization;
    #[pymodule_export]
    use super::base_domain::BaseDomain;
    #[pymodule_export]
    use super::exposed_port::ExposedPort;
    #[pymodule_export]
    use super::functions::{
        build_url, generate_token, sandbox_id_budget, tokens_equal, validate_port, validate_sandbox_id, validate_token,
    };
    #[pymodule_export]
    use super::parsing::{parse, parse_host, parse_url, route_under};
    #[pymodule_export]
    use super::policy::Policy;
    #[pymodule_export]
    use super::restore::{_authorization, _base_domain, _exposed_port, _policy, _route};
    #[pymodule_export]
    use super::route::Route;
    #[pymodule_export]
    use super::sandbox::Sandbox;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        interpreter::refuse_another(module.py())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("HEADER_PREVIEW_PROXY", exposeport::headers::PREVIEW_PROXY)?;
        module.add("HEADER_PREVIEW_PORT", exposeport::headers::PREVIEW_PORT)?;
        module.add("HEADER_PREVIEW_TOKEN", exposeport::headers::PREVIEW_TOKEN)?;
        module.add("HEADER_PREVIEW_SANDBOX_ID", exposeport::headers::PREVIEW_SANDBOX_ID)?;
        module.add("INTERNAL_HEADERS", PyFrozenSet::new(module.py(), exposeport::headers::ALL)?)
    }
}
