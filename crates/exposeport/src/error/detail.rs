//! The details of each error, and the messages.
//!
//! A message about a character or a length has one of two forms. A hint may follow after a
//! semicolon.
//!
//! - `invalid <what> in <part> at position N, expected <set>`
//! - `<part> is too long: N bytes, maximum M`

use alloc::boxed::Box;

use super::kind::ErrorKind;
use super::shown::{Budget, Byte, Nearest, PortText};
use crate::limits::{
    BASE_DOMAIN_INPUT_MAX, BASE_HOST_MAX, EXPOSED_PORTS_MAX, HOST_MAX, LABEL_MAX, NAME_MAX,
    PORT_MAX, PORT_MIN, RUNTIME_ID_MAX, SANDBOX_ID_MAX,
};
#[cfg(feature = "signed")]
use crate::limits::{SIGNING_KEY_HEX_MAX, SIGNING_KEY_MIN};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Detail {
    #[error("port is out of range: {}, expected {PORT_MIN} to {PORT_MAX}", Nearest(*.0))]
    PortRange(i64),
    #[error("invalid port {0}, expected {PORT_MIN} to {PORT_MAX} in decimal digits")]
    PortSyntax(PortText),
    #[error("port has a leading zero: {0}; remove it")]
    PortLeadingZero(PortText),
    #[cfg(feature = "json")]
    #[error("key is not a port, expected decimal digits")]
    PortKey,
    #[error("port {0} is reserved; choose another port or unreserve it in the policy")]
    PortReserved(u16),
    #[error("reserved port is out of range: {}, expected 0 to {PORT_MAX}", Nearest(*.0))]
    ReservedPortRange(i64),

    #[error("sandbox id is empty, expected 1 to {SANDBOX_ID_MAX} characters")]
    SandboxIdEmpty,
    #[error("sandbox id is too long: {0} bytes, maximum {SANDBOX_ID_MAX}")]
    SandboxIdTooLong(usize),
    #[error("invalid {1} in sandbox id at position {0}, expected a-z, 0-9, '_' or '-'")]
    SandboxIdCharacter(usize, Byte),
    #[error("invalid hyphen in sandbox id at position {0}, expected a-z, 0-9 or '_' at both ends")]
    SandboxIdHyphen(usize),
    #[error(
        "invalid uppercase letter in sandbox id at position {0}, expected a-z; \
         lowercase the id or normalize it"
    )]
    SandboxIdUppercase(usize),
    #[error("sandbox id is reserved; choose another id or unreserve it in the policy")]
    SandboxIdReserved,

    #[error("token is empty, expected 1 to {max} characters")]
    TokenEmpty { max: usize },
    #[error("token is too long: {found} bytes, maximum {max}")]
    TokenTooLong { found: usize, max: usize },
    #[error("invalid character in token at position {0}, expected a-z, 0-9 or '_'")]
    TokenCharacter(usize),

    #[error("base domain is empty, expected a host such as example.com")]
    DomainEmpty,
    #[error("invalid {1} in base domain at position {0}, expected UTF-8")]
    DomainNotUtf8(usize, Byte),
    #[error("invalid {1} in base domain at position {0}, expected a host and an optional port")]
    DomainSyntax(usize, Byte),
    #[error("invalid {1} in base domain at position {0}, expected a-z, 0-9, '_', '-' or '.'")]
    DomainCharacter(usize, Byte),
    #[error(
        "invalid character '*' in base domain at position 0, expected a-z, 0-9, '_', '-' or '.'; \
         omit \"*.\""
    )]
    DomainWildcard,
    #[error(
        "invalid empty label in base domain at position {0}, expected 1 to {LABEL_MAX} characters"
    )]
    DomainEmptyLabel(usize),
    #[error(
        "invalid hyphen in base domain at position {0}, \
         expected a-z, 0-9 or '_' at both ends of a label"
    )]
    DomainHyphen(usize),
    #[error(
        "invalid internationalized label in base domain at position {0}, \
         expected a label that is valid in UTS #46"
    )]
    DomainIdna(usize),
    #[error(
        "invalid mix of writing directions in base domain, \
         expected labels that are valid together in UTS #46"
    )]
    DomainBidi,
    #[error("invalid port {0} in base domain, expected 1 to {PORT_MAX} without a leading zero")]
    DomainPort(PortText),
    #[error("denied domain has a port; omit it")]
    DeniedDomainPort,
    #[error("base domain is an IP address, which has no subdomains; use localhost locally")]
    DomainIpAddress,
    #[error(
        "label of base domain at position {position} is too long: \
         {found} bytes, maximum {LABEL_MAX}"
    )]
    DomainLabelTooLong { position: usize, found: usize },
    #[error("base domain is too long: {0} bytes, maximum {BASE_DOMAIN_INPUT_MAX}")]
    DomainInputTooLong(usize),
    #[error(
        "base domain is too long: {0} bytes, maximum {BASE_HOST_MAX}; \
         leave room for a preview label within {HOST_MAX} bytes"
    )]
    DomainTooLong(usize),
    #[error(
        "base domain is not allowed by the policy \
         (workers.dev and its subdomains are denied by default); use a custom domain"
    )]
    DomainDenied,
    #[error("invalid scheme, expected http or https")]
    Scheme,

    #[error("label is too long: {found} bytes, maximum {LABEL_MAX}; {}", Budget(*.budget))]
    LabelBudget { found: usize, budget: usize },
    #[error("label is too long: {0} bytes, maximum {LABEL_MAX}")]
    LabelTooLong(usize),
    #[error("host is too long: {0} bytes, maximum {HOST_MAX}")]
    HostTooLong(usize),
    #[error("host is too long: at least {} bytes, maximum {HOST_MAX}", HOST_MAX + 1)]
    HostUnbounded,

    #[error("not a preview host, expected {{port}}-{{sandbox-id}}-{{token}}.{{base-domain}}")]
    NotAPreviewHost,
    #[error("not a preview host, expected one of the base domains after the first label")]
    NotUnderDomain,
    #[error("not a preview URL, expected http://, https://, ws:// or wss:// and a preview host")]
    NotAPreviewUrl,

    #[error("request has more than one Host header, expected one")]
    ManyHosts,
    #[error("request has no Host header, expected one")]
    NoHost,
    #[error("Host header differs from the authority of the request target, expected the same")]
    HostsDiffer,
    #[error("invalid HTTP version, expected a version such as 1.1 or 2")]
    HttpVersion,

    #[error("token is not valid for this sandbox and port")]
    TokenInvalid,
    #[error("preview URL is stale: {0}; expose the port again")]
    PreviewUrlStale(&'static str),
    #[error("token is in use by port {0}; choose another token")]
    TokenInUse(u16),
    #[error("too many ports have a token: maximum {EXPOSED_PORTS_MAX}; unexpose a port first")]
    TooManyPorts,
    #[error("runtime is not running; start it before a port is exposed")]
    RuntimeNotRunning,

    #[error("name is too long: {0} bytes, maximum {NAME_MAX}")]
    NameTooLong(usize),
    #[error("invalid {1} in name at position {0}, expected UTF-8 without control characters")]
    NameCharacter(usize, Byte),
    #[error("runtime id is empty, expected 1 to {RUNTIME_ID_MAX} bytes")]
    RuntimeIdEmpty,
    #[error("runtime id is too long: {0} bytes, maximum {RUNTIME_ID_MAX}")]
    RuntimeIdTooLong(usize),
    #[error("invalid {1} in runtime id at position {0}, expected UTF-8 without control characters")]
    RuntimeIdCharacter(usize, Byte),
    #[error("invalid snapshot: {0}")]
    #[cfg_attr(not(feature = "json"), expect(dead_code, reason = "only the feature constructs it"))]
    Snapshot(Box<str>),

    #[cfg(feature = "signed")]
    #[error(
        "signing key is too short: {0} bytes, minimum {SIGNING_KEY_MIN}; generate a longer one"
    )]
    SigningKeyTooShort(usize),
    #[cfg(feature = "signed")]
    #[error("signing key is too long: {0} bytes, maximum {SIGNING_KEY_HEX_MAX}")]
    SigningKeyTooLong(usize),
    #[cfg(feature = "signed")]
    #[error(
        "signing key is not in hexadecimal digits; create one with: openssl rand -hex \
         {SIGNING_KEY_MIN}"
    )]
    SigningKeyNotHex,
    #[cfg(feature = "signed")]
    #[error("lifetime is out of range: {found} seconds, expected 1 to {max}")]
    LifetimeRange { found: u64, max: u64 },
    #[cfg(feature = "signed")]
    #[error("time is before 2026-01-01, expected a later one; set the clock")]
    ClockBeforeEpoch,
    #[cfg(feature = "signed")]
    #[error("token has expired; request a new link")]
    TokenExpired,

    #[error("entropy source failed; no token was generated")]
    EntropyFailed,
    #[error("entropy source repeats itself; no token was generated")]
    EntropyRepeats,
}

