//! The schemes of URLs.

use exposeport::Scheme;

use crate::ffi::Failure;

/// The scheme of URLs that are built.
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum exposeport_scheme {
    /// "http", the default for localhost and its subdomains.
    EXPOSEPORT_HTTP = 1,
    /// "https", the default for every other host.
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

/// Returns the scheme with this number.
pub(crate) fn from_number(number: i32) -> Result<Scheme, Failure> {
    let mut schemes = Scheme::ALL.iter().copied();
    schemes.find(|&scheme| exposeport_scheme::from(scheme) as i32 == number).ok_or(
        Failure::InvalidArgument("invalid scheme, expected EXPOSEPORT_HTTP or EXPOSEPORT_HTTPS"),
    )
}
