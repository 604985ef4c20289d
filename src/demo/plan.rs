//! What one site is to be: its units, columns, marks, manners, and what the truth table says of it.

use crate::demo::answers::{Answer, Writing};
use crate::demo::dialects::Dialect;
use crate::demo::feed::Feed;
use crate::demo::guides::GuidePlan;
use crate::demo::serve::Door;
use crate::demo::truth::{Expect, Subject};
use crate::model::evidence::HomeVisit;
use crate::model::site::{ColumnClass, SiteStatus, UnitClass};
use crate::model::verdict::SiteState;
use chrono::NaiveDate;

pub(crate) struct SitePlan {
    pub(crate) unit: String,
    /// The unit as its own texts call it.
    pub(crate) short: String,
    pub(crate) class: UnitClass,
    pub(crate) status: SiteStatus,
    pub(crate) host: String,
    pub(crate) https: bool,
    /// Number of a section on the portal's host.
    pub(crate) organ: Option<u32>,
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) writing: Writing,
    pub(crate) code: String,
    pub(crate) columns: Vec<ColumnPlan>,
    /// Names that are in `columns.csv` as required, without an address.
    pub(crate) wanted: Vec<String>,
    /// Whether `columns.csv` lists its columns.
    pub(crate) listed: bool,
    pub(crate) marks: Marks,
    pub(crate) home: HomeManner,
    pub(crate) unknown: Unknown,
    pub(crate) robots: Option<String>,
    pub(crate) door: Door,
    /// Says this to every address instead of having pages.
    pub(crate) only: Option<Answer>,
    /// Markup for the home page and for the first article of the first column.
    pub(crate) on_home: Vec<String>,
    pub(crate) in_article: Vec<String>,
    /// Markup above the content of every page but the home page.
    pub(crate) on_every: String,
    /// Style rules and scripts for the head of every page.
    pub(crate) in_head: String,
    /// Changes the markup of every page.
    pub(crate) retouch: Option<fn(&str) -> String>,
    /// A script of the page loads the header and its menu.
    pub(crate) menu_loaded: bool,
    /// Further addresses of the host.
    pub(crate) extra: Vec<(String, Answer)>,
    /// Interfaces that scripts of the pages ask.
    pub(crate) feeds: Vec<Feed>,
    /// Home page visits of the week before the audit, in order.
    pub(crate) probes: Vec<HomeVisit>,
    pub(crate) truth: Vec<(Expect, String)>,
    /// Faults that only a browser shows.
    pub(crate) shown: Vec<(Expect, String)>,
}

impl SitePlan {
    pub(crate) fn home_path(&self) -> String {
        match self.organ {
            Some(organ) => format!("/public/column/{organ}?type=4"),
            None => "/".to_owned(),
        }
    }

    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.host)
    }

    pub(crate) fn address(&self) -> String {
        format!("{}{}", self.origin(), self.home_path())
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    pub(crate) fn finding(&mut self, code: &str, subject: Subject, why: &str) {
        self.truth.push((Expect::Finding { code: code.into(), subject }, why.into()));
    }

    pub(crate) fn finding_by_browser(&mut self, code: &str, subject: Subject, why: &str) {
        self.shown.push((Expect::Finding { code: code.into(), subject }, why.into()));
    }

    /// No row speaks of that any more.
    pub(crate) fn forget(&mut self, code: &str, subject: &Subject) {
        self.truth.retain(|(expect, _)| match expect {
            Expect::Finding { code: own, subject: of }
            | Expect::Nothing { code: own, subject: of, .. } => own != code || of != subject,
            Expect::State(_) => true,
        });
    }

    pub(crate) fn trap(&mut self, trap: &str, code: &str, subject: Subject, why: &str) {
        let expect = Expect::Nothing { trap: trap.into(), code: code.into(), subject };
        self.truth.push((expect, why.into()));
    }

    pub(crate) fn state(&mut self, state: SiteState, why: &str) {
        self.truth.push((Expect::State(state), why.into()));
    }

    /// The column of that name; the patterns only name columns that the standard set has.
    pub(crate) fn column(&mut self, name: &str) -> &mut ColumnPlan {
        let unit = &self.unit;
        self.columns
            .iter_mut()
            .find(|it| it.name == name)
            .unwrap_or_else(|| panic!("the plan of {unit} has a column {name}"))
    }

    pub(crate) fn drop_column(&mut self, name: &str) {
        self.columns.retain(|it| it.name != name);
    }
}

