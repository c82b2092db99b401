//! Positions by bytes.
//!
//! One type for every look-up of the crate: a map of each pair of types of its own would be its own code.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Where in some list the things are that have a key; also a set of keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index(BTreeMap<Vec<u8>, Vec<usize>>);

impl Index {
    pub(crate) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The positions of a key, in the order of adding.
    pub(crate) fn of(&self, key: &[u8]) -> &[usize] {
        self.0.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Adds a position.
    pub(crate) fn add(&mut self, key: &[u8], position: usize) {
        self.insert(key).push(position);
    }

    /// Adds a key, if it is not there.
    #[inline(never)]
    pub(crate) fn insert(&mut self, key: &[u8]) -> &mut Vec<usize> {
        self.0.entry(key.to_vec()).or_default()
    }

    /// A set of keys.
    pub(crate) fn set<'a>(keys: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut set = Self::new();
        for key in keys {
            set.insert(key);
        }
        set
    }

    pub(crate) fn contains(&self, key: &[u8]) -> bool {
        self.0.contains_key(key)
    }

    /// How many keys.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The keys, in order, and their positions.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], &[usize])> {
        self.0.iter().map(|(key, positions)| (key.as_slice(), positions.as_slice()))
    }

    /// The keys, in order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.0.keys().map(Vec::as_slice)
    }
}
