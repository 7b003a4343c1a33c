//! `authority = host [ ":" port ]` (RFC 3986 section 3.2), without user information.

use core::num::NonZero;

use memchr::memchr;

use crate::ascii::Masks;
use crate::error::{Detail, Error, PortText};
use crate::grammar::{base_port, host};
use crate::limits::{BASE_HOST_MAX, HOST_MAX};

/// The maximum number of bytes that are read to find the end of a host: the longest label that is
/// read, the longest base domain with a root dot, and one more byte. A longer host cannot be under
/// a base domain.
const READ_MAX: usize = HOST_MAX + ".".len() + BASE_HOST_MAX + ".".len() + 1;

/// The kind of input that contains an authority.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// A `Host` header value: the authority is the whole input.
    Host,
    /// A URL: a path, query or fragment may follow.
    Url,
}

impl Context {
    #[inline]
    fn ends_authority(self, byte: u8) -> bool {
        self == Self::Url && matches!(byte, b'/' | b'?' | b'#')
    }

    /// Returns the length of the host at the start of `bytes`. Reads at most [`READ_MAX`] bytes.
    fn host_len(self, bytes: &[u8]) -> usize {
        let read = &bytes[..bytes.len().min(READ_MAX)];
        let end = match self {
            Self::Host => memchr(b':', read),
            Self::Url => read.iter().position(|byte| *byte == b':' || self.ends_authority(*byte)),
        };
        end.unwrap_or(read.len())
    }
}

/// An authority, split into host and port.
pub(super) struct Authority<'a> {
    /// The host, without its root dot.
    pub(super) host: &'a [u8],
    /// The length of the host with its root dot.
    pub(super) len: usize,
    /// The masks of the start of the input.
    pub(super) masks: Masks,
    /// The bytes after the colon.
    pub(super) port: Option<&'a [u8]>,
}

impl<'a> Authority<'a> {
    /// Splits the authority at the start of `input`. The host ends at the first colon, or at the
    /// end of the authority.
    #[inline(always)]
    pub(super) fn split(input: &'a [u8], context: Context) -> Self {
        let masks = Masks::of(input);
        // No byte before this one ends the host.
        let start = masks.others.trailing_zeros() as usize;
        let len = match input.get(start..) {
            Some(rest) => start + context.host_len(rest),
            None => input.len(),
        };
        let (host, rest) = input.split_at(len);
        Self { host: host::without_root(host), len, masks, port: rest.strip_prefix(b":") }
    }
}

impl Authority<'_> {
    /// Returns the error for a host that is too long.
    #[cold]
    pub(super) fn too_long(&self) -> Error {
        // At this length, the search may have stopped before the end of the host.
        let is_complete = self.len < READ_MAX;
        let len = self.host.len();
        if is_complete { Detail::HostTooLong(len) } else { Detail::HostUnbounded }.into()
    }
}

/// Parses the port at the start of `text`.
pub(super) fn parse_port(text: &[u8], context: Context) -> Result<NonZero<u16>, Error> {
    let read = &text[..text.len().min(PortText::READ)];
    let end = read.iter().position(|byte| context.ends_authority(*byte));
    base_port::parse(&read[..end.unwrap_or(read.len())])
}
