//! Parsing: from a `Host` header value or a URL to a route.

use core::num::NonZero;

use crate::base_host::Labels;
use crate::error::{Detail, Error, PortText};
use crate::label::{self, Shape};
use crate::limits::HOST_MAX;
use crate::plain::{self, Plain};
use crate::route::Route;
use crate::scan::{Scan, WINDOW};
use crate::{BaseDomain, ErrorKind, Policy, base_host, hostname_port, url_scheme};

/// A host with its root dot.
const HOST_WITH_ROOT_MAX: usize = HOST_MAX + 1;

// Apart, as the two below are, so that no caller's registers are short for what is in here: a URL took 38 instructions more.
#[inline(never)]
pub(crate) fn host(text: &[u8], policy: &Policy) -> Result<Route, Error> {
    Authority { text, start: 0, form: Form::Host }.route(policy)
}

#[inline(never)]
pub(crate) fn host_under(text: &[u8], domain: &BaseDomain) -> Result<Route, Error> {
    Authority { text, start: 0, form: Form::Host }.route_under(domain)
}

pub(crate) fn host_under_any<'d>(
    text: &[u8],
    domains: impl IntoIterator<Item = &'d BaseDomain>,
) -> Result<(usize, Route), Error> {
    for (index, domain) in domains.into_iter().enumerate() {
        match host_under(text, domain) {
            Err(error) if error.kind() == ErrorKind::NotAPreviewHost => {}
            answer => return answer.map(|route| (index, route)),
        }
    }
    Err(Detail::NotOurDomain.into())
}

#[inline(never)]
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

/// `host [ ":" port ]`, from `start` of a text. Copied where it is handed on, as a scan is: what has an address is kept in memory.
#[derive(Clone, Copy)]
struct Authority<'a> {
    text: &'a [u8],
    start: usize,
    form: Form,
}

impl<'a> Authority<'a> {
    /// Behind one of the four schemes, in any case of letters, and exactly `://`.
    #[inline]
    fn of_url(text: &'a [u8]) -> Result<Self, Error> {
        let start = url_scheme::len(text).ok_or(Detail::NotAPreviewUrl)?;
        Ok(Self { text, start, form: Form::Url })
    }

