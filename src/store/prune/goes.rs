//! What goes of a run's site: its visits, their pages, and a bundle that no judgment was made from.

use crate::model::time::Instant;
use crate::store::prune::MOST_ROWS;
use crate::store::prune::stands::Thin;
use crate::store::rows::utc;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// Of a visit row beside its facts: the other fields and the indices.
pub(super) const ROW: i64 = 400;

/// A visit that goes, or only its page does.
pub(super) struct Goes {
    pub(super) row: i64,
    whole: bool,
    has_page: bool,
    facts: i64,
}

/// Files of persons and visits of home pages stay; so does what findings name, without its page where they are mended.
pub(super) fn goes_of(
    connection: &Connection,
    thin: &Thin,
    after: i64,
) -> rusqlite::Result<Vec<Goes>> {
    let mut asked = connection.prepare_cached(
        "SELECT visit.rowid, named.id IS NULL AND visit.purpose <> 'home', visit.body IS NOT NULL,
                length(visit.facts)
         FROM visit LEFT JOIN temp.named AS named ON named.id = visit.id
         WHERE visit.run = ?1 AND visit.site = ?2 AND ?3 < visit.rowid AND visit.purpose <> 'by_hand'
           AND (named.id IS NULL AND visit.purpose <> 'home'
                OR ifnull(named.whole, 0) = 0 AND visit.body IS NOT NULL)
         ORDER BY visit.rowid LIMIT ?4",
    )?;
    let limit = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    asked
        .query_map(params![thin.run, thin.site, after, limit], |row| {
            Ok(Goes {
                row: row.get(0)?,
                whole: row.get(1)?,
                has_page: row.get(2)?,
                facts: row.get(3)?,
            })
        })?
        .collect()
}

/// How many visits and pages that takes, and their bytes.
pub(super) fn take(
    transaction: &Transaction<'_>,
    goes: &[Goes],
) -> rusqlite::Result<(i64, i64, i64)> {
    let (mut visits, mut pages, mut bytes) = (0, 0, 0);
    for it in goes {
        let script = if it.whole {
            visits += 1;
            bytes += it.facts + ROW;
            "DELETE FROM visit WHERE rowid = ?1"
        } else {
            "UPDATE visit SET body = NULL WHERE rowid = ?1"
        };
        transaction.prepare_cached(script)?.execute([it.row])?;
        pages += i64::from(it.has_page);
    }
    Ok((visits, pages, bytes))
}

pub(super) fn has_spare_bundle(connection: &Connection, thin: &Thin) -> rusqlite::Result<bool> {
    let mut asked =
        connection.prepare_cached("SELECT 1 FROM bundle WHERE run = ?1 AND site = ?2")?;
    Ok(!thin.judged && asked.exists(params![thin.run, thin.site])?)
}

pub(super) fn take_bundle(
    transaction: &Transaction<'_>,
    thin: &Thin,
) -> rusqlite::Result<Option<i64>> {
    transaction
        .query_row(
            "DELETE FROM bundle WHERE run = ?1 AND site = ?2 RETURNING length(bytes)",
            params![thin.run, thin.site],
            |row| row.get(0),
        )
        .optional()
}

pub(super) fn note(
    transaction: &Transaction<'_>,
    thin: &Thin,
    (at, (keep, bundles)): (Instant, (u32, i64)),
    (visits, pages): (i64, i64),
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO pruned (run, site, at, kept, visits, pages, bundles) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (run, site) DO UPDATE SET
                 at = excluded.at, kept = excluded.kept, visits = visits + excluded.visits,
                 pages = pages + excluded.pages, bundles = bundles + excluded.bundles",
        )?
        .execute(params![thin.run, thin.site, utc(at), keep, visits, pages, bundles])
        .map(|_| ())
}
