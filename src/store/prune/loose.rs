//! Pages that no visit names and no other page is compressed against.

use crate::store::prune::MOST_ROWS;
use rusqlite::{Connection, params};

pub(super) const LOOSE: &str = "NOT EXISTS (SELECT 1 FROM visit WHERE visit.body = body.hash)
    AND NOT EXISTS (SELECT 1 FROM base WHERE base.body = body.hash)";
/// Hashes of one look.
const LOOK: i64 = 500;

/// Hashes of loose pages with their bytes, and how far it was looked.
pub(super) type Looked = (Vec<(String, i64)>, Option<String>);

/// Loose pages among the next hashes, and the last hash that was looked at; `None` at the end.
pub(super) fn loose_bodies(connection: &Connection, after: &str) -> rusqlite::Result<Looked> {
    let last: Option<String> = connection
        .prepare_cached(
            "SELECT max(hash) FROM (SELECT hash FROM body WHERE ?1 < hash ORDER BY hash LIMIT ?2)",
        )?
        .query_row(params![after, LOOK], |row| row.get(0))?;
    let Some(last) = last else { return Ok((Vec::new(), None)) };
    let mut asked = connection.prepare_cached(&format!(
        "SELECT hash, length(bytes) FROM body WHERE ?1 < hash AND hash <= ?2 AND {LOOSE}
         ORDER BY hash LIMIT ?3"
    ))?;
    let limit = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let found = asked
        .query_map(params![after, last, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok((found, Some(last)))
}

/// Hashes are spread evenly, so the first digits say how far it is.
pub(super) fn thousandths(hash: &str) -> usize {
    let head = hash.get(..3).and_then(|it| usize::from_str_radix(it, 16).ok());
    head.unwrap_or_default() * 1000 / 4096
}