    /// From the first octet of the host on.
    #[inline]
    fn rest(&self) -> &'a [u8] {
        &self.text[self.start..]
    }

    /// Under any base domain.
    #[inline(always)]
    fn route(&self, policy: &Policy) -> Result<Route, Error> {
        let scan = Scan::new(self.rest());
        if Plain::is_longer(self.rest(), &scan) {
            return self.route_longer(&scan, policy);
        }
        let plain = Plain::of(self.rest(), &scan, |octet| self.form.ends_host(octet));
        self.judge_either(scan, plain, policy)
    }

    /// Apart, so that shorter hosts are not slowed.
    #[inline(never)]
    fn route_longer(self, scan: &Scan, policy: &Policy) -> Result<Route, Error> {
        let plain = Plain::of_longer(self.rest(), scan, |octet| self.form.ends_host(octet));
        self.judge_either(*scan, plain, policy)
    }

    #[inline(always)]
    fn judge_either(self, scan: Scan, plain: Option<Plain>, policy: &Policy) -> Result<Route, Error> {
        match plain {
            Some(plain) => self.judge_plain(&scan, plain, policy),
            None => self.judge(scan, policy),
        }
    }

    /// Judges what the places of the separators do not tell.
    #[inline(always)]
    fn judge_plain(&self, scan: &Scan, plain: Plain, policy: &Policy) -> Result<Route, Error> {
        let (rest, Plain { dot, last_label, end }) = (self.rest(), plain);
        let label = Shape::of(rest, scan, dot).ok_or(Detail::NotAPreviewHost)?.decode_spelled(rest, policy)?;
        let base = &rest[dot + 1..end];
        base_host::check_lengths(base)?;
        base_host::check_last_label(&rest[last_label..end])?;
        policy.check_domain(base)?;
        let base_port = self.port(end)?;
        Route::new(rest, label, self.start + dot + 1, base.len(), base_port)
    }

    /// Judges part by part, and names the first that breaks a rule.
    #[inline(never)]
    fn judge(self, scan: Scan, policy: &Policy) -> Result<Route, Error> {
        let rest = self.rest();
        let Some(dot) = first_dot(&scan) else { return Err(self.refuse_long_label(&scan, policy, |_| true)) };
        if self.ends_before(&scan, dot) || !self.goes_on(dot) {
            return Err(Detail::NotAPreviewHost.into());
        }
        let shape = Shape::of(rest, &scan, dot).ok_or(Detail::NotAPreviewHost)?;
        let label = shape.decode(rest, &scan, policy)?;

        let base_start = dot + 1;
        let end = self.check_base(&scan, base_start)?;
        let base = &rest[base_start..end.base];
        policy.check_domain(base)?;
        let base_port = self.port(end.host)?;
        Route::new(rest, label, self.start + base_start, base.len(), base_port)
    }

    /// Under one base domain.
    #[inline(always)]
    fn route_under(&self, domain: &BaseDomain) -> Result<Route, Error> {
        let rest = self.rest();
        let scan = Scan::new(rest);
        let policy = domain.policy();
        let Some(dot) = first_dot(&scan) else {
            return Err(
                self.refuse_long_label(&scan, policy, |base_start| self.end_under(domain, base_start).is_some())
            );
        };
        let base_start = dot + 1;
        let end = self.end_under(domain, base_start).ok_or(Detail::NotOurDomain)?;
        if self.ends_before(&scan, dot) {
            return Err(Detail::NotAPreviewHost.into());
        }
        let shape = Shape::of(rest, &scan, dot).ok_or(Detail::NotAPreviewHost)?;
        let is_plain = plain::is_label(&scan, dot);
        let label = if is_plain { shape.decode_spelled(rest, policy) } else { shape.decode(rest, &scan, policy) }?;
        let base_len = domain.host_len();
        check_host_len(base_start + base_len)?;
        let base_port = self.port(end)?;
        Route::new(rest, label, self.start + base_start, base_len, base_port)
    }

    /// Whether the host has ended before its first dot, which then belongs to a port or a path.
    #[inline(always)]
    fn ends_before(&self, scan: &Scan, dot: usize) -> bool {
        // Whatever ends a host is foreign to it; behind the window, nothing is known.
        let start = (scan.foreign.trailing_zeros() as usize).min(dot);
        self.rest()[start..dot].iter().any(|&octet| self.form.ends_host(octet))
    }

    /// Whether the host goes on behind a dot.
    #[inline(always)]
    fn goes_on(&self, dot: usize) -> bool {
        self.rest().get(dot + 1).is_some_and(|&octet| !self.form.ends_host(octet))
    }

    /// Judges the host of the base domain; where it ends.
    #[inline(always)]
    fn check_base(&self, scan: &Scan, base_start: usize) -> Result<End, Error> {
        let judged = match self.end_in_window(scan, 0, base_start) {
            Some(end) => self.check_window(scan, base_start, end),
            None => self.check_windows(scan, base_start),
        };
        // The length of the host is judged before its characters.
        judged.map_err(|error| self.refuse_long_host().unwrap_or(error))
    }

    /// Judges a host that ends in its first window.
    #[inline(always)]
    fn check_window(&self, scan: &Scan, base_start: usize, end: End) -> Result<End, Error> {
        let mut labels = Labels::default();
        labels.take(self.rest(), scan, base_start, end.base)?;
        labels.finish(&self.rest()[base_start..end.base])?;
        Ok(end)
    }

    /// Judges a host that goes on behind its first window.
    #[inline(never)]
    fn check_windows(&self, first: &Scan, base_start: usize) -> Result<End, Error> {
        let mut labels = Labels::default();
        let end = self.take_windows(first, base_start, &mut labels)?;
        check_host_len(end.base)?;
        labels.finish(&self.rest()[base_start..end.base])?;
        Ok(end)
    }

    /// Reads all windows of a host.
    #[inline]
    fn take_windows(&self, first: &Scan, base_start: usize, labels: &mut Labels) -> Result<End, Error> {
        let rest = self.rest();
        labels.take(rest, first, base_start, WINDOW)?;
        let mut read = WINDOW;
        while read <= HOST_WITH_ROOT_MAX {
            // A window that ends with the text overlaps the one before, rather than to be a short one.
            let offset = read.min(rest.len() - WINDOW);
            let scan = Scan::new(&rest[offset..]);
            let start = read - offset;
            if let Some(end) = self.end_in_window(&scan, offset, start) {
                labels.take(&rest[offset..], &scan, start, end.base.saturating_sub(offset).max(start))?;
                return Ok(end);
            }
            labels.take(&rest[offset..], &scan, start, WINDOW)?;
            read = offset + WINDOW;
        }
        Err(Detail::HostMuchTooLong.into())
    }

    /// Where the host ends, if it does so in this window from `start` on. A window that holds something foreign which ends no host ends
    /// there as well: it will be refused.
    #[inline(always)]
    fn end_in_window(&self, scan: &Scan, offset: usize, start: usize) -> Option<End> {
        // Whatever ends a host is foreign to it.
        let foreign = scan.foreign & from(start);
        let index = if foreign == 0 { scan.len } else { foreign.trailing_zeros() as usize };
        let rest = self.rest();
        let host = offset + index;
        match rest.get(host) {
            Some(&octet) if !self.form.ends_host(octet) => {
                if index == WINDOW {
                    None
                } else {
                    Some(End { host: host + 1, base: host + 1 })
                }
            }
            _ => Some(End { host, base: if rest[host - 1] == b'.' { host - 1 } else { host } }),
        }
    }

    /// The error of a host that is too long, whatever else may be wrong with it.
    #[cold]
    fn refuse_long_host(&self) -> Option<Error> {
        let rest = self.rest();
        if rest.len() <= HOST_MAX {
            return None;
        }
        let reach = rest.len().min(HOST_WITH_ROOT_MAX + 1);
        let host = rest[..reach].iter().position(|&octet| self.form.ends_host(octet)).unwrap_or(reach);
        let host = if rest[host - 1] == b'.' { host - 1 } else { host };
        (host > HOST_MAX).then(|| Detail::HostMuchTooLong.into())
    }

    /// Where the host ends, root dot included, if it is `domain` from `base_start` on.
    #[inline(always)]
    fn end_under(&self, domain: &BaseDomain, base_start: usize) -> Option<usize> {
        let rest = self.rest();
        let host = domain.host_bytes();
        let end = base_start + host.len();
        let found = rest.get(base_start..end)?;
        // Most are in lower case already: seeing that takes 40 instructions less.
        if found != host && !found.eq_ignore_ascii_case(host) {
            return None;
        }
        let end = if rest.get(end) == Some(&b'.') { end + 1 } else { end };
        match rest.get(end) {
            Some(&octet) if !self.form.ends_host(octet) => None,
            _ => Some(end),
        }
    }

    /// The port behind a host that ends at `end`.
    #[inline(always)]
    fn port(&self, end: usize) -> Result<Option<NonZero<u16>>, Error> {
        let Some((b':', digits)) = self.rest()[end..].split_first() else { return Ok(None) };
        // One octet more than a port has is enough to refuse it.
        let reach = digits.len().min(PortText::LEN);
        let ends = digits[..reach].iter().position(|&octet| self.form.ends_authority(octet));
        hostname_port::parse(&digits[..ends.unwrap_or(reach)]).map(Some)
    }

    /// Why a host is refused whose first label has no end within the window.
    #[cold]
    fn refuse_long_label(&self, scan: &Scan, policy: &Policy, is_domain: impl Fn(usize) -> bool) -> Error {
        let rest = self.rest();
        let reach = rest.len().min(HOST_WITH_ROOT_MAX);
        let behind_window = rest[..reach].get(WINDOW..).unwrap_or_default();
        match behind_window.iter().position(|&octet| octet == b'.').map(|position| WINDOW + position) {
            Some(dot) if !self.ends_before(scan, dot) && self.goes_on(dot) && is_domain(dot + 1) => {
                label::refuse_long(&rest[..dot], policy)
            }
            _ => Detail::NotAPreviewHost.into(),
        }
    }
}

/// Where a host ends, with its root dot and without.
#[derive(Clone, Copy)]
struct End {
    host: usize,
    base: usize,
}

/// The bits of a window from `start` on: none where that lies behind it.
#[inline(always)]
fn from(start: usize) -> u64 {
    u64::MAX.checked_shl(start as u32).unwrap_or(0)
}

/// Where the first label ends. `None` where it is too long.
#[inline]
fn first_dot(scan: &Scan) -> Option<usize> {
    (scan.dots != 0).then_some(scan.dots.trailing_zeros() as usize)
}

#[inline]
fn check_host_len(len: usize) -> Result<(), Error> {
    if len > HOST_MAX { Err(Detail::HostTooLong(len).into()) } else { Ok(()) }
}
