//! The class `Policy`.

use std::collections::BTreeSet;

use exposeport::{PolicyBuilder, Scheme, WideInteger};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::errors::Rejected;
use crate::input::{Integer, Text, wrong_type};
use crate::pickle::{self, Reduced};

static DEFAULT: exposeport::Policy = exposeport::Policy::DEFAULT;

/// Returns the rules of an optional argument `policy`.
#[inline]
pub fn or_default<'a>(policy: Option<&'a Bound<'_, Policy>>) -> &'a exposeport::Policy {
    policy.map_or(&DEFAULT, |policy| &policy.get().0)
}

/// The configurable rules: reserved ports and sandbox ids, denied domains and the scheme.
///
/// The arguments are changes to the default policy. Ranges, lengths and characters are fixed. An
/// entry that is both reserved and unreserved is reserved. Policies with the same effect are equal,
/// and `repr` shows their changes to the default policy.
///
/// Args:
///     reserve_ports: Ports from 0 to 65535 to reject with `RESERVED_PORT`.
///     unreserve_ports: Ports to remove from the reserved ones. The range of ports is fixed, so
///         `unreserve_ports=[80]` has no effect.
///     reserve_sandbox_ids: Sandbox ids to reject with `RESERVED_SANDBOX_ID`, case-insensitively.
///     unreserve_sandbox_ids: Sandbox ids to remove from the reserved ones.
///     deny_domains: Domains to reject with `CUSTOM_DOMAIN_REQUIRED`, as are their subdomains.
///     undeny_domains: Domains to remove from the denied ones. Only an exact entry is removed.
///     scheme: "http" or "https" for every base domain. By default, `localhost` and its
///         subdomains use http and every other host uses https.
///
/// Attributes:
///     reserved_ports: The reserved ports in ascending order, by default `(3000,)`.
///     reserved_sandbox_ids: The reserved sandbox ids in lowercase, by default www, api, admin,
///         root, system, cloudflare and workers.
///     denied_domains: The denied domains in lowercase, by default `("workers.dev",)`.
///     scheme: "http", "https", or None if the host decides.
///
/// Raises:
///     SecurityError: `INVALID_PORT`: `reserve_ports=[70000]`; `INVALID_SANDBOX_ID_LENGTH`,
///         `INVALID_SANDBOX_ID_CHARACTER`, `INVALID_SANDBOX_ID_HYPHENS`:
///         `reserve_sandbox_ids=["my app"]`; `INVALID_HOSTNAME_PORT`:
///         `deny_domains=["example.com:8443"]`, and the other codes of `BaseDomain`:
///         `deny_domains=["127.0.0.1"]`; `INVALID_HOSTNAME`: `scheme="ftp"`.
///
/// Example:
///
///     >>> policy = exposeport.Policy(unreserve_ports=[3000], reserve_ports=[9000])
///     >>> policy.reserved_ports
///     (9000,)
///     >>> policy
///     Policy(reserve_ports=(9000,), unreserve_ports=(3000,))
///     >>> exposeport.build_url(3000, "sandbox", "my_app_v1", "example.com", policy=policy)
///     'https://3000-sandbox-my_app_v1.example.com'
#[pyclass(module = "exposeport", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub struct Policy(exposeport::Policy);

impl Policy {
    pub const fn core(&self) -> &exposeport::Policy {
        &self.0
    }

    pub fn from_core(policy: &exposeport::Policy) -> Self {
        Self(policy.clone())
    }

    /// Returns the keyword arguments that create this policy.
    fn keywords<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (own, default) = (&self.0, &DEFAULT);
        let keywords = PyDict::new(py);
        let set = |keyword, items: Bound<'py, PyTuple>| {
            if items.is_empty() { Ok(()) } else { keywords.set_item(keyword, items) }
        };
        set("reserve_ports", added(py, default.reserved_ports(), own.reserved_ports())?)?;
        set("unreserve_ports", added(py, own.reserved_ports(), default.reserved_ports())?)?;
        set(
            "reserve_sandbox_ids",
            added(py, default.reserved_sandbox_ids(), own.reserved_sandbox_ids())?,
        )?;
        set(
            "unreserve_sandbox_ids",
            added(py, own.reserved_sandbox_ids(), default.reserved_sandbox_ids())?,
        )?;
        set("deny_domains", added(py, default.denied_domains(), own.denied_domains())?)?;
        set("undeny_domains", added(py, own.denied_domains(), default.denied_domains())?)?;
        if let Some(scheme) = own.scheme() {
            keywords.set_item("scheme", scheme.as_str())?;
        }
        Ok(keywords)
    }
}

