//! Rechecks: runs of their own that make no judgment, and what they close or confirm.

use crate::model::finding::{Finding, FindingId, FindingState};
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period};
use crate::model::visit::VisitId;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{name, readable_json, utc};
use crate::store::runs::{self, NewRun, Run, RunId};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

/// Who makes the steps of a recheck.
const WHO: &str = "pucha";

impl Store {
    /// Begins a recheck, `2026-11-r1`; on the disk when it returns. Its number never makes it the newest census.
    pub async fn new_recheck(&self, new: &NewRun<'_>) -> Result<RunId, StoreError> {
        let run = runs::begun(new);
        let register = new.register.clone();
        self.alone(move |transaction| runs::insert_recheck(transaction, &run, &register)).await
    }

    /// The newest recheck of the period, whatever its state.
    pub fn latest_recheck(&self, period: Period) -> Result<Option<Run>, StoreError> {
        self.read(|connection| {
            let id: Option<String> = connection
                .query_row(
                    "SELECT id FROM run WHERE period = ?1 AND id GLOB '*-r*'
                     ORDER BY number DESC LIMIT 1",
                    [period.to_string()],
                    |row| row.get(0),
                )
                .optional()?;
            id.map_or(Ok(None), |it| runs::find(connection, &RunId(it)))
        })
    }

    /// Puts the finding as a recheck left it in the place of the record of the census `run`, with a step that names the
    /// visits, in one transaction; on the disk when it returns. Noted twice, the step stands once.
    ///
    /// False: the record is no longer in state `before`, and stays as it is.
    pub async fn note_recheck(
        &self,
        run: &RunId,
        finding: &Finding,
        (before, at): (FindingState, Instant),
        evidence: &[VisitId],
    ) -> Result<bool, StoreError> {
        let (run, finding) = (run.clone(), finding.clone());
        let evidence = evidence.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(";");
        self.alone(move |transaction| {
            let changed = transaction.execute(
                "UPDATE finding SET state = ?3, facts = ?4
                 WHERE run = ?1 AND id = ?2 AND state = ?5",
                params![
                    run.0,
                    finding.id.0,
                    name(&finding.state)?,
                    readable_json(&finding)?,
                    name(&before)?
                ],
            )?;
            if changed == 0 {
                return Ok(false);
            }
            transaction.execute(
                "INSERT INTO finding_step (finding, period, at, who, what, why, evidence)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (
                     SELECT 1 FROM finding_step WHERE finding = ?1 AND what = ?5 AND evidence = ?7)",
                params![
                    finding.id.0,
                    finding.period.to_string(),
                    utc(at),
                    WHO,
                    name(&finding.state)?,
                    finding.review,
                    evidence
                ],
            )?;
            Ok(true)
        })
        .await
    }

    /// Findings of the site that rechecks of the period closed, as far as the visits of `only` prove it where it is given.
    pub fn closed_by_recheck(
        &self,
        period: Period,
        site: Option<&SiteKey>,
        only: Option<&RunId>,
    ) -> Result<BTreeSet<FindingId>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare_cached(
                "SELECT DISTINCT step.finding FROM finding_step AS step
                 JOIN visit ON visit.id = substr(step.evidence, 1, 13)
                 WHERE step.period = ?1 AND step.what = 'mended' AND step.evidence <> ''
                   AND visit.run GLOB '*-r*' AND (?2 IS NULL OR visit.site = ?2)
                   AND (?3 IS NULL OR visit.run = ?3)",
            )?;
            let found = asked.query_map(
                params![
                    period.to_string(),
                    site.map(|it| it.0.as_str()),
                    only.map(|it| it.0.as_str())
                ],
                |row| row.get(0).map(FindingId),
            )?;
            found.collect()
        })
    }
}
