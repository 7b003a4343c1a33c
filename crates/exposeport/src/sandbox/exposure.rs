//! What is kept of each exposed port, in the order of their numbers.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::{Port, Token};

/// What is kept of one exposed port.
#[derive(Clone, Debug)]
pub(super) struct Exposure {
    pub(super) port: Port,
    pub(super) token: Token,
    pub(super) name: Option<Box<str>>,
    /// None where the port was exposed before the host told of a runtime, or the runtime has stopped since.
    pub(super) activation: Option<Activation>,
}

/// Under which runtime, and with which token, a port was exposed last.
#[derive(Clone, Debug)]
pub(super) struct Activation {
    pub(super) token: Token,
    pub(super) runtime: Arc<str>,
}

/// Exposures by ascending port. A sandbox has a few, so that a sorted list is smaller and faster than a tree.
#[derive(Clone, Debug)]
pub(super) struct Exposures(Vec<Exposure>);

impl Exposures {
    pub(super) const NONE: Self = Self(Vec::new());

    /// Of ports that are each there once, in any order.
    #[cfg(feature = "serde")]
    pub(super) fn of_unsorted(mut exposures: Vec<Exposure>) -> Self {
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

    /// The port that has this token. Every port is looked at, so that the time tells nothing of the tokens.
    pub(super) fn port_of(&self, token: &Token) -> Option<Port> {
        self.0
            .iter()
            .fold(None, |found, exposure| if exposure.token.matches(token) { Some(exposure.port) } else { found })
    }

    /// Adds an exposure, or replaces that of the same port.
    pub(super) fn put(&mut self, exposure: Exposure) {
        match self.find(exposure.port) {
            Ok(index) => self.0[index] = exposure,
            Err(index) => {
                // Most sandboxes expose one port or two: room for four, as a vector takes at first, would be wasted.
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

    /// Records the activation of a port that has a token; that of another port is passed over.
    #[cfg(feature = "serde")]
    pub(super) fn set_activation(&mut self, port: Port, activation: Activation) {
        if let Ok(index) = self.find(port) {
            self.0[index].activation = Some(activation);
        }
    }

    /// Drops the activations that `which` picks.
    pub(super) fn deactivate(&mut self, which: impl Fn(&Activation) -> bool) {
        for exposure in &mut self.0 {
            if exposure.activation.as_ref().is_some_and(&which) {
                exposure.activation = None;
            }
        }
    }

    pub(super) fn iter(&self) -> core::slice::Iter<'_, Exposure> {
        self.0.iter()
    }
}
