//! A unit's statement that a finding is wrong, and what the office answers (申诉).

use crate::model::finding::{FindingId, FindingState};
use crate::model::site::{SiteKey, chinese_names};
use crate::model::time::{Instant, Period};
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    pub finding: FindingId,
    pub site: SiteKey,
    /// Of the record that the unit speaks of.
    pub period: Period,
    /// What the unit says, in its words.
    pub statement: String,
    /// The kept file.
    pub evidence: VisitId,
    /// Who took it in, and when.
    pub who: String,
    pub at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was no fault: 误报.
    FalseAlarm,
    /// It is a fault, and its points are given back: 核减.
    Subtracted,
    Refused,
}
chinese_names!(Outcome { FalseAlarm = "误报", Subtracted = "核减", Refused = "驳回" });

impl Outcome {
    /// The finding's state by this answer; `None`: it stays as it is.
    pub fn state(self) -> Option<FindingState> {
        match self {
            Self::FalseAlarm => Some(FindingState::FalseAlarm),
            Self::Subtracted => Some(FindingState::Subtracted),
            Self::Refused => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AppealAnswer {
    pub outcome: Outcome,
    pub who: String,
    pub why: String,
    pub at: Instant,
    /// What the finding had taken off, before the cap of its item; 0 where it is refused.
    pub points: f64,
}

/// An appeal as the store keeps it; appeals are never deleted, and an answer stands.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAppeal {
    /// By which it is named when it is answered.
    pub number: i64,
    pub appeal: Appeal,
    pub answer: Option<AppealAnswer>,
}
