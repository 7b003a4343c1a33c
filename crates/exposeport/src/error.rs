//! The one error of the crate.

use alloc::boxed::Box;
use core::fmt;

use crate::JsonBody;
use crate::error_kind::ErrorKind;
use crate::limits::{BASE_DOMAIN_INPUT_MAX, BASE_HOST_MAX, HOST_MAX, LABEL_MAX, PORT_MAX, PORT_MIN, SANDBOX_ID_MAX};

/// Why an input was refused.
///
/// Its [`kind`](Self::kind) and [`code`](Self::code) are permanent. The message (`Display`) names the part, the limit and what was
/// found; positions count octets from 0 within the part that is named. It never holds a token.
///
/// ```
/// let error = exposeport::Port::new(80).unwrap_err();
/// assert_eq!(error.code(), "INVALID_PORT");
/// assert_eq!(error.http_status(), 400);
/// assert_eq!(error.to_string(), "port must be 1024 to 65535, found 80");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Error {
    detail: Detail,
}

impl Error {
    /// The kind, to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.detail.kind()
    }

    /// The permanent code, such as `INVALID_PORT`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind().code()
    }

    /// The HTTP status that answers a request which was refused so.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.kind().http_status()
    }

    /// The JSON body of the answer to a request which was refused so.
    #[must_use]
    pub fn json_body(&self) -> JsonBody {
        self.clone().into()
    }
}

/// Where a base domain was put together out of labels.
impl Error {
    /// The same of a label that begins at `start`.
    pub(crate) fn behind(self, start: usize) -> Self {
        let detail = match self.detail {
            Detail::BaseDomainCharacter(position, octet) => Detail::BaseDomainCharacter(start + position, octet),
            Detail::BaseDomainEmptyLabel(position) => Detail::BaseDomainEmptyLabel(start + position),
            Detail::BaseDomainHyphen(position) => Detail::BaseDomainHyphen(start + position),
            Detail::BaseDomainIdna(position) => Detail::BaseDomainIdna(start + position),
            Detail::BaseDomainLabelTooLong { position, found } => {
                Detail::BaseDomainLabelTooLong { position: start + position, found }
            }
            detail => detail,
        };
        detail.into()
    }
}

impl From<Detail> for Error {
    fn from(detail: Detail) -> Self {
        Self { detail }
    }
}

/// One octet of an input, as a message shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Octet(pub(crate) u8);

impl fmt::Display for Octet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b' '..=b'~' => write!(f, "'{}'", char::from(self.0)),
            octet => write!(f, "octet 0x{octet:02X}"),
        }
    }
}

/// The beginning of a port that was refused, as a message shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PortText {
    octets: [u8; Self::LEN],
    len: u8,
    goes_on: bool,
}

impl PortText {
    /// One digit more than a port has.
    pub(crate) const LEN: usize = "65535".len() + 1;

    pub(crate) fn new(text: &[u8]) -> Self {
        let shown = &text[..text.len().min(Self::LEN)];
        let mut octets = [0; Self::LEN];
        octets[..shown.len()].copy_from_slice(shown);
        Self { octets, len: shown.len() as u8, goes_on: text.len() > shown.len() }
    }
}

impl fmt::Display for PortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.octets[..usize::from(self.len)];
        let more = if self.goes_on { "..." } else { "" };
        write!(f, "\"{}{more}\"", shown.escape_ascii())
    }
}

/// An integer of any width, or the nearest that 64 bits hold.
struct Nearest(i64);

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            i64::MAX => write!(f, "{} or more", i64::MAX),
            i64::MIN => write!(f, "{} or less", i64::MIN),
            number => number.fmt(f),
        }
    }
}

/// How long a sandbox id may be.
struct Budget(usize);

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("no sandbox id has room beside this port and token"),
            budget => write!(f, "the sandbox id may be at most {budget} characters with this port and token"),
        }
    }
}

