//! What checks report and what a site's census ends in.

use crate::model::rule::Level;
use crate::model::site::chinese_names;
use crate::model::time::Instant;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing a check reports about a site. Rows, never fields of a wide table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Finding code of the contract, `stale_columns.veto`.
    pub code: String,
    /// From the rule; [`Level::NotJudged`] for what could not be decided.
    pub level: Level,
    /// What the finding is about, stable over months: with site and code it is the finding's identity. The address of
    /// a column or link, the name of a section, or empty.
    pub subject: String,
    /// 栏目名称; empty when it is about no column.
    pub column: String,
    /// 问题描述: what was seen, whole sentences, as it may stand before the county.
    pub description: String,
    /// 问题页面 and 问题链接, as requested.
    pub page: Option<String>,
    pub link: Option<String>,
    /// 最后更新日期.
    pub last_update: Option<NaiveDate>,
    /// 超期天数.
    pub days_late: Option<i64>,
    /// When the evidence was seen.
    pub found_at: Instant,
    /// At least one, unless the level is [`Level::NotJudged`].
    pub evidence: Vec<VisitId>,
    /// Points that the rule gives this finding, before the item's cap. 0 when it deducts none.
    pub points: f64,
    /// Item of the score sheet.
    pub item: Option<String>,
}

/// 站点状态.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteState {
    Normal,
    Unreachable,
    Zombie,
    Closed,
    Suspended,
    Moved,
    Blocked,
    NotJudged,
}
chinese_names!(SiteState {
    Normal = "正常",
    Unreachable = "无法访问",
    Zombie = "僵尸",
    Closed = "已关停",
    Suspended = "临时下线",
    Moved = "已迁移",
    Blocked = "受阻",
    NotJudged = "无法判定",
});

/// 结论.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    Qualified,
    Unqualified,
    NotJudged,
    NotRated,
}
chinese_names!(Conclusion {
    Qualified = "合格",
    Unqualified = "不合格",
    NotJudged = "无法判定",
    NotRated = "不参评",
});

/// One item of the score sheet that loses points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deduction {
    pub group: String,
    pub item: String,
    pub count: usize,
    /// Sum before the cap, and the cap where the item has one; what comes off is the smaller.
    pub sum: f64,
    pub cap: Option<f64>,
    /// By finding code; their points add up to `sum`.
    #[serde(default)]
    pub lines: Vec<DeductionLine>,
}

/// The findings of one code in an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeductionLine {
    pub code: String,
    pub count: usize,
    pub points: f64,
    /// Findings of the code that were deducted under another item already.
    pub not_twice: usize,
}

impl Deduction {
    pub fn taken(&self) -> f64 {
        self.cap.map_or(self.sum, |cap| self.sum.min(cap))
    }
}

/// A group was left out, and what remained of the rest stretched to the full score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    pub group: String,
    /// What the rest is worth, and what of it was left.
    pub worth: f64,
    pub left: f64,
}

/// 加分, given by a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bonus {
    pub code: String,
    pub name: String,
    pub points: f64,
}

/// From the sheet to the score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arithmetic {
    /// The full score that the deductions come off.
    pub full: f64,
    pub stretch: Option<Stretch>,
    /// What is left of the deduction part.
    pub deducted: f64,
    pub bonuses: Vec<Bonus>,
    /// What of the bonuses counts: none below the threshold, and no more than the cap.
    pub bonus_taken: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub state: SiteState,
    pub conclusion: Conclusion,
    /// `None` with a veto, and where nothing could be judged.
    pub score: Option<f64>,
    /// Veto codes, each once, in the order of the bulletin.
    pub vetoes: Vec<String>,
    pub deductions: Vec<Deduction>,
    #[serde(default)]
    pub arithmetic: Arithmetic,
    /// Codes of the official table that a person looked at and found in order.
    #[serde(default)]
    pub in_order_by_hand: Vec<String>,
    /// 备注 of the results: samples, what could not be judged.
    pub notes: Vec<String>,
    /// 首页最新更新.
    pub home_newest: Option<NaiveDate>,
    /// Share of home page visits that opened, 0 to 1, and their number; `None` without visits that can be judged,
    /// and where the site is not rated: that one that was closed does not open is no reproach.
    pub availability: Option<(f64, usize)>,
    pub pages: usize,
    pub links: usize,
}
