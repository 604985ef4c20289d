//! What `data/cms/<family>.toml` may say of a family of content management systems; unknown keys are refused.

use crate::reference::interfaces::Interface;
use serde::Deserialize;

/// One family: how it is told, and where its pages keep what is read in them. Whatever is left out, the general readers
/// find by themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: &'static str,
    pub recognise: Recognise,
    #[serde(default)]
    pub list: ListPlaces,
    #[serde(default)]
    pub pager: PagerForms,
    #[serde(default)]
    pub article: ArticlePlaces,
    #[serde(default)]
    pub interface: Interface,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Regular expressions over the page's source.
    #[serde(default)]
    pub html: Vec<String>,
    /// Tags `<meta name=… content=…>`.
    #[serde(default)]
    pub meta: Vec<MetaSign>,
    /// Regular expressions over the page's own address and its links.
    #[serde(default)]
    pub address: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetaSign {
    pub name: String,
    /// A regular expression; whatever the tag holds counts where this is left out.
    pub content: Option<String>,
}

/// Selectors by which a column's own list is nominated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListPlaces {
    /// What holds the list; without it, entries that stand side by side.
    pub holder: Vec<String>,
    /// Entries within the holder; nothing is nominated without.
    pub entry: Vec<String>,
    /// Regular expressions over `href` as written: a list is the family's when half of its links are.
    pub address: Vec<String>,
    /// The entry's link, where it has several.
    pub link: Vec<String>,
    /// What holds the title, where it is not the link's text.
    pub title: Vec<String>,
    /// What holds the date or all its parts.
    pub date: Vec<String>,
    /// Separators and the like that are no entries.
    pub skip: Vec<String>,
    /// Tickers, hot lists, letters of citizens: lists, but never the column's own.
    pub aside: Vec<String>,
    pub island: Option<Island>,
}

/// A list that stands as data in a script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Island {
    /// The element that wraps the markup of one entry.
    pub record: String,
    /// An element whose name begins alike and is no record.
    pub set: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PagerForms {
    /// What holds the drawn pager; without it, whatever follows the list.
    pub holder: Vec<String>,
    /// What holds the pager as base64 of percent-encoded markup.
    pub encoded: Vec<String>,
    /// Regular expressions over `href` of steps that only a script takes: the next page has no address.
    pub no_address: Vec<String>,
    pub script: Vec<ScriptForm>,
    pub step: Vec<Step>,
    pub query: Vec<Query>,
}

/// Numbers that a script is called with or sets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptForm {
    /// Regular expressions with groups `pages`, `current`, `name`, `ext`, `total`, `per` (entries a page), `unit`. All are
    /// looked for; the first must be there.
    pub patterns: Vec<String>,
    /// What `current` is on page one.
    pub first: u32,
    /// The query parameter that holds the current page's number, where no group does.
    pub current_query: Option<String>,
    /// The next page's address; `{next}` is `current` and one, other braces are groups. Left out where the call does not
    /// tell.
    pub next: Option<String>,
}

/// The next page by the number in the page's own path, where the page tells how many there are and has no link.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A regular expression over the path; group `number`, on page one left out.
    pub path: String,
    #[serde(default)]
    pub counts: Counts,
    /// Relative to the page; `{next}` is the next number, other braces are groups.
    pub next: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    #[default]
    Up,
    /// The last page is number 1.
    Down,
}

/// The next page by a query parameter, under the same conditions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// A regular expression over path and query: only there.
    pub address: String,
    pub name: String,
    /// Its value on page one.
    #[serde(default = "one")]
    pub first: u32,
}

fn one() -> u32 {
    1
}

/// Selectors of what stands on an article's page.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ArticlePlaces {
    /// What holds the text: `#id` or `.class`.
    pub content: Vec<String>,
    pub title: Vec<String>,
    /// What holds the day of publication.
    pub date: Vec<String>,
    /// What holds the source, after 来源 or alone.
    pub source: Vec<String>,
}
