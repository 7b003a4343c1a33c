//! Functions that check or generate one part of a URL.

use exposeport::{Error, Port, SandboxId, Token};
use pyo3::prelude::*;

use crate::errors::Rejected;
use crate::input::{Integer, Length, Text};
use crate::policy::{self, Policy};

/// Checks that a port can be exposed.
///
/// Args:
///     port: An integer of any size, or an object with `__index__`.
///     policy: The policy with the reserved ports, by default 3000.
///
/// Returns:
///     The port as an int.
///
/// Raises:
///     SecurityError: `INVALID_PORT`: 80, -1, 2**200; `RESERVED_PORT`: 3000.
///     TypeError: A bool, a float, a string or None.
///
/// Example:
///
///     >>> exposeport.validate_port(8080)
///     8080
#[pyfunction]
#[pyo3(signature = (port, *, policy = None))]
pub fn validate_port(port: Integer, policy: Option<&Bound<'_, Policy>>) -> Result<u16, Rejected> {
    Ok(Port::with_policy(port.0, policy::or_default(policy))?.get())
}

/// Parses a port of the command line under the default policy.
#[pyfunction]
pub fn _parse_port(digits: Text<'_, '_>) -> Result<u16, Rejected> {
    Ok(Port::parse_with_policy(digits, policy::or_default(None))?.get())
}

/// Checks a sandbox id: 1 to 63 characters of a-z, 0-9, "_" and "-", without a leading or trailing
/// hyphen, and not a reserved name.
///
/// Args:
///     id: The id.
///     normalize: If true, lowercases ASCII letters first. No other normalization is performed.
///     policy: The policy with the reserved ids, by default www, api, admin, root, system,
///         cloudflare and workers.
///
/// Returns:
///     The id as a str.
///
/// Raises:
///     SecurityError: `INVALID_SANDBOX_ID_LENGTH`: "", or 64 characters;
///         `INVALID_SANDBOX_ID_CHARACTER`: "my sandbox"; `INVALID_SANDBOX_ID_HYPHENS`: "-app";
///         `RESERVED_SANDBOX_ID`: "www"; `UPPERCASE_SANDBOX_ID`: "My-App".
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
) -> Result<String, Rejected> {
    Ok(sandbox_id(&id, normalize, policy::or_default(policy))?.as_str().to_owned())
}

/// Checks a sandbox id, which is lowercased first if `normalize` is true.
pub fn sandbox_id(
    id: &Text<'_, '_>,
    normalize: bool,
    policy: &exposeport::Policy,
) -> Result<SandboxId, Error> {
    if normalize {
        SandboxId::normalized_with_policy(id, policy)
    } else {
        SandboxId::with_policy(id, policy)
    }
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
///     SecurityError: `INVALID_TOKEN_LENGTH`: "", or 17 characters; `INVALID_TOKEN_CHARACTER`:
///         "my-token". The message does not contain the token.
///
/// Example:
///
///     >>> exposeport.validate_token("my_token")
///     'my_token'
#[pyfunction]
pub fn validate_token(token: Text<'_, '_>) -> Result<String, Rejected> {
    Ok(Token::new(token)?.as_str().to_owned())
}

/// Generates a token of 16 characters of a-z and 0-9 (82.7 bits).
///
/// Every call reads from the operating system's generator, so no generator state is duplicated when
/// a process forks.
///
/// Returns:
///     The token.
///
/// Raises:
///     ExposePortError: `ENTROPY_UNAVAILABLE`: the operating system's generator fails.
///
/// Example:
///
///     >>> len(exposeport.generate_token())
///     16
#[pyfunction]
pub fn generate_token() -> Result<String, Rejected> {
    Ok(Token::generate()?.as_str().to_owned())
}

/// Compares two tokens in constant time: the time depends only on their lengths.
///
/// Args:
///     a: A token, or any other string from a client.
///     b: A token, or any other string from a client.
///
/// Returns:
///     True if the strings are equal.
///
/// Example:
///
///     >>> exposeport.tokens_equal("my_token", b"my_token")
///     True
#[pyfunction]
pub fn tokens_equal(a: Text<'_, '_>, b: Text<'_, '_>) -> bool {
    exposeport::tokens_equal(a, b)
}

/// Returns the maximum length of a sandbox id that fits with a port and a token.
///
/// Port, sandbox id and token share a label of at most 63 bytes (RFC 1034 section 3.1).
///
/// Args:
///     port: The port.
///     token_length: The length of the token. A generated token has 16 characters.
///     policy: The policy with the reserved ports, by default 3000.
///
/// Returns:
///     The maximum number of characters, or 0 if the token leaves no room.
///
/// Raises:
///     SecurityError: `INVALID_PORT`: 80; `RESERVED_PORT`: 3000.
///     OverflowError: A length that is negative or over 64 bits: -1, 2**64.
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
) -> Result<usize, Rejected> {
    let port = Port::with_policy(port.0, policy::or_default(policy))?;
    Ok(port.sandbox_id_budget(token_length.0))
}