/// What was wrong, with the figures of its message. Nothing is formatted before somebody asks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Detail {
    #[error("port must be {PORT_MIN} to {PORT_MAX}, found {}", Nearest(*.0))]
    PortRange(i64),
    #[error("port must be {PORT_MIN} to {PORT_MAX}, found {0} digits")]
    PortDigits(usize),
    #[error("port to allow or reserve must be 0 to {PORT_MAX}, found {}", Nearest(*.0))]
    PortNumber(i64),
    #[error("port must not begin with 0, found {0}")]
    PortLeadingZero(PortText),
    #[error("port {0} is reserved; expose another one, or allow it in the policy")]
    PortReserved(u16),

    #[error("sandbox id must have 1 to {SANDBOX_ID_MAX} characters, found {0}")]
    SandboxIdLength(usize),
    #[error("sandbox id must neither begin nor end with a hyphen, found one at position {0}")]
    SandboxIdHyphens(usize),
    #[error("sandbox id may hold a-z, 0-9, '_' and '-' only, found {1} at position {0}")]
    SandboxIdCharacter(usize, Octet),
    #[error("sandbox id has upper case at position {0}, which a host name cannot carry; lower it, or normalize the id")]
    SandboxIdUppercase(usize),
    #[error("sandbox id is a reserved name; choose another one, or allow it in the policy")]
    SandboxIdReserved,

    #[error("token must have 1 to {max} characters, found {found}")]
    TokenLength { found: usize, max: usize },
    #[error("token may hold a-z, 0-9 and '_' only, found something else at position {0}")]
    TokenCharacter(usize),

    #[error("base domain is empty")]
    BaseDomainEmpty,
    #[error("base domain is no valid UTF-8 from position {0} on")]
    BaseDomainNotUtf8(usize),
    #[error("base domain is a host and maybe a port, without scheme, user, path or spaces; found {1} at position {0}")]
    BaseDomainSyntax(usize, Octet),
    #[error("base domain's labels may hold letters, digits, '-' and '_' only, found {1} at position {0}")]
    BaseDomainCharacter(usize, Octet),
    #[error("base domain has an empty label at position {0}")]
    BaseDomainEmptyLabel(usize),
    #[error("base domain has a label that begins or ends with a hyphen, at position {0}")]
    BaseDomainHyphen(usize),
    #[error("base domain's label at position {0} is not a valid internationalized label (UTS #46)")]
    BaseDomainIdna(usize),
    #[error("base domain's labels are each valid but not together: they mix writing directions (UTS #46)")]
    BaseDomainBidi,
    #[error("base domain's port must be 1 to {PORT_MAX} in decimal digits without a leading 0, found {0}")]
    BaseDomainPort(PortText),
    #[error("base domain must have no port here")]
    BaseDomainWithPort,
    #[error("base domain is an ip address, which has no subdomains; for this machine use localhost")]
    BaseDomainIpAddress,
    #[error("base domain's labels must have at most {LABEL_MAX} octets, found {found} in that at position {position}")]
    BaseDomainLabelTooLong { position: usize, found: usize },
    #[error("base domain must have at most {BASE_DOMAIN_INPUT_MAX} octets, found {0}")]
    BaseDomainInputTooLong(usize),
    #[error("base domain must have at most {BASE_HOST_MAX} octets to leave room for a preview label, found {0}")]
    BaseDomainTooLong(usize),
    #[error("base domain is one that the policy refuses, as workers.dev by default, or below one; use a custom domain")]
    CustomDomainRequired,

    #[error(
        "port, sandbox id and token together make a label of {found} octets, more than {LABEL_MAX}; \
         {}",
        Budget(*.budget)
    )]
    LabelBudget { found: usize, budget: usize },
    #[error("host has a first label of {0} octets, more than {LABEL_MAX}")]
    LabelTooLong(usize),
    #[error("host must have at most {HOST_MAX} octets, found {0}")]
    HostTooLong(usize),
    #[error("host must have at most {HOST_MAX} octets, found more")]
    HostMuchTooLong,

    #[error("not a preview host: expected {{port}}-{{sandbox-id}}-{{token}}.{{base-domain}}")]
    NotAPreviewHost,
    #[error("not a preview host: none of the base domains follows the first label")]
    NotOurDomain,
    #[error("not a preview url: expected http, https, ws or wss, \"://\" and a host")]
    NotAPreviewUrl,

    #[error("token is not valid for this sandbox and port")]
    TokenInvalid,
    #[error("preview url is stale: {0}")]
    PreviewUrlStale(&'static str),
    #[error("token is in use by port {0} of this sandbox; choose another one")]
    TokenInUse(u16),
    #[error("sandbox has no running runtime; start it before exposing a port")]
    RuntimeNotRunning,
    #[error("snapshot is invalid: {0}")]
    SnapshotInvalid(Box<str>),
    #[error("{part} is no valid UTF-8 from position {position} on, and no snapshot could hold it")]
    NotUtf8 { part: &'static str, position: usize },

    #[error("the generator gave no entropy; no token was made")]
    EntropyUnavailable,
    #[error("the generator repeats itself; no token was made")]
    EntropyRepeats,
}

impl Detail {
    const fn kind(&self) -> ErrorKind {
        use ErrorKind as Kind;
        match self {
            Self::PortRange(_) | Self::PortNumber(_) | Self::PortDigits(_) | Self::PortLeadingZero(_) => {
                Kind::InvalidPort
            }
            Self::PortReserved(_) => Kind::ReservedPort,
            Self::SandboxIdLength(_) => Kind::InvalidSandboxIdLength,
            Self::SandboxIdHyphens(_) => Kind::InvalidSandboxIdHyphens,
            Self::SandboxIdCharacter(..) => Kind::InvalidSandboxIdCharacter,
            Self::SandboxIdUppercase(_) => Kind::UppercaseSandboxId,
            Self::SandboxIdReserved => Kind::ReservedSandboxId,
            Self::TokenLength { .. } => Kind::InvalidTokenLength,
            Self::TokenCharacter(_) => Kind::InvalidTokenCharacter,
            Self::BaseDomainEmpty
            | Self::BaseDomainNotUtf8(_)
            | Self::BaseDomainSyntax(..)
            | Self::BaseDomainCharacter(..)
            | Self::BaseDomainEmptyLabel(_)
            | Self::BaseDomainHyphen(_)
            | Self::BaseDomainIdna(_)
            | Self::BaseDomainBidi => Kind::InvalidHostname,
            Self::BaseDomainPort(_) | Self::BaseDomainWithPort => Kind::InvalidHostnamePort,
            Self::BaseDomainIpAddress => Kind::HostnameIsIpAddress,
            Self::BaseDomainLabelTooLong { .. }
            | Self::BaseDomainInputTooLong(_)
            | Self::BaseDomainTooLong(_)
            | Self::HostTooLong(_)
            | Self::HostMuchTooLong => Kind::HostnameTooLong,
            Self::CustomDomainRequired => Kind::CustomDomainRequired,
            Self::LabelBudget { .. } | Self::LabelTooLong(_) => Kind::LabelTooLong,
            Self::NotAPreviewHost | Self::NotOurDomain | Self::NotAPreviewUrl => Kind::NotAPreviewHost,
            Self::TokenInvalid => Kind::InvalidToken,
            Self::PreviewUrlStale(_) => Kind::StalePreviewUrl,
            Self::TokenInUse(_) => Kind::TokenInUse,
            Self::RuntimeNotRunning => Kind::RuntimeNotRunning,
            Self::SnapshotInvalid(_) | Self::NotUtf8 { .. } => Kind::InvalidSnapshot,
            Self::EntropyUnavailable | Self::EntropyRepeats => Kind::EntropyUnavailable,
        }
    }
}
