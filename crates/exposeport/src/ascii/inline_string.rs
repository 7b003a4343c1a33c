//! Short ASCII strings that are stored inline.

use super::as_str;

/// An ASCII string of at most `N` bytes, padded with NUL.
///
/// No grammar of this crate contains NUL, so two strings are equal if and only if their padded
/// bytes are equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InlineString<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> InlineString<N> {
    /// Copies bytes. The caller must have checked that there are at most `N` and that they are
    /// ASCII.
    #[inline]
    pub(crate) fn from_ascii(bytes: &[u8]) -> Self {
        const { assert!(N <= u8::MAX as usize) };
        debug_assert!(bytes.len() <= N && bytes.is_ascii());
        let len = bytes.len().min(N);
        let mut padded = [0; N];
        padded[..len].copy_from_slice(&bytes[..len]);
        Self { bytes: padded, len: len as u8 }
    }

    /// Copies bytes as [`from_ascii`](Self::from_ascii) does, in lowercase.
    #[inline]
    pub(crate) fn from_ascii_lowercase(bytes: &[u8]) -> Self {
        let mut string = Self::from_ascii(bytes);
        string.bytes.make_ascii_lowercase();
        string
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    pub(crate) fn as_str(&self) -> &str {
        as_str(self.as_bytes())
    }

    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    /// Returns the bytes with padding, for fixed-length comparisons.
    pub(crate) const fn padded(&self) -> &[u8; N] {
        &self.bytes
    }
}
