//! A map from 64-bit keys that holds in memory what is used, and the rest in a scratch file.

use crate::store::scratch::far::{Far, PIECE, piece};
use crate::store::scratch::file::Scratch;
use crate::store::scratch::filter::Filter;
use crate::store::scratch::record::Record;
use rusqlite::OptionalExtension;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// `default()` has no file and holds all in memory.
pub struct Spilling<V: Record> {
    scratch: Option<Arc<Scratch>>,
    inner: RefCell<Inner<V>>,
}

struct Inner<V> {
    near: HashMap<u64, Slot<V>, BuildHasherDefault<AsItIs>>,
    /// The table, once something lies there.
    far: Option<Far>,
}

struct Slot<V> {
    /// Apart, so that a table that grows does not take room for twice as many.
    value: Box<V>,
    /// The file does not have it so.
    is_dirty: bool,
    /// Asked for since room was made the last time.
    is_used: Cell<bool>,
}

/// The keys are hashes.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, it| hash.rotate_left(8) ^ u64::from(*it));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

impl<V: Record> Default for Spilling<V> {
    fn default() -> Self {
        Self::with(None)
    }
}

impl<V: Record> Spilling<V> {
    fn with(scratch: Option<Arc<Scratch>>) -> Self {
        Self { scratch, inner: RefCell::new(Inner { near: HashMap::default(), far: None }) }
    }
}

impl<V: Record> fmt::Debug for Spilling<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner.borrow();
        let rows = inner.far.as_ref().map_or(0, |it| it.rows);
        write!(f, "Spilling({} near, {rows} far)", inner.near.len())
    }
}

impl<V: Record> Drop for Spilling<V> {
    fn drop(&mut self) {
        if let Some(scratch) = &self.scratch {
            let inner = self.inner.get_mut();
            let filter = inner.far.as_ref().and_then(|it| it.filter.as_ref());
            scratch.budget().give_back(inner.near.len() * V::WEIGHT);
            scratch.budget().give_back(filter.map_or(0, Filter::bytes));
        }
    }
}

impl<V: Record + Clone> Spilling<V> {
    pub fn new(scratch: &Arc<Scratch>) -> Self {
        Self::with(Some(Arc::clone(scratch)))
    }

    pub fn get(&self, key: u64) -> Option<V> {
        self.look(key, Clone::clone)
    }

    pub fn contains(&self, key: u64) -> bool {
        self.look(key, |_| ()).is_some()
    }

    /// What `see` makes of the value.
    pub fn look<T>(&self, key: u64, see: impl FnOnce(&V) -> T) -> Option<T> {
        let mut inner = self.inner.borrow_mut();
        self.fetch(&mut inner, key)?;
        let slot = inner.near.get(&key)?;
        slot.is_used.set(true);
        Some(see(&slot.value))
    }

    /// Without looking whether something stood there.
    pub fn put(&mut self, key: u64, value: V) {
        let mut inner = self.inner.borrow_mut();
        let value = Box::new(value);
        self.place(&mut inner, key, Slot { value, is_dirty: true, is_used: Cell::new(false) });
    }

    /// Whether nothing stood there; if something did, it stays.
    pub fn add(&mut self, key: u64, value: impl FnOnce() -> V) -> bool {
        if self.contains(key) {
            return false;
        }
        self.put(key, value());
        true
    }

    pub fn update<T>(&mut self, key: u64, change: impl FnOnce(&mut V) -> T) -> Option<T> {
        let mut inner = self.inner.borrow_mut();
        self.fetch(&mut inner, key)?;
        let slot = inner.near.get_mut(&key)?;
        slot.is_used.set(true);
        slot.is_dirty = true;
        Some(change(&mut slot.value))
    }

