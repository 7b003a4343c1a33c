//! Parsing: from a `Host` header value or a URL to a route.

use core::num::NonZero;

use crate::error::{Detail, Error, PortText};
use crate::label::{self, Shape};
use crate::limits::HOST_MAX;
use crate::route::Route;
use crate::scan::{Scan, WINDOW};
use crate::{BaseDomain, ErrorKind, Policy, base_host, hostname_port};

/// A host with its root dot.
const HOST_WITH_ROOT_MAX: usize = HOST_MAX + 1;

pub(crate) fn host(text: &[u8], policy: &Policy) -> Result<Route, Error> {
    Authority { text, start: 0, form: Form::Host }.route(policy)
}

pub(crate) fn host_under(text: &[u8], domain: &BaseDomain) -> Result<Route, Error> {
    Authority { text, start: 0, form: Form::Host }.route_under(domain)
}

pub(crate) fn host_under_any(text: &[u8], domains: &[BaseDomain]) -> Result<(usize, Route), Error> {
    for (index, domain) in domains.iter().enumerate() {
        match host_under(text, domain) {
            Err(error) if error.kind() == ErrorKind::NotAPreviewHost => {}
            answer => return answer.map(|route| (index, route)),
        }
    }
    Err(Detail::NotOurDomain.into())
}

pub(crate) fn url(text: &[u8], policy: &Policy) -> Result<Route, Error> {
    Authority::of_url(text)?.route(policy)
}

pub(crate) fn url_under(text: &[u8], domain: &BaseDomain) -> Result<Route, Error> {
    Authority::of_url(text)?.route_under(domain)
}

/// A URL where `://` follows what may be a scheme, else a host.
pub(crate) fn host_or_url(text: &[u8], policy: &Policy) -> Result<Route, Error> {
    if is_url(text) { url(text, policy) } else { host(text, policy) }
}

pub(crate) fn host_or_url_under(text: &[u8], domain: &BaseDomain) -> Result<Route, Error> {
    if is_url(text) { url_under(text, domain) } else { host_under(text, domain) }
}

fn is_url(text: &[u8]) -> bool {
    const LONGEST: usize = "https://".len();
    text[..text.len().min(LONGEST)].windows(3).any(|window| window == b"://")
}

/// Where an authority stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It is the whole text.
    Host,
    /// A path, query or fragment may follow it.
    Url,
}

impl Form {
    /// Whether an octet ends an authority (RFC 3986 section 3.2).
    #[inline]
    fn ends_authority(self, octet: u8) -> bool {
        self == Self::Url && matches!(octet, b'/' | b'?' | b'#')
    }

    /// Whether an octet ends the host of an authority.
    #[inline]
    fn ends_host(self, octet: u8) -> bool {
        octet == b':' || self.ends_authority(octet)
    }
}

/// `host [ ":" port ]`, from `start` of a text.
struct Authority<'a> {
    text: &'a [u8],
    start: usize,
    form: Form,
}

