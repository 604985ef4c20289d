//! One bundle of facts per site and run: all that checks may look at. It holds no judgment.

use crate::model::facts::SiteFacts;
use crate::model::page::{
    DateSource, Emptiness, Identity, LeadsBy, LinkKind, Metas, NoticeKind, PageKind, Place, Witness,
};
use crate::model::site::{ColumnClass, Site};
use crate::model::time::{Instant, Period, Window};
use crate::model::visit::{Barrier, Failure, Hop, Reach, TlsFault, VisitId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use url::Url;

/// What goes into the checks. Serialised as it is, it is what a run stores, what another machine could send, and what
/// `rejudge` reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteEvidence {
    pub site: Site,
    pub period: Period,
    /// The audit instant of every date rule.
    pub as_of: Instant,
    /// Home page visits of this run, spaced over it, in order.
    pub home_visits: Vec<HomeVisit>,
    /// Home page visits of `pucha probe` in the week before the audit, in order.
    pub probes: Vec<HomeVisit>,
    /// The home page as it was read; `None` when it never was.
    pub home: Option<HomeFact>,
    /// Why the site as a whole could not be read, though its server may be well.
    pub barrier: Option<Barrier>,
    pub columns: Vec<ColumnFact>,
    /// Names under which the site offers something: navigation, boxes, column titles; for required sections.
    pub sections: Vec<SectionLead>,
    /// Links and pages that did not serve, each once. Those that served are only counted.
    pub links: Vec<LinkFact>,
    pub tls: Vec<TlsFact>,
    /// The newest believable date anywhere on the site.
    pub newest: Option<DatedFact>,
    pub counts: Counts,
    /// The run ended before all was read: what is missing is undecided.
    pub complete: bool,
    /// Defects worth a reader's eye that are nobody's fault: limits reached, patterns skipped.
    pub remarks: Vec<String>,
    /// What the site says beside columns and links.
    #[serde(default)]
    pub facts: SiteFacts,
    /// Code and subject of what persons excused (误报, 核减, 豁免): it counts towards no veto. Not a fact of the site: set
    /// when it is judged, never stored with the bundle.
    #[serde(skip)]
    pub excused: BTreeSet<(String, String)>,
}

