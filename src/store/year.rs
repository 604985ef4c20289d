//! What the yearly figures are made from: verdicts without their rows, parts of bundles, the lives of a site's findings.

use crate::model::evidence::Counts;
use crate::model::facts::interaction;
use crate::model::facts::publication::PolicyFile;
use crate::model::finding::Finding;
use crate::model::site::{Site, SiteKey};
use crate::model::time::{Instant, Period};
use crate::model::verdict::Verdict;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::from_json;
use crate::store::runs::{self, Run, RunId};
use rusqlite::params;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A site's newest verdict of a period, without what led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteVerdict {
    /// As the run's register had it.
    pub site: Site,
    pub run: Run,
    pub verdict: Verdict,
}

/// The parts of a bundle that are counted over a year.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct YearPart {
    pub period: Period,
    pub as_of: Instant,
    pub complete: bool,
    pub counts: Counts,
    #[serde(default)]
    pub facts: YearFacts,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct YearFacts {
    pub interaction: interaction::OfSite,
    pub publication: YearPublication,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct YearPublication {
    pub policies: Vec<PolicyFile>,
}

impl Store {
    /// As [`Store::results`], without observations and findings.
    pub fn verdicts(&self, period: Period) -> Result<Vec<SiteVerdict>, StoreError> {
        self.read(|connection| {
            let mut known: BTreeMap<String, Run> = BTreeMap::new();
            let mut asked = connection.prepare(
                "SELECT judgment.run, run_site.facts, verdict, max(judgment.number)
                 FROM judgment JOIN run_site ON run_site.run = judgment.run AND run_site.site = judgment.site
                 WHERE judgment.period = ?1
                 GROUP BY judgment.site ORDER BY run_site.place, judgment.site",
            )?;
            let mut rows = asked.query([period.to_string()])?;
            let mut verdicts = Vec::new();
            while let Some(row) = rows.next()? {
                let id: String = row.get(0)?;
                if !known.contains_key(&id) {
                    let run = runs::find(connection, &RunId(id.clone()))?;
                    known.insert(id.clone(), run.ok_or(rusqlite::Error::QueryReturnedNoRows)?);
                }
                verdicts.push(SiteVerdict {
                    site: from_json(row, 1)?,
                    run: known[&id].clone(),
                    verdict: from_json(row, 2)?,
                });
            }
            Ok(verdicts)
        })
    }

    /// What the bundle of a run and site says that is counted over a year.
    pub fn year_part(&self, run: &RunId, site: &SiteKey) -> Result<Option<YearPart>, StoreError> {
        self.bundled(run, site)
    }

    /// The site's findings, for each period up to `last` as the newest run that judged the site left them; the oldest
    /// period first.
    pub fn lives(&self, site: &SiteKey, last: Period) -> Result<Vec<Finding>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare_cached(
                "SELECT finding.facts FROM finding
                 JOIN (SELECT run, period, max(number) FROM judgment
                       WHERE site = ?1 AND period <= ?2 GROUP BY period) AS newest
                   ON newest.run = finding.run
                 WHERE finding.site = ?1 ORDER BY finding.period, finding.place",
            )?;
            asked.query_map(params![site.0, last.to_string()], |row| from_json(row, 0))?.collect()
        })
    }
}
