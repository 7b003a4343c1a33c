//! The end of an expiring token.

use super::base36;
use crate::error::{Detail, Error};
use crate::limits::TOKEN_EXPIRY_LEN;

/// The largest number of seconds that six digits of base 36 represent.
const SECONDS_MAX: u32 = 36_u32.pow(TOKEN_EXPIRY_LEN as u32) - 1;

/// The time at which a token expires: a number of seconds since [`Expiry::EPOCH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expiry(u32);

impl Expiry {
    /// The epoch of the expiry in Unix time: 1 January 2026, 00:00:00 UTC.
    pub const EPOCH: u64 = 1_767_225_600;

    /// The last expiry: 24 December 2094, 05:45:35 UTC.
    pub const MAX: Self = Self(SECONDS_MAX);

    /// Creates the expiry of a token that is issued `now` and is valid for `lifetime` seconds.
    ///
    /// `now` is in seconds of Unix time.
    ///
    /// # Errors
    /// `INVALID_LIFETIME`: `lifetime` is 0, or the expiry is after [`Expiry::MAX`], or not after
    /// [`Expiry::EPOCH`] because `now` is wrong.
    pub fn after(now: u64, lifetime: u64) -> Result<Self, Error> {
        let invalid = || Detail::LifetimeRange {
            found: lifetime,
            max: Self::MAX.unix_time().saturating_sub(now),
        };
        if lifetime == 0 {
            return Err(invalid().into());
        }
        let expiry = now.checked_add(lifetime).ok_or_else(invalid)?;
        let seconds = expiry.checked_sub(Self::EPOCH).ok_or(Detail::ClockBeforeEpoch)?;
        match u32::try_from(seconds) {
            Ok(seconds @ ..=SECONDS_MAX) => Ok(Self(seconds)),
            _ => Err(invalid().into()),
        }
    }

    /// Returns the expiry in seconds of Unix time. A token is valid before this time.
    #[must_use]
    pub const fn unix_time(self) -> u64 {
        Self::EPOCH + self.0 as u64
    }

    /// Returns `true` if a token with this expiry has expired. `now` is in seconds of Unix time.
    #[must_use]
    pub const fn is_over(self, now: u64) -> bool {
        now >= self.unix_time()
    }

    pub(super) fn digits(self) -> [u8; TOKEN_EXPIRY_LEN] {
        let mut digits = [0; TOKEN_EXPIRY_LEN];
        base36::write(self.0, &mut digits);
        digits
    }

    pub(super) fn parse(digits: &[u8; TOKEN_EXPIRY_LEN]) -> Option<Self> {
        base36::parse(digits).map(Self)
    }
}
