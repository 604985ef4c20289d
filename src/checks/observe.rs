//! Begins an observation from its rule, so that level, points and item come from one place.

use crate::model::evidence::SiteEvidence;
use crate::model::rule::{Level, Rule};
use crate::model::time::{Instant, shanghai};
use crate::model::verdict::Observation;
use crate::model::visit::VisitId;
use chrono::NaiveDate;

/// A finding of `code` as the rule rates it; the check fills in what was seen.
pub(super) fn finding<P>(rule: &Rule<P>, code: &str, description: String) -> Found {
    let rated = rule.codes.get(code);
    // Where an office lowers a deduction to a reminder, its points and item may still stand in the file.
    let deducted = rated.filter(|it| it.level == Level::Deduct);
    Found {
        code: code.to_owned(),
        level: rated.map_or(Level::Remind, |it| it.level),
        points: deducted.and_then(|it| it.points).unwrap_or_default(),
        item: deducted.and_then(|it| it.item.clone()),
        description,
    }
}

/// A question of `code` that the evidence leaves open.
pub(super) fn undecided(code: &str, description: String) -> Found {
    Found { code: code.to_owned(), level: Level::NotJudged, points: 0.0, item: None, description }
}

/// The day of the audit in Asia/Shanghai.
pub(super) fn today(evidence: &SiteEvidence) -> NaiveDate {
    evidence.as_of.with_timezone(&shanghai()).date_naive()
}

/// `2026年11月3日`.
pub(super) fn chinese_day(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

/// What a finding is before it is tied to a place and to evidence.
pub(super) struct Found {
    code: String,
    level: Level,
    points: f64,
    item: Option<String>,
    description: String,
}

impl Found {
    /// With one more sentence.
    pub(super) fn also(mut self, sentence: &str) -> Self {
        self.description.push_str(sentence);
        self
    }

    /// Ties it to the visits that show it. `subject` is its identity over the months.
    pub(super) fn on(self, subject: &str, found_at: Instant, visits: &[&VisitId]) -> Observation {
        let mut evidence: Vec<VisitId> = Vec::new();
        for visit in visits {
            if !evidence.contains(visit) {
                evidence.push((*visit).clone());
            }
        }
        Observation {
            code: self.code,
            level: self.level,
            subject: subject.to_owned(),
            column: String::new(),
            description: self.description,
            page: None,
            link: None,
            last_update: None,
            days_late: None,
            found_at,
            evidence,
            points: self.points,
            item: self.item,
        }
    }
}
