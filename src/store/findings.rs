//! Findings as they stand: of a period, of a site's history, and what persons decide.

use crate::model::finding::{Finding, FindingId};
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, name, readable_json};
use crate::store::runs::{self, Run, RunId};
use crate::store::steps;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a person or a recheck makes of a finding: its new record, and the step that tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// As it is from now on; the step's state is its state.
    pub finding: Finding,
    pub at: Instant,
    pub who: String,
    pub why: String,
    /// What it was decided on: kept files, visits.
    pub evidence: Vec<VisitId>,
}

/// A site's findings before a judgment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Of earlier runs.
    pub earlier: Vec<Finding>,
    /// Of the same run, when it judges again.
    pub own: Vec<Finding>,
}

impl Store {
    /// All findings of the period, by site and in the order in which they were judged.
    pub fn findings(&self, period: Period) -> Result<Vec<Finding>, StoreError> {
        self.read(|connection| newest(connection, period, None))
    }

    /// The site's findings of the period, from the newest run that judged it.
    pub fn findings_of(&self, site: &SiteKey, period: Period) -> Result<Vec<Finding>, StoreError> {
        self.read(|connection| newest(connection, period, Some(site)))
    }

    /// What `findings::reconcile` is to know when `run` judges the site: for each finding that the site ever had, its
    /// newest record of the run's period and its newest one of any period before, from runs before this one; and what
    /// this run itself left when it judged the site before.
    pub fn history(&self, run: &RunId, site: &SiteKey) -> Result<History, StoreError> {
        self.history_beside(run, site, |_| None)
    }

    /// As [`Store::history`]; the records of a finding that is `observed` again have that observation in place of their own,
    /// for whose words nobody asks then. Of a large site there are thousands.
    pub fn history_beside(
        &self,
        run: &RunId,
        site: &SiteKey,
        observed: impl Fn(&FindingId) -> Option<Arc<Observation>>,
    ) -> Result<History, StoreError> {
        self.read(|connection| {
            let (mut texts, mut earlier) = (BTreeSet::new(), Vec::new());
            each_earlier(connection, run, site, |it| {
                let mut record = with_shared(it, &mut texts);
                if let Some(again) = observed(&record.id) {
                    record.observation = again;
                }
                earlier.push(record);
            })?;
            let mut asked = connection
                .prepare("SELECT facts FROM finding WHERE run = ?1 AND site = ?2 ORDER BY place")?;
            let own = asked
                .query_map(params![run.0, site.0], |row| {
                    from_json(row, 0).map(|it| with_shared(it, &mut texts))
                })?
                .collect::<Result<_, _>>()?;
            Ok(History { earlier, own })
        })
    }

    /// Hands over what [`Store::history`] has of earlier runs, one by one.
    pub fn each_earlier_finding(
        &self,
        run: &RunId,
        site: &SiteKey,
        take: impl FnMut(Finding),
    ) -> Result<(), StoreError> {
        self.read(|connection| each_earlier(connection, run, site, take))
    }

    /// A finding's newest record.
    pub fn finding(&self, id: &FindingId) -> Result<Option<Finding>, StoreError> {
        self.read(|connection| {
            connection
                .query_row(
                    "SELECT facts FROM finding JOIN run ON run.id = finding.run WHERE finding.id = ?1
                     ORDER BY finding.period DESC, run.number DESC LIMIT 1",
                    [&id.0],
                    |row| from_json(row, 0),
                )
                .optional()
        })
    }

    /// A person's decision without evidence of its own; as [`Store::decide_all`].
    pub async fn decide(
        &self,
        finding: &Finding,
        at: Instant,
        who: &str,
        why: &str,
    ) -> Result<(), StoreError> {
        let (finding, evidence) = (finding.clone(), Vec::new());
        let (who, why) = (who.to_owned(), why.to_owned());
        self.decide_all(vec![Decision { finding, at, who, why, evidence }]).await
    }

    /// Replaces the newest record of each finding's period and adds its step, all in one transaction; on the disk when
    /// it returns.
    ///
    /// # Errors
    /// Also where one of the findings has no record in its period; nothing is changed then.
    pub async fn decide_all(&self, decisions: Vec<Decision>) -> Result<(), StoreError> {
        self.alone(move |transaction| {
            decisions.iter().try_for_each(|it| make_true(transaction, it))
        })
        .await
    }

