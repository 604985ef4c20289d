//! The steps of findings' lives: each change of a state, with who made it, when and why.

use crate::model::finding::{Finding, FindingId, FindingState};
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period};
use crate::model::visit::VisitId;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{instant, name, parsed, unreadable, utc};
use crate::store::runs::Run;
use rusqlite::{OptionalExtension, Row, Transaction, params};

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
    pub evidence: Vec<VisitId>,
}

/// Who makes the steps that follow from a census.
const CENSUS: &str = "pucha";
/// Between visit numbers in the field `evidence`.
const BETWEEN: char = ';';

impl Store {
    /// A finding's life, oldest step first.
    pub fn steps(&self, id: &FindingId) -> Result<Vec<Step>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT finding, period, at, who, what, why, evidence FROM finding_step WHERE finding = ?1 ORDER BY number",
            )?;
            asked.query_map([&id.0], step)?.collect()
        })
    }
}

/// Adds a step for each finding whose state differs from the one its last step came to. What is found, or found again,
/// begins as 待核: where it need not wait for a person, the next step says so.
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
        let seen = &finding.observation;
        let found =
            Told { at: seen.found_at, who: CENSUS, why: &finding.review, evidence: &seen.evidence };
        let mended = name(&FindingState::Mended)?;
        let begins = before.is_none_or(|it| it == mended);
        match finding.state {
            FindingState::Open | FindingState::Relapsed if begins => {
                add(transaction, finding, FindingState::Pending, &found)?;
                let why = unasked(finding.level);
                let told = Told { why: &why, ..found };
                add(transaction, finding, finding.state, &told)?;
            }
            // What is gone was not seen at an instant of its own: the audit instant speaks for it.
            FindingState::Mended => {
                let evidence = &finding.mended_evidence;
                let told = Told { at: run.as_of, evidence, ..found };
                add(transaction, finding, finding.state, &told)?;
            }
            _ => add(transaction, finding, finding.state, &found)?,
        }
    }
    Ok(())
}

fn unasked(level: Level) -> String {
    format!("按设置 [rectification] confirm_first，{level}类问题不需人工核实")
}

/// What a step tells beside the state.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) at: Instant,
    pub(super) who: &'a str,
    pub(super) why: &'a str,
    pub(super) evidence: &'a [VisitId],
}

pub(super) fn add(
    transaction: &Transaction<'_>,
    finding: &Finding,
    what: FindingState,
    told: &Told<'_>,
) -> rusqlite::Result<()> {
    let evidence: Vec<&str> = told.evidence.iter().map(|it| it.0.as_str()).collect();
    transaction
        .prepare_cached(
            "INSERT INTO finding_step (finding, period, at, who, what, why, evidence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            finding.id.0,
            finding.period.to_string(),
            utc(told.at),
            told.who,
            name(&what)?,
            told.why,
            evidence.join(&BETWEEN.to_string())
        ])
        .map(|_| ())
}

fn step(row: &Row<'_>) -> rusqlite::Result<Step> {
    let what: String = row.get(4)?;
    let evidence: String = row.get(6)?;
    let visits = evidence.split(BETWEEN).filter(|it| !it.is_empty());
    Ok(Step {
        finding: FindingId(row.get(0)?),
        period: parsed(row, 1)?,
        at: instant(row, 2)?,
        who: row.get(3)?,
        what: serde_json::from_value(what.into()).map_err(|error| unreadable(4, error))?,
        why: row.get(5)?,
        evidence: visits.map(|it| VisitId(it.to_owned())).collect(),
    })
}
