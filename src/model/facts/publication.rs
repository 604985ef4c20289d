//! Facts on what must be published: annual reports, interpretations of policy files, statutory disclosure.

use crate::model::page::NoticeKind;
use crate::model::time::Instant;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

/// On one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPage {
    /// 成文日期, 发文日期 or 签发日期 as the page prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<Labelled>,
    /// 发布日期 or 公开日期, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Labelled>,
    /// A script may draw the links between a policy file and its interpretation.
    pub links_drawn: bool,
}

/// A day behind its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    pub label: String,
    pub date: NaiveDate,
}

/// Of a site, over all its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {
    /// Columns that hold annual reports.
    pub shelves: Vec<Shelf>,
    /// Annual reports of the last years that the site names anywhere.
    pub reports: Vec<Report>,
    /// Names under which the disclosure pages offer something.
    pub entrances: Vec<Entrance>,
    /// The newest policy files of the site's own.
    pub policies: Vec<PolicyFile>,
    pub interpreting: Interpreting,
    /// Documents that were published well after they were signed.
    pub signed: Vec<SignedFile>,
    /// What the home page says of closing or moving.
    pub notice: Option<SiteNotice>,
    /// Whether the program that made the bundle looked for all this.
    pub looked_for: bool,
}

impl OfSite {
    /// Bundles of the first programs hold nothing of it, which does not mean that the site has nothing.
    pub fn is_known(&self) -> bool {
        self.looked_for || *self != Self::default()
    }
}

/// Which annual report.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// 政府信息公开工作年度报告.
    #[default]
    Disclosure,
    /// 政府网站工作年度报表.
    Website,
}

impl ReportKind {
    pub const ALL: [Self; 2] = [Self::Disclosure, Self::Website];

    pub fn chinese(self) -> &'static str {
        match self {
            Self::Disclosure => "政府信息公开年报",
            Self::Website => "政府网站工作年度报表",
        }
    }
}

/// Whose report a title names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    Own,
    /// The title names nobody.
    Unnamed,
    /// A name that may be the unit's: a short form, an older name.
    Doubtful,
    Other,
}

/// A day with the visit that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDay {
    pub date: NaiveDate,
    pub visit: VisitId,
}

/// An annual report by its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub kind: ReportKind,
    /// Of which year; `None` where the title does not say.
    pub year: Option<i32>,
    pub title: String,
    pub address: Url,
    pub whose: Whose,
    /// The title may mean something else.
    pub is_doubtful: bool,
    pub is_attachment: bool,
    /// Stands in a column of such reports.
    pub on_shelf: bool,
    /// The page that names it.
    pub page: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
    /// Printed in a list.
    pub listed: Option<ShownDay>,
    /// By tag or label on its own page.
    pub own_page: Option<ShownDay>,
}

/// A column of annual reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    pub kind: ReportKind,
    pub name: String,
    pub address: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
    pub entries: usize,
    /// Every page of its list was read, and no script adds to it.
    pub complete: bool,
}

/// What a disclosure page offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entrance {
    pub name: String,
    pub address: Url,
    pub page: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
}

/// A policy file of the site's own, with what interprets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyFile {
    pub title: String,
    pub address: Url,
    pub date: NaiveDate,
    pub visit: VisitId,
    pub seen_at: Instant,
    pub interpretations: Vec<Interpretation>,
    /// Its page leads to an interpretation.
    pub leads_to_one: bool,
    /// A script may draw such links on its page.
    pub links_drawn: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpretation {
    pub title: String,
    pub address: Url,
    pub visit: VisitId,
    /// The title names the file, and not only something like it.
    pub is_sure: bool,
    /// Its page leads back to the file; `None`: its page was not read, or a script may draw the link.
    pub leads_back: Option<bool>,
}

/// How well the interpretations of a site are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Interpreting {
    /// Columns of interpretations, and those of them whose lists were followed back beyond the policy files.
    pub columns: usize,
    pub followed: usize,
    /// Interpretations known by title.
    pub titles: usize,
}

/// A document with the days of signature and publication that its page prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFile {
    pub title: String,
    pub address: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
    pub signed: Labelled,
    /// The earliest that page and list say.
    pub published: Labelled,
    /// A decision on a licence or a penalty.
    pub is_decision: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteNotice {
    pub kind: NoticeKind,
    pub phrase: String,
    /// Where the site is now.
    pub address: Option<Url>,
    pub visit: VisitId,
    pub seen_at: Instant,
}
