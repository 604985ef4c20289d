//! Judgments: verdict, observations and findings of a site. For a period and site the newest run's rows count.

use crate::model::finding::Finding;
use crate::model::site::{Site, SiteKey};
use crate::model::time::Period;
use crate::model::verdict::{Conclusion, Observation, Verdict};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::findings;
use crate::store::observations;
use crate::store::rows::{from_json, parsed, readable_json, unreadable};
use crate::store::runs::{self, Run, RunId};
use crate::store::steps;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A site's newest judgment of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteResult {
    /// As the run's register had it.
    pub site: Site,
    pub run: Run,
    pub verdict: Verdict,
    pub observations: Vec<Observation>,
    pub findings: Vec<Finding>,
}

impl Store {
    /// Replaces what the run held for the site, in one transaction; on the disk when it returns. Changes of a finding's
    /// state are added to its steps.
    ///
    /// # Errors
    /// Also when the run is unknown or its register does not hold the site.
    #[expect(clippy::too_many_arguments, reason = "what a judgment consists of, each part once")]
    pub async fn put_judgment(
        &self,
        run: &RunId,
        site: &SiteKey,
        observations: Vec<Arc<Observation>>,
        verdict: Verdict,
        findings: Vec<Finding>,
    ) -> Result<(), StoreError> {
        let (run, site) = (run.clone(), site.clone());
        self.alone(move |transaction| {
            let Some(run) = runs::find(transaction, &run)? else {
                return Err(rusqlite::Error::QueryReturnedNoRows);
            };
            steps::note_changes(transaction, &run, &site, &findings)?;
            for script in [
                "DELETE FROM finding WHERE run = ?1 AND site = ?2",
                "DELETE FROM observation WHERE run = ?1 AND site = ?2",
            ] {
                transaction.execute(script, params![run.id.0, site.0])?;
            }
            transaction.execute(
                "INSERT OR REPLACE INTO judgment (run, site, period, number, verdict)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    run.id.0,
                    site.0,
                    run.period.to_string(),
                    run.number,
                    readable_json(&verdict)?,
                ],
            )?;
            observations::insert(transaction, &run.id, &site, observations)?;
            findings::insert(transaction, &run, &site, findings)
        })
        .await
    }

    /// One row a site: its judgment by the newest run that judged it, in the order of the newest register.
    pub fn results(&self, period: Period) -> Result<Vec<SiteResult>, StoreError> {
        self.read(|connection| results(connection, period))
    }

    /// The latest period before `period` that holds judgments, and its results.
    pub fn previous_results(
        &self,
        period: Period,
    ) -> Result<Option<(Period, Vec<SiteResult>)>, StoreError> {
        self.read(|connection| {
            let before = connection
                .query_row(
                    "SELECT period FROM judgment WHERE period < ?1 ORDER BY period DESC LIMIT 1",
                    [period.to_string()],
                    |row| parsed::<Period>(row, 0),
                )
                .optional()?;
            before.map(|it| Ok((it, results(connection, it)?))).transpose()
        })
    }

    /// Sites by period and conclusion over all periods before `period`, oldest first; each site's newest judgment counts.
    pub fn conclusions_before(
        &self,
        period: Period,
    ) -> Result<Vec<(Period, Conclusion, usize)>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT period, conclusion, count(*) FROM (
                     SELECT period, json_extract(verdict, '$.conclusion') AS conclusion, max(number)
                     FROM judgment WHERE period < ?1 GROUP BY period, site)
                 GROUP BY period, conclusion ORDER BY period",
            )?;
            asked
                .query_map([period.to_string()], |row| {
                    let conclusion: String = row.get(1)?;
                    let conclusion = serde_json::from_value(conclusion.into())
                        .map_err(|error| unreadable(1, error))?;
                    let sites: i64 = row.get(2)?;
                    Ok((parsed(row, 0)?, conclusion, usize::try_from(sites).unwrap_or_default()))
                })?
                .collect()
        })
    }

    /// Whose judgment counts for the period: run and site, in the order of the newest register.
    pub fn judged(&self, period: Period) -> Result<Vec<(RunId, SiteKey)>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT judgment.run, judgment.site, max(judgment.number)
                 FROM judgment JOIN run_site ON run_site.run = judgment.run AND run_site.site = judgment.site
                 WHERE judgment.period = ?1
                 GROUP BY judgment.site ORDER BY run_site.place, judgment.site",
            )?;
            asked
                .query_map([period.to_string()], |row| Ok((RunId(row.get(0)?), SiteKey(row.get(1)?))))?
                .collect()
        })
    }

    /// What a run concluded on a site, and from what.
    pub fn judgment(
        &self,
        run: &RunId,
        site: &SiteKey,
    ) -> Result<Option<(Verdict, Vec<Observation>)>, StoreError> {
        self.read(|connection| {
            let verdict = connection
                .prepare_cached("SELECT verdict FROM judgment WHERE run = ?1 AND site = ?2")?
                .query_row(params![run.0, site.0], |row| from_json(row, 0))
                .optional()?;
            let Some(verdict) = verdict else { return Ok(None) };
            Ok(Some((verdict, observations::of(connection, run, site)?)))
        })
    }

    /// Periods that hold judgments, oldest first.
    pub fn periods(&self) -> Result<Vec<Period>, StoreError> {
        self.read(|connection| {
            let mut asked =
                connection.prepare("SELECT DISTINCT period FROM judgment ORDER BY period")?;
            asked.query_map([], |row| parsed(row, 0))?.collect()
        })
    }

    /// Judged sites of one run, so that a resumed run judges only the others.
    pub fn judged_sites(&self, run: &RunId) -> Result<BTreeSet<SiteKey>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare("SELECT site FROM judgment WHERE run = ?1")?;
            asked.query_map([&run.0], |row| row.get(0).map(SiteKey))?.collect()
        })
    }
}

fn results(connection: &Connection, period: Period) -> rusqlite::Result<Vec<SiteResult>> {
    let mut findings: BTreeMap<SiteKey, Vec<Finding>> = BTreeMap::new();
    for finding in findings::newest(connection, period, None)? {
        findings.entry(finding.site.clone()).or_default().push(finding);
    }
    let mut known: BTreeMap<String, Run> = BTreeMap::new();
    let mut asked = connection.prepare(
        "SELECT judgment.run, judgment.site, run_site.facts, verdict, max(judgment.number)
         FROM judgment JOIN run_site ON run_site.run = judgment.run AND run_site.site = judgment.site
         WHERE judgment.period = ?1
         GROUP BY judgment.site ORDER BY run_site.place, judgment.site",
    )?;
    let mut rows = asked.query([period.to_string()])?;
    let mut results = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let site = SiteKey(row.get(1)?);
        if !known.contains_key(&id) {
            let run = runs::find(connection, &RunId(id.clone()))?;
            known.insert(id.clone(), run.ok_or(rusqlite::Error::QueryReturnedNoRows)?);
        }
        results.push(SiteResult {
            site: from_json(row, 2)?,
            run: known[&id].clone(),
            verdict: from_json(row, 3)?,
            observations: observations::of(connection, &RunId(id), &site)?,
            findings: findings.remove(&site).unwrap_or_default(),
        });
    }
    Ok(results)
}