impl SiteEvidence {
    /// Whether a person took this finding out, so that it must not count towards a veto.
    pub fn is_excused(&self, code: &str, subject: &str) -> bool {
        self.excused.contains(&(code.to_owned(), subject.to_owned()))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeVisit {
    pub id: VisitId,
    pub at: Instant,
    pub reach: Reach,
    pub elapsed_ms: u64,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself, not a state")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeFact {
    pub visit: VisitId,
    pub seen_at: Instant,
    /// Redirects from the registered address on, of every kind.
    pub chain: Vec<Hop>,
    pub landed: Url,
    /// How the last hop was made, when it was not HTTP.
    pub led_by: Option<LeadsBy>,
    pub kind: PageKind,
    pub title: String,
    pub text_chars: usize,
    /// Links to pages of the site itself.
    pub inner_links: usize,
    pub notice: Option<(NoticeKind, String)>,
    /// Whether the site's or the unit's name stands anywhere on the page.
    pub names_itself: bool,
    pub identity: Identity,
    pub metas: Metas,
    /// The newest believable date of the boxes on the home page, and of the articles they lead to.
    pub newest: Option<DatedFact>,
    /// Entries of the home page's boxes, dated or not.
    pub entries: usize,
    pub dated_entries: usize,
    /// Only an entrance: no boxes, only ways in. Then the second-level pages speak for it.
    pub is_entrance: bool,
    /// Newest date over the second-level pages, and whether all of them could be read.
    pub second_level_newest: Option<DatedFact>,
    pub second_level_complete: bool,
    pub emptiness: Emptiness,
    /// A script or fragment draws the menu, so what it offers was not seen.
    #[serde(default)]
    pub menu_unseen: bool,
    /// What list, address and the entry's own page say of the day of the newest entry.
    #[serde(default)]
    pub witnesses: Vec<Witness>,
}

/// A date and where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedFact {
    pub date: NaiveDate,
    pub source: DateSource,
    pub title: String,
    pub page: Url,
    pub visit: VisitId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFact {
    pub name: String,
    /// `None`: required by the register, looked for by name, not found.
    pub address: Option<Url>,
    pub class: ColumnClass,
    /// How the class is known.
    pub class_from: ClassSource,
    /// 更新期限 of the register.
    pub limit: Option<Window>,
    pub required: bool,
    /// 1 for a column of the main navigation, 2 below it, 0 where it is not known.
    pub level: u8,
    pub visit: Option<VisitId>,
    pub seen_at: Option<Instant>,
    pub reach: Option<Reach>,
    pub kind: PageKind,
    pub entries: usize,
    /// The newest believable date among the entries; where the list prints none, from the top entries' own pages.
    pub newest: Option<DatedFact>,
    /// Entries' own pages read because the list prints no dates, and how many of those could not be read.
    pub articles_read: usize,
    pub articles_unread: usize,
    pub emptiness: Emptiness,
    /// The title by which the column states that there was nothing to publish (情况说明).
    pub statement: Option<String>,
    /// Leads to another host: only asked whether it answers.
    pub external: bool,
    pub archived: bool,
    /// Shows only its sub-columns (indices into `SiteEvidence::columns`) and is judged by them.
    pub children: Vec<usize>,
    /// The same column under other addresses.
    pub also_at: Vec<Url>,
    /// How what the page itself does not hold was read.
    #[serde(default)]
    pub filled_by: Option<FilledBy>,
    /// Under which column it stands (index into `SiteEvidence::columns`), by breadcrumb or directory.
    #[serde(default)]
    pub parent: Option<usize>,
    /// Entries and pages in all, where the pager says it.
    #[serde(default)]
    pub total: Option<u32>,
    #[serde(default)]
    pub pages: Option<u32>,
    #[serde(default)]
    pub in_period: InPeriod,
    /// What list, address and the entry's own page say of the day of the newest entry.
    #[serde(default)]
    pub witnesses: Vec<Witness>,
    /// The newest day that the entries' own pages give by tag or label.
    #[serde(default)]
    pub by_articles: Option<DatedFact>,
}

/// Where the content of a page comes from that only scripts fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilledBy {
    /// The list that the page's own script asks for.
    Interface { address: Url, visit: VisitId },
    /// A browser that ran the page's scripts.
    Browser { visit: VisitId },
}

/// Entries published in the audit's month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InPeriod {
    pub count: usize,
    /// The list was followed back beyond the month's first day, and every entry had its date.
    pub complete: bool,
}

/// Different entries that the lists of the columns of a class date in a month, as this run saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// `None`: of all columns.
    pub class: Option<ColumnClass>,
    /// The audit's month or one before it.
    pub month: Period,
    pub count: usize,
    /// Every list was followed back beyond the month's first day, and every entry had its date.
    pub complete: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassSource {
    Register,
    ColumnType,
    Name,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionLead {
    pub name: String,
    pub address: Url,
    /// Seen in the navigation, on the home page, as a title …
    pub place: Place,
    /// How its address answered, where it was asked.
    pub reach: Option<Reach>,
}

/// A link or page that did not serve, with all looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact {
    pub address: Url,
    pub kind: LinkKind,
    pub text: String,
    /// Of the same host (or a page of the unit).
    pub internal: bool,
    /// Holds the first page that names it, and how many pages do in all.
    pub first_page: Url,
    pub pages: usize,
    pub on_home: bool,
    /// Every look in order. Broken: at least two that failed alike, the last of them by GET.
    pub looks: Vec<Look>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub visit: VisitId,
    pub at: Instant,
    pub reach: Reach,
    /// Asked with GET, not only HEAD.
    pub by_get: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFact {
    pub host: String,
    pub visit: VisitId,
    pub seen_at: Instant,
    pub fault: Option<TlsFault>,
    pub certificate_ends: Option<NaiveDate>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pages of the unit read.
    pub pages: usize,
    /// Different addresses asked for as links.
    pub links: usize,
    /// Pages that came as an earlier census had kept them.
    #[serde(default)]
    pub unchanged: usize,
    /// Links that could not be judged.
    pub links_not_judged: usize,
    pub columns: usize,
    /// Columns that only a browser fills.
    pub columns_need_browser: usize,
    /// 本月发布数: different entries that the columns' lists date in the audit's month; more may be where the count is
    /// not complete.
    #[serde(default)]
    pub published: InPeriod,
    /// The same by class and month, the audit's month and those before it, as far back as the lists were kept.
    #[serde(default)]
    pub by_month: Vec<Published>,
    pub failures: Vec<(Failure, usize)>,
}
