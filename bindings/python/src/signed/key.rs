//! The class `SigningKey`.

use exposeport::signed::{self, Expiry};
use exposeport::{Error, Port, PreviewUrl, SandboxId};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};

use crate::base_domain::Hostname;
use crate::errors::Rejected;
use crate::input::{Context, Integer, Lifetime, Text, Time, wrong_type};
use crate::policy::{self, Policy};
use crate::rules;

/// A secret key that signs tokens (HMAC-SHA-256).
///
/// A key has no attributes, `repr` does not show it, and it cannot be pickled.
///
/// `sign` and `url` issue permanent tokens of 16 characters. The same arguments always yield the
/// same token. `sign_until` and `url_until` issue tokens that expire. These have 22 characters, so
/// `build_url` and `Sandbox` reject them: only a `KeyRing` verifies them.
///
/// The methods share these arguments:
///
/// - `context` is a part of what is signed and not of the token: a tenant, a base domain, or a
///   generation that is raised to end all earlier tokens.
/// - `now` is the time in seconds of Unix time, such as `time.time()`. A fraction is dropped.
///
/// Args:
///     key: At least 32 bytes of a random generator, such as `secrets.token_bytes(32)`. A key is
///         not text, so a `str` is a `TypeError`.
///
/// Raises:
///     SecurityError: `INVALID_SIGNING_KEY`: fewer than 32 bytes.
///
/// Example:
///
///     >>> key = exposeport.SigningKey(bytes(range(32)))
///     >>> key
///     SigningKey(...)
///     >>> key.sign(8080, "sandbox")
///     'jlynil9gb10esqv4'
#[pyclass(module = "exposeport", frozen)]
pub struct SigningKey(signed::SigningKey);

impl SigningKey {
    pub const fn core(&self) -> &signed::SigningKey {
        &self.0
    }
}

/// Everything that is signed, except the expiry.
struct Subject<'a, 'py> {
    port: Integer,
    sandbox_id: Text<'a, 'py>,
    context: Context<'a, 'py>,
    normalize: bool,
    policy: &'a exposeport::Policy,
}

impl Subject<'_, '_> {
    fn parts(&self) -> Result<(Port, SandboxId), Error> {
        let port = Port::with_policy(self.port.0, self.policy)?;
        Ok((port, rules::sandbox_id(&self.sandbox_id, self.normalize, self.policy)?))
    }

    fn token(
        &self,
        key: &signed::SigningKey,
        until: Option<(Time, Lifetime)>,
    ) -> Result<(Port, SandboxId, exposeport::Token), Error> {
        let (port, id) = self.parts()?;
        let context = self.context.as_ref();
        let token = match until {
            None => key.sign(port, &id, context),
            Some((now, lifetime)) => {
                key.sign_until(port, &id, context, Expiry::after(now.0, lifetime.0)?)
            }
        };
        Ok((port, id, token))
    }

    fn sign(&self, key: &SigningKey, until: Option<(Time, Lifetime)>) -> Result<String, Rejected> {
        Ok(self.token(&key.0, until)?.2.as_str().to_owned())
    }

    fn url(
        &self,
        key: &SigningKey,
        hostname: &Hostname<'_, '_>,
        until: Option<(Time, Lifetime)>,
    ) -> Result<String, Rejected> {
        let (port, id, token) = self.token(&key.0, until)?;
        let domain = hostname.domain(self.policy)?;
        Ok(PreviewUrl::new(port, &id, &token, &domain)?.as_str().to_owned())
    }
}

#[pymethods]
impl SigningKey {
    #[new]
    fn new(key: &Bound<'_, PyAny>) -> PyResult<Self> {
        let bytes = key.cast::<PyBytes>().map_err(|_| wrong_type(key.as_borrowed(), "bytes"))?;
        Ok(Self(signed::SigningKey::new(bytes.as_bytes()).map_err(Rejected::from)?))
    }

