//! The Python module `exposeport._exposeport`. It translates between Python and the core, and
//! implements no rules.
//!
//! All classes except `Sandbox` are immutable, and `Sandbox` has its own lock, so the module does
//! not need the global interpreter lock.

#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

// Each module imports only modules above it.
mod input;
mod interpreter;
mod pickle;
mod runtimes;

mod classes;
mod errors;

mod policy;
mod rules;

mod base_domain;
mod route;

mod parse;
mod url;

mod authorization;
mod results;
mod sandbox;

mod signed;

mod gateway;

use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyTuple};

/// The compiled part of `exposeport`, which exports all names without a leading underscore.
#[pymodule(gil_used = false)]
mod _exposeport {
    use super::*;

    #[pymodule_export]
    use super::authorization::{_authorization, Authorization};
    #[pymodule_export]
    use super::base_domain::BaseDomain;
    #[pymodule_export]
    use super::gateway::{
        _check_application_host, Gateway, Preview, Rejection, is_hop_by_hop_header,
        is_internal_header, pass_through, prefers_html, split_target,
    };
    #[pymodule_export]
    use super::parse::{parse, parse_host, parse_url, route_under};
    #[pymodule_export]
    use super::policy::Policy;
    #[pymodule_export]
    use super::route::{_route, Route};
    #[pymodule_export]
    use super::rules::{
        _parse_port, generate_token, sandbox_id_budget, tokens_equal, validate_port,
        validate_sandbox_id, validate_token,
    };
    #[pymodule_export]
    use super::sandbox::Sandbox;
    #[pymodule_export]
    use super::signed::{KeyRing, SigningKey, Verification};
    #[pymodule_export]
    use super::url::build_url;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        use exposeport::headers;

        interpreter::reject_others(module.py())?;
        classes::Classes::add_to(module)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("HEADER_PREVIEW_PROXY", headers::PREVIEW_PROXY)?;
        module.add("HEADER_PREVIEW_PORT", headers::PREVIEW_PORT)?;
        module.add("HEADER_PREVIEW_TOKEN", headers::PREVIEW_TOKEN)?;
        module.add("HEADER_PREVIEW_SANDBOX_ID", headers::PREVIEW_SANDBOX_ID)?;
        module.add("INTERNAL_HEADERS", PyFrozenSet::new(module.py(), headers::ALL)?)?;
        module.add("_SIGNING_KEY_HEX_MAX", exposeport::limits::SIGNING_KEY_HEX_MAX)?;
        module.add("_RUNTIMES", PyTuple::new(module.py(), runtimes::names())?)
    }
}
