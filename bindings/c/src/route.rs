//! Routes: what a preview host says, as a plain struct.

use core::ffi::c_char;

use exposeport::{BaseDomain, Error, Route};

use crate::failure::Failure;
use crate::limits::{EXPOSEPORT_SANDBOX_ID_CAPACITY, EXPOSEPORT_TOKEN_CAPACITY, EXPOSEPORT_URL_CAPACITY};

/// What a preview host says: the port, the sandbox id and the token, in lower case, and where in the parsed text its base domain
/// stands. Plain memory of the caller, to be copied at will; nothing in it needs to be freed. The token is a secret.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_route {
    /// The port to which the request goes.
    pub port: u16,
    /// The port behind the host, 0 where there is none.
    pub base_port: u16,
    /// Where the host of the base domain begins in the text that was parsed.
    pub base_offset: usize,
    /// The octets of the base domain's host there, without a root dot.
    pub base_length: usize,
    /// The octets of the sandbox id.
    pub sandbox_id_length: u8,
    /// The octets of the token.
    pub token_length: u8,
    /// The sandbox id, NUL-terminated.
    pub sandbox_id: [c_char; EXPOSEPORT_SANDBOX_ID_CAPACITY],
    /// The token, NUL-terminated.
    pub token: [c_char; EXPOSEPORT_TOKEN_CAPACITY],
}

impl From<&Route> for exposeport_route {
    #[inline]
    fn from(route: &Route) -> Self {
        let (id, token) = (route.sandbox_id_bytes(), route.token_bytes());
        let base = route.base_range();
        Self {
            port: route.port().get(),
            base_port: route.base_port().unwrap_or_default(),
            base_offset: base.start,
            base_length: base.len(),
            // Both are parts of a label, so at most 63.
            sandbox_id_length: id.len() as u8,
            token_length: token.len() as u8,
            sandbox_id: padded(id),
            token: padded(token),
        }
    }
}

/// The text at the start, and NUL behind it.
#[inline]
fn padded<const N: usize>(text: &[u8]) -> [c_char; N] {
    let mut octets = [0; N];
    octets[..text.len()].copy_from_slice(text);
    octets.map(|octet| octet as c_char)
}

/// A route that came in: memory of the caller, of which nothing is taken on trust.
pub(crate) struct Claim {
    port: u16,
    sandbox_id: [u8; EXPOSEPORT_SANDBOX_ID_CAPACITY],
    token: [u8; EXPOSEPORT_TOKEN_CAPACITY],
    sandbox_id_len: usize,
    token_len: usize,
}

impl Claim {
    /// `INVALID_ARGUMENT` where a length is larger than its array.
    pub(crate) fn of(route: &exposeport_route) -> Result<Self, Failure> {
        let (sandbox_id_len, token_len) = (usize::from(route.sandbox_id_length), usize::from(route.token_length));
        if sandbox_id_len > route.sandbox_id.len() || token_len > route.token.len() {
            return Err(Failure::InvalidArgument("the route was not made by this library: a length passes its array"));
        }
        Ok(Self {
            port: route.port,
            sandbox_id: route.sandbox_id.map(|octet| octet as u8),
            token: route.token.map(|octet| octet as u8),
            sandbox_id_len,
            token_len,
        })
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn sandbox_id(&self) -> &[u8] {
        &self.sandbox_id[..self.sandbox_id_len]
    }

    pub(crate) fn token(&self) -> &[u8] {
        &self.token[..self.token_len]
    }

    /// The route as the core has it, under one base domain and its policy.
    pub(crate) fn under(&self, domain: &BaseDomain) -> Result<Route, Failure> {
        let host = Host::of(self, domain.host());
        self.confirmed(domain.route(host.as_bytes()))
    }

    /// What was parsed from the parts, if it says the same: parts that never were one label can make up another one together.
    fn confirmed(&self, parsed: Result<Route, Error>) -> Result<Route, Failure> {
        let route = parsed?;
        if route.sandbox_id_bytes() == self.sandbox_id() && route.token_bytes() == self.token() {
            Ok(route)
        } else {
            Err(Failure::InvalidArgument("the route was not made by this library: its parts make another label"))
        }
    }
}

/// A host that is put together, without an allocation.
struct Host {
    octets: [u8; Self::CAPACITY],
    len: usize,
}

impl Host {
    /// Larger than any host: two arrays, a port, and the base domain that a URL has room for.
    const CAPACITY: usize = EXPOSEPORT_SANDBOX_ID_CAPACITY + EXPOSEPORT_TOKEN_CAPACITY + EXPOSEPORT_URL_CAPACITY;

    fn of(claim: &Claim, base_host: &str) -> Self {
        let mut host = Self { octets: [0; Self::CAPACITY], len: 0 };
        let mut digits = [0; 5];
        for piece in [
            decimal(claim.port, &mut digits),
            b"-",
            claim.sandbox_id(),
            b"-",
            claim.token(),
            b".",
            base_host.as_bytes(),
        ] {
            host.octets[host.len..host.len + piece.len()].copy_from_slice(piece);
            host.len += piece.len();
        }
        host
    }

    fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.len]
    }
}

/// A number in decimal digits.
fn decimal(mut number: u16, digits: &mut [u8; 5]) -> &[u8] {
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return &digits[start..];
        }
    }
}
