//! What is to be done, in an order: the next of it in memory, the rest in a scratch file.

use crate::store::scratch::file::Scratch;
use crate::store::scratch::record::Record;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Values that are brought back from the file, or laid down there, at once.
const PIECE: usize = 256;

/// Values under different keys; the smallest comes first. `default()` has no file and holds all in memory.
pub struct Queue<V: Record> {
    scratch: Option<Arc<Scratch>>,
    /// Keys below `bound`, all of them.
    near: BTreeMap<u64, V>,
    /// On their way to the file.
    going: Vec<(u64, V)>,
    table: Option<String>,
    rows: usize,
    bound: u64,
}

impl<V: Record> Default for Queue<V> {
    fn default() -> Self {
        Self::with(None)
    }
}

impl<V: Record> Queue<V> {
    fn with(scratch: Option<Arc<Scratch>>) -> Self {
        Self {
            scratch,
            near: BTreeMap::new(),
            going: Vec::new(),
            table: None,
            rows: 0,
            bound: u64::MAX,
        }
    }
}

impl<V: Record> fmt::Debug for Queue<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Queue({} near, {} far)", self.near.len(), self.going.len() + self.rows)
    }
}

impl<V: Record> Drop for Queue<V> {
    fn drop(&mut self) {
        if let Some(scratch) = &self.scratch {
            scratch.budget().give_back((self.near.len() + self.going.len()) * V::WEIGHT);
        }
    }
}

impl<V: Record> Queue<V> {
    pub fn new(scratch: &Arc<Scratch>) -> Self {
        Self::with(Some(Arc::clone(scratch)))
    }

    pub fn len(&self) -> usize {
        self.near.len() + self.going.len() + self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keys are below 2^63 and differ.
    pub fn push(&mut self, key: u64, value: V) {
        let Some(scratch) = self.scratch.clone() else {
            self.near.insert(key, value);
            return;
        };
        scratch.budget().take(V::WEIGHT);
        if key < self.bound {
            self.near.insert(key, value);
            if scratch.budget().is_over(self.near.len()) {
                self.shorten();
            }
        } else {
            self.going.push((key, value));
        }
        if PIECE.min(scratch.budget().floor()) <= self.going.len() {
            self.lay_down(&scratch);
        }
    }

    pub fn pop(&mut self) -> Option<V> {
        if self.near.is_empty() {
            self.bring_back();
        }
        let (_, value) = self.near.pop_first()?;
        if let Some(scratch) = &self.scratch {
            scratch.budget().give_back(V::WEIGHT);
        }
        Some(value)
    }

    /// Goes through all, in no order.
    pub fn each(&self, mut see: impl FnMut(&V)) {
        self.near.values().chain(self.going.iter().map(|it| &it.1)).for_each(&mut see);
        let (Some(scratch), Some(table)) = (&self.scratch, &self.table) else { return };
        let mut from = 0;
        while let Some(piece) = scratch.with(|it| smallest(it, table, from)) {
            let Some((last, _)) = piece.last() else { return };
            from = last + 1;
            for (_, bytes) in &piece {
                match V::read(&mut bytes.as_slice()) {
                    Some(value) => see(&value),
                    None => scratch.note_damage(table),
                }
            }
        }
    }

    /// Only the nearer half stays.
    fn shorten(&mut self) {
        let half = self.near.keys().nth(self.near.len() / 2).copied();
        if let Some(bound) = half {
            self.going.extend(self.near.split_off(&bound));
            self.bound = bound;
        }
    }

    fn lay_down(&mut self, scratch: &Arc<Scratch>) {
        let table = self.table.get_or_insert_with(|| {
            let table = scratch.name_table();
            let create =
                format!("CREATE TABLE {table} (key INTEGER PRIMARY KEY, value BLOB NOT NULL)");
            scratch.with(|it| it.execute(&create, []));
            table
        });
        let sql = format!("INSERT INTO {table} (key, value) VALUES (?1, ?2)");
        let mut bytes = Vec::new();
        scratch.with(|connection| {
            let transaction = connection.transaction()?;
            let mut insert = transaction.prepare_cached(&sql)?;
            for (key, value) in &self.going {
                bytes.clear();
                value.write(&mut bytes);
                insert.execute((key.cast_signed(), &bytes))?;
            }
            drop(insert);
            transaction.commit()
        });
        self.rows += self.going.len();
        scratch.budget().give_back(self.going.len() * V::WEIGHT);
        self.going = Vec::new();
    }

    fn bring_back(&mut self) {
        let Some(scratch) = self.scratch.clone() else { return };
        if self.rows == 0 {
            self.near.extend(self.going.drain(..));
            self.bound = u64::MAX;
            return;
        }
        self.lay_down(&scratch);
        let Some(table) = &self.table else { return };
        let Some(piece) = scratch.with(|it| smallest(it, table, 0)) else { return };
        let Some(last) = piece.last().map(|it| it.0) else { return };
        let delete = format!("DELETE FROM {table} WHERE key <= ?1");
        scratch.with(|it| it.prepare_cached(&delete)?.execute([last.cast_signed()]));
        self.rows = self.rows.saturating_sub(piece.len());
        self.bound = if self.rows == 0 { u64::MAX } else { last + 1 };
        for (key, bytes) in piece {
            match V::read(&mut bytes.as_slice()) {
                Some(value) => {
                    scratch.budget().take(V::WEIGHT);
                    self.near.insert(key, value);
                }
                None => scratch.note_damage(table),
            }
        }
    }
}

fn smallest(
    connection: &rusqlite::Connection,
    table: &str,
    from: u64,
) -> rusqlite::Result<Vec<(u64, Vec<u8>)>> {
    let sql = format!("SELECT key, value FROM {table} WHERE ?1 <= key ORDER BY key LIMIT {PIECE}");
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map([from.cast_signed()], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
    })?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::scratch::tiny;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

        #[test]
        fn the_smallest_comes_first_wherever_it_lies(
            steps in prop::collection::vec(prop::option::weighted(0.6, 0..5_u64), 1..600),
        ) {
            let (_folder, scratch) = tiny();
            let mut queue: Queue<u64> = Queue::new(&scratch);
            let mut plain = BTreeMap::new();
            for (number, step) in steps.into_iter().enumerate() {
                if let Some(rank) = step {
                    let key = rank << 60 | u64::try_from(number).unwrap();
                    queue.push(key, key + 7);
                    plain.insert(key, key + 7);
                } else {
                    prop_assert_eq!(queue.pop(), plain.pop_first().map(|it| it.1));
                }
                prop_assert_eq!(queue.len(), plain.len());
            }
            let mut all = Vec::new();
            queue.each(|it| all.push(*it));
            all.sort_unstable();
            prop_assert_eq!(all, plain.values().copied().collect::<Vec<_>>());
            while let Some((_, value)) = plain.pop_first() {
                prop_assert_eq!(queue.pop(), Some(value));
            }
            prop_assert!(queue.is_empty() && queue.pop().is_none());
            scratch.intact().unwrap();
        }
    }
}
