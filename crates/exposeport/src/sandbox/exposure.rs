//! The stored exposures of a sandbox: one for each port that has a token.

use alloc::vec::Vec;
use core::hint::black_box;

use constant_time_eq::constant_time_eq_n;

use super::name::{PortName, RuntimeId};
use crate::limits::TOKEN_ISSUED_MAX;
use crate::port::Port;
use crate::token::Token;

/// A port that has a token.
#[derive(Clone, Debug)]
pub(super) struct Exposure {
    pub(super) port: Port,
    pub(super) token: Token,
    pub(super) name: Option<PortName>,
    /// `None` if the port was exposed before a runtime was reported, or the runtime has stopped
    /// since.
    pub(super) activation: Option<Activation>,
}

/// The runtime and the token that a port was last exposed with.
#[derive(Clone, Debug)]
pub(super) struct Activation {
    pub(super) token: Token,
    pub(super) runtime: RuntimeId,
}

/// Exposures in ascending order of their ports.
#[derive(Clone, Debug)]
pub(super) struct Exposures(Vec<Exposure>);

impl Exposures {
    pub(super) const EMPTY: Self = Self(Vec::new());

    /// Creates the list from exposures of distinct ports, in any order.
    #[cfg(feature = "json")]
    pub(super) fn from_unsorted(mut exposures: Vec<Exposure>) -> Self {
        exposures.sort_unstable_by_key(|exposure| exposure.port);
        exposures.shrink_to_fit();
        Self(exposures)
    }

    fn find(&self, port: Port) -> Result<usize, usize> {
        self.0.binary_search_by_key(&port, |exposure| exposure.port)
    }

    #[inline]
    pub(super) fn get(&self, port: Port) -> Option<&Exposure> {
        self.find(port).ok().map(|index| &self.0[index])
    }

    /// Returns the exposure of a port if its token is `presented`.
    ///
    /// An unknown port is compared with the exposure next to it, so that it takes the same path as
    /// a wrong token.
    #[inline]
    pub(super) fn with_token(&self, port: Port, presented: &[u8]) -> Option<&Exposure> {
        let position = self.0.partition_point(|exposure| exposure.port < port);
        let nearest = self.0.get(position.min(self.0.len().saturating_sub(1)));
        let has_token = Exposure::has_token(nearest, presented);
        let is_port = nearest.is_some_and(|exposure| exposure.port == port);
        // One branch for both, not one for each.
        nearest.filter(|_| black_box(has_token & is_port))
    }

    /// Returns the port that has this token. Every token is compared, so that the time does not
    /// reveal a match.
    pub(super) fn port_of(&self, token: &Token) -> Option<Port> {
        self.0.iter().fold(
            None,
            |found, exposure| {
                if exposure.token == *token { Some(exposure.port) } else { found }
            },
        )
    }

    /// Adds an exposure, or replaces the one of the same port.
    pub(super) fn insert(&mut self, exposure: Exposure) {
        match self.find(exposure.port) {
            Ok(index) => self.0[index] = exposure,
            Err(index) => {
                // Most sandboxes expose one or two ports, but a vector grows to a capacity of four
                // by default.
                if self.0.len() < 4 {
                    self.0.reserve_exact(1);
                }
                self.0.insert(index, exposure);
            }
        }
    }

    pub(super) fn remove(&mut self, port: Port) -> bool {
        match self.find(port) {
            Ok(index) => {
                self.0.remove(index);
                true
            }
            Err(_) => false,
        }
    }

    #[cfg(feature = "json")]
    pub(super) fn get_mut(&mut self, port: Port) -> Option<&mut Exposure> {
        self.find(port).ok().map(|index| &mut self.0[index])
    }

    /// Removes the activations that match a predicate.
    pub(super) fn deactivate(&mut self, is_removed: impl Fn(&Activation) -> bool) {
        for exposure in &mut self.0 {
            exposure.activation.take_if(|activation| is_removed(activation));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter_mut(&mut self) -> core::slice::IterMut<'_, Exposure> {
        self.0.iter_mut()
    }

    pub(super) fn iter(&self) -> core::slice::Iter<'_, Exposure> {
        self.0.iter()
    }
}

impl Exposure {
    /// Returns `true` if there is an exposure and its token is `presented`.
    ///
    /// The time depends only on the length of `presented`: the same number of bytes is compared
    /// with and without an exposure.
    #[inline]
    pub(super) fn has_token(exposure: Option<&Self>, presented: &[u8]) -> bool {
        let padded = presented.first_chunk().copied().unwrap_or_else(|| {
            let mut padded = [0; TOKEN_ISSUED_MAX];
            padded[..presented.len()].copy_from_slice(presented);
            padded
        });
        let (stored, len) = match exposure {
            Some(exposure) => (exposure.token.issued_bytes(), exposure.token.len()),
            None => (&[0; TOKEN_ISSUED_MAX], usize::MAX),
        };
        constant_time_eq_n(stored, &padded) & (len == presented.len())
    }
}
