//! What persons added by hand: kept for ever, taken back where they say so.

use crate::model::hand_entry::{HandEntry, KeptEntry, Withdrawal};
use crate::model::site::SiteKey;
use crate::model::time::Period;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, readable_json};
use rusqlite::{Row, params};

impl Store {
    /// The entry's number. On the disk when it returns.
    pub async fn add_entry(&self, entry: &HandEntry) -> Result<i64, StoreError> {
        let entry = entry.clone();
        self.alone(move |transaction| {
            transaction.execute(
                "INSERT INTO hand_entry (period, site, facts) VALUES (?1, ?2, ?3)",
                params![entry.period.to_string(), entry.site.0, readable_json(&entry)?],
            )?;
            Ok(transaction.last_insert_rowid())
        })
        .await
    }

    /// Whether there was such an entry that was not withdrawn yet. On the disk when it returns.
    pub async fn withdraw_entry(&self, number: i64, by: &Withdrawal) -> Result<bool, StoreError> {
        let by = by.clone();
        self.alone(move |transaction| {
            let changed = transaction.execute(
                "UPDATE hand_entry SET withdrawn = ?2 WHERE number = ?1 AND withdrawn IS NULL",
                params![number, readable_json(&by)?],
            )?;
            Ok(changed == 1)
        })
        .await
    }

    /// All entries of the period, withdrawn ones among them, in the order in which they were made. `None`: of all sites.
    pub fn entries(
        &self,
        period: Period,
        site: Option<&SiteKey>,
    ) -> Result<Vec<KeptEntry>, StoreError> {
        self.read(|connection| {
            let mut asked = connection.prepare_cached(
                "SELECT number, facts, withdrawn FROM hand_entry
                 WHERE period = ?1 AND (?2 IS NULL OR site = ?2) ORDER BY number",
            )?;
            asked
                .query_map(params![period.to_string(), site.map(|it| it.0.as_str())], kept)?
                .collect()
        })
    }

    /// An entry by its number.
    pub fn entry(&self, number: i64) -> Result<Option<KeptEntry>, StoreError> {
        self.read(|connection| {
            let mut asked = connection
                .prepare("SELECT number, facts, withdrawn FROM hand_entry WHERE number = ?1")?;
            asked.query_map([number], kept)?.next().transpose()
        })
    }
}

fn kept(row: &Row<'_>) -> rusqlite::Result<KeptEntry> {
    let withdrawn: Option<String> = row.get(2)?;
    Ok(KeptEntry {
        number: row.get(0)?,
        entry: from_json(row, 1)?,
        withdrawn: withdrawn.map(|_| from_json(row, 2)).transpose()?,
    })
}
