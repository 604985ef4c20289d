//! The figures of a year (年度工作总结), and their forms.
//!
//! In: the year's registers, verdicts, findings and bundles. Out: a [`Year`], its tables, and the draft of a work
//! summary. Never: a number that is not known, or one month's entries counted in two.

mod changes;
mod document;
mod figures;
mod known;
pub mod load;
mod problems;
mod published;
mod ranks;
mod replies;
mod tables;
mod words;

pub use changes::{Change, ChangeKind, Snapshot, changes};
pub use document::{charts, document};
pub use figures::{Figures, MonthFigures, Rectified};
pub use known::Known;
pub use problems::{End, Problem, problems};
pub use published::{Publishing, publishing};
pub use ranks::{Course, Standing, rank};
pub use replies::{Policies, Replies, policies, replies};
pub use tables::{explanations, sheets, summary};

use crate::config::Office;
use crate::model::site::{Site, SiteStatus};
use crate::model::time::Period;
use chrono::NaiveDate;

/// Everything that the documents of one year are made from.
#[derive(Debug, Clone)]
pub struct Year {
    pub year: i32,
    pub office: Office,
    /// The last day that an audit of the year reached.
    pub until: NaiveDate,
    /// The year had not ended when the figures were made.
    pub is_running: bool,
    /// Periods of the year that hold judgments, in order.
    pub periods: Vec<Period>,
    /// The last judged period before the year: what opened and closed is seen against it.
    pub before: Option<Period>,
    /// Days in which a message is to be answered.
    pub reply_days: u32,
    /// By class of unit, then in the register's order.
    pub sites: Vec<SiteYear>,
    pub changes: Vec<Change>,
    /// Only these units were asked for; empty: all.
    pub only: Vec<String>,
}

/// One site over the year.
#[derive(Debug, Clone)]
pub struct SiteYear {
    /// As the year's last register that holds it has it.
    pub site: Site,
    /// 状态 in the year's last register; `None`: it is no longer there.
    pub status: Option<SiteStatus>,
    /// By month; `None`: the month has no judgment of the site.
    pub months: [Option<Standing>; 12],
    /// Within its class.
    pub rank: Option<usize>,
    pub publishing: Publishing,
    pub replies: Replies,
    pub policies: Policies,
    pub problems: Vec<Problem>,
}

impl Year {
    /// The same year with some of its sites only.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&Site) -> bool) -> Self {
        self.sites.retain(|it| wanted(&it.site));
        self.changes.retain(|it| wanted(&it.site));
        for site in &self.sites {
            if !self.only.contains(&site.site.unit) {
                self.only.push(site.site.unit.clone());
            }
        }
        self
    }

    /// `年度工作总结-2026.docx`.
    pub fn file_name(&self, name: &str, ending: &str) -> String {
        let running = if self.is_running { "-截至" } else { "" };
        let until = if self.is_running { self.until.to_string() } else { String::new() };
        format!("{name}-{}{running}{until}.{ending}", self.year)
    }
}
