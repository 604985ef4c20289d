//! A map from addresses that keeps a hash of 64 bits in place of each: a site of 20,000 pages has ten times as many
//! links. Two of a million addresses meet in one hash once in 37 million sites.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Debug)]
pub(crate) struct Hashed<V>(HashMap<u64, V>);

impl<V> Default for Hashed<V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<V> Hashed<V> {
    /// The value that stood there before.
    pub(crate) fn insert(&mut self, key: &str, value: V) -> Option<V> {
        self.0.insert(hash(key), value)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.0.get(&hash(key))
    }

    /// The value under the hash that [`hash`] gave.
    pub(crate) fn at(&self, hash: u64) -> Option<&V> {
        self.0.get(&hash)
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.0.contains_key(&hash(key))
    }

    /// The value there, which is `value()` when there was none.
    pub(crate) fn or_insert_with(&mut self, key: &str, value: impl FnOnce() -> V) -> &mut V {
        self.0.entry(hash(key)).or_insert_with(value)
    }
}

/// The same in every run, so that nothing of a census depends on chance.
pub(crate) fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
