//! A finding over the months: one fault of one site, with its life from found to put right.

use crate::model::rule::Level;
use crate::model::site::{SiteKey, chinese_names};
use crate::model::time::{Instant, Period};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// 整改情况.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Found, and to be confirmed by a person before it is held against the unit.
    Pending,
    Open,
    Notified,
    Mended,
    Relapsed,
    FalseAlarm,
    Subtracted,
    Exempt,
}
chinese_names!(FindingState {
    Pending = "待核",
    Open = "待整改",
    Notified = "已通知",
    Mended = "已整改",
    Relapsed = "反弹",
    FalseAlarm = "误报",
    Subtracted = "核减",
    Exempt = "豁免",
});

impl FindingState {
    /// Still to be put right.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Open | Self::Notified | Self::Relapsed)
    }

    /// 整改情况 of the ledger, which has no word of its own for what is still to be confirmed.
    pub fn in_ledger(self) -> &'static str {
        match self {
            Self::Pending => Self::Open.chinese(),
            other => other.chinese(),
        }
    }

    /// A person took it out of the score; that stays until a person says otherwise.
    pub fn is_excused(self) -> bool {
        matches!(self, Self::FalseAlarm | Self::Subtracted | Self::Exempt)
    }
}

/// Site, code and subject, hashed: the same fault has the same identity every month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FindingId(pub String);

impl FindingId {
    /// `F` and 12 hex digits of SHA-256.
    pub fn new(site: &SiteKey, code: &str, subject: &str) -> Self {
        let digest = Sha256::digest(format!("{site}\n{code}\n{subject}"));
        Self(format!("F{}", &hex::encode(digest)[..12]))
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A finding as it stands in one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub id: FindingId,
    pub site: SiteKey,
    pub period: Period,
    /// Shared with the judgment that it was made in: of a large site there are thousands.
    pub observation: Arc<Observation>,
    /// 指标, 依据条款 and 整改要求 as the rules had them when it was judged.
    pub indicator: Arc<str>,
    pub clause: Arc<str>,
    pub remedy: Arc<str>,
    pub level: Level,
    pub state: FindingState,
    pub first_found: Instant,
    /// 连续期数: how many periods in a row, this one included.
    pub periods_in_row: u32,
    /// 整改时限.
    pub deadline: Option<NaiveDate>,
    /// 整改完成日期.
    pub mended_on: Option<NaiveDate>,
    /// 复核结果.
    pub review: String,
    pub remark: String,
    /// 豁免 by the rules, for as long as it holds: reason, who approved, until when.
    #[serde(default)]
    pub exemption: Option<String>,
    /// Last day of an exemption that a person gave; after it the finding is open again.
    #[serde(default)]
    pub excused_until: Option<NaiveDate>,
    /// It had been put right once before it was found this time.
    #[serde(default)]
    pub came_back: bool,
    /// The visits that saw it gone.
    #[serde(default)]
    pub mended_evidence: Vec<VisitId>,
}

impl Finding {
    /// A person took it out of the score, and only a person brings it back.
    pub fn is_excused_by_a_person(&self) -> bool {
        self.state.is_excused() && self.exemption.is_none()
    }

    /// Whether the term of a person's exemption has run out by `day`.
    pub fn excuse_has_ended(&self, day: NaiveDate) -> bool {
        self.excused_until.is_some_and(|it| it < day)
    }

    /// Put right before, and seen again in this period.
    pub fn is_back(&self) -> bool {
        self.state == FindingState::Relapsed && self.periods_in_row < 2
    }

    /// What a finding is once a person has confirmed it.
    pub fn confirmed_state(&self) -> FindingState {
        if self.came_back { FindingState::Relapsed } else { FindingState::Open }
    }

    /// Still to be put right, confirmed, and its last day is over.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        let is_asked = self.state.is_open() && self.state != FindingState::Pending;
        is_asked && self.deadline.is_some_and(|it| it < today)
    }
}

/// 复核结果 of a finding that could not be looked at again.
pub const NOT_RECHECKED: &str = "本期未能复核";
/// 复核结果 of one that a census saw put right; a recheck or a person says it in other words.
pub const SEEN_MENDED: &str = "复核已整改";
/// 复核结果 of one that came back after it had been put right.
pub const CAME_BACK: &str = "整改后再次出现";
/// 复核结果 where a person says that it was not put right, whatever the run's evidence suggests.
pub const NOT_MENDED: &str = "经人工核实尚未整改";

impl Finding {
    /// Seen before, not seen now, and not looked at well enough to call it mended.
    pub fn is_unchecked(&self) -> bool {
        self.state.is_open() && self.review == NOT_RECHECKED
    }
}

/// The counts of the results, over the findings of one site in one period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// 问题总数: found this time and not excused.
    pub total: usize,
    /// 本期新增, relapses included.
    pub new: usize,
    /// 上期未改.
    pub repeated: usize,
    /// 已整改.
    pub mended: usize,
    /// 本期未能复核; in none of the others.
    pub unchecked: usize,
    /// 误报, 核减, 豁免; in none of the others.
    pub excused: usize,
    /// 待核; in none of the others.
    #[serde(default)]
    pub pending: usize,
}

impl Tally {
    pub fn of(findings: &[Finding]) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            if finding.state.is_excused() {
                tally.excused += 1;
            } else if finding.state == FindingState::Mended {
                tally.mended += 1;
            } else if finding.state == FindingState::Pending {
                tally.pending += 1;
            } else if finding.is_unchecked() {
                tally.unchecked += 1;
            } else if 1 < finding.periods_in_row {
                tally.repeated += 1;
            } else {
                tally.new += 1;
            }
        }
        tally.total = tally.new + tally.repeated;
        tally
    }
}
