//! Short ASCII text that is stored inline.

/// At most `N` octets of ASCII, padded with NUL. No grammar of this crate has a NUL, so two values are equal exactly
/// when their padded octets are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InlineText<const N: usize> {
    octets: [u8; N],
    len: u8,
}

impl<const N: usize> InlineText<N> {
    /// Text that its type's rules have found to be ASCII and at most `N` octets.
    #[inline]
    pub(crate) fn of_checked(text: &[u8]) -> Self {
        debug_assert!(text.len() <= N && text.is_ascii());
        const { assert!(N <= u8::MAX as usize) };
        let len = text.len().min(N);
        let mut octets = [0; N];
        octets[..len].copy_from_slice(&text[..len]);
        Self { octets, len: len as u8 }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.octets[..usize::from(self.len)]
    }

    pub(crate) fn as_str(&self) -> &str {
        ascii_str(self.as_bytes())
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    /// The octets with their padding, for comparisons and copies of a fixed length.
    pub(crate) const fn padded(&self) -> &[u8; N] {
        &self.octets
    }
}

/// Octets that a constructor has found to be ASCII, as text.
pub(crate) fn ascii_str(octets: &[u8]) -> &str {
    debug_assert!(octets.is_ascii());
    // Never empty by failure: the crate forbids `unsafe`, so the check is made again.
    core::str::from_utf8(octets).unwrap_or_default()
}
