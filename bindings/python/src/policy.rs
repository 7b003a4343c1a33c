//! The class `Policy`.

use std::hash::{DefaultHasher, Hash, Hasher};

use exposeport::Scheme;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::errors::Refused;
use crate::integer::Integer;
use crate::restore::{self, Restored};
use crate::text::{Text, wrong_type};

static DEFAULT: exposeport::Policy = exposeport::Policy::DEFAULT;

/// The rules of an optional argument `policy`.
#[inline]
pub fn core<'a>(policy: Option<&'a Bound<'_, Policy>>) -> &'a exposeport::Policy {
    policy.map_or(&DEFAULT, |policy| &policy.get().rules)
}

/// As `core`, of a policy that an object keeps.
pub fn core_of_kept(policy: &Option<Py<Policy>>) -> &exposeport::Policy {
    policy.as_ref().map_or(&DEFAULT, |policy| &policy.get().rules)
}

/// The policy that an object keeps, to be shown.
pub fn given_or_default(py: Python<'_>, policy: &Option<Py<Policy>>) -> PyResult<Py<Policy>> {
    match policy {
        Some(policy) => Ok(policy.clone_ref(py)),
        None => Ok(py.get_type::<Policy>().call0()?.cast_into()?.unbind()),
    }
}

/// The rules that a platform may change. Ranges, lengths and characters are not among them.
///
/// Args:
///     allow_ports: Ports that are reserved no longer: `[3000]`, each 0 to 65535. The range of what can be exposed stays.
///     reserve_ports: Ports whose exposure is `RESERVED_PORT`, each 0 to 65535.
///     allow_sandbox_ids: Names that are reserved no longer.
///     reserve_sandbox_ids: Names that are `RESERVED_SANDBOX_ID`, in any case of letters.
///     allow_domains: Domains that are refused no longer: `["workers.dev"]`.
///     refuse_domains: Domains that are `CUSTOM_DOMAIN_REQUIRED`, with all below them.
///     scheme: "http" or "https", as `str` only, for every base domain; by default, http on localhost and below, https elsewhere.
///
/// What is allowed and reserved at once is reserved. Policies are equal where they have the same effect.
///
/// Raises:
///     SecurityError: `INVALID_PORT`, outside 0 to 65535: `[70000]`; the code of a name that could never be a sandbox id: `["my app"]`;
///         the code of a domain that could never be a base domain: `["127.0.0.1"]`, or with a port: `["example.com:8443"]`.
///     ValueError: Another scheme: "ftp".
///
/// Example:
///
///     >>> policy = exposeport.Policy(allow_ports=[3000])
///     >>> exposeport.build_url(3000, "sandbox", "my_app_v1", "example.com", policy=policy)
///     'https://3000-sandbox-my_app_v1.example.com'
#[pyclass(module = "exposeport", frozen)]
pub struct Policy {
    rules: exposeport::Policy,
    /// As they were given: the core keeps their effect only.
    arguments: Arguments,
}

struct Arguments {
    allow_ports: Vec<u16>,
    reserve_ports: Vec<u16>,
    allow_sandbox_ids: Vec<Vec<u8>>,
    reserve_sandbox_ids: Vec<Vec<u8>>,
    allow_domains: Vec<Vec<u8>>,
    refuse_domains: Vec<Vec<u8>>,
    scheme: Option<Scheme>,
}

