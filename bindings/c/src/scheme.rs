//! The schemes of URLs.

use exposeport::Scheme;

use crate::failure::Failure;

/// The scheme of URLs that are built.
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum exposeport_scheme {
    /// "http", the scheme of localhost and of hosts below it.
    EXPOSEPORT_HTTP = 1,
    /// "https", the scheme of every other host.
    EXPOSEPORT_HTTPS = 2,
}

impl From<Scheme> for exposeport_scheme {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Http => Self::EXPOSEPORT_HTTP,
            Scheme::Https => Self::EXPOSEPORT_HTTPS,
        }
    }
}

/// The scheme of a number that came in.
pub(crate) fn of_number(number: i32) -> Result<Scheme, Failure> {
    [Scheme::Http, Scheme::Https]
        .into_iter()
        .find(|&scheme| exposeport_scheme::from(scheme) as i32 == number)
        .ok_or(Failure::InvalidArgument("scheme must be EXPOSEPORT_HTTP or EXPOSEPORT_HTTPS"))
}
