//! The lists of messages, surveys and interviews, line by line, over all pages of each.

use crate::census::hashed::hash;
use crate::model::evidence::ColumnFact;
use crate::model::facts::interaction::{Line, Reply, WholeMessage};
use crate::model::page::{Emptiness, List, Page, PageKind};
use crate::model::site::ColumnClass;
use crate::model::time::Instant;
use crate::model::visit::{Visit, VisitId};
use crate::parse::same_page_key;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use url::Url;

/// Lines of one list that are kept at most.
const MOST_LINES: usize = 3_000;

/// A page of a list.
pub(super) struct Listed<'a> {
    pub(super) page: &'a Page,
    pub(super) visit: &'a Visit,
    pub(super) lists: Vec<&'a List>,
}

#[derive(Debug)]
pub(super) struct BoardBook {
    pub(super) name: String,
    pub(super) class: ColumnClass,
    pub(super) address: Url,
    pub(super) visit: VisitId,
    pub(super) seen_at: Instant,
    pub(super) emptiness: Emptiness,
    pub(super) cut: bool,
    pub(super) lines: Vec<BoardLine>,
    known: HashSet<u64>,
}

#[derive(Debug)]
pub(super) struct BoardLine {
    pub(super) address: Option<Url>,
    pub(super) title: String,
    /// As the list prints it.
    pub(super) published: Option<NaiveDate>,
    pub(super) said: Line,
    /// It stands in the list whole, with what was asked and answered.
    pub(super) whole: Option<WholeMessage>,
    pub(super) list: Url,
    pub(super) visit: VisitId,
    pub(super) seen_at: Instant,
}

impl BoardLine {
    /// When it was asked or, where the list does not say that, published.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        let whole = self.whole.as_ref().and_then(|it| it.asked);
        whole.or(self.said.asked).or(self.published)
    }
}

impl BoardBook {
    pub(super) fn new(
        column: &ColumnFact,
        class: ColumnClass,
        address: &Url,
        visit: &Visit,
    ) -> Self {
        Self {
            name: column.name.clone(),
            class,
            address: address.clone(),
            visit: visit.id.clone(),
            seen_at: visit.started_at,
            emptiness: column.emptiness.clone(),
            cut: false,
            lines: Vec::new(),
            known: HashSet::new(),
        }
    }

    pub(super) fn take(&mut self, listed: &Listed<'_>) {
        let page = listed.page;
        self.cut |= page.kind == PageKind::Shell || page.emptiness == Emptiness::Undecided;
        let said = &page.extras.interaction;
        let mut lines: HashMap<String, &Line> = HashMap::new();
        for line in &said.lines {
            if let Some(address) = &line.address {
                lines.entry(same_page_key(address)).or_insert(line);
            }
        }
        for entry in listed.lists.iter().flat_map(|it| &it.entries) {
            let key = same_page_key(&entry.address);
            let line = lines.remove(&key).cloned().unwrap_or_default();
            self.add(
                &key,
                |place| BoardLine {
                    address: Some(entry.address.clone()),
                    title: entry.title.clone(),
                    published: entry.date,
                    said: line,
                    ..place
                },
                listed,
            );
        }
        // Lines that the reader of lists did not take for entries: they lead nowhere, or their table says more.
        for line in said.lines.iter().filter(|it| it.reply != Reply::Unsaid && it.asked.is_some()) {
            let key = line.address.as_ref().map_or_else(|| line.title.clone(), same_page_key);
            self.add(
                &key,
                |place| BoardLine {
                    address: line.address.clone(),
                    title: line.title.clone(),
                    said: line.clone(),
                    ..place
                },
                listed,
            );
        }
        for whole in said.messages.iter().filter(|_| 1 < said.messages.len()) {
            let key = format!("{}\n{}", whole.title, whole.beginning);
            self.add(
                &key,
                |place| BoardLine {
                    title: whole.title.clone(),
                    whole: Some(whole.clone()),
                    ..place
                },
                listed,
            );
        }
    }

    fn add(&mut self, key: &str, line: impl FnOnce(BoardLine) -> BoardLine, listed: &Listed<'_>) {
        if MOST_LINES <= self.lines.len() {
            self.cut = true;
            return;
        }
        if self.known.insert(hash(key)) {
            self.lines.push(line(BoardLine {
                address: None,
                title: String::new(),
                published: None,
                said: Line::default(),
                whole: None,
                list: listed.visit.address.clone(),
                visit: listed.visit.id.clone(),
                seen_at: listed.visit.started_at,
            }));
        }
    }
}