#[pymethods]
impl Policy {
    #[new]
    #[pyo3(
        signature = (
            *,
            allow_ports = None,
            reserve_ports = None,
            allow_sandbox_ids = None,
            reserve_sandbox_ids = None,
            allow_domains = None,
            refuse_domains = None,
            scheme = None
        ),
        text_signature = "(*, allow_ports=(), reserve_ports=(), allow_sandbox_ids=(), reserve_sandbox_ids=(), allow_domains=(), refuse_domains=(), scheme=None)"
    )]
    #[allow(clippy::too_many_arguments, reason = "keywords, all of them optional")]
    fn new(
        allow_ports: Option<&Bound<'_, PyAny>>,
        reserve_ports: Option<&Bound<'_, PyAny>>,
        allow_sandbox_ids: Option<&Bound<'_, PyAny>>,
        reserve_sandbox_ids: Option<&Bound<'_, PyAny>>,
        allow_domains: Option<&Bound<'_, PyAny>>,
        refuse_domains: Option<&Bound<'_, PyAny>>,
        scheme: Option<&str>,
    ) -> PyResult<Self> {
        let arguments = Arguments {
            allow_ports: ports(allow_ports)?,
            reserve_ports: ports(reserve_ports)?,
            allow_sandbox_ids: texts(allow_sandbox_ids)?,
            reserve_sandbox_ids: texts(reserve_sandbox_ids)?,
            allow_domains: texts(allow_domains)?,
            refuse_domains: texts(refuse_domains)?,
            scheme: scheme.map(parse_scheme).transpose()?,
        };
        Ok(Self { rules: arguments.rules().map_err(Refused::from)?, arguments })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.rules == other.rules
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.rules.hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let keywords = self.arguments.keywords(py)?;
        let keywords = keywords.iter().map(|(name, value)| Ok(format!("{name}={}", value.repr()?)));
        Ok(format!("Policy({})", keywords.collect::<PyResult<Vec<_>>>()?.join(", ")))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Restored<'py>> {
        let keywords = PyDict::new(py);
        for (name, value) in self.arguments.keywords(py)? {
            keywords.set_item(name, value)?;
        }
        restore::by(py, "_policy", (keywords,))
    }
}

impl Arguments {
    fn rules(&self) -> Result<exposeport::Policy, exposeport::Error> {
        use exposeport::Policy;

        let mut rules = Policy::DEFAULT;
        rules = self.allow_ports.iter().fold(rules, |rules, &port| rules.allow_port(port));
        rules = self.reserve_ports.iter().fold(rules, |rules, &port| rules.reserve_port(port));
        rules = self.allow_sandbox_ids.iter().try_fold(rules, Policy::allow_sandbox_id)?;
        rules = self.reserve_sandbox_ids.iter().try_fold(rules, Policy::reserve_sandbox_id)?;
        rules = self.allow_domains.iter().try_fold(rules, Policy::allow_domain)?;
        rules = self.refuse_domains.iter().try_fold(rules, Policy::refuse_domain)?;
        Ok(self.scheme.into_iter().fold(rules, Policy::scheme))
    }

    /// Those that are not left out.
    fn keywords<'py>(&self, py: Python<'py>) -> PyResult<Vec<(&'static str, Bound<'py, PyAny>)>> {
        let lists = [
            ("allow_ports", PyTuple::new(py, &self.allow_ports)?),
            ("reserve_ports", PyTuple::new(py, &self.reserve_ports)?),
            ("allow_sandbox_ids", strings(py, &self.allow_sandbox_ids)?),
            ("reserve_sandbox_ids", strings(py, &self.reserve_sandbox_ids)?),
            ("allow_domains", strings(py, &self.allow_domains)?),
            ("refuse_domains", strings(py, &self.refuse_domains)?),
        ];
        let scheme = self.scheme.map(|scheme| ("scheme", PyString::new(py, scheme.as_str()).into_any()));
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| (name, list.into_any()));
        Ok(lists.chain(scheme).collect())
    }
}

fn parse_scheme(text: &str) -> PyResult<Scheme> {
    let known = [Scheme::Http, Scheme::Https].into_iter().find(|scheme| scheme.as_str() == text);
    known.ok_or_else(|| PyValueError::new_err("scheme must be 'http' or 'https'"))
}

/// The items of an iterable. A text is one too, which nobody means.
fn items<'py>(list: Option<&Bound<'py, PyAny>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let Some(list) = list else { return Ok(Vec::new()) };
    if list.is_instance_of::<PyString>() || list.is_instance_of::<PyBytes>() {
        return Err(wrong_type(list.as_borrowed(), "a list"));
    }
    list.try_iter()?.collect()
}

fn ports(list: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<u16>> {
    let port = |item: Bound<'_, PyAny>| {
        let Integer(number) = item.extract()?;
        Ok(exposeport::Policy::port_number(number).map_err(Refused::from)?)
    };
    items(list)?.into_iter().map(port).collect()
}

/// The octets as they came, for the core to judge.
fn texts(list: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<Vec<u8>>> {
    let text = |item: Bound<'_, PyAny>| Ok(item.extract::<Text<'_, '_>>()?.as_ref().to_vec());
    items(list)?.into_iter().map(text).collect()
}

/// What the core has taken is UTF-8.
fn strings<'py>(py: Python<'py>, texts: &[Vec<u8>]) -> PyResult<Bound<'py, PyTuple>> {
    let strings = texts.iter().map(|text| PyString::from_bytes(py, text)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, strings)
}
