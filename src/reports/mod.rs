//! Stored verdicts and findings → ledger, results and bulletin.
//!
//! In: one [`Month`], everything that is known of a period. Out: bytes of CSV, xlsx, JSON, Markdown and HTML.
//! Never: a judgment of its own, a clock, a request. The same month always prints the same bytes, and nothing here
//! names a site as faulty that could not be judged.

use crate::config::{Office, Rectification};
use crate::model::finding::{Finding, FindingState, Tally};
use crate::model::rule::Level;
use crate::model::site::Site;
use crate::model::time::{Instant, Period};
use crate::model::verdict::{Conclusion, Observation, Verdict};
use chrono::NaiveDate;

pub mod annual;
mod answered;
pub mod basis;
pub mod bulletin;
pub mod causes;
pub mod clean;
pub mod clearance;
pub mod document;
pub mod explanations;
pub mod ledger;
pub mod load;
mod portals;
pub mod ranks;
pub mod results;
pub mod score_sheet;
pub mod table;
pub mod unit;
pub mod xlsx;

/// Everything that the documents of one period are made from.
#[derive(Debug, Clone)]
pub struct Month {
    pub period: Period,
    /// The audit instant of the newest run.
    pub as_of: NaiveDate,
    pub office: Office,
    pub rectification: Rectification,
    pub basis: Basis,
    /// In the order of the register.
    pub results: Vec<SiteResult>,
    /// The last period that was judged before this one, if there is one.
    pub previous: Option<Previous>,
    /// The same month a year ago, if it was judged.
    pub last_year: Option<Previous>,
    /// Of judged periods before this one, at most eleven, oldest first.
    pub rates: Vec<PeriodRate>,
}

/// How many sites of a period were judged, and qualified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodRate {
    pub period: Period,
    pub qualified: usize,
    pub judged: usize,
}

/// What the census goes by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// The profile of the rules, `2019`.
    pub profile: String,
    pub documents: Vec<Document>,
    pub unconfirmed: Vec<Unconfirmed>,
}

/// A point, level, clause or limit of the profile that nobody has confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// The check it belongs to, `stale_columns`.
    pub check: String,
    /// In a few Chinese words: `“栏目不更新”的分值`.
    pub text: String,
}

/// A document that the bulletin cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Without the title marks: `国务院办公厅关于印发政府网站发展指引的通知`. May be empty.
    pub title: String,
    /// `国办发〔2017〕47号`.
    pub number: String,
}

/// One site of the period with the newest run's judgment.
#[derive(Debug, Clone)]
pub struct SiteResult {
    pub site: Site,
    pub verdict: Verdict,
    /// All of the run's observations, the undecided ones too.
    pub observations: Vec<Observation>,
    pub findings: Vec<Finding>,
    pub run: RunTimes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunTimes {
    pub id: String,
    pub started_at: Instant,
    /// `None` while the run has not ended.
    pub finished_at: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct Previous {
    pub period: Period,
    pub results: Vec<SiteResult>,
}

/// A document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("写入 {file} 的内容时出错：{reason}")]
    Write { file: &'static str, reason: String },
    #[error(
        "表格共 {rows} 行，超过 xlsx 的上限 1048576 行，请改用 csv 格式，或用 --site 分单位导出"
    )]
    TooManyRows { rows: usize },
    #[error("通报模板出错：{0}")]
    Template(#[from] minijinja::Error),
    #[error("通报模板有误，没有写出通报：\n{0}")]
    Wording(#[from] bulletin::TemplateFaults),
    #[error("{0}")]
    Issue(#[from] bulletin::issue::IssueFault),
}

impl Month {
    /// All findings that belong in the ledger, with their sites, in no particular order.
    pub fn findings(&self) -> impl Iterator<Item = (&SiteResult, &Finding)> {
        self.results.iter().flat_map(|it| it.ledger_findings().map(move |finding| (it, finding)))
    }

    /// The same month with some of its sites only.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&Site) -> bool) -> Self {
        self.results.retain(|it| wanted(&it.site));
        self
    }
}

impl SiteResult {
    /// What the ledger lists: everything but the undecided.
    pub fn ledger_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|it| it.level != Level::NotJudged)
    }

    /// What was seen in this period and has to be put right; not what a person has yet to confirm.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        self.ledger_findings().filter(|it| {
            it.state.is_open() && it.state != FindingState::Pending && !it.is_unchecked()
        })
    }

    /// Counts over the ledger's findings.
    pub fn tally(&self) -> Tally {
        Tally::of(&self.ledger_findings().cloned().collect::<Vec<_>>())
    }

    /// What the checks could not decide.
    pub fn undecided(&self) -> impl Iterator<Item = &Observation> {
        self.observations.iter().filter(|it| it.level == Level::NotJudged)
    }

    pub fn is_judged(&self) -> bool {
        matches!(self.verdict.conclusion, Conclusion::Qualified | Conclusion::Unqualified)
    }
}

/// Share in percent with one decimal. What is not all is never shown as `100.0%`, what is not nothing never as `0.0%`.
pub(crate) fn percent(part: f64) -> String {
    format!("{:.1}%", percent_shown(part))
}

/// The number that [`percent`] shows.
pub(crate) fn percent_shown(part: f64) -> f64 {
    let rounded = (part * 1000.0).round() / 10.0;
    if part < 1.0 && 99.95 < rounded {
        99.9
    } else if 0.0 < part && rounded < 0.05 {
        0.1
    } else {
        rounded
    }
}

/// A number without needless decimals: `95`, `95.5`, `95.25`.
pub(crate) fn plain_number(number: f64) -> String {
    let text = format!("{:.2}", (number * 100.0).round() / 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_below_one_is_never_shown_as_a_hundred() {
        for (share, text) in [
            (1.0, "100.0%"),
            (0.9996, "99.9%"),
            (0.0, "0.0%"),
            (2.0 / 3.0, "66.7%"),
            (0.0001, "0.1%"),
        ] {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn numbers_have_at_most_two_decimals() {
        for (number, text) in
            [(95.0, "95"), (95.5, "95.5"), (0.1 + 0.2, "0.3"), (-0.001, "0"), (100.0, "100")]
        {
            assert_eq!(plain_number(number), text);
        }
    }
}