#[derive(Clone)]
pub(crate) struct ColumnPlan {
    pub(crate) id: usize,
    pub(crate) name: String,
    pub(crate) class: ColumnClass,
    /// `ColumnType` of the state standard.
    pub(crate) kind: &'static str,
    /// Folder of its pages.
    pub(crate) slug: &'static str,
    /// Theme of its titles.
    pub(crate) theme: &'static str,
    pub(crate) body: ColumnBody,
    pub(crate) print: Print,
    /// The day in the articles' addresses lies so many days after the printed one.
    pub(crate) skew: i64,
    pub(crate) on_home: bool,
    /// A full title in place of the `number`th.
    pub(crate) titles: Vec<(usize, String)>,
    pub(crate) paging: Paging,
    /// What the `number`th line prints in place of its day.
    pub(crate) printed: Vec<(usize, String)>,
    /// The articles print a day so many days after the list's.
    pub(crate) article_skew: i64,
    /// How the articles' `PubDate` is written.
    pub(crate) tag_format: &'static str,
    /// Further addresses of the first page.
    pub(crate) aliases: Vec<String>,
    /// Whether the navigation names it; others are reached through their parent.
    pub(crate) in_nav: bool,
    /// Another writing than the site's.
    pub(crate) writing: Option<Writing>,
    /// Markup above and below the list.
    pub(crate) around: (String, String),
    /// Changes the list's markup.
    pub(crate) retouch: Option<fn(&str) -> String>,
    /// Lines lead to these addresses instead of to articles of the site.
    pub(crate) leads_to: Vec<String>,
    /// The text of the `number`th article in place of the usual one.
    pub(crate) bodies: Vec<(usize, String)>,
    /// Where there are any, the list is a table of letters with the state of each.
    pub(crate) states: Vec<&'static str>,
    /// Markup for the last article.
    pub(crate) in_last: String,
    /// Markup for the `number`th article.
    pub(crate) in_articles: Vec<(usize, String)>,
    /// The name that its page gives, where it is another than the navigation's.
    pub(crate) calls_itself: Option<&'static str>,
    /// How the first of its articles are laid out as guides; the others are whole tables.
    pub(crate) guides: Vec<GuidePlan>,
}

#[derive(Clone)]
pub(crate) enum ColumnBody {
    /// Days of the entries in the order of the list.
    List(Vec<NaiveDate>),
    /// The column is one page of text.
    Single,
    /// An empty list with these words.
    Says(&'static str),
    /// A list frame with nothing in it.
    Frame,
    /// A list that a script fetches.
    Script,
    /// This markup in place of a list.
    Markup(String),
    /// Boxes with the first lines of these columns.
    Parent(Vec<&'static str>),
    /// At this address of the site, which is planted by itself.
    At(String),
    /// Leads to another host.
    Elsewhere(String),
}

/// How the pager keeps what it says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paging {
    True,
    /// It is only written by script and promises one page more than there is.
    Promises,
    /// The server answers every page number with the first page.
    Deaf,
}

/// How a list prints its days.
#[derive(Clone, Copy)]
pub(crate) enum Print {
    Full,
    /// As the dialect does it.
    Usual,
    MonthDay,
    Nothing,
    /// Nor do the articles say a day.
    Nowhere,
    /// In a way of its own; may be markup.
    As(fn(NaiveDate) -> String),
}

/// Footer marks.
#[expect(clippy::struct_excessive_bools, reason = "each mark stands there or does not")]
pub(crate) struct Marks {
    pub(crate) icp: bool,
    pub(crate) code: bool,
    /// Printed instead of the right code.
    pub(crate) wrong_code: Option<&'static str>,
    pub(crate) error_report: bool,
    pub(crate) site_map: bool,
    /// For people with impairments.
    pub(crate) entrance: bool,
    pub(crate) badge: Badge,
    pub(crate) drawn: Drawn,
    /// Markup that the footer has besides, mostly where no visitor sees it.
    pub(crate) further: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Badge {
    Shown,
    OnlyInComment,
    /// An old copy in a comment, a live one below.
    CommentAndShown,
    /// In the page, hidden by a style.
    Hidden,
}

/// How the footer comes into the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawn {
    InPage,
    /// A script of the same host writes it.
    Written,
    /// A script of the page loads it from the same host.
    Loaded,
    /// In a frame of the page.
    Framed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HomeManner {
    Direct,
    MetaRefresh,
    ScriptJump,
    Frameset,
    FirstFails,
    Cookie,
}

/// What the host says to addresses that it does not have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    NotFound,
    /// Status 200 and a page that says that there is nothing.
    Soft,
    /// Leads to the home page.
    ToHome,
    /// Leads to a page that asks for a name and a password.
    ToLogin,
    /// Status 200 and the page at this path.
    Same(&'static str),
}
