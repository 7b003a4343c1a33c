//! Routes: what a preview host says, as a plain struct.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::{BaseDomain, Error, PreviewUrl, Route, Token};

use crate::failure::Failure;
use crate::limits::{EXPOSEPORT_SANDBOX_ID_CAPACITY, EXPOSEPORT_TOKEN_CAPACITY};

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

impl exposeport_route {
    const EMPTY: Self = Self {
        port: 0,
        base_port: 0,
        base_offset: 0,
        base_length: 0,
        sandbox_id_length: 0,
        token_length: 0,
        sandbox_id: [0; EXPOSEPORT_SANDBOX_ID_CAPACITY],
        token: [0; EXPOSEPORT_TOKEN_CAPACITY],
    };

    /// What a parse came to.
    #[inline(always)]
    pub(crate) fn answer(target: &mut MaybeUninit<Self>, answer: Result<Route, Error>) -> Result<(), Failure> {
        match answer {
            Ok(ref route) => Self::write(target, route),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Writes a route where it is to be: one that is made elsewhere and copied takes 27 instructions more.
    #[inline(always)]
    pub(crate) fn write(target: &mut MaybeUninit<Self>, route: &Route) {
        let (id, token) = (route.sandbox_id_bytes(), route.token_bytes());
        let base = route.base_range();
        let target = target.write(Self::EMPTY);
        target.port = route.port().get();
        target.base_port = route.base_port().unwrap_or_default();
        (target.base_offset, target.base_length) = (base.start, base.len());
        // Both are parts of a label, so at most 63: a NUL stays behind them.
        (target.sandbox_id_length, target.token_length) = (id.len() as u8, token.len() as u8);
        copy(id, &mut target.sandbox_id);
        copy(token, &mut target.token);
    }
}

#[inline(always)]
fn copy(text: &[u8], target: &mut [c_char]) {
    for (target, octet) in target.iter_mut().zip(text) {
        *target = *octet as c_char;
    }
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

    /// Writes the URL of these parts on a base domain to `url`; its length.
    pub(crate) fn write_url(&self, domain: &BaseDomain, url: &mut [u8]) -> Result<usize, Error> {
        let policy = domain.policy();
        let (port, id) = (policy.port(self.port)?, policy.sandbox_id(self.sandbox_id())?);
        PreviewUrl::write(port, &id, &Token::shown(self.token())?, domain, url)
    }
}
