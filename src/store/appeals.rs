//! Appeals of units and the office's answers to them.

use crate::model::appeal::{Appeal, AppealAnswer, KeptAppeal};
use crate::model::finding::FindingId;
use crate::model::time::Period;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::findings::{Decision, make_true};
use crate::store::rows::{from_json, readable_json};
use rusqlite::{Row, params};

impl Store {
    /// The appeals' numbers, in their order. All in one transaction; on the disk when it returns.
    pub async fn add_appeals(&self, appeals: Vec<Appeal>) -> Result<Vec<i64>, StoreError> {
        self.alone(move |transaction| {
            let mut numbers = Vec::new();
            for appeal in &appeals {
                transaction.execute(
                    "INSERT INTO appeal (finding, period, facts) VALUES (?1, ?2, ?3)",
                    params![appeal.finding.0, appeal.period.to_string(), readable_json(appeal)?],
                )?;
                numbers.push(transaction.last_insert_rowid());
            }
            Ok(numbers)
        })
        .await
    }

    /// Answers the appeal, and makes true what follows from the answer, in one transaction. `false`, and nothing is
    /// changed: there is no such appeal, or it has an answer. On the disk when it returns.
    pub async fn answer_appeal(
        &self,
        number: i64,
        answer: AppealAnswer,
        decision: Option<Decision>,
    ) -> Result<bool, StoreError> {
        self.alone(move |transaction| {
            let changed = transaction.execute(
                "UPDATE appeal SET answer = ?2 WHERE number = ?1 AND answer IS NULL",
                params![number, readable_json(&answer)?],
            )?;
            if changed == 1
                && let Some(decision) = &decision
            {
                make_true(transaction, decision)?;
            }
            Ok(changed == 1)
        })
        .await
    }

    /// An appeal by its number.
    pub fn appeal(&self, number: i64) -> Result<Option<KeptAppeal>, StoreError> {
        self.read(|connection| {
            let mut asked =
                connection.prepare("SELECT number, facts, answer FROM appeal WHERE number = ?1")?;
            asked.query_map([number], kept)?.next().transpose()
        })
    }

    /// All appeals against the finding, oldest first.
    pub fn appeals_of(&self, finding: &FindingId) -> Result<Vec<KeptAppeal>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT number, facts, answer FROM appeal WHERE finding = ?1 ORDER BY number",
            )?;
            asked.query_map([&finding.0], kept)?.collect()
        })
    }

    /// All appeals of the period, answered or not, oldest first.
    pub fn appeals(&self, period: Period) -> Result<Vec<KeptAppeal>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT number, facts, answer FROM appeal WHERE period = ?1 ORDER BY number",
            )?;
            asked.query_map([period.to_string()], kept)?.collect()
        })
    }
}

fn kept(row: &Row<'_>) -> rusqlite::Result<KeptAppeal> {
    let answer: Option<String> = row.get(2)?;
    Ok(KeptAppeal {
        number: row.get(0)?,
        appeal: from_json(row, 1)?,
        answer: answer.map(|_| from_json(row, 2)).transpose()?,
    })
}
