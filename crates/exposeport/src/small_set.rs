//! Sets of a few members.

use alloc::vec::Vec;

/// A sorted list, in which each member is there once. The code of a tree takes 38 KB more of the C library.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SmallSet<T>(Vec<T>);

impl<T: Ord> SmallSet<T> {
    pub(crate) fn insert(&mut self, member: T) {
        if let Err(index) = self.0.binary_search(&member) {
            self.0.insert(index, member);
        }
    }

    pub(crate) fn remove(&mut self, member: &T) {
        if let Ok(index) = self.0.binary_search(member) {
            self.0.remove(index);
        }
    }

    pub(crate) fn contains(&self, member: &T) -> bool {
        self.0.binary_search(member).is_ok()
    }

    pub(crate) fn iter(&self) -> core::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T: Ord> FromIterator<T> for SmallSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        let mut set = Self(Vec::new());
        members.into_iter().for_each(|member| set.insert(member));
        set
    }
}
