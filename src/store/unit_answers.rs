//! What units answered in their problem lists: kept for ever, taken back where a person says so.

use crate::model::finding::FindingId;
use crate::model::hand_entry::Withdrawal;
use crate::model::time::Period;
use crate::model::unit_answer::{KeptAnswer, UnitAnswer};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, readable_json};
use rusqlite::{Row, params};

impl Store {
    /// How many of them are new: an answer of the same file about the same finding is kept once. All in one
    /// transaction; on the disk when it returns.
    pub async fn add_unit_answers(&self, answers: Vec<UnitAnswer>) -> Result<usize, StoreError> {
        self.alone(move |transaction| {
            let mut new = 0;
            for answer in &answers {
                new += transaction.execute(
                    "INSERT INTO unit_answer (source, finding, period, facts) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (source, finding) WHERE withdrawn IS NULL DO NOTHING",
                    params![
                        answer.source,
                        answer.finding.0,
                        answer.period.to_string(),
                        readable_json(answer)?
                    ],
                )?;
            }
            Ok(new)
        })
        .await
    }

    /// Withdraws what the file said, all in one transaction; how many answers that were. On the disk when it returns.
    pub async fn withdraw_unit_answers(
        &self,
        source: &str,
        by: &Withdrawal,
    ) -> Result<usize, StoreError> {
        let (source, by) = (source.to_owned(), by.clone());
        self.alone(move |transaction| {
            transaction.execute(
                "UPDATE unit_answer SET withdrawn = ?2 WHERE source = ?1 AND withdrawn IS NULL",
                params![source, readable_json(&by)?],
            )
        })
        .await
    }

    /// Withdraws one answer. `false`: there is none of this number that still stands. On the disk when it returns.
    pub async fn withdraw_unit_answer(
        &self,
        number: i64,
        by: &Withdrawal,
    ) -> Result<bool, StoreError> {
        let by = by.clone();
        self.alone(move |transaction| {
            let changed = transaction.execute(
                "UPDATE unit_answer SET withdrawn = ?2 WHERE number = ?1 AND withdrawn IS NULL",
                params![number, readable_json(&by)?],
            )?;
            Ok(changed == 1)
        })
        .await
    }

    /// All answers about findings of the period, withdrawn ones among them, oldest first.
    pub fn unit_answers(&self, period: Period) -> Result<Vec<KeptAnswer>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT number, facts, withdrawn FROM unit_answer WHERE period = ?1 ORDER BY number",
            )?;
            asked.query_map([period.to_string()], kept)?.collect()
        })
    }

    /// All answers about the finding, withdrawn ones among them, oldest first.
    pub fn unit_answers_of(&self, finding: &FindingId) -> Result<Vec<KeptAnswer>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT number, facts, withdrawn FROM unit_answer WHERE finding = ?1 ORDER BY number",
            )?;
            asked.query_map([&finding.0], kept)?.collect()
        })
    }
}

fn kept(row: &Row<'_>) -> rusqlite::Result<KeptAnswer> {
    let withdrawn: Option<String> = row.get(2)?;
    Ok(KeptAnswer {
        number: row.get(0)?,
        answer: from_json(row, 1)?,
        withdrawn: withdrawn.map(|_| from_json(row, 2)).transpose()?,
    })
}
