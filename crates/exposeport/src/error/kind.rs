//! Error kinds: their codes, HTTP statuses and classes.

use core::fmt;

/// The kind of an [`Error`](crate::Error).
///
/// Codes and statuses are permanent. New kinds may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "SCREAMING_SNAKE_CASE"))]
#[non_exhaustive]
pub enum ErrorKind {
    /// `INVALID_PORT` (400): a port outside 1024 to 65535, or with a leading zero.
    InvalidPort,
    /// `RESERVED_PORT` (400): a port that the policy reserves, `3000` by default.
    ReservedPort,
    /// `INVALID_SANDBOX_ID_LENGTH` (400): an empty id, or more than 63 characters.
    InvalidSandboxIdLength,
    /// `INVALID_SANDBOX_ID_HYPHENS` (400): `-app`, `app-`.
    InvalidSandboxIdHyphens,
    /// `INVALID_SANDBOX_ID_CHARACTER` (400): `my sandbox`.
    InvalidSandboxIdCharacter,
    /// `UPPERCASE_SANDBOX_ID` (400): `My-App`.
    UppercaseSandboxId,
    /// `RESERVED_SANDBOX_ID` (400): an id that the policy reserves, such as `www`.
    ReservedSandboxId,
    /// `INVALID_TOKEN_LENGTH` (400): an empty token, or a custom one of more than 16 characters.
    InvalidTokenLength,
    /// `INVALID_TOKEN_CHARACTER` (400): `my-token`.
    InvalidTokenCharacter,
    /// `INVALID_HOSTNAME` (400): `user@example.com`, `a..b`.
    InvalidHostname,
    /// `INVALID_HOSTNAME_PORT` (400): `example.com:0`.
    InvalidHostnamePort,
    /// `HOSTNAME_IS_IP_ADDRESS` (400): `127.0.0.1`, `::1`.
    HostnameIsIpAddress,
    /// `HOSTNAME_TOO_LONG` (400): a label over 63 bytes, or a host over 253.
    HostnameTooLong,
    /// `CUSTOM_DOMAIN_REQUIRED` (400): a domain that the policy denies, such as `workers.dev`.
    CustomDomainRequired,
    /// `LABEL_TOO_LONG` (400): a label of port, sandbox id and token over 63 bytes.
    LabelTooLong,
    /// `NOT_A_PREVIEW_HOST` (404): a host of another application, such as `www.example.com`.
    NotAPreviewHost,
    /// `INVALID_TOKEN` (404): an unknown port or a wrong token.
    InvalidToken,
    /// `TOKEN_IN_USE` (409): another port of the sandbox has this token.
    TokenInUse,
    /// `RUNTIME_NOT_RUNNING` (409): an attempt to expose a port while the runtime is stopped.
    RuntimeNotRunning,
    /// `STALE_PREVIEW_URL` (410): a valid token of a port that is not active under the current
    /// runtime.
    StalePreviewUrl,
    /// `INVALID_SNAPSHOT` (400): a document that is not a snapshot of a sandbox.
    InvalidSnapshot,
    /// `ENTROPY_UNAVAILABLE` (500): the entropy source failed.
    EntropyUnavailable,
    /// `INVALID_NAME` (400): a name of more than 255 bytes, or with a control character.
    InvalidName,
    /// `INVALID_RUNTIME_ID` (400): an empty runtime id, more than 255 bytes, or a control
    /// character.
    InvalidRuntimeId,
    /// `TOO_MANY_PORTS` (409): 1,024 other ports of the sandbox have a token.
    TooManyPorts,
    /// `INVALID_SIGNING_KEY` (400): a key of fewer than 32 bytes.
    InvalidSigningKey,
    /// `INVALID_LIFETIME` (400): a lifetime of 0 seconds, or past the last expiry.
    InvalidLifetime,
    /// `TOKEN_EXPIRED` (410): a signed token whose expiry is over.
    TokenExpired,
}

/// The exception class of an error, for languages with exceptions.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    /// `SecurityError`: rejected input.
    Security,
    /// `CustomDomainRequiredError`: `CUSTOM_DOMAIN_REQUIRED`.
    CustomDomainRequired,
    /// `NotAPreviewHostError`: `NOT_A_PREVIEW_HOST`.
    NotAPreviewHost,
    /// The input was valid, but the call failed.
    Other,
}

