//! What a person saw and adds to the results of a period, with the file that shows it (人工记入).

use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period};
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandEntry {
    pub period: Period,
    pub site: SiteKey,
    /// `by_hand.…` of the official table, or the code of a check that did not see it.
    pub code: String,
    pub description: String,
    /// 栏目名称 and 问题页面; empty and `None` where it is about the site as a whole.
    pub column: String,
    pub page: Option<String>,
    /// Where the person gives other points than the rules.
    pub points: Option<f64>,
    /// The person looked and found nothing wrong: the row of the official table is filled in, nothing is found.
    #[serde(default)]
    pub no_problem: bool,
    /// The kept file; every problem has one.
    pub evidence: Option<VisitId>,
    pub who: String,
    pub at: Instant,
}

impl HandEntry {
    /// What it is about, the same whenever the same thing is added again.
    pub fn subject(&self) -> String {
        match &self.page {
            Some(page) => page.clone(),
            None if self.column.is_empty() => self.description.clone(),
            None => self.column.clone(),
        }
    }
}

/// An entry as the store keeps it; entries are never deleted, only withdrawn.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptEntry {
    /// By which it is named when it is withdrawn.
    pub number: i64,
    pub entry: HandEntry,
    pub withdrawn: Option<Withdrawal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub who: String,
    pub why: String,
    pub at: Instant,
}
