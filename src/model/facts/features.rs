//! Facts on how the site is built: page tags, search, accessibility, https, IPv6, dates that cannot be.

use crate::model::evidence::Look;
use crate::model::page::DateSource;
use crate::model::time::Instant;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

/// On one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPage {
    pub tags: TagsOnPage,
    pub search: SearchBox,
    pub accessibility: Entrance,
    /// A script or fragment that was not at hand may draw further parts of the page.
    pub parts_unseen: bool,
    /// Entries whose printed day of publication lies after the day for which the page was read.
    pub ahead: Vec<AheadEntry>,
}

/// A page tag that the state standard requires (网页标签).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageTag {
    SiteName,
    SiteDomain,
    SiteIdCode,
    ColumnName,
    ColumnDescription,
    ColumnKeywords,
    ColumnType,
    ArticleTitle,
    PubDate,
    ContentSource,
}

/// Of which pages a tag is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagScope {
    /// 网站标签: every page.
    Site,
    /// 栏目标签: column pages.
    Column,
    /// 内容页标签: articles.
    Article,
}

impl PageTag {
    pub const ALL: [Self; 10] = [
        Self::SiteName,
        Self::SiteDomain,
        Self::SiteIdCode,
        Self::ColumnName,
        Self::ColumnDescription,
        Self::ColumnKeywords,
        Self::ColumnType,
        Self::ArticleTitle,
        Self::PubDate,
        Self::ContentSource,
    ];

    /// As the standard writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SiteName => "SiteName",
            Self::SiteDomain => "SiteDomain",
            Self::SiteIdCode => "SiteIDCode",
            Self::ColumnName => "ColumnName",
            Self::ColumnDescription => "ColumnDescription",
            Self::ColumnKeywords => "ColumnKeywords",
            Self::ColumnType => "ColumnType",
            Self::ArticleTitle => "ArticleTitle",
            Self::PubDate => "PubDate",
            Self::ContentSource => "ContentSource",
        }
    }

    pub fn scope(self) -> TagScope {
        match self {
            Self::SiteName | Self::SiteDomain | Self::SiteIdCode => TagScope::Site,
            Self::ColumnName
            | Self::ColumnDescription
            | Self::ColumnKeywords
            | Self::ColumnType => TagScope::Column,
            Self::ArticleTitle | Self::PubDate | Self::ContentSource => TagScope::Article,
        }
    }
}

/// Names are compared as browsers do, without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TagsOnPage {
    /// The page is empty until a script has run, which may write its tags too.
    pub unread: bool,
    /// Present with something in them.
    pub filled: Vec<PageTag>,
    /// Present, but with nothing in them.
    pub empty: Vec<PageTag>,
    /// Names that are meant for a tag that the page lacks, as they are written.
    pub misspelt: Vec<(PageTag, String)>,
}

/// How a visitor searches the site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchBox {
    #[default]
    None,
    /// A form that asks this address for a common word.
    Form { address: Url },
    /// A link, a box whose script sends it off, or a form that has to be posted.
    Other,
    /// Only a word in the source hints at one.
    Hint,
}

/// An entrance for people with impairments (无障碍, 适老化).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entrance {
    #[default]
    None,
    Shown,
}

/// An entry of a list that is dated after the day for which the page was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AheadEntry {
    pub title: String,
    pub address: Url,
    pub date: NaiveDate,
    /// Name of the list, where the page says it.
    pub list: Option<String>,
}

/// Of a site, over all its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {
    /// One for each scope of which pages were read.
    pub tags: Vec<TagTally>,
    /// Of portals only.
    pub search: Option<SearchFact>,
    pub accessibility: Option<EntranceFact>,
    /// `None` where the home page is read over https already, or the question cannot be asked.
    pub https: Option<HttpsFact>,
    pub ipv6: Option<Ipv6Fact>,
    /// Lists with entries dated after the audit and after the day on which they were read.
    pub ahead: Vec<AheadList>,
    pub redated: Vec<RedatedColumn>,
    pub bursts: Vec<Burst>,
}

/// How many pages of one scope were read, and which tags they lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagTally {
    pub scope: TagScope,
    pub pages: usize,
    /// Pages that lack at least one tag.
    pub lacking: usize,
    pub lacks: Vec<TagLack>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagLack {
    pub tag: PageTag,
    /// Pages without it, with an empty one included.
    pub pages: usize,
    pub empty: usize,
    /// A misspelt name that stands in its place on some page.
    pub misspelt: Option<String>,
    /// A few of the pages.
    pub examples: Vec<PageSeen>,
}

/// A page, and the visit that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSeen {
    pub page: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchFact {
    /// The home page.
    pub seen: PageSeen,
    pub found: SearchBox,
    /// Parts of the home page were not at hand.
    pub parts_unseen: bool,
    /// Where a form was asked: every look in order.
    pub looks: Vec<Look>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntranceFact {
    pub seen: PageSeen,
    pub found: Entrance,
    pub parts_unseen: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpsFact {
    /// The https address that was asked for.
    pub seen: PageSeen,
    pub state: HttpsState,
}

/// What became of the home page asked for by https.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpsState {
    Serves,
    /// By https, but with a certificate or protocol that a browser refuses; in the words of [`crate::model::visit`].
    Faulty(crate::model::visit::TlsFaultKind),
    /// It leads back to http.
    LeadsBack,
    /// Nothing there speaks TLS.
    NotServed,
    /// It speaks TLS and answers with this status.
    Status(u16),
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ipv6Fact {
    pub host: String,
    /// The home page's visit, at about the time of which the name was looked up.
    pub seen: PageSeen,
    pub state: Ipv6State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ipv6State {
    /// The name has no IPv6 address.
    Absent,
    /// It has one; whether it answers could not be tried from here.
    Recorded,
    Answers,
    /// It has one, which did not take our connection.
    Silent,
    LookupFailed,
}

/// A list with entries from the future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AheadList {
    /// The column's name, or the list's.
    pub name: String,
    pub seen: PageSeen,
    /// Entries of the same list with an ordinary day: without any, the days may be of something else.
    pub ordinary: usize,
    pub entries: Vec<AheadEntry>,
}

/// A column whose entries' addresses tell much older days than list and article do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedatedColumn {
    pub name: String,
    pub seen: PageSeen,
    /// Entries of which list, article and address all tell a day.
    pub compared: usize,
    /// The different days that these show in the list.
    pub days: usize,
    pub entries: Vec<RedatedEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedatedEntry {
    pub title: String,
    pub address: Url,
    pub listed: NaiveDate,
    pub by_address: NaiveDate,
    pub by_article: NaiveDate,
    pub article_source: DateSource,
    /// The article's own page.
    pub visit: VisitId,
}

/// Many entries of one column on one day, after a time without any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burst {
    pub name: String,
    pub seen: PageSeen,
    pub day: NaiveDate,
    pub entries: usize,
    /// Days from the entry before until then; `None` where no earlier entry was seen.
    pub quiet_days: Option<i64>,
    pub first_title: String,
}
