//! The function `build_url`.

use exposeport::limits::URL_MAX;
use exposeport::{Port, PreviewUrl, Token, Written};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::base_domain::Hostname;
use crate::errors::Rejected;
use crate::input::{Integer, Text};
use crate::policy::{self, Policy};
use crate::rules;

/// Builds a preview URL, `https://{port}-{sandbox_id}-{token}.{hostname}`, without a trailing
/// slash.
///
/// Args:
///     port: A port, 1024 to 65535, that is not reserved.
///     sandbox_id: A sandbox id that `validate_sandbox_id` accepts.
///     token: A token of 1 to 16 characters of a-z, 0-9 and "_".
///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
///     normalize: If true, lowercases ASCII letters of the sandbox id first.
///     policy: The policy, by default `Policy()`.
///
/// Returns:
///     The URL, which contains the token. Its scheme is http for `localhost` and its subdomains,
///     else https, unless the policy sets one.
///
/// Raises:
///     SecurityError: The first part that `validate_port`, `validate_sandbox_id`, `validate_token`
///         or `BaseDomain` rejects; `RESERVED_PORT`, `RESERVED_SANDBOX_ID`: the policy of a
///         `BaseDomain` reserves the port or the id; `LABEL_TOO_LONG`: port, id and token exceed
///         63 bytes, such as an id of 42 characters with a token of 16; `HOSTNAME_TOO_LONG`: the
///         host exceeds 253 bytes.
///     CustomDomainRequiredError: `CUSTOM_DOMAIN_REQUIRED`: "workers.dev".
///
/// Example:
///
///     >>> exposeport.build_url(8080, "sandbox", "my_token", "example.com")
///     'https://8080-sandbox-my_token.example.com'
#[pyfunction]
#[pyo3(signature = (port, sandbox_id, token, hostname, *, normalize = false, policy = None))]
pub fn build_url<'py>(
    py: Python<'py>,
    port: Integer,
    sandbox_id: Text<'_, 'py>,
    token: Text<'_, 'py>,
    hostname: Hostname<'_, 'py>,
    normalize: bool,
    policy: Option<&Bound<'py, Policy>>,
) -> PyResult<Bound<'py, PyString>> {
    let policy = policy::or_default(policy);
    let mut buffer = [0; URL_MAX];
    let build = || {
        let port = Port::with_policy(port.0, policy)?;
        let id = rules::sandbox_id(&sandbox_id, normalize, policy)?;
        let (token, domain) = (Token::new(token)?, hostname.domain(policy)?);
        PreviewUrl::write(port, &id, &token, &domain, &mut buffer)
    };
    match build().map_err(Rejected::from)? {
        Written::Url(url) => PyString::from_bytes(py, url),
        Written::BufferTooSmall { .. } => unreachable!("URL_MAX bytes are enough for every URL"),
    }
}
