//! The kinds of errors: their codes, HTTP statuses and classes.

use core::fmt;

/// What kind of refusal an [`Error`](crate::Error) is. Codes and statuses are permanent; kinds are only ever added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// `INVALID_PORT` (400): no integer of 1024 to 65535, or a label's port with a leading zero.
    InvalidPort,
    /// `RESERVED_PORT` (400): a port that the policy reserves, `3000` by default.
    ReservedPort,
    /// `INVALID_SANDBOX_ID_LENGTH` (400): no character, or more than 63.
    InvalidSandboxIdLength,
    /// `INVALID_SANDBOX_ID_HYPHENS` (400): `-app`, `app-`.
    InvalidSandboxIdHyphens,
    /// `INVALID_SANDBOX_ID_CHARACTER` (400): `my sandbox`.
    InvalidSandboxIdCharacter,
    /// `UPPERCASE_SANDBOX_ID` (400): `My-App`.
    UppercaseSandboxId,
    /// `RESERVED_SANDBOX_ID` (400): a name that the policy reserves, such as `www`.
    ReservedSandboxId,
    /// `INVALID_TOKEN_LENGTH` (400): no character, or more than 16 in a custom token.
    InvalidTokenLength,
    /// `INVALID_TOKEN_CHARACTER` (400): `my-token`.
    InvalidTokenCharacter,
    /// `INVALID_HOSTNAME` (400): `user@example.com`, `a..b`.
    InvalidHostname,
    /// `INVALID_HOSTNAME_PORT` (400): `example.com:0`.
    InvalidHostnamePort,
    /// `HOSTNAME_IS_IP_ADDRESS` (400): `127.0.0.1`, `::1`.
    HostnameIsIpAddress,
    /// `HOSTNAME_TOO_LONG` (400): a label over 63 octets, a host over 253.
    HostnameTooLong,
    /// `CUSTOM_DOMAIN_REQUIRED` (400): `workers.dev` and whatever the policy refuses beside it.
    CustomDomainRequired,
    /// `LABEL_TOO_LONG` (400): port, sandbox id and token pass 63 octets together.
    LabelTooLong,
    /// `NOT_A_PREVIEW_HOST` (404): `www.example.com`, which is somebody else's request.
    NotAPreviewHost,
    /// `INVALID_TOKEN` (404): an unknown port or a wrong token.
    InvalidToken,
    /// `TOKEN_IN_USE` (409): another port of the sandbox has this token.
    TokenInUse,
    /// `RUNTIME_NOT_RUNNING` (409): a port exposed while the runtime is stopped.
    RuntimeNotRunning,
    /// `STALE_PREVIEW_URL` (410): a token of an earlier runtime.
    StalePreviewUrl,
    /// `INVALID_SNAPSHOT` (400): a document that is no snapshot of a sandbox.
    InvalidSnapshot,
    /// `ENTROPY_UNAVAILABLE` (500): the generator gave no randomness.
    EntropyUnavailable,
}

/// How the documentation groups errors: the exception that a language with exceptions throws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    /// `SecurityError`: refused input.
    Security,
    /// `CustomDomainRequiredError`: `CUSTOM_DOMAIN_REQUIRED`.
    CustomDomainRequired,
    /// `NotAPreviewHostError`: `NOT_A_PREVIEW_HOST`.
    NotAPreviewHost,
    /// Whatever else: the input was good, the moment was not.
    Other,
}

impl ErrorKind {
    /// Every kind, in the order of their numbers in the C library.
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
    ];

    /// The permanent code.
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
        }
    }

    /// The HTTP status (RFC 9110 section 15).
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::NotAPreviewHost | Self::InvalidToken => 404,
            Self::TokenInUse | Self::RuntimeNotRunning => 409,
            Self::StalePreviewUrl => 410,
            Self::EntropyUnavailable => 500,
            _ => 400,
        }
    }

    /// The documentation's name for errors of this kind.
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