impl Detail {
    pub(super) const fn kind(&self) -> ErrorKind {
        use ErrorKind as Kind;
        match self {
            Self::PortRange(_)
            | Self::PortSyntax(_)
            | Self::PortLeadingZero(_)
            | Self::ReservedPortRange(_) => Kind::InvalidPort,
            #[cfg(feature = "json")]
            Self::PortKey => Kind::InvalidPort,
            Self::PortReserved(_) => Kind::ReservedPort,
            Self::SandboxIdEmpty | Self::SandboxIdTooLong(_) => Kind::InvalidSandboxIdLength,
            Self::SandboxIdCharacter(..) => Kind::InvalidSandboxIdCharacter,
            Self::SandboxIdHyphen(_) => Kind::InvalidSandboxIdHyphens,
            Self::SandboxIdUppercase(_) => Kind::UppercaseSandboxId,
            Self::SandboxIdReserved => Kind::ReservedSandboxId,
            Self::TokenEmpty { .. } | Self::TokenTooLong { .. } => Kind::InvalidTokenLength,
            Self::TokenCharacter(_) => Kind::InvalidTokenCharacter,
            Self::DomainEmpty
            | Self::DomainNotUtf8(..)
            | Self::DomainSyntax(..)
            | Self::DomainCharacter(..)
            | Self::DomainWildcard
            | Self::DomainEmptyLabel(_)
            | Self::DomainHyphen(_)
            | Self::DomainIdna(_)
            | Self::DomainBidi
            | Self::Scheme
            | Self::ManyHosts
            | Self::NoHost
            | Self::HostsDiffer
            | Self::HttpVersion => Kind::InvalidHostname,
            Self::DomainPort(_) | Self::DeniedDomainPort => Kind::InvalidHostnamePort,
            Self::DomainIpAddress => Kind::HostnameIsIpAddress,
            Self::DomainLabelTooLong { .. }
            | Self::DomainInputTooLong(_)
            | Self::DomainTooLong(_)
            | Self::HostTooLong(_)
            | Self::HostUnbounded => Kind::HostnameTooLong,
            Self::DomainDenied => Kind::CustomDomainRequired,
            Self::LabelBudget { .. } | Self::LabelTooLong(_) => Kind::LabelTooLong,
            Self::NotAPreviewHost | Self::NotUnderDomain | Self::NotAPreviewUrl => {
                Kind::NotAPreviewHost
            }
            Self::TokenInvalid => Kind::InvalidToken,
            Self::PreviewUrlStale(_) => Kind::StalePreviewUrl,
            Self::TokenInUse(_) => Kind::TokenInUse,
            Self::TooManyPorts => Kind::TooManyPorts,
            #[cfg(feature = "signed")]
            Self::SigningKeyTooShort(_) | Self::SigningKeyTooLong(_) | Self::SigningKeyNotHex => {
                Kind::InvalidSigningKey
            }
            #[cfg(feature = "signed")]
            Self::LifetimeRange { .. } | Self::ClockBeforeEpoch => Kind::InvalidLifetime,
            #[cfg(feature = "signed")]
            Self::TokenExpired => Kind::TokenExpired,
            Self::RuntimeNotRunning => Kind::RuntimeNotRunning,
            Self::NameTooLong(_) | Self::NameCharacter(..) => Kind::InvalidName,
            Self::RuntimeIdEmpty | Self::RuntimeIdTooLong(_) | Self::RuntimeIdCharacter(..) => {
                Kind::InvalidRuntimeId
            }
            Self::Snapshot(_) => Kind::InvalidSnapshot,
            Self::EntropyFailed | Self::EntropyRepeats => Kind::EntropyUnavailable,
        }
    }

    /// Returns the same detail with its position moved by `start`.
    pub(super) fn at_label(self, start: usize) -> Self {
        match self {
            Self::DomainCharacter(position, byte) => Self::DomainCharacter(start + position, byte),
            Self::DomainEmptyLabel(position) => Self::DomainEmptyLabel(start + position),
            Self::DomainHyphen(position) => Self::DomainHyphen(start + position),
            Self::DomainIdna(position) => Self::DomainIdna(start + position),
            Self::DomainLabelTooLong { position, found } => {
                Self::DomainLabelTooLong { position: start + position, found }
            }
            detail => detail,
        }
    }
}