    /// The run that holds a finding's newest record.
    pub fn run_of_finding(&self, id: &FindingId) -> Result<Option<Run>, StoreError> {
        self.read(|connection| {
            let run: Option<String> = connection
                .query_row(
                    "SELECT finding.run FROM finding JOIN run ON run.id = finding.run WHERE finding.id = ?1
                     ORDER BY finding.period DESC, run.number DESC LIMIT 1",
                    [&id.0],
                    |row| row.get(0),
                )
                .optional()?;
            run.map_or(Ok(None), |it| runs::find(connection, &RunId(it)))
        })
    }
}

fn each_earlier(
    connection: &Connection,
    run: &RunId,
    site: &SiteKey,
    mut take: impl FnMut(Finding),
) -> rusqlite::Result<()> {
    let Some(run) = runs::find(connection, run)? else {
        return Err(rusqlite::Error::QueryReturnedNoRows);
    };
    let mut asked = connection.prepare(
        "SELECT facts, max(finding.period || printf('%012d', run.number))
         FROM finding JOIN run ON run.id = finding.run
         WHERE site = ?1 AND (finding.period < ?2 OR finding.period = ?2 AND run.number < ?3)
         GROUP BY finding.id, finding.period = ?2 ORDER BY finding.period, finding.place",
    )?;
    let mut rows = asked.query(params![site.0, run.period.to_string(), run.number])?;
    while let Some(row) = rows.next()? {
        take(from_json(row, 0)?);
    }
    Ok(())
}

pub(super) fn make_true(
    transaction: &Transaction<'_>,
    decision: &Decision,
) -> rusqlite::Result<()> {
    let Decision { finding, at, who, why, evidence } = decision;
    let changed = transaction.execute(
        "UPDATE finding SET state = ?3, level = ?4, facts = ?5 WHERE id = ?1 AND run = (
             SELECT it.run FROM finding AS it JOIN run ON run.id = it.run
             WHERE it.id = ?1 AND it.period = ?2 ORDER BY run.number DESC LIMIT 1)",
        params![
            finding.id.0,
            finding.period.to_string(),
            name(&finding.state)?,
            name(&finding.level)?,
            readable_json(finding)?
        ],
    )?;
    if changed == 0 {
        return Err(rusqlite::Error::QueryReturnedNoRows);
    }
    let told = steps::Told { at: *at, who, why, evidence };
    steps::add(transaction, finding, finding.state, &told)
}

/// Findings of the period by the newest run that judged each site.
pub(super) fn newest(
    connection: &Connection,
    period: Period,
    site: Option<&SiteKey>,
) -> rusqlite::Result<Vec<Finding>> {
    let mut asked = connection.prepare_cached(
        "SELECT finding.facts FROM finding
         JOIN (SELECT run, site, max(number) FROM judgment
               WHERE period = ?1 AND (?2 IS NULL OR site = ?2) GROUP BY site) AS newest
           ON newest.run = finding.run AND newest.site = finding.site
         ORDER BY finding.site, finding.place",
    )?;
    let mut texts = BTreeSet::new();
    asked
        .query_map(params![period.to_string(), site.map(|it| it.0.as_str())], |row| {
            from_json(row, 0).map(|it| with_shared(it, &mut texts))
        })?
        .collect()
}

/// Thousands of findings have a few texts between them.
fn with_shared(mut finding: Finding, texts: &mut BTreeSet<Arc<str>>) -> Finding {
    for text in [&mut finding.indicator, &mut finding.clause, &mut finding.remedy] {
        match texts.get(text) {
            Some(known) => *text = Arc::clone(known),
            None => drop(texts.insert(Arc::clone(text))),
        }
    }
    finding
}

/// Each is let go as soon as it is written.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: &Run,
    site: &SiteKey,
    findings: Vec<Finding>,
) -> rusqlite::Result<()> {
    let mut asked = transaction.prepare_cached(
        "INSERT OR REPLACE INTO finding (run, id, site, period, place, code, level, state, facts)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (place, finding) in (0_i64..).zip(findings) {
        asked.execute(params![
            run.id.0,
            finding.id.0,
            site.0,
            run.period.to_string(),
            place,
            finding.observation.code,
            name(&finding.level)?,
            name(&finding.state)?,
            readable_json(&finding)?,
        ])?;
    }
    Ok(())
}