impl<'a> Authority<'a> {
    /// Behind one of the four schemes, in any case of letters, and exactly `://`.
    #[inline]
    fn of_url(text: &'a [u8]) -> Result<Self, Error> {
        for scheme in ["https://", "http://", "wss://", "ws://"] {
            if text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes())) {
                return Ok(Self { text, start: scheme.len(), form: Form::Url });
            }
        }
        Err(Detail::NotAPreviewUrl.into())
    }

    /// From the first octet of the host on.
    #[inline]
    fn rest(&self) -> &'a [u8] {
        &self.text[self.start..]
    }

    /// Under any base domain.
    #[inline]
    fn route(&self, policy: &Policy) -> Result<Route, Error> {
        let rest = self.rest();
        let scan = Scan::new(rest);
        let Some(dot) = self.first_dot(&scan) else { return Err(self.refuse_long_label(policy, |_| true)) };
        let shape = Shape::of(&scan, dot).filter(|_| self.has_domain(dot)).ok_or(Detail::NotAPreviewHost)?;
        let label = shape.decode(&scan, policy)?;

        let base_start = dot + 1;
        let end = self.host_end(&scan, base_start)?;
        let base_end = if rest[end - 1] == b'.' { end - 1 } else { end };
        check_host_len(base_end)?;
        if base_end <= WINDOW {
            base_host::check_scanned(&scan, base_start, base_end)?;
        } else {
            base_host::check(&rest[base_start..base_end])?;
        }
        let base = &rest[base_start..base_end];
        policy.check_domain(base)?;
        let base_port = self.port(end)?;
        Ok(Route::new(scan.lower, label, self.start + base_start, base.len(), base_port))
    }

    /// Under one base domain.
    #[inline]
    fn route_under(&self, domain: &BaseDomain) -> Result<Route, Error> {
        let rest = self.rest();
        let scan = Scan::new(rest);
        let policy = domain.policy();
        let Some(dot) = self.first_dot(&scan) else {
            return Err(self.refuse_long_label(policy, |base_start| self.end_under(domain, base_start).is_some()));
        };
        let base_start = dot + 1;
        let end = self.end_under(domain, base_start).ok_or(Detail::NotOurDomain)?;
        let label = Shape::of(&scan, dot)
            .filter(|_| self.has_domain(dot))
            .ok_or(Detail::NotAPreviewHost)?
            .decode(&scan, policy)?;
        let base_len = domain.host().len();
        check_host_len(base_start + base_len)?;
        let base_port = self.port(end)?;
        Ok(Route::new(scan.lower, label, self.start + base_start, base_len, base_port))
    }

    /// Where the first label ends: at the dot, before which the host has not ended already. `None` where the label is too long.
    #[inline]
    fn first_dot(&self, scan: &Scan) -> Option<usize> {
        (scan.dots != 0).then_some(scan.dots.trailing_zeros() as usize)
    }

    /// Whether a base domain follows the dot, and the host had not ended before it.
    #[inline]
    fn has_domain(&self, dot: usize) -> bool {
        let rest = self.rest();
        let follows = rest.get(dot + 1).is_some_and(|&octet| !self.form.ends_host(octet));
        follows && !rest[..dot].iter().any(|&octet| self.form.ends_host(octet))
    }

    /// Where the host ends, root dot included.
    #[inline]
    fn host_end(&self, scan: &Scan, base_start: usize) -> Result<usize, Error> {
        let rest = self.rest();
        // Whatever ends a host is foreign to it.
        let foreign = scan.foreign >> (base_start - 1);
        if foreign == 0 && rest.len() <= WINDOW {
            return Ok(rest.len());
        }
        let reach = rest.len().min(HOST_WITH_ROOT_MAX + 1);
        match rest[base_start..reach].iter().position(|&octet| self.form.ends_host(octet)) {
            Some(position) => Ok(base_start + position),
            None if rest.len() <= HOST_WITH_ROOT_MAX => Ok(rest.len()),
            None => Err(Detail::HostMuchTooLong.into()),
        }
    }

    /// Where the host ends, root dot included, if it is `domain` from `base_start` on.
    #[inline]
    fn end_under(&self, domain: &BaseDomain, base_start: usize) -> Option<usize> {
        let rest = self.rest();
        let host = domain.host().as_bytes();
        let end = base_start + host.len();
        if !rest.get(base_start..end)?.eq_ignore_ascii_case(host) {
            return None;
        }
        let end = if rest.get(end) == Some(&b'.') { end + 1 } else { end };
        match rest.get(end) {
            Some(&octet) if !self.form.ends_host(octet) => None,
            _ => Some(end),
        }
    }

    /// The port behind a host that ends at `end`.
    #[inline]
    fn port(&self, end: usize) -> Result<Option<NonZero<u16>>, Error> {
        let Some((b':', digits)) = self.rest()[end..].split_first() else { return Ok(None) };
        // One octet more than a port has is enough to refuse it.
        let reach = digits.len().min(PortText::LEN);
        let ends = digits[..reach].iter().position(|&octet| self.form.ends_authority(octet));
        hostname_port::parse(&digits[..ends.unwrap_or(reach)]).map(Some)
    }

    /// Why a host is refused whose first label has no end within the window.
    #[cold]
    fn refuse_long_label(&self, policy: &Policy, is_domain: impl Fn(usize) -> bool) -> Error {
        let rest = self.rest();
        let reach = rest.len().min(HOST_WITH_ROOT_MAX);
        match rest[..reach].iter().position(|&octet| octet == b'.') {
            Some(dot) if self.has_domain(dot) && is_domain(dot + 1) => label::refuse_long(&rest[..dot], policy),
            _ => Detail::NotAPreviewHost.into(),
        }
    }
}

#[inline]
fn check_host_len(len: usize) -> Result<(), Error> {
    if len > HOST_MAX { Err(Detail::HostTooLong(len).into()) } else { Ok(()) }
}
