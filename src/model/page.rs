//! What one page says, as an experienced inspector would read it; the shape behind `pucha inspect --json`.

use crate::model::facts::PageExtras;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    Home,
    List,
    /// Several boxes, each with its own 更多.
    Hub,
    Article,
    /// Nothing to read until a script has run.
    Shell,
    /// Under construction, a server's default page.
    Placeholder,
    Blocked,
    NotFound,
    #[default]
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CharsetSource {
    Bom,
    Header,
    Meta,
    Content,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charset {
    /// WHATWG name, GB18030 for every label of the GB family.
    pub label: String,
    pub source: CharsetSource,
}

/// Where a date was read; the order is the order of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSource {
    /// Printed in the list.
    List,
    /// `PubDate` or its like on the article.
    Meta,
    /// After 发布时间 and the like on the article.
    Label,
    /// From the article's own page, read for a list that prints none.
    Article,
    /// The day in the address.
    Address,
    /// Visible text of the article without a label.
    Text,
    /// Day and month printed, the year supplied.
    Inferred,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub date: NaiveDate,
    pub source: DateSource,
    /// Every place of the page that tells its day, in the order of trust.
    #[serde(default)]
    pub witnesses: Vec<Witness>,
}

/// How far a day may be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Printed as the day of publication.
    Sure,
    /// Stands in the text without saying what it is.
    Likely,
    /// When the file was made, or a year that nobody printed.
    Guess,
}

impl Certainty {
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Sure => "可靠",
            Self::Likely => "较可靠",
            Self::Guess => "推测",
        }
    }
}

impl DateSource {
    pub fn certainty(self) -> Certainty {
        match self {
            Self::List | Self::Meta | Self::Label | Self::Article => Certainty::Sure,
            Self::Text => Certainty::Likely,
            Self::Address | Self::Inferred => Certainty::Guess,
        }
    }
}

/// One place that tells a day of an entry: the list, its own page, its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    pub date: NaiveDate,
    pub source: DateSource,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub title: String,
    pub address: Url,
    pub date: Option<NaiveDate>,
    pub date_source: Option<DateSource>,
    /// Every place on the page that tells its day.
    #[serde(default)]
    pub witnesses: Vec<Witness>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pager {
    /// Entries in all, where the page says it.
    pub total: Option<u32>,
    pub pages: Option<u32>,
    pub next: Option<Url>,
}

/// A column as one page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    pub name: Option<String>,
    /// Where 更多 leads, on a home page or hub.
    pub more: Option<Url>,
    /// The newest believable date: not after the audit day.
    pub newest: Option<NaiveDate>,
    pub entries: Vec<Entry>,
    pub pager: Option<Pager>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkState {
    Present,
    Malformed,
    Missing,
    /// The place where the mark would stand could not be read: undecided.
    #[default]
    Unseen,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub state: MarkState,
    pub value: Option<String>,
}

/// Footer marks (standards §4.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub site_code: Mark,
    pub icp: Mark,
    pub police: Mark,
    pub badge: Mark,
    pub error_report: Mark,
    pub host_unit: Mark,
    pub contact: Mark,
    pub site_map: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Page,
    Image,
    Attachment,
    Script,
    Style,
    Frame,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Body,
    Nav,
    Footer,
    Option,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub address: Url,
    pub text: String,
    pub kind: LinkKind,
    pub place: Place,
    /// Not shown to a visitor (`display:none` and the like).
    #[serde(default)]
    pub hidden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadsBy {
    Refresh,
    Script,
    Frame,
}

/// A link and the one below which it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    pub address: Url,
    pub parent: Url,
}

/// A page that only leads on to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadsTo {
    pub address: Url,
    pub by: LeadsBy,
}

/// Page tags of the state standard (standards §4.3), by their names in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metas {
    pub site_name: Option<String>,
    pub site_domain: Option<String>,
    pub site_code: Option<String>,
    pub column_name: Option<String>,
    pub column_type: Option<String>,
    pub article_title: Option<String>,
    pub pub_date: Option<String>,
    pub content_source: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crumb {
    pub text: String,
    pub address: Option<Url>,
}

/// How a page without entries stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Emptiness {
    /// It has entries, or an article's text, or something else to read.
    Filled,
    /// The page says so itself (暂无内容), or a visible list frame holds nothing and no script could fill it.
    Empty,
    /// A script may fill it: undecided.
    Undecided,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What links resolve against.
    pub address: Url,
    pub kind: PageKind,
    pub charset: Charset,
    /// CMS family, `trs`, `hanweb` …
    pub family: Option<String>,
    pub title: String,
    /// An article's own title, where a tag or the family's layout tells it from the page's.
    #[serde(default)]
    pub headline: Option<String>,
    /// Where an article says that it came from (来源).
    #[serde(default)]
    pub origin: Option<String>,
    pub text_chars: usize,
    pub published: Option<Published>,
    pub lists: Vec<List>,
    /// The newest believable date over all lists.
    pub newest: Option<NaiveDate>,
    pub identity: Identity,
    pub links: Vec<Link>,
    /// Links of menus, site maps and directories that stand below another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<Branch>,
    pub leads_to: Option<LeadsTo>,
    /// Product that blocked us, or `unknown`.
    pub blocked_by: Option<String>,
    pub defects: Vec<String>,

    pub metas: Metas,
    pub breadcrumb: Vec<Crumb>,
    /// Scripts and frames of the same host that may draw header or footer.
    pub includes: Vec<Url>,
    /// Visible text, blanks folded, at most 20,000 characters.
    pub text: String,
    /// How the main part of the page stands when there are no entries.
    pub emptiness: Emptiness,
    /// Phrase by which the page says that it is not there, under construction, closed, and the like.
    pub notice: Option<Notice>,
    /// Title of an entry or article that is a statement of nothing to publish (情况说明).
    pub statement: Option<String>,
    /// What it says beside lists, dates and links.
    #[serde(default)]
    pub extras: PageExtras,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: NoticeKind,
    pub phrase: String,
    /// Where a notice of closing or moving says that the site is now.
    #[serde(default)]
    pub address: Option<Url>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    NotFound,
    UnderConstruction,
    ServerDefault,
    Closed,
    Moved,
    Archived,
    /// Words of gambling and the like where the site's own should stand.
    Hijacked,
}
