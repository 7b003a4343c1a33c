//! `base-domain = base-host [ ":" base-port ]`, as configured, in Unicode or ASCII.

use alloc::borrow::Cow;
use alloc::string::String;
use core::net::Ipv6Addr;
use core::num::NonZero;

use super::{base_port, host, idna};
use crate::ascii::{self, Masks, WINDOW};
use crate::error::{Byte, Detail, Error, ErrorKind};
use crate::limits::{BASE_DOMAIN_INPUT_MAX, BASE_HOST_MAX};

/// A configured base domain that satisfies every rule except those of a policy and the maximum
/// length of a base host.
pub(crate) struct Config<'a> {
    /// ASCII in uppercase or lowercase, without a root dot.
    pub(crate) host: Cow<'a, [u8]>,
    pub(crate) port: Option<NonZero<u16>>,
}

impl<'a> Config<'a> {
    #[inline]
    pub(crate) fn parse(input: &'a [u8]) -> Result<Self, Error> {
        let masks = Masks::of(input);
        // Fast path: most base domains have no port and nothing to map.
        if masks.others == 0 && (1..=WINDOW).contains(&input.len()) {
            let host = host::without_root(input);
            host::check(host, masks.slice(0, host.len()), WINDOW)?;
            return Ok(Self { host: Cow::Borrowed(host), port: None });
        }
        Self::parse_any(input)
    }

    fn parse_any(input: &'a [u8]) -> Result<Self, Error> {
        let input = check_syntax(input)?;
        check_ipv6(input)?;
        let (name, port) = match input.split_once(':') {
            Some((name, port)) => (name, Some(base_port::parse(port.as_bytes())?)),
            None => (input, None),
        };
        if name.is_empty() {
            return Err(Detail::DomainEmpty.into());
        }
        if name.starts_with("*.") {
            return Err(Detail::DomainWildcard.into());
        }
        let host = match idna::to_ascii(name)? {
            Cow::Borrowed(host) => Cow::Borrowed(host::without_root(host.as_bytes())),
            Cow::Owned(host) => Cow::Owned(host::without_root(host.as_bytes()).to_vec()),
        };
        host::check(&host, Masks::of(&host), WINDOW).map_err(|error| at_input(error, name))?;
        Ok(Self { host, port })
    }

    /// Checks that a host with this base domain has room for a preview label.
    pub(crate) fn check_len(&self) -> Result<(), Error> {
        let len = self.host.len();
        if len > BASE_HOST_MAX { Err(Detail::DomainTooLong(len).into()) } else { Ok(()) }
    }

    /// Returns the host, in lowercase, of a base domain that must not have a port.
    pub(crate) fn into_host(self) -> Result<String, Error> {
        if self.port.is_some() {
            return Err(Detail::DeniedDomainPort.into());
        }
        self.check_len()?;
        Ok(ascii::as_str(&self.host).to_ascii_lowercase())
    }
}

/// Checks length and encoding, and rejects the delimiters of other parts of a URL (RFC 3986 section
/// 3).
fn check_syntax(input: &[u8]) -> Result<&str, Error> {
    if input.is_empty() {
        return Err(Detail::DomainEmpty.into());
    }
    if input.len() > BASE_DOMAIN_INPUT_MAX {
        return Err(Detail::DomainInputTooLong(input.len()).into());
    }
    let valid = core::str::from_utf8(input);
    let valid_up_to = valid.map_or_else(|error| error.valid_up_to(), str::len);
    let is_syntax =
        |byte: u8| matches!(byte, 0..=b' ' | 0x7F | b'/' | b'\\' | b'?' | b'#' | b'@' | b'%');
    if let Some(position) = input[..valid_up_to].iter().position(|byte| is_syntax(*byte)) {
        return Err(Detail::DomainSyntax(position, Byte(input[position])).into());
    }
    valid.map_err(|_| Detail::DomainNotUtf8(valid_up_to, Byte(input[valid_up_to])).into())
}

/// Rejects an IPv6 address, with or without brackets. Brackets have no other use (RFC 3986
/// section 3.2.2).
fn check_ipv6(input: &str) -> Result<(), Error> {
    let bracketed = input.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let address = match bracketed {
        Some((address, rest)) if rest.is_empty() || rest.starts_with(':') => address,
        _ => input,
    };
    if address.parse::<Ipv6Addr>().is_ok() {
        return Err(Detail::DomainIpAddress.into());
    }
    match input.find('[') {
        Some(position) => Err(Detail::DomainSyntax(position, Byte(b'[')).into()),
        None => Ok(()),
    }
}

/// Converts an error of the mapped host to one with a position in the configured host.
///
/// The position is the start of the first label that is rejected on its own with the same kind of
/// error. Positions in a mapped label do not correspond to positions in the input.
#[cold]
fn at_input(error: Error, name: &str) -> Error {
    if name.is_ascii() || error.kind() == ErrorKind::HostnameIsIpAddress {
        return error;
    }
    let rejected = |(start, label): (usize, &str)| {
        let mapped = idna::map(label.as_bytes()).ok()?;
        let found = host::check(mapped.as_bytes(), Masks::of(mapped.as_bytes()), WINDOW);
        let found = found.err()?;
        match found.kind() {
            kind if kind != error.kind() => None,
            _ if label.is_ascii() => Some(found.at_label(start)),
            ErrorKind::HostnameTooLong => {
                let found = mapped.len();
                Some(Detail::DomainLabelTooLong { position: start, found }.into())
            }
            _ => Some(Detail::DomainIdna(start).into()),
        }
    };
    idna::labels(name).find_map(rejected).unwrap_or(error)
}
