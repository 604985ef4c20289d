//! Findings and the steps of their lives.

use crate::model::finding::{Finding, FindingId, FindingState};
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, instant, name, parsed, readable_json, unreadable, utc};
use crate::store::runs::{self, Run, RunId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// One change in the life of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub finding: FindingId,
    pub period: Period,
    pub at: Instant,
    /// `pucha` for what a census found, else the person.
    pub who: String,
    /// The state that it came to.
    pub what: FindingState,
    pub why: String,
}

/// A site's findings before a judgment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Of earlier runs.
    pub earlier: Vec<Finding>,
    /// Of the same run, when it judges again.
    pub own: Vec<Finding>,
}

/// Who makes the steps that follow from a census.
const CENSUS: &str = "pucha";

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
        self.read(|connection| {
            let Some(run) = runs::find(connection, run)? else {
                return Err(rusqlite::Error::QueryReturnedNoRows);
            };
            let mut asked = connection.prepare(
                "SELECT facts, max(finding.period || printf('%012d', run.number))
                 FROM finding JOIN run ON run.id = finding.run
                 WHERE site = ?1 AND (finding.period < ?2 OR finding.period = ?2 AND run.number < ?3)
                 GROUP BY finding.id, finding.period = ?2 ORDER BY finding.period, finding.place",
            )?;
            let earlier = asked
                .query_map(params![site.0, run.period.to_string(), run.number], |row| {
                    from_json(row, 0)
                })?
                .collect::<Result<_, _>>()?;
            let mut asked = connection.prepare(
                "SELECT facts FROM finding WHERE run = ?1 AND site = ?2 ORDER BY place",
            )?;
            let own = asked
                .query_map(params![run.id.0, site.0], |row| from_json(row, 0))?
                .collect::<Result<_, _>>()?;
            Ok(History { earlier, own })
        })
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

    /// A finding's life, oldest step first.
    pub fn steps(&self, id: &FindingId) -> Result<Vec<Step>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT finding, period, at, who, what, why FROM finding_step WHERE finding = ?1 ORDER BY number",
            )?;
            asked.query_map([&id.0], step)?.collect()
        })
    }

    /// A person's decision: replaces the newest record of the finding's period and adds the step, in one transaction;
    /// on the disk when it returns. The step's state is the finding's.
    pub async fn decide(
        &self,
        finding: &Finding,
        at: Instant,
        who: &str,
        why: &str,
    ) -> Result<(), StoreError> {
        let (finding, who, why) = (finding.clone(), who.to_owned(), why.to_owned());
        self.alone(move |transaction| {
            let changed = transaction.execute(
                "UPDATE finding SET state = ?3, level = ?4, facts = ?5 WHERE id = ?1 AND run = (
                     SELECT it.run FROM finding AS it JOIN run ON run.id = it.run
                     WHERE it.id = ?1 AND it.period = ?2 ORDER BY run.number DESC LIMIT 1)",
                params![
                    finding.id.0,
                    finding.period.to_string(),
                    name(&finding.state)?,
                    name(&finding.level)?,
                    readable_json(&finding)?
                ],
            )?;
            if changed == 0 {
                return Err(rusqlite::Error::QueryReturnedNoRows);
            }
            add_step(transaction, &finding, at, (&who, &why))
        })
        .await
    }
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
    asked
        .query_map(params![period.to_string(), site.map(|it| it.0.as_str())], |row| {
            from_json(row, 0)
        })?
        .collect()
}

pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: &Run,
    site: &SiteKey,
    findings: &[Finding],
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
            readable_json(finding)?,
        ])?;
    }
    Ok(())
}

/// Adds a step for each finding whose state differs from the one its last step came to.
pub(super) fn note_changes(
    transaction: &Transaction<'_>,
    run: &Run,
    site: &SiteKey,
    findings: &[Finding],
) -> rusqlite::Result<()> {
    let mut last = transaction.prepare_cached(
        "SELECT what FROM finding_step WHERE finding = ?1 ORDER BY number DESC LIMIT 1",
    )?;
    for finding in findings.iter().filter(|it| it.site == *site) {
        let before: Option<String> =
            last.query_row([&finding.id.0], |row| row.get(0)).optional()?;
        if before.as_deref() == Some(name(&finding.state)?.as_str()) {
            continue;
        }
        // What is gone was not seen at an instant of its own: the audit instant speaks for it.
        let at = match finding.state {
            FindingState::Mended => run.as_of,
            _ => finding.observation.found_at,
        };
        add_step(transaction, finding, at, (CENSUS, &finding.review))?;
    }
    Ok(())
}

fn add_step(
    transaction: &Transaction<'_>,
    finding: &Finding,
    at: Instant,
    (who, why): (&str, &str),
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO finding_step (finding, period, at, who, what, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            finding.id.0,
            finding.period.to_string(),
            utc(at),
            who,
            name(&finding.state)?,
            why
        ])
        .map(|_| ())
}

fn step(row: &Row<'_>) -> rusqlite::Result<Step> {
    let what: String = row.get(4)?;
    Ok(Step {
        finding: FindingId(row.get(0)?),
        period: parsed(row, 1)?,
        at: instant(row, 2)?,
        who: row.get(3)?,
        what: serde_json::from_value(what.into()).map_err(|error| unreadable(4, error))?,
        why: row.get(5)?,
    })
}
