//! What was observed of a site, a row each, in the order in which the checks said it.

use crate::model::site::SiteKey;
use crate::model::verdict::Observation;
use crate::store::rows::{from_json, readable_json};
use crate::store::runs::RunId;
use rusqlite::{Connection, Transaction, params};
use std::sync::Arc;

/// Each is let go as soon as it is written.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: &RunId,
    site: &SiteKey,
    observations: Vec<Arc<Observation>>,
) -> rusqlite::Result<()> {
    let mut asked = transaction.prepare_cached(
        "INSERT INTO observation (run, site, place, facts) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (place, it) in (0_i64..).zip(observations) {
        asked.execute(params![run.0, site.0, place, readable_json(&*it)?])?;
    }
    Ok(())
}

pub(super) fn of(
    connection: &Connection,
    run: &RunId,
    site: &SiteKey,
) -> rusqlite::Result<Vec<Observation>> {
    connection
        .prepare_cached(
            "SELECT facts FROM observation WHERE run = ?1 AND site = ?2 ORDER BY place",
        )?
        .query_map(params![run.0, site.0], |row| from_json(row, 0))?
        .collect()
}
