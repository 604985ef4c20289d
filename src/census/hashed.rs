//! A map from addresses that keeps a hash of 64 bits in place of each: a site of 20,000 pages has ten times as many
//! links. Two of a million addresses meet in one hash once in 37 million sites. What memory cannot hold lies on the disk.

use crate::store::scratch::{Record, Scratch, Spilling};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// `default()` holds all in memory.
#[derive(Debug)]
pub(crate) struct Hashed<V: Record>(Spilling<V>);

impl<V: Record> Default for Hashed<V> {
    fn default() -> Self {
        Self(Spilling::default())
    }
}

impl<V: Record + Clone> Hashed<V> {
    pub(crate) fn new(scratch: &Arc<Scratch>) -> Self {
        Self(Spilling::new(scratch))
    }

    /// In the place of what may stand there.
    pub(crate) fn put(&mut self, key: &str, value: V) {
        self.0.put(hash(key), value);
    }

    /// Whether nothing stood there; if something did, it stays.
    pub(crate) fn add(&mut self, key: &str, value: impl FnOnce() -> V) -> bool {
        self.0.add(hash(key), value)
    }

    pub(crate) fn get(&self, key: &str) -> Option<V> {
        self.0.get(hash(key))
    }

    /// The value under the hash that [`hash`] gave.
    pub(crate) fn at(&self, hash: u64) -> Option<V> {
        self.0.get(hash)
    }

    pub(crate) fn look<T>(&self, key: &str, see: impl FnOnce(&V) -> T) -> Option<T> {
        self.0.look(hash(key), see)
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.0.contains(hash(key))
    }

    /// The map by hashes.
    pub(crate) fn by_hash(&self) -> &Spilling<V> {
        &self.0
    }

    pub(crate) fn by_hash_mut(&mut self) -> &mut Spilling<V> {
        &mut self.0
    }
}

/// The same in every run, so that nothing of a census depends on chance.
pub(crate) fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
