//! Evidence bundles, one per run and site, and the availability rounds outside of runs.

use crate::model::evidence::{Counts, HomeVisit, SiteEvidence};
use crate::model::site::SiteKey;
use crate::model::time::Instant;
use crate::model::visit::VisitId;
use crate::store::Store;
use crate::store::bodies::unpack;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, instant, json, utc};
use crate::store::runs::RunId;
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::io::Write;

impl Store {
    /// Keeps what the checks may look at, in place of an earlier bundle of the same run and site. On the disk when it
    /// returns, and with it all visits handed in before.
    pub async fn put_bundle(
        &self,
        run: &RunId,
        evidence: SiteEvidence,
    ) -> Result<SiteEvidence, StoreError> {
        let (run, site) = (run.clone(), evidence.site.key.clone());
        let packing = move || packed(&evidence).map(|(bytes, size)| (evidence, bytes, size));
        let (evidence, bytes, size) = tokio::task::spawn_blocking(packing)
            .await
            .map_err(std::io::Error::other)
            .flatten()
            .map_err(|error| StoreError::Other {
                path: self.path().to_owned(),
                cause: error.to_string(),
            })?;
        self.alone(move |transaction| {
            transaction
                .execute(
                    "INSERT OR REPLACE INTO bundle (run, site, size, bytes) VALUES (?1, ?2, ?3, ?4)",
                    params![run.0, site.0, size, bytes],
                )
                .map(|_| ())
        })
        .await?;
        Ok(evidence)
    }

    pub fn bundle(&self, run: &RunId, site: &SiteKey) -> Result<Option<SiteEvidence>, StoreError> {
        self.bundled(run, site)
    }

    /// Only the counts of a bundle.
    pub fn counts(&self, run: &RunId, site: &SiteKey) -> Result<Option<Counts>, StoreError> {
        #[derive(Deserialize)]
        struct Part {
            counts: Counts,
        }
        Ok(self.bundled(run, site)?.map(|it: Part| it.counts))
    }

    pub(super) fn bundled<T: DeserializeOwned>(
        &self,
        run: &RunId,
        site: &SiteKey,
    ) -> Result<Option<T>, StoreError> {
        let found: Option<(i64, Vec<u8>)> = self.read(|connection| {
            connection
                .query_row(
                    "SELECT size, bytes FROM bundle WHERE run = ?1 AND site = ?2",
                    params![run.0, site.0],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()
        })?;
        let Some((size, bytes)) = found else { return Ok(None) };
        let name_it = |cause: String| self.damaged(format!("{run} {site} 的证据：{cause}"));
        let plain = unpack(&bytes, size).map_err(|error| name_it(error.to_string()))?;
        serde_json::from_slice(&plain).map(Some).map_err(|error| name_it(error.to_string()))
    }

    /// Sites of the run that have a bundle.
    pub fn done_sites(&self, run: &RunId) -> Result<BTreeSet<SiteKey>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare("SELECT site FROM bundle WHERE run = ?1")?;
            asked.query_map([&run.0], |row| row.get(0).map(SiteKey))?.collect()
        })
    }

    /// Hands one visit of an availability round to the writer; on the disk after the next [`Store::flush`].
    pub async fn put_probe(&self, site: &SiteKey, visit: &HomeVisit) -> Result<(), StoreError> {
        let (site, visit) = (site.clone(), visit.clone());
        self.batched(move |transaction| {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO probe (id, site, at, facts) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![visit.id.0, site.0, utc(visit.at), json(&visit)?])
                .map(|_| ())
        })
        .await
    }

    /// Availability visits of the site from `from` to `to`, both included, in order.
    pub fn probes(
        &self,
        site: &SiteKey,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<HomeVisit>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare_cached(
                "SELECT facts FROM probe WHERE site = ?1 AND at BETWEEN ?2 AND ?3 ORDER BY at, id",
            )?;
            asked.query_map(params![site.0, utc(from), utc(to)], |row| from_json(row, 0))?.collect()
        })
    }

    /// When any site was last visited in an availability round, from `from` to `to`.
    pub fn latest_probe(&self, from: Instant, to: Instant) -> Result<Option<Instant>, StoreError> {
        self.read(|connection| {
            connection
                .query_row(
                    "SELECT at FROM probe WHERE at BETWEEN ?1 AND ?2 ORDER BY at DESC LIMIT 1",
                    params![utc(from), utc(to)],
                    |row| instant(row, 0),
                )
                .optional()
        })
    }

    /// An availability visit by its evidence number.
    pub fn probe(&self, id: &VisitId) -> Result<Option<(SiteKey, HomeVisit)>, StoreError> {
        self.read(|connection| {
            connection
                .query_row("SELECT site, facts FROM probe WHERE id = ?1 LIMIT 1", [&id.0], |row| {
                    Ok((SiteKey(row.get(0)?), from_json(row, 1)?))
                })
                .optional()
        })
    }
}

/// As JSON and compressed, and how many bytes the JSON has. It never stands in memory as a whole.
fn packed(evidence: &SiteEvidence) -> std::io::Result<(Vec<u8>, i64)> {
    let mut counted = Counted { to: zstd::Encoder::new(Vec::new(), 3)?, bytes: 0 };
    serde_json::to_writer(&mut counted, evidence)?;
    let Counted { to, bytes } = counted;
    Ok((to.finish()?, bytes))
}

struct Counted<W> {
    to: W,
    bytes: i64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        let taken = self.to.write(piece)?;
        self.bytes = self.bytes.saturating_add(i64::try_from(taken).unwrap_or(i64::MAX));
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}
