//! Sandbox ids.

use core::borrow::Borrow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use crate::Policy;
use crate::error::{Detail, Error, Octet};
use crate::limits::SANDBOX_ID_MAX;
use crate::scan::{self, Found, Scan, bits};
use crate::text::InlineText;

/// A sandbox id: 1 to 63 characters of `a-z 0-9 _ -` (the length of a label, RFC 1034 section 3.1), neither first nor last a
/// hyphen (RFC 1123 section 2.1), and no reserved name.
///
/// A host name carries no upper case, so [`new`](Self::new) refuses it and [`normalized`](Self::normalized) lowers it. Nothing else is
/// ever repaired.
///
/// ```
/// use exposeport::{ErrorKind, SandboxId};
///
/// assert_eq!(SandboxId::new("my-app_1")?.as_str(), "my-app_1");
/// assert_eq!(SandboxId::new("My-App").unwrap_err().kind(), ErrorKind::UppercaseSandboxId);
/// assert_eq!(SandboxId::normalized("My-App")?.as_str(), "my-app");
/// # Ok::<(), exposeport::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SandboxId(InlineText<SANDBOX_ID_MAX>);

impl SandboxId {
    /// Checks an id under [`Policy::DEFAULT`]; [`Policy::sandbox_id`] does so under another one.
    ///
    /// # Errors
    /// In the order in which they are looked for:
    /// - `INVALID_SANDBOX_ID_LENGTH`: no character, or more than 63;
    /// - `INVALID_SANDBOX_ID_CHARACTER`: `my sandbox`, `a.b`, `é`;
    /// - `INVALID_SANDBOX_ID_HYPHENS`: `-app`, `app-`;
    /// - `RESERVED_SANDBOX_ID`: `www`, `WWW`;
    /// - `UPPERCASE_SANDBOX_ID`: `My-App`.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Policy::DEFAULT.sandbox_id(text)
    }

    /// Lowers ASCII upper case, then checks as [`new`](Self::new) does.
    ///
    /// # Errors
    /// Those of [`new`](Self::new) but for `UPPERCASE_SANDBOX_ID`.
    pub fn normalized(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Policy::DEFAULT.normalized_sandbox_id(text)
    }

    /// All rules; `new` of a policy.
    #[inline]
    pub(crate) fn checked(text: &[u8], policy: &Policy) -> Result<Self, Error> {
        if !Self::is_canonical(text) {
            return Err(Self::refusal(text, policy));
        }
        policy.check_sandbox_id(text)?;
        Ok(Self::of_lower(text))
    }

    /// All rules but the one on upper case, which it lowers; `normalized` of a policy.
    #[inline]
    pub(crate) fn lowered(text: &[u8], policy: &Policy) -> Result<Self, Error> {
        let id = Self::spelled(text)?;
        id.check_allowed(policy)?;
        Ok(id)
    }

    /// The rules on length, characters and hyphens; upper case is lowered.
    #[inline]
    pub(crate) fn spelled(text: &[u8]) -> Result<Self, Error> {
        if Self::is_canonical(text) { Ok(Self::of_lower(text)) } else { Self::scanned(text) }
    }

    /// Whether a text keeps to all rules but that on reserved names, and has no upper case.
    #[inline]
    fn is_canonical(text: &[u8]) -> bool {
        text.len() <= SANDBOX_ID_MAX
            && matches!((text.first(), text.last()), (Some(first), Some(last)) if *first != b'-' && *last != b'-')
            && Found::within(text).hyphens_at_most()
    }

    /// Why a text is refused that is not canonical.
    #[cold]
    fn refusal(text: &[u8], policy: &Policy) -> Error {
        // What is right but for its case breaks that rule alone.
        let position = text.iter().position(u8::is_ascii_uppercase).unwrap_or_default();
        Self::lowered(text, policy).err().unwrap_or(Detail::SandboxIdUppercase(position).into())
    }

    #[cold]
    fn scanned(text: &[u8]) -> Result<Self, Error> {
        let characters = scan::count_characters(text);
        if !(1..=SANDBOX_ID_MAX).contains(&characters) {
            return Err(Detail::SandboxIdLength(characters).into());
        }
        // 63 characters in more octets than a window are not all ASCII, and the first that is not lies in the window.
        let scan = Scan::new(text);
        Self::check_spelling(text, &scan, 0, scan.len)?;
        Ok(Self::of_lower(&scan::lowered_label(text, scan.len)[..scan.len]))
    }

    /// The rules on length, characters and hyphens over a part of a text.
    #[inline(always)]
    pub(crate) fn check_spelling(text: &[u8], scan: &Scan, start: usize, end: usize) -> Result<(), Error> {
        let within = bits(start, end);
        let foreign = (scan.foreign | scan.dots) & within;
        if foreign != 0 {
            let position = foreign.trailing_zeros() as usize;
            return Err(Detail::SandboxIdCharacter(position - start, Octet(text[position])).into());
        }
        if start == end {
            return Err(Detail::SandboxIdLength(0).into());
        }
        let hyphens = scan.hyphens & (1 << start | 1 << (end - 1));
        if hyphens != 0 {
            return Err(Detail::SandboxIdHyphens(hyphens.trailing_zeros() as usize - start).into());
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn check_allowed(&self, policy: &Policy) -> Result<(), Error> {
        policy.check_sandbox_id(self.as_bytes())
    }

    /// From lower-case octets that [`check_spelling`](Self::check_spelling) has passed.
    #[inline]
    pub(crate) fn of_lower(text: &[u8]) -> Self {
        Self(InlineText::of_checked(text))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The id as octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(crate) const fn text(&self) -> &InlineText<SANDBOX_ID_MAX> {
        &self.0
    }
}

impl fmt::Debug for SandboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SandboxId").field(&self.as_str()).finish()
    }
}

impl fmt::Display for SandboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for SandboxId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// So that a map keyed by ids is asked with a `&str`.
impl Borrow<str> for SandboxId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Hash for SandboxId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl FromStr for SandboxId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}
