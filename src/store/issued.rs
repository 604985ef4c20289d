//! Bulletins that a person issued or took back: rows are added, never changed; the newest of a period counts.

use crate::model::time::{Instant, Period};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, readable_json};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueState {
    Issued,
    Withdrawn,
}

/// A bulletin as it was issued, or that it was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    pub period: Period,
    pub state: IssueState,
    /// 发文字号.
    pub number: String,
    /// 成文日期.
    pub date: NaiveDate,
    pub who: String,
    pub at: Instant,
    /// Why it was replaced or taken back; empty for the first of a period.
    pub why: String,
    /// SHA-256 of the draft that it was made from.
    pub hash: String,
    /// The document that was issued, as JSON.
    pub document: String,
}

impl Store {
    /// Adds it to what was issued for its period. On the disk when it returns.
    pub async fn issue(&self, issue: &Issue) -> Result<(), StoreError> {
        let issue = issue.clone();
        self.alone(move |transaction| {
            transaction
                .execute(
                    "INSERT INTO issued (period, facts) VALUES (?1, ?2)",
                    params![issue.period.to_string(), readable_json(&issue)?],
                )
                .map(|_| ())
        })
        .await
    }

    /// What is in force for the period: the newest row, unless that one took it back.
    pub fn issued(&self, period: Period) -> Result<Option<Issue>, StoreError> {
        self.read(|connection| {
            let newest: Option<Issue> = connection
                .query_row(
                    "SELECT facts FROM issued WHERE period = ?1 ORDER BY number DESC LIMIT 1",
                    [period.to_string()],
                    |row| from_json(row, 0),
                )
                .optional()?;
            Ok(newest.filter(|it| it.state == IssueState::Issued))
        })
    }

    /// Everything that was issued and taken back, oldest first.
    pub fn issues(&self, period: Period) -> Result<Vec<Issue>, StoreError> {
        self.read(|connection| {
            let mut asked =
                connection.prepare("SELECT facts FROM issued WHERE period = ?1 ORDER BY number")?;
            asked.query_map([period.to_string()], |row| from_json(row, 0))?.collect()
        })
    }

    /// The period whose bulletin in force has that 发文字号.
    pub fn period_of_issue(&self, number: &str) -> Result<Option<Period>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare(
                "SELECT facts FROM (SELECT facts, max(number) FROM issued GROUP BY period)
                 WHERE json_extract(facts, '$.number') = ?1
                   AND json_extract(facts, '$.state') = 'issued'",
            )?;
            let mut found =
                asked.query_map([number], |row| from_json::<Issue>(row, 0).map(|it| it.period))?;
            found.next().transpose()
        })
    }
}
