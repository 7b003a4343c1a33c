//! The text of a base domain as it is configured: `host` or `host:port`, Unicode or not.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv6Addr;
use core::num::NonZero;

use crate::error::{Detail, Error, Octet};
use crate::limits::{BASE_DOMAIN_INPUT_MAX, BASE_HOST_MAX};
use crate::scan::{self, Scan};
use crate::text::ascii_str;
use crate::{base_host, hostname_port, idna};

/// A configured base domain that has passed every rule but those of a policy.
pub(crate) struct Hostname {
    /// A dot, then the host in ASCII and lower case, without its root dot: what follows a label.
    pub(crate) suffix: Vec<u8>,
    pub(crate) port: Option<NonZero<u16>>,
}

impl Hostname {
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Error> {
        let scan = Scan::new(text);
        if scan.foreign == 0 && scan.len == text.len() && !text.is_empty() {
            // Nothing of a port, of another part of a URL, or of IDNA but for what the labels tell: half the time of the way below.
            let end = if text.ends_with(b".") { text.len() - 1 } else { text.len() };
            base_host::check_scanned(&text[..end], &scan)?;
            return Ok(Self::of_lower(&scan::lowered_label(text, end)[..end], None));
        }
        let text = check_syntax(text)?;
        check_ipv6(text)?;
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, Some(hostname_port::parse(port.as_bytes())?)),
            None => (text, None),
        };
        if host.is_empty() {
            return Err(Detail::BaseDomainEmpty.into());
        }
        let ascii = idna::to_ascii(host)?;
        let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
        base_host::check(ascii.as_bytes()).map_err(|error| idna::place(error, host))?;
        Ok(Self::of_lower(ascii.to_ascii_lowercase().as_bytes(), port))
    }

    fn of_lower(host: &[u8], port: Option<NonZero<u16>>) -> Self {
        let mut suffix = Vec::with_capacity(1 + host.len());
        suffix.push(b'.');
        suffix.extend_from_slice(host);
        Self { suffix, port }
    }

    pub(crate) fn host(&self) -> &[u8] {
        &self.suffix[1..]
    }
}

/// A domain without a port.
pub(crate) fn parse_host(text: &[u8]) -> Result<String, Error> {
    let hostname = Hostname::parse(text)?;
    match hostname.port {
        None if hostname.host().len() > BASE_HOST_MAX => Err(Detail::BaseDomainTooLong(hostname.host().len()).into()),
        None => Ok(ascii_str(hostname.host()).to_owned()),
        Some(_) => Err(Detail::BaseDomainWithPort.into()),
    }
}

/// The length, the encoding, and no character of another part of a URL (RFC 3986 section 3).
fn check_syntax(text: &[u8]) -> Result<&str, Error> {
    if text.is_empty() {
        return Err(Detail::BaseDomainEmpty.into());
    }
    if text.len() > BASE_DOMAIN_INPUT_MAX {
        return Err(Detail::BaseDomainInputTooLong(text.len()).into());
    }
    let valid = core::str::from_utf8(text);
    let valid_up_to = valid.map_or_else(|error| error.valid_up_to(), str::len);
    let is_syntax = |octet: &u8| matches!(octet, 0..=b' ' | 0x7F | b'/' | b'\\' | b'?' | b'#' | b'@' | b'%');
    if let Some(position) = text[..valid_up_to].iter().position(is_syntax) {
        return Err(Detail::BaseDomainSyntax(position, Octet(text[position])).into());
    }
    valid.map_err(|_| Detail::BaseDomainNotUtf8(valid_up_to).into())
}

/// An IPv6 address is one with or without its brackets; brackets are for nothing else (RFC 3986 section 3.2.2).
fn check_ipv6(text: &str) -> Result<(), Error> {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let address = match bracketed {
        Some((address, behind)) if behind.is_empty() || behind.starts_with(':') => address,
        _ => text,
    };
    if address.parse::<Ipv6Addr>().is_ok() {
        return Err(Detail::BaseDomainIpAddress.into());
    }
    match text.find('[') {
        Some(position) => Err(Detail::BaseDomainSyntax(position, Octet(b'[')).into()),
        None => Ok(()),
    }
}