    /// Creates a key from its hexadecimal digits, as "openssl rand -hex 32" prints them.
    ///
    /// Args:
    ///     digits: At most 1,024 characters: the digits, in uppercase or lowercase, and white space
    ///         around them. The content of a key file.
    ///
    /// Returns:
    ///     The key.
    ///
    /// Raises:
    ///     SecurityError: `INVALID_SIGNING_KEY`: too many characters, any other character, an odd
    ///         number of digits, or fewer than 32 bytes after decoding.
    ///
    /// Example:
    ///
    ///     >>> key = exposeport.SigningKey.from_hex(bytes(range(32)).hex())
    ///     >>> key.sign(8080, "sandbox")
    ///     'jlynil9gb10esqv4'
    #[classmethod]
    fn from_hex(_class: &Bound<'_, PyType>, digits: Text<'_, '_>) -> Result<Self, Rejected> {
        Ok(Self(signed::SigningKey::from_hex(digits)?))
    }

    /// Returns the permanent token of a port: 16 characters of a-z and 0-9.
    ///
    /// Args:
    ///     port: The port.
    ///     sandbox_id: The sandbox id.
    ///     context: What else is signed.
    ///     normalize: If true, lowercases ASCII letters of the sandbox id first.
    ///     policy: The policy, by default `Policy()`.
    ///
    /// Returns:
    ///     The token.
    ///
    /// Raises:
    ///     SecurityError: The first part that `validate_port` or `validate_sandbox_id` rejects.
    ///
    /// Example:
    ///
    ///     >>> key = exposeport.SigningKey(bytes(range(32)))
    ///     >>> key.sign(8080, "sandbox", context="tenant-1")
    ///     'itsev9i2e4g2kgv7'
    #[pyo3(signature = (
        port, sandbox_id, *, context = Context::EMPTY, normalize = false, policy = None
    ), text_signature = "($self, port, sandbox_id, *, context=b'', normalize=False, policy=None)")]
    fn sign(
        &self,
        port: Integer,
        sandbox_id: Text<'_, '_>,
        context: Context<'_, '_>,
        normalize: bool,
        policy: Option<&Bound<'_, Policy>>,
    ) -> Result<String, Rejected> {
        let policy = policy::or_default(policy);
        Subject { port, sandbox_id, context, normalize, policy }.sign(self, None)
    }

    /// Returns a token that expires: 22 characters of a-z and 0-9.
    ///
    /// In a label, it leaves six characters less for the sandbox id: see `sandbox_id_budget`.
    ///
    /// Args:
    ///     port: The port.
    ///     sandbox_id: The sandbox id.
    ///     now: The time at which the token is issued, in seconds of Unix time.
    ///     lifetime: The number of seconds until the token expires, an int.
    ///     context: What else is signed.
    ///     normalize: If true, lowercases ASCII letters of the sandbox id first.
    ///     policy: The policy, by default `Policy()`.
    ///
    /// Returns:
    ///     The token.
    ///
    /// Raises:
    ///     SecurityError: A part that `sign` rejects; `INVALID_LIFETIME`: less than one second, or
    ///         an expiry that is out of range.
    ///     ValueError: A time that is negative, not a number, or 2**63 and more.
    ///
    /// Example:
    ///
    ///     >>> key = exposeport.SigningKey(bytes(range(32)))
    ///     >>> key.sign_until(8080, "sandbox", now=1_800_000_000, lifetime=3600)
    ///     '0jijo081mt53pnb0n082pt'
    #[expect(clippy::too_many_arguments, reason = "most are keywords")]
    #[pyo3(signature = (
        port, sandbox_id, *, now, lifetime, context = Context::EMPTY, normalize = false, policy = None
    ), text_signature = "($self, port, sandbox_id, *, now, lifetime, context=b'', \
                         normalize=False, policy=None)")]
    fn sign_until(
        &self,
        port: Integer,
        sandbox_id: Text<'_, '_>,
        now: Time,
        lifetime: Lifetime,
        context: Context<'_, '_>,
        normalize: bool,
        policy: Option<&Bound<'_, Policy>>,
    ) -> Result<String, Rejected> {
        let policy = policy::or_default(policy);
        let subject = Subject { port, sandbox_id, context, normalize, policy };
        subject.sign(self, Some((now, lifetime)))
    }

    /// Returns the preview URL of a port with its permanent token.
    ///
    /// Args:
    ///     port: The port.
    ///     sandbox_id: The sandbox id.
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///     context: What else is signed.
    ///     normalize: If true, lowercases ASCII letters of the sandbox id first.
    ///     policy: The policy, by default `Policy()`.
    ///
    /// Returns:
    ///     The URL, which contains the token.
    ///
    /// Raises:
    ///     ExposePortError: What `build_url` raises.
    ///
    /// Example:
    ///
    ///     >>> key = exposeport.SigningKey(bytes(range(32)))
    ///     >>> key.url(8080, "sandbox", "example.com")
    ///     'https://8080-sandbox-jlynil9gb10esqv4.example.com'
    #[pyo3(signature = (
        port, sandbox_id, hostname, *, context = Context::EMPTY, normalize = false, policy = None
    ), text_signature = "($self, port, sandbox_id, hostname, *, context=b'', normalize=False, \
                         policy=None)")]
    fn url(
        &self,
        port: Integer,
        sandbox_id: Text<'_, '_>,
        hostname: Hostname<'_, '_>,
        context: Context<'_, '_>,
        normalize: bool,
        policy: Option<&Bound<'_, Policy>>,
    ) -> Result<String, Rejected> {
        let policy = policy::or_default(policy);
        Subject { port, sandbox_id, context, normalize, policy }.url(self, &hostname, None)
    }

    /// Returns a preview URL of a port that expires.
    ///
    /// Anyone can read the expiry in the URL.
    ///
    /// Args:
    ///     port: The port.
    ///     sandbox_id: The sandbox id, of at most 35 characters if the port has four digits.
    ///     hostname: The base domain: "example.com", "localhost:8787", or a `BaseDomain`.
    ///     now: The time at which the URL is issued, in seconds of Unix time.
    ///     lifetime: The number of seconds until the URL expires, an int.
    ///     context: What else is signed.
    ///     normalize: If true, lowercases ASCII letters of the sandbox id first.
    ///     policy: The policy, by default `Policy()`.
    ///
    /// Returns:
    ///     The URL, which contains the token.
    ///
    /// Raises:
    ///     ExposePortError: What `build_url` raises; `INVALID_LIFETIME`: as in `sign_until`.
    ///     ValueError: A time that is negative, not a number, or 2**63 and more.
    ///
    /// Example:
    ///
    ///     >>> key = exposeport.SigningKey(bytes(range(32)))
    ///     >>> key.url_until(8080, "sandbox", "example.com", now=1_800_000_000, lifetime=3600)
    ///     'https://8080-sandbox-0jijo081mt53pnb0n082pt.example.com'
    #[expect(clippy::too_many_arguments, reason = "most are keywords")]
    #[pyo3(signature = (
        port, sandbox_id, hostname, *, now, lifetime, context = Context::EMPTY, normalize = false,
        policy = None
    ), text_signature = "($self, port, sandbox_id, hostname, *, now, lifetime, context=b'', \
                         normalize=False, policy=None)")]
    fn url_until(
        &self,
        port: Integer,
        sandbox_id: Text<'_, '_>,
        hostname: Hostname<'_, '_>,
        now: Time,
        lifetime: Lifetime,
        context: Context<'_, '_>,
        normalize: bool,
        policy: Option<&Bound<'_, Policy>>,
    ) -> Result<String, Rejected> {
        let policy = policy::or_default(policy);
        let subject = Subject { port, sandbox_id, context, normalize, policy };
        subject.url(self, &hostname, Some((now, lifetime)))
    }

    fn __repr__(&self) -> &'static str {
        "SigningKey(...)"
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}
