//! What a unit wrote into its problem list (单位反馈): a statement, never a proof.

use crate::model::finding::FindingId;
use crate::model::hand_entry::Withdrawal;
use crate::model::site::{SiteKey, chinese_names};
use crate::model::time::{Instant, Period};
use crate::model::visit::VisitId;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// 整改情况 as a unit may state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statement {
    Mended,
    Mending,
    Disputed,
}
chinese_names!(Statement { Mended = "已整改", Mending = "整改中", Disputed = "有异议" });

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAnswer {
    pub finding: FindingId,
    pub site: SiteKey,
    pub period: Period,
    pub statement: Statement,
    /// 整改完成日期, as the unit gives it.
    pub done_on: Option<NaiveDate>,
    /// 说明, in the unit's words; may be empty.
    pub note: String,
    /// Where it stands: `反馈.xlsx“问题清单”第5行`.
    pub place: String,
    /// SHA-256 of the file, and the file itself as it is kept.
    pub source: String,
    pub evidence: VisitId,
    /// Who took it in; may be empty.
    pub who: String,
    pub at: Instant,
}

impl UnitAnswer {
    /// `单位反馈已整改（11-25）`.
    pub fn told(&self) -> String {
        let day = self.done_on.map(|it| format!("（{:02}-{:02}）", it.month(), it.day()));
        format!("单位反馈{}{}", self.statement, day.unwrap_or_default())
    }
}

/// An answer as the store keeps it; answers are never deleted, only withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub number: i64,
    pub answer: UnitAnswer,
    pub withdrawn: Option<Withdrawal>,
}
