//! Gathers over a site how citizens are answered: messages and replies, surveys, interviews.

mod boards;
mod messages;
mod more;
mod surveys;
mod years;

pub(super) use more::read_more;
pub(crate) use years::in_year;

use crate::census::column::own_lists;
use crate::census::facts::Taken;
use crate::census::facts::interaction::boards::{BoardBook, Listed};
use crate::census::hashed::Hashed;
use crate::model::facts::interaction::{OfSite, Reply, WholeMessage, WholeSurvey};
use crate::model::page::{Page, PageKind};
use crate::model::site::ColumnClass;
use crate::model::time::Instant;
use crate::model::visit::{Visit, VisitId};
use crate::parse::same_page_key;
use crate::reference::interaction::{holds_messages, holds_others, names_results};
use crate::store::scratch::{Record, Scratch, get_json, put_json};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use url::Url;

/// Messages' own pages that are remembered at most.
const MOST_PAGES: usize = 20_000;

#[derive(Debug, Default)]
pub(crate) struct Book {
    boards: Vec<BoardBook>,
    /// What messages' and surveys' own pages say, by page key.
    pages: Hashed<OwnPage>,
    pages_kept: usize,
    /// Entries whose titles announce a survey's results, by hash.
    announcements: Hashed<()>,
    year_from: Option<NaiveDate>,
}

/// A page that was read of a message or survey, whether it could be understood or not.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct OwnPage {
    message: Option<WholeMessage>,
    survey: Option<WholeSurvey>,
    /// Words of a reply stand on it.
    replies: bool,
    visit: VisitId,
    seen_at: Instant,
}

impl Record for OwnPage {
    const WEIGHT: usize = 600;

    fn write(&self, out: &mut Vec<u8>) {
        put_json(self, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        get_json(bytes)
    }
}

impl Book {
    pub(super) fn new(scratch: &Arc<Scratch>) -> Self {
        let (pages, announcements) = (Hashed::new(scratch), Hashed::new(scratch));
        Self { pages, announcements, ..Self::default() }
    }

    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { job, visit, page, column, .. } = taken;
        self.year_from = Some(job.year_from());
        let class = column.and_then(|it| class_of(&it.name, it.class));
        if let (Some(column), Some(class)) = (column, class)
            && let Some(address) = &column.address
        {
            let at = self.board(address.as_str(), || BoardBook::new(column, class, address, visit));
            let lists = own_lists(page);
            let entries = lists.iter().flat_map(|it| &it.entries);
            let announcing = entries.filter(|it| names_results(&it.title));
            for entry in announcing {
                self.announcements.add(&same_page_key(&entry.address), || ());
            }
            self.boards[at].take(&Listed { page, visit, lists });
        }
        self.keep(visit, page);
    }

    /// Remembers what a page says of the message or survey that it may show.
    fn keep(&mut self, visit: &Visit, page: &Page) {
        let said = &page.extras.interaction;
        let is_one = said.messages.len() == 1 || said.survey.is_some() || said.replies;
        if !is_one || page.kind == PageKind::Shell || MOST_PAGES <= self.pages_kept {
            return;
        }
        self.pages_kept += 1;
        let own = OwnPage {
            message: said.messages.first().filter(|_| said.messages.len() == 1).cloned(),
            survey: said.survey.clone(),
            replies: said.replies,
            visit: visit.id.clone(),
            seen_at: visit.started_at,
        };
        let (asked, landed) = (same_page_key(&visit.address), same_page_key(&visit.landed));
        if asked != landed {
            self.pages.put(&asked, own.clone());
        }
        self.pages.put(&landed, own);
    }

    /// Remembers that a line's own page was read and is not laid out as a message.
    fn keep_bare(&mut self, address: &Url, visit: VisitId, seen_at: Instant) {
        let bare = OwnPage { message: None, survey: None, replies: false, visit, seen_at };
        self.pages.add(&same_page_key(address), || bare);
    }

    /// What the message's own page says of its answer; `None`: it was not read as a message.
    pub(crate) fn reply_on(&self, address: &Url) -> Option<Reply> {
        let reply = |it: &OwnPage| it.message.as_ref().map(|it| it.reply);
        self.pages.look(&same_page_key(address), reply).flatten()
    }

    fn board(&mut self, address: &str, make: impl FnOnce() -> BoardBook) -> usize {
        let known = self.boards.iter().position(|it| it.address.as_str() == address);
        known.unwrap_or_else(|| {
            self.boards.push(make());
            self.boards.len() - 1
        })
    }

    pub(super) fn facts(self) -> OfSite {
        let mut facts = OfSite::default();
        messages::sum_up(&self, &mut facts);
        surveys::sum_up(&self, &mut facts);
        facts
    }
}

/// As what a column is read here; `None`: it is not of this subject.
fn class_of(name: &str, class: ColumnClass) -> Option<ColumnClass> {
    match class {
        ColumnClass::Survey | ColumnClass::Interview => Some(class),
        ColumnClass::Consultation if !holds_others(name) => Some(class),
        ColumnClass::Event | ColumnClass::ShouldUpdate if holds_messages(name) => {
            Some(ColumnClass::Consultation)
        }
        _ => None,
    }
}
