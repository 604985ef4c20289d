//! Facts on how citizens are answered: messages and replies, surveys, interviews.

use crate::model::page::Emptiness;
use crate::model::site::ColumnClass;
use crate::model::time::Instant;
use crate::model::visit::VisitId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::Url;

/// On one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPage {
    /// Lines of lists that say more of themselves than title and day.
    pub lines: Vec<Line>,
    /// Messages that stand on the page whole; a message's own page holds one.
    pub messages: Vec<WholeMessage>,
    /// What the page says of the survey that it may be about.
    pub survey: Option<WholeSurvey>,
    /// Words of a reply stand on it, whatever else it is.
    pub replies: bool,
}

/// What is said of a message's answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Nothing either way; of a page that was read: it is not laid out as a message.
    #[default]
    Unsaid,
    Answered,
    /// Said to be still waiting for it.
    Waiting,
    /// The message stands there whole, and no reply with it.
    Missing,
    /// A script may bring the reply.
    Unclear,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    pub address: Option<Url>,
    pub title: String,
    pub asked: Option<NaiveDate>,
    pub replied: Option<NaiveDate>,
    pub reply: Reply,
    /// The words by which it says so.
    pub state: String,
    /// Of a survey: said to be over; its results are named.
    pub closed: bool,
    pub results: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WholeMessage {
    pub title: String,
    /// Of what was asked; numbers are masked.
    pub beginning: String,
    pub asked: Option<NaiveDate>,
    pub replied: Option<NaiveDate>,
    pub reply: Reply,
    pub state: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WholeSurvey {
    pub closed: bool,
    /// Its last day.
    pub ends: Option<NaiveDate>,
    pub results: Results,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Results {
    /// No page that would show them was read.
    #[default]
    Unread,
    /// The page says no word of any.
    Absent,
    /// Named, linked or shown.
    Named,
}

/// Of a site, over all its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {
    /// Columns of messages, surveys and interviews, as far as their lists were read.
    pub boards: Vec<Board>,
    /// Messages of which it was not seen that they were answered.
    pub messages: Vec<Message>,
    /// More of them than are kept.
    pub messages_left_out: usize,
    pub surveys: InYear,
    pub interviews: InYear,
    /// Surveys that are over.
    pub closed_surveys: Vec<ClosedSurvey>,
}

/// A column of messages, surveys or interviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub name: String,
    pub class: ColumnClass,
    pub address: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
    /// Lines of its list, and how many of them are seen to be answered.
    pub lines: usize,
    pub answered: usize,
    /// Answered, but nothing tells when.
    #[serde(default)]
    pub answered_undated: usize,
    #[serde(default)]
    pub newest_reply: Option<ReplySeen>,
    pub emptiness: Emptiness,
    /// A script fills it, or a limit was reached: there may be more than was read.
    #[serde(default)]
    pub cut: bool,
    /// Of a column of messages: those of the year before the audit, as far as their days are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// Messages whose day is not known.
    #[serde(default)]
    pub undated: usize,
}

/// How one message was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    /// When it was asked or, where that is not said, published.
    pub on: NaiveDate,
    pub answer: Answer,
    /// The reply's own day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<NaiveDate>,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Given,
    /// Said to be waiting, or the message stands there without.
    None,
    #[default]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplySeen {
    pub date: NaiveDate,
    pub title: String,
    pub page: Url,
    pub visit: VisitId,
}

/// A message that was not seen to be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub title: String,
    #[serde(default)]
    pub beginning: String,
    /// The column's name, and the page of its list.
    pub column: String,
    pub list: Url,
    pub address: Option<Url>,
    /// When it was asked or, where that is not said, published.
    pub asked: Option<NaiveDate>,
    pub by_list: Reply,
    /// `None`: its own page was not read.
    pub by_page: Option<Reply>,
    /// The words that say how it stands.
    #[serde(default)]
    pub state: String,
    /// Asked before in the same words.
    #[serde(default)]
    pub repeated: bool,
    pub visits: Vec<VisitId>,
    pub seen_at: Instant,
}

/// Entries of the columns of one class in the year before the audit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InYear {
    /// Columns of the class on the site itself.
    pub columns: usize,
    /// Different entries, and how many of them only announce results.
    pub count: usize,
    pub results: usize,
    /// Every list was followed back a year, and every entry had its date.
    pub complete: bool,
}

/// A survey that says that it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedSurvey {
    pub title: String,
    pub column: String,
    pub list: Url,
    pub address: Url,
    #[serde(default)]
    pub published: Option<NaiveDate>,
    /// Its last day.
    pub ends: Option<NaiveDate>,
    pub results: Results,
    pub visits: Vec<VisitId>,
    pub seen_at: Instant,
}
