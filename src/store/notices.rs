//! Notices, each once: a row is on the disk before anything goes out, and what follows from sending is one transaction.

use crate::model::finding::{Finding, FindingId, FindingState};
use crate::model::notice::{Channel, Notice, NoticeKey, NoticeState, PUCHA};
use crate::model::time::Period;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rows::{from_json, json, name, readable_json, utc};
use rusqlite::{OptionalExtension, Transaction, params};

/// Stands in the reason of each step that a notice made.
const NUMBER: &str = "通知编号";

impl Store {
    /// All notices of the period, in the order of their units.
    pub fn notices(&self, period: Period) -> Result<Vec<Notice>, StoreError> {
        self.read(|connection| {
            let mut asked = connection
                .prepare("SELECT facts FROM notice WHERE period = ?1 ORDER BY channel, rowid")?;
            asked.query_map([period.to_string()], |row| from_json(row, 0))?.collect()
        })
    }

    pub fn notice(&self, key: &NoticeKey) -> Result<Option<Notice>, StoreError> {
        self.read(|connection| {
            connection
                .query_row("SELECT facts FROM notice WHERE key = ?1", [&key.0], |row| {
                    from_json(row, 0)
                })
                .optional()
        })
    }

    /// Adds those whose keys are not there yet. On the disk when it returns.
    pub async fn plan_notices(&self, notices: &[Notice]) -> Result<(), StoreError> {
        let notices = notices.to_vec();
        self.alone(move |transaction| {
            let mut asked = transaction.prepare(
                "INSERT OR IGNORE INTO notice (key, period, channel, state, changed_at, facts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for notice in &notices {
                asked.execute(params![
                    notice.key.0,
                    notice.period.to_string(),
                    name(&notice.channel)?,
                    name(&notice.state)?,
                    utc(notice.changed_at),
                    json(notice)?
                ])?;
            }
            Ok(())
        })
        .await
    }

    /// Puts `notice` in the place of the row with its key, if that is in state `from`; says whether it was. With
    /// `notifies`, its findings that are 待整改 become 已通知 in the same transaction. On the disk when it returns.
    pub async fn change_notice(
        &self,
        notice: &Notice,
        from: NoticeState,
        notifies: bool,
    ) -> Result<bool, StoreError> {
        let notice = notice.clone();
        self.alone(move |transaction| {
            let changed = transaction.execute(
                "UPDATE notice SET state = ?3, changed_at = ?4, facts = ?5 WHERE key = ?1 AND state = ?2",
                params![
                    notice.key.0,
                    name(&from)?,
                    name(&notice.state)?,
                    utc(notice.changed_at),
                    json(&notice)?
                ],
            )?;
            if changed == 1 && notifies {
                for id in &notice.findings {
                    note(transaction, &notice, id)?;
                }
            }
            Ok(changed == 1)
        })
        .await
    }
}

/// One finding of a notice that went out: one step a period, by whichever way the unit was told first. 反弹 stays 反弹,
/// so that it is not forgotten that the fault came back; the step says all the same that the unit was told.
fn note(transaction: &Transaction<'_>, notice: &Notice, id: &FindingId) -> rusqlite::Result<()> {
    let newest: Option<(String, Finding)> = transaction
        .prepare_cached(
            "SELECT finding.run, finding.facts FROM finding JOIN run ON run.id = finding.run
             WHERE finding.id = ?1 AND finding.period = ?2 ORDER BY run.number DESC LIMIT 1",
        )?
        .query_row(params![id.0, notice.period.to_string()], |row| {
            Ok((row.get(0)?, from_json(row, 1)?))
        })
        .optional()?;
    let Some((run, mut finding)) = newest else { return Ok(()) };
    match finding.state {
        FindingState::Open => finding.state = FindingState::Notified,
        // 已通知 may come from an earlier period.
        FindingState::Relapsed | FindingState::Notified if is_noted(transaction, notice, id)? => {
            return Ok(());
        }
        FindingState::Relapsed | FindingState::Notified => {}
        _ => return Ok(()),
    }
    transaction
        .prepare_cached("UPDATE finding SET state = ?3, facts = ?4 WHERE id = ?1 AND run = ?2")?
        .execute(params![id.0, run, name(&finding.state)?, readable_json(&finding)?])?;
    transaction
        .prepare_cached(
            "INSERT INTO finding_step (finding, period, at, who, what, why)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            id.0,
            notice.period.to_string(),
            utc(notice.changed_at),
            notice.steps.last().map_or(PUCHA, |it| it.who.as_str()),
            name(&finding.state)?,
            why(notice)
        ])
        .map(|_| ())
}

/// Whether a step of the period says already that the unit was told.
fn is_noted(
    transaction: &Transaction<'_>,
    notice: &Notice,
    id: &FindingId,
) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached(
            "SELECT 1 FROM finding_step WHERE finding = ?1 AND period = ?2 AND instr(why, ?3) > 0",
        )?
        .exists(params![id.0, notice.period.to_string(), NUMBER])
}

fn why(notice: &Notice) -> String {
    let by = match notice.channel {
        Channel::Outbox => "整改通知已放入发件文件夹".to_owned(),
        Channel::Mail => format!("整改通知已用邮件发到 {}", notice.recipient),
        Channel::Webhook => "已发群消息".to_owned(),
    };
    format!("{by}（{NUMBER} {}）", notice.key)
}