    pub fn remove(&mut self, key: u64) {
        let inner = self.inner.get_mut();
        let (Some(scratch), gone) = (&self.scratch, inner.near.remove(&key)) else { return };
        if gone.is_some() {
            scratch.budget().give_back(V::WEIGHT);
        }
        if let Some(far) = &inner.far {
            let sql = format!("DELETE FROM {} WHERE key = ?1", far.table);
            scratch.with(|it| it.prepare_cached(&sql)?.execute([key.cast_signed()]));
        }
    }

    /// Goes through all, in no order. Of what lies in the file only rows are read that begin with a byte that `is_wanted`;
    /// rows in memory come in any case. `see` must not use this map.
    pub fn each(&self, is_wanted: impl Fn(u8) -> bool, mut see: impl FnMut(u64, &V)) {
        let inner = self.inner.borrow();
        for (key, slot) in &inner.near {
            see(*key, &slot.value);
        }
        let (Some(scratch), Some(far)) = (&self.scratch, &inner.far) else { return };
        let sql = format!(
            "SELECT key, value FROM {} WHERE ?1 <= key ORDER BY key LIMIT {PIECE}",
            far.table
        );
        let mut from = i64::MIN;
        loop {
            let Some((piece, last)) = scratch.with(|it| piece(it, &sql, from, &is_wanted)) else {
                return;
            };
            for (key, bytes) in piece {
                if inner.near.contains_key(&key) {
                    continue;
                }
                match V::read(&mut bytes.as_slice()) {
                    Some(value) => see(key, &value),
                    None => scratch.note_damage(&far.table),
                }
            }
            match last.and_then(|it| it.checked_add(1)) {
                Some(next) => from = next,
                None => return,
            }
        }
    }

    /// Brings the value into memory where there is one.
    fn fetch(&self, inner: &mut Inner<V>, key: u64) -> Option<()> {
        if inner.near.contains_key(&key) {
            return Some(());
        }
        let (scratch, far) = (self.scratch.as_ref()?, inner.far.as_mut()?);
        if !far.may_hold(scratch, key) {
            return None;
        }
        let bytes = scratch.with(|connection| {
            let mut select = connection.prepare_cached(&far.select)?;
            select.query_row([key.cast_signed()], |row| row.get::<_, Vec<u8>>(0)).optional()
        })??;
        let Some(value) = V::read(&mut bytes.as_slice()) else {
            scratch.note_damage(&far.table);
            return None;
        };
        let value = Box::new(value);
        self.place(inner, key, Slot { value, is_dirty: false, is_used: Cell::new(true) });
        Some(())
    }

    fn place(&self, inner: &mut Inner<V>, key: u64, slot: Slot<V>) {
        let Some(scratch) = &self.scratch else {
            inner.near.insert(key, slot);
            return;
        };
        if scratch.budget().is_over(inner.near.len()) {
            make_room(scratch, inner);
        }
        if inner.near.insert(key, slot).is_none() {
            scratch.budget().take(V::WEIGHT);
        }
    }
}

