//! Functions on single parts, and building.

use exposeport::PreviewUrl;
use exposeport::limits::URL_MAX;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::base_domain::Domain;
use crate::errors::Refused;
use crate::integer::{Integer, Length};
use crate::policy::{self, Policy};
use crate::text::Text;

/// Checks that a port can be exposed.
///
/// Args:
///     port: An integer, or whatever has `__index__`.
///     policy: Which ports are reserved; 3000 by default.
///
/// Returns:
///     The port as an int.
///
/// Raises:
///     SecurityError: `INVALID_PORT`: 80, -1, 2**200; `RESERVED_PORT`: 3000.
///     TypeError: A bool, a float, a text or None.
///
/// Example:
///
///     >>> exposeport.validate_port(8080)
///     8080
#[pyfunction]
#[pyo3(signature = (port, *, policy = None))]
pub fn validate_port(port: Integer, policy: Option<&Bound<'_, Policy>>) -> Result<u16, Refused> {
    Ok(policy::core(policy).port(port.0)?.get())
}

/// Checks a sandbox id: 1 to 63 characters of a-z, 0-9, "_" and "-", neither first nor last a hyphen, and no reserved name.
///
/// Args:
///     id: The id.
///     normalize: Lower A-Z first, which a host name cannot carry. Nothing else is ever repaired.
///     policy: Which names are reserved; www, api, admin, root, system, cloudflare and workers by default.
///
/// Returns:
///     The id as a str.
///
/// Raises:
///     SecurityError: `INVALID_SANDBOX_ID_LENGTH`: "", or 64 characters; `INVALID_SANDBOX_ID_CHARACTER`: "my sandbox";
///         `INVALID_SANDBOX_ID_HYPHENS`: "-app"; `RESERVED_SANDBOX_ID`: "www"; `UPPERCASE_SANDBOX_ID`: "My-App".
///
/// Example:
///
///     >>> exposeport.validate_sandbox_id("My-App", normalize=True)
///     'my-app'
#[pyfunction]
#[pyo3(signature = (id, *, normalize = false, policy = None))]
pub fn validate_sandbox_id(
    id: Text<'_, '_>,
    normalize: bool,
    policy: Option<&Bound<'_, Policy>>,
) -> Result<String, Refused> {
    Ok(sandbox_id(&id, normalize, policy::core(policy))?.as_str().to_owned())
}

/// A sandbox id, lowered first or not.
pub fn sandbox_id(
    id: &Text<'_, '_>,
    normalize: bool,
    policy: &exposeport::Policy,
) -> Result<exposeport::SandboxId, exposeport::Error> {
    if normalize { policy.normalized_sandbox_id(id) } else { policy.sandbox_id(id) }
}

/// Checks a custom token: 1 to 16 characters of a-z, 0-9 and "_".
///
/// Args:
///     token: The token.
///
/// Returns:
///     The token as a str.
///
/// Raises:
///     SecurityError: `INVALID_TOKEN_LENGTH`: "", or 17 characters; `INVALID_TOKEN_CHARACTER`: "my-token". The message does not show
///         the token.
///
/// Example:
///
///     >>> exposeport.validate_token("my_token")
///     'my_token'
#[pyfunction]
pub fn validate_token(token: Text<'_, '_>) -> Result<String, Refused> {
    Ok(exposeport::Token::new(token)?.as_str().to_owned())
}

/// Draws a token: 16 characters of a-z and 0-9 (82.7 bits), from the operating system's generator each time, so that processes
/// which were forked from one never draw the same.
///
/// Returns:
///     The token.
///
/// Raises:
///     ExposePortError: `ENTROPY_UNAVAILABLE` where the system gives none.
///
/// Example:
///
///     >>> len(exposeport.generate_token())
///     16
#[pyfunction]
pub fn generate_token() -> Result<String, Refused> {
    Ok(exposeport::Token::generate()?.as_str().to_owned())
}

/// Compares two tokens in a time that does not depend on their characters, but on their lengths only.
///
/// Args:
///     a: A token, or whatever a client shows in place of one.
///     b: The other one.
///
/// Returns:
///     Whether they are the same.
///
/// Example:
///
///     >>> exposeport.tokens_equal("my_token", b"my_token")
///     True
#[pyfunction]
pub fn tokens_equal(a: Text<'_, '_>, b: Text<'_, '_>) -> bool {
    exposeport::tokens_equal(a, b)
}

/// How many characters a sandbox id may have beside a port and a token, so that the three make a label of at most 63.
///
/// Args:
///     port: The port.
///     token_length: The length of the token; that of a generated one is 16.
///     policy: Which ports are reserved; 3000 by default.
///
/// Returns:
///     The number of characters; 0 where there is no room.
///
/// Raises:
///     SecurityError: `INVALID_PORT`: 80; `RESERVED_PORT`: 3000.
///     OverflowError: A length that is none: -1, 2**64.
///
/// Example:
///
///     >>> exposeport.sandbox_id_budget(8080, 16)
///     41
#[pyfunction]
#[pyo3(signature = (port, token_length, *, policy = None))]
pub fn sandbox_id_budget(
    port: Integer,
    token_length: Length,
    policy: Option<&Bound<'_, Policy>>,
) -> Result<usize, Refused> {
    Ok(exposeport::sandbox_id_budget(policy::core(policy).port(port.0)?, token_length.0))
}

/// Builds a preview URL, `https://{port}-{sandbox_id}-{token}.{hostname}`, without a trailing slash.
///
/// Args:
///     port: 1024 to 65535, and not reserved.
///     sandbox_id: As `validate_sandbox_id` takes it.
///     token: 1 to 16 characters of a-z, 0-9 and "_".
///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
///     normalize: Lower A-Z in the id first.
///     policy: Rules other than the documented ones.
///
/// Returns:
///     The URL: http on localhost and below, https elsewhere. It holds the token.
///
/// Raises:
///     SecurityError: The code of the first part that breaks a rule, as in `validate_port`, `validate_sandbox_id`, `validate_token` and
///         `BaseDomain`; `RESERVED_PORT` and `RESERVED_SANDBOX_ID` also by the policy of a `BaseDomain`; `LABEL_TOO_LONG`, with the
///         budget, where port, id and token pass 63 characters together: an id of 42 with a token of 16; `HOSTNAME_TOO_LONG` where the
///         host passes 253.
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
    hostname: Domain<'_, 'py>,
    normalize: bool,
    policy: Option<&Bound<'py, Policy>>,
) -> PyResult<Bound<'py, PyString>> {
    let mut url = [0; URL_MAX];
    let write = || {
        let policy = policy::core(policy);
        let (port, id) = (policy.port(port.0)?, self::sandbox_id(&sandbox_id, normalize, policy)?);
        PreviewUrl::write(port, &id, &policy.token(token)?, &*hostname.checked(policy)?, &mut url)
    };
    let len = write().map_err(Refused::from)?;
    PyString::from_bytes(py, &url[..len])
}
