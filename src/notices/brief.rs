//! A parcel in numbers: how many problems of which level, due when.

use crate::model::finding::{Finding, FindingId};
use crate::model::parcel::Parcel;
use crate::model::rule::Level;
use crate::model::time::chinese_date;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// The findings of a period by their identity.
pub type Findings = HashMap<FindingId, Finding>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub veto: usize,
    pub deduct: usize,
    pub remind: usize,
}

impl Counts {
    pub fn add(&mut self, level: Level) {
        match level {
            Level::Veto => self.veto += 1,
            Level::Deduct => self.deduct += 1,
            Level::Remind | Level::NotJudged => self.remind += 1,
        }
    }

    pub fn total(&self) -> usize {
        self.veto + self.deduct + self.remind
    }

    /// `单项否决1个、扣分9个`; levels without problems are left out.
    pub fn chinese(&self) -> String {
        [("单项否决", self.veto), ("扣分", self.deduct), ("提醒", self.remind)]
            .iter()
            .filter(|(_, count)| 0 < *count)
            .map(|(level, count)| format!("{level}{count}个"))
            .collect::<Vec<_>>()
            .join("、")
    }

    /// Greater is worse.
    pub fn weight(&self) -> (usize, usize, usize) {
        (self.veto, self.deduct, self.remind)
    }
}

/// The findings of one unit, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    pub counts: Counts,
    pub by_deadline: BTreeMap<NaiveDate, Counts>,
}

impl Brief {
    pub fn of(parcel: &Parcel, findings: &Findings) -> Self {
        Self::over(&parcel.findings, findings)
    }

    /// A finding that is not known counts as a reminder without a deadline: the list that goes with it says more.
    pub fn over(ids: &[FindingId], findings: &Findings) -> Self {
        let mut brief = Self::default();
        for id in ids {
            let finding = findings.get(id);
            let level = finding.map_or(Level::Remind, |it| it.level);
            brief.counts.add(level);
            if let Some(deadline) = finding.and_then(|it| it.deadline) {
                brief.by_deadline.entry(deadline).or_default().add(level);
            }
        }
        brief
    }
}

/// `2026年11月27日17时`; midnight is the day's end.
pub fn due_by(day: NaiveDate, hour: u32) -> String {
    format!("{}{hour}时", chinese_date(day))
}