/// Lays down what was not asked for lately: half of what is in memory, but no more than has to be.
fn make_room<V: Record>(scratch: &Arc<Scratch>, inner: &mut Inner<V>) {
    let Inner { near, far } = inner;
    let far = far.get_or_insert_with(|| Far::new(scratch));
    let kept = near.len().div_ceil(2).max(scratch.budget().floor() / 2);
    let mut left = near.len().saturating_sub(kept).max(1);
    let mut gone: Vec<u64> = Vec::with_capacity(left);
    for only_unused in [true, false] {
        let going = near.iter().filter(|(_, it)| it.is_used.get() != only_unused);
        gone.extend(going.map(|(key, _)| *key).take(left));
        left = left.saturating_sub(gone.len());
    }
    for slot in near.values() {
        slot.is_used.set(false);
    }
    // In the order of the table.
    gone.sort_unstable_by_key(|it| it.cast_signed());
    far.lay_down(
        scratch,
        gone.iter().filter_map(|key| {
            let slot = near.get(key).filter(|it| it.is_dirty)?;
            Some((*key, &*slot.value))
        }),
    );
    for key in &gone {
        near.remove(key);
    }
    if near.len() * 4 < near.capacity() {
        near.shrink_to(near.len() * 2);
    }
    scratch.budget().give_back(gone.len() * V::WEIGHT);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::scratch::file::Budget;
    use crate::store::scratch::{is_on_disk, tiny};
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Put(String),
        Add(String),
        Update(String),
        Remove,
        Get,
        Contains,
        Each,
    }

    fn steps() -> impl Strategy<Value = Vec<(u64, Step)>> {
        let word = "[a-z国]{0,9}";
        let step = prop_oneof![
            4 => word.prop_map(Step::Put),
            3 => word.prop_map(Step::Add),
            2 => word.prop_map(Step::Update),
            1 => Just(Step::Remove),
            4 => Just(Step::Get),
            2 => Just(Step::Contains),
            1 => Just(Step::Each),
        ];
        // Keys of both signs, and some that are used again.
        let key = (0..24_u64).prop_map(|it| it.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        prop::collection::vec((key, step), 1..200)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

        #[test]
        fn it_is_the_map_that_memory_alone_would_hold(steps in steps()) {
            let (_folder, scratch) = tiny();
            let mut map: Spilling<String> = Spilling::new(&scratch);
            let mut plain: HashMap<u64, String> = HashMap::new();
            for (key, step) in steps {
                match step {
                    Step::Put(word) => {
                        map.put(key, word.clone());
                        plain.insert(key, word);
                    }
                    Step::Add(word) => {
                        let is_new = !plain.contains_key(&key);
                        prop_assert_eq!(map.add(key, || word.clone()), is_new);
                        plain.entry(key).or_insert(word);
                    }
                    Step::Update(word) => {
                        let known = plain.get_mut(&key).map(|it| it.push_str(&word));
                        prop_assert_eq!(map.update(key, |it| it.push_str(&word)), known);
                    }
                    Step::Remove => {
                        map.remove(key);
                        plain.remove(&key);
                    }
                    Step::Get => prop_assert_eq!(map.get(key), plain.get(&key).cloned()),
                    Step::Contains => prop_assert_eq!(map.contains(key), plain.contains_key(&key)),
                    Step::Each => {
                        let mut all = HashMap::new();
                        map.each(|_| true, |key, word| {
                            assert!(all.insert(key, word.clone()).is_none(), "{key} twice");
                        });
                        prop_assert_eq!(&all, &plain);
                    }
                }
                prop_assert!(map.inner.borrow().near.len() <= 2);
            }
            scratch.intact().unwrap();
        }
    }

    #[test]
    fn what_fits_never_touches_the_disk_and_what_does_not_leaves_nothing_there() {
        let folder = tempfile::tempdir().unwrap();
        let budget = Arc::new(Budget::new(1000 * u64::WEIGHT));
        let scratch = Scratch::in_folder(folder.path().join("work"), &budget);
        let mut map: Spilling<u64> = Spilling::new(&scratch);
        for key in 0..999 {
            map.put(key, key);
        }
        assert!(!is_on_disk(&folder));
        for key in 999..9000 {
            map.put(key, key);
        }
        assert!(is_on_disk(&folder));
        assert!((0..9000).all(|key| map.get(key) == Some(key)) && map.get(9000).is_none());
        assert!(map.inner.borrow().near.len() <= 1001);
        drop((map, scratch));
        assert!(!is_on_disk(&folder));
        assert!(!budget.is_over(usize::MAX), "all is given back");
    }

    #[test]
    fn a_disk_that_fails_is_told_and_nothing_is_made_up() {
        let (folder, scratch) = tiny();
        std::fs::write(folder.path().join("work"), "no folder").unwrap();
        let mut map: Spilling<u64> = Spilling::new(&scratch);
        for key in 0..10 {
            map.put(key, key);
        }
        assert!((0..10).all(|key| map.get(key).is_none_or(|it| it == key)));
        assert!(scratch.intact().is_err());
    }
}