impl ErrorKind {
    /// All kinds, in the order in which they were added.
    pub const ALL: &[Self] = &[
        Self::InvalidPort,
        Self::ReservedPort,
        Self::InvalidSandboxIdLength,
        Self::InvalidSandboxIdHyphens,
        Self::InvalidSandboxIdCharacter,
        Self::UppercaseSandboxId,
        Self::ReservedSandboxId,
        Self::InvalidTokenLength,
        Self::InvalidTokenCharacter,
        Self::InvalidHostname,
        Self::InvalidHostnamePort,
        Self::HostnameIsIpAddress,
        Self::HostnameTooLong,
        Self::CustomDomainRequired,
        Self::LabelTooLong,
        Self::NotAPreviewHost,
        Self::InvalidToken,
        Self::TokenInUse,
        Self::RuntimeNotRunning,
        Self::StalePreviewUrl,
        Self::InvalidSnapshot,
        Self::EntropyUnavailable,
        Self::InvalidName,
        Self::InvalidRuntimeId,
        Self::TooManyPorts,
        Self::InvalidSigningKey,
        Self::InvalidLifetime,
        Self::TokenExpired,
    ];

    /// Returns the permanent code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidPort => "INVALID_PORT",
            Self::ReservedPort => "RESERVED_PORT",
            Self::InvalidSandboxIdLength => "INVALID_SANDBOX_ID_LENGTH",
            Self::InvalidSandboxIdHyphens => "INVALID_SANDBOX_ID_HYPHENS",
            Self::InvalidSandboxIdCharacter => "INVALID_SANDBOX_ID_CHARACTER",
            Self::UppercaseSandboxId => "UPPERCASE_SANDBOX_ID",
            Self::ReservedSandboxId => "RESERVED_SANDBOX_ID",
            Self::InvalidTokenLength => "INVALID_TOKEN_LENGTH",
            Self::InvalidTokenCharacter => "INVALID_TOKEN_CHARACTER",
            Self::InvalidHostname => "INVALID_HOSTNAME",
            Self::InvalidHostnamePort => "INVALID_HOSTNAME_PORT",
            Self::HostnameIsIpAddress => "HOSTNAME_IS_IP_ADDRESS",
            Self::HostnameTooLong => "HOSTNAME_TOO_LONG",
            Self::CustomDomainRequired => "CUSTOM_DOMAIN_REQUIRED",
            Self::LabelTooLong => "LABEL_TOO_LONG",
            Self::NotAPreviewHost => "NOT_A_PREVIEW_HOST",
            Self::InvalidToken => "INVALID_TOKEN",
            Self::TokenInUse => "TOKEN_IN_USE",
            Self::RuntimeNotRunning => "RUNTIME_NOT_RUNNING",
            Self::StalePreviewUrl => "STALE_PREVIEW_URL",
            Self::InvalidSnapshot => "INVALID_SNAPSHOT",
            Self::EntropyUnavailable => "ENTROPY_UNAVAILABLE",
            Self::InvalidName => "INVALID_NAME",
            Self::InvalidRuntimeId => "INVALID_RUNTIME_ID",
            Self::TooManyPorts => "TOO_MANY_PORTS",
            Self::InvalidSigningKey => "INVALID_SIGNING_KEY",
            Self::InvalidLifetime => "INVALID_LIFETIME",
            Self::TokenExpired => "TOKEN_EXPIRED",
        }
    }

    /// Returns the HTTP status (RFC 9110 section 15).
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::NotAPreviewHost | Self::InvalidToken => 404,
            Self::TokenInUse | Self::TooManyPorts | Self::RuntimeNotRunning => 409,
            Self::StalePreviewUrl | Self::TokenExpired => 410,
            Self::EntropyUnavailable => 500,
            _ => 400,
        }
    }

    /// Returns the exception class.
    #[doc(hidden)]
    #[must_use]
    pub const fn class(self) -> ErrorClass {
        match self {
            Self::CustomDomainRequired => ErrorClass::CustomDomainRequired,
            Self::NotAPreviewHost => ErrorClass::NotAPreviewHost,
            _ if self.http_status() == 400 => ErrorClass::Security,
            _ => ErrorClass::Other,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
