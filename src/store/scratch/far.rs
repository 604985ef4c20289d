//! The part of a map that lies in the scratch file: a table, and a filter of the keys that may be in it.

use crate::store::scratch::file::Scratch;
use crate::store::scratch::filter::Filter;
use crate::store::scratch::record::Record;
use rusqlite::Connection;

/// Rows of the file that are read at once when all are gone through.
pub(super) const PIECE: usize = 256;

pub(super) struct Far {
    pub(super) table: String,
    pub(super) select: String,
    insert: String,
    /// Made when first something is not found.
    pub(super) filter: Option<Filter>,
    pub(super) rows: usize,
}

impl Far {
    pub(super) fn new(scratch: &Scratch) -> Self {
        let table = scratch.name_table();
        let create = format!("CREATE TABLE {table} (key INTEGER PRIMARY KEY, value BLOB NOT NULL)");
        scratch.with(|it| it.execute(&create, []));
        Self {
            select: format!("SELECT value FROM {table} WHERE key = ?1"),
            insert: format!("INSERT OR REPLACE INTO {table} (key, value) VALUES (?1, ?2)"),
            table,
            filter: None,
            rows: 0,
        }
    }

    pub(super) fn lay_down<'a, V: Record + 'a>(
        &mut self,
        scratch: &Scratch,
        values: impl Iterator<Item = (u64, &'a V)>,
    ) {
        let mut bytes = Vec::new();
        scratch.with(|connection| {
            let transaction = connection.transaction()?;
            let mut insert = transaction.prepare_cached(&self.insert)?;
            for (key, value) in values {
                bytes.clear();
                value.write(&mut bytes);
                insert.execute((key.cast_signed(), &bytes))?;
                self.rows += 1;
                if let Some(filter) = &mut self.filter {
                    filter.add(key);
                }
            }
            drop(insert);
            transaction.commit()
        });
        if self.filter.as_ref().is_some_and(Filter::is_full) {
            self.fill_filter(scratch);
        }
    }

    /// Whether the key may be in the table.
    pub(super) fn may_hold(&mut self, scratch: &Scratch, key: u64) -> bool {
        if self.filter.is_none() {
            self.fill_filter(scratch);
        }
        self.filter.as_ref().is_none_or(|it| it.may_hold(key))
    }

    fn fill_filter(&mut self, scratch: &Scratch) {
        let mut filter = Filter::for_keys(self.rows);
        let sql = format!("SELECT key FROM {}", self.table);
        let filled = scratch.with(|connection| {
            let mut select = connection.prepare(&sql)?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                filter.add(row.get::<_, i64>(0)?.cast_unsigned());
            }
            Ok(())
        });
        if filled.is_some() {
            self.rows = filter.keys();
            scratch.budget().take(filter.bytes());
            let old = self.filter.replace(filter);
            scratch.budget().give_back(old.map_or(0, |it| it.bytes()));
        }
    }
}

/// Rows of the table, with the key up to which that is all of them.
pub(super) type Piece = (Vec<(u64, Vec<u8>)>, Option<i64>);

pub(super) fn piece(
    connection: &Connection,
    sql: &str,
    from: i64,
    is_wanted: &impl Fn(u8) -> bool,
) -> rusqlite::Result<Piece> {
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([from])?;
    let (mut piece, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        last = Some(key);
        let bytes = row.get_ref(1)?.as_blob()?;
        if bytes.first().is_none_or(|it| is_wanted(*it)) {
            piece.push((key.cast_unsigned(), bytes.to_vec()));
        }
    }
    Ok((piece, last))
}