/// Returns the items of `after` that `before` does not have, in ascending order.
fn added<'py, T: Ord + IntoPyObject<'py>>(
    py: Python<'py>,
    before: impl Iterator<Item = T>,
    after: impl Iterator<Item = T>,
) -> PyResult<Bound<'py, PyTuple>> {
    let before: BTreeSet<T> = before.collect();
    let after: BTreeSet<T> = after.filter(|item| !before.contains(item)).collect();
    PyTuple::new(py, after.into_iter().collect::<Vec<T>>())
}

#[pymethods]
impl Policy {
    #[new]
    #[pyo3(
        signature = (
            *,
            reserve_ports = List::EMPTY,
            unreserve_ports = List::EMPTY,
            reserve_sandbox_ids = List::EMPTY,
            unreserve_sandbox_ids = List::EMPTY,
            deny_domains = List::EMPTY,
            undeny_domains = List::EMPTY,
            scheme = None
        ),
        text_signature = "(*, reserve_ports=(), unreserve_ports=(), reserve_sandbox_ids=(), \
                          unreserve_sandbox_ids=(), deny_domains=(), undeny_domains=(), \
                          scheme=None)"
    )]
    #[allow(clippy::too_many_arguments, reason = "the arguments are optional keywords")]
    fn new(
        reserve_ports: List<WideInteger>,
        unreserve_ports: List<WideInteger>,
        reserve_sandbox_ids: List<Vec<u8>>,
        unreserve_sandbox_ids: List<Vec<u8>>,
        deny_domains: List<Vec<u8>>,
        undeny_domains: List<Vec<u8>>,
        scheme: Option<&Bound<'_, PyString>>,
    ) -> PyResult<Self> {
        let mut builder = exposeport::Policy::builder();
        builder = unreserve_ports.0.into_iter().fold(builder, PolicyBuilder::unreserve_port);
        builder = reserve_ports.0.into_iter().fold(builder, PolicyBuilder::reserve_port);
        builder = unreserve_sandbox_ids.0.iter().fold(builder, PolicyBuilder::unreserve_sandbox_id);
        builder = reserve_sandbox_ids.0.iter().fold(builder, PolicyBuilder::reserve_sandbox_id);
        builder = undeny_domains.0.iter().fold(builder, PolicyBuilder::undeny_domain);
        builder = deny_domains.0.iter().fold(builder, PolicyBuilder::deny_domain);
        if let Some(scheme) = scheme {
            let scheme: Text<'_, '_> = scheme.extract()?;
            builder = builder.scheme(Scheme::new(scheme).map_err(Rejected::from)?);
        }
        Ok(Self(builder.build().map_err(Rejected::from)?))
    }

    /// The reserved ports in ascending order.
    #[getter]
    fn reserved_ports<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.reserved_ports().collect::<Vec<_>>())
    }

    /// The reserved sandbox ids in lowercase.
    #[getter]
    fn reserved_sandbox_ids<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.reserved_sandbox_ids().collect::<Vec<_>>())
    }

    /// The denied domains in lowercase. Their subdomains are denied as well.
    #[getter]
    fn denied_domains<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.denied_domains().collect::<Vec<_>>())
    }

    /// The scheme of every base domain: "http", "https", or None if the host decides.
    #[getter]
    fn scheme(&self) -> Option<&'static str> {
        self.0.scheme().map(Scheme::as_str)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let keywords = self.keywords(py)?;
        let shown = keywords.iter().map(|(name, value)| Ok(format!("{name}={}", value.repr()?)));
        Ok(format!("Policy({})", shown.collect::<PyResult<Vec<_>>>()?.join(", ")))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let keywords = slf.get().keywords(slf.py())?;
        pickle::call_of_class(slf.get_type(), &[], &keywords)
    }
}

/// The items of an iterable argument.
struct List<T>(Vec<T>);

impl<T> List<T> {
    const EMPTY: Self = Self(Vec::new());
}

impl<'py> FromPyObject<'_, 'py> for List<WideInteger> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        items(object, |item| Ok(item.extract::<Integer>()?.0))
    }
}

impl<'py> FromPyObject<'_, 'py> for List<Vec<u8>> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        items(object, |item| Ok(item.extract::<Text<'_, '_>>()?.as_ref().to_vec()))
    }
}

fn items<'py, T>(
    object: Borrowed<'_, 'py, PyAny>,
    convert: impl Fn(Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<List<T>> {
    // A string is iterable too, but it is never meant as a list of its characters.
    if object.is_instance_of::<PyString>() || object.is_instance_of::<PyBytes>() {
        return Err(wrong_type(object, "a list"));
    }
    object.try_iter()?.map(|item| convert(item?)).collect::<PyResult<Vec<T>>>().map(List)
}
