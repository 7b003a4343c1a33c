//! Excerpts of input for messages: short, and in printable ASCII.

use core::fmt;

/// One byte of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Byte(pub(crate) u8);

impl fmt::Display for Byte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b' '..=b'~' => write!(f, "character '{}'", char::from(self.0)),
            byte => write!(f, "byte 0x{byte:02X}"),
        }
    }
}

/// The start of a port that was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PortText {
    bytes: [u8; Self::SHOWN],
    len: u8,
    is_cut: bool,
}

impl PortText {
    /// One more byte than the longest port.
    const SHOWN: usize = "65535".len() + 1;

    /// The number of bytes to read, enough to detect that the port is truncated.
    pub(crate) const READ: usize = Self::SHOWN + 1;

    pub(crate) fn new(text: &[u8]) -> Self {
        let shown = &text[..text.len().min(Self::SHOWN)];
        let mut bytes = [0; Self::SHOWN];
        bytes[..shown.len()].copy_from_slice(shown);
        Self { bytes, len: shown.len() as u8, is_cut: text.len() > shown.len() }
    }
}

impl fmt::Display for PortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.bytes[..usize::from(self.len)];
        let rest = if self.is_cut { "..." } else { "" };
        write!(f, "\"{}{rest}\"", shown.escape_ascii())
    }
}

/// An integer of any width, saturated to the range of `i64`.
pub(super) struct Nearest(pub(super) i64);

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            i64::MAX => write!(f, "{} or more", i64::MAX),
            i64::MIN => write!(f, "{} or less", i64::MIN),
            number => number.fmt(f),
        }
    }
}

/// The maximum length of a sandbox id in a label.
pub(super) struct Budget(pub(super) usize);

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("shorten the token, which leaves no room for a sandbox id"),
            1 => f.write_str("the sandbox id may be at most 1 character with this port and token"),
            n => write!(f, "the sandbox id may be at most {n} characters with this port and token"),
        }
    }
}
