//! Visits: what was asked and what came back, recalled when a run goes on and shown as evidence.

use crate::model::site::SiteKey;
use crate::model::visit::{Outcome, Visit, VisitId};
use crate::store::Store;
use crate::store::bodies;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, json, name, utc};
use crate::store::runs::RunId;
use bytes::Bytes;
use rusqlite::{OptionalExtension, Transaction, params};

impl Store {
    /// Hands a visit to the writer, with the body to be kept. It is on the disk after the next [`Store::flush`], bundle,
    /// judgment or run state. Held back while the writer is behind. The same visit may come twice, in any order: the
    /// later one stays. A body's hash is computed here and stands in the stored visit.
    ///
    /// # Errors
    /// The fault that ended the writer, once there is one: disk full, disk gone, database locked for too long.
    pub async fn put_visit(
        &self,
        run: &RunId,
        site: &SiteKey,
        visit: &Visit,
        body: Option<Bytes>,
    ) -> Result<(), StoreError> {
        let (run, site, mut visit) = (run.clone(), site.clone(), visit.clone());
        let room = self.room(body.as_ref().map_or(0, Bytes::len)).await?;
        let body = match body {
            Some(body) => Some(bodies::pack_aside(body).await),
            None => None,
        };
        if let Some(body) = &body {
            visit.body_hash = Some(body.hash.clone());
        }
        self.batched(move |transaction| {
            if let Some(body) = &body {
                bodies::insert(transaction, body)?;
            }
            insert(transaction, &run, &site, &visit)?;
            drop(room);
            Ok(())
        })
        .await
    }

    /// All visits of the run for the site, in the order in which they were made: what need not be asked again. Without
    /// those whose page is no longer kept: read as an empty page, it would speak against the unit.
    pub fn recall(&self, run: &RunId, site: &SiteKey) -> Result<Vec<Visit>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT facts FROM visit WHERE run = ?1 AND site = ?2
                   AND (body IS NOT NULL OR json_extract(facts, '$.body_hash') IS NULL)
                 ORDER BY started_at, rowid",
            )?;
            asked.query_map(params![run.0, site.0], |row| from_json(row, 0))?.collect()
        })
    }

    /// The site's visit under this evidence number.
    pub fn visit_of(&self, id: &VisitId, site: &SiteKey) -> Result<Option<Visit>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT facts FROM visit WHERE id = ?1 AND site = ?2")?
                .query_row(params![id.0, site.0], |row| from_json(row, 0))
                .optional()
        })
    }

    /// A visit by its evidence number. Where two sites share it, the first one stored.
    pub fn visit(&self, id: &VisitId) -> Result<Option<(RunId, SiteKey, Visit)>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT run, site, facts FROM visit WHERE id = ?1 ORDER BY rowid LIMIT 1",
                )?
                .query_row([&id.0], |row| {
                    Ok((RunId(row.get(0)?), SiteKey(row.get(1)?), from_json(row, 2)?))
                })
                .optional()
        })
    }
}

pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: &RunId,
    site: &SiteKey,
    visit: &Visit,
) -> rusqlite::Result<()> {
    let outcome = match visit.outcome {
        Outcome::Answered(_) => "answered",
        Outcome::Failed(_) => "failed",
        Outcome::Barred(_) => "barred",
    };
    transaction
        .prepare_cached(
            "INSERT INTO visit (id, run, site, address, purpose, look, started_at, outcome, status, landed, body, facts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT hash FROM body WHERE hash = ?11), ?12)
             ON CONFLICT (id, site) DO UPDATE SET
                 started_at = excluded.started_at, outcome = excluded.outcome, status = excluded.status,
                 landed = excluded.landed, body = excluded.body, facts = excluded.facts
             WHERE started_at <= excluded.started_at",
        )?
        .execute(params![
            visit.id.0,
            run.0,
            site.0,
            visit.address.as_str(),
            name(&visit.purpose)?,
            i64::from(visit.look),
            utc(visit.started_at),
            outcome,
            visit.status().map(i64::from),
            visit.landed.as_str(),
            visit.body_hash,
            json(visit)?,
        ])
        .map(|_| ())
}
