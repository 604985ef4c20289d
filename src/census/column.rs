//! One column as its pages are read: entries, newest date, statement, boxes.

use crate::census::hashed::hash;
use crate::census::paging::{Listing, Span};
use crate::model::evidence::{ClassSource, ColumnFact, DatedFact, InPeriod};
use crate::model::page::{DateSource, Emptiness, Entry, List, NoticeKind, Page, PageKind};
use crate::model::site::ColumnClass;
use crate::model::visit::Visit;
use crate::parse::same_page_key;
use url::Url;

/// Entries of a column whose own pages are read where the list gives no sure date.
pub(crate) const TOP_ENTRIES: usize = 10;

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) fact: ColumnFact,
    pub(crate) top: Vec<Entry>,
    pub(crate) listing: Listing,
    /// Keys of the boxes' own pages, for a column that only shows its children.
    pub(crate) boxes: Vec<String>,
    /// Where the column's own address leads on to another column: its only child.
    pub(crate) leads_to: Option<String>,
    /// Keys of the pages above it, nearest first, as its breadcrumb names them.
    pub(crate) trail: Vec<String>,
    /// What the page says, for columns without entries.
    pub(crate) said: u64,
}

impl Column {
    pub(crate) fn new(fact: ColumnFact) -> Self {
        Self {
            fact,
            top: Vec::new(),
            listing: Listing::default(),
            boxes: Vec::new(),
            leads_to: None,
            trail: Vec::new(),
            said: 0,
        }
    }

    /// What its own page says; once.
    pub(crate) fn fill(&mut self, page: &Page, visit: &Visit, span: Span) {
        let fact = &mut self.fact;
        if fact.visit.is_some() {
            return;
        }
        fact.visit = Some(visit.id.clone());
        fact.seen_at = Some(visit.started_at);
        fact.reach = Some(visit.reach());
        fact.kind = page.kind;
        fact.emptiness = page.emptiness.clone();
        fact.archived |= page.notice.as_ref().is_some_and(|it| it.kind == NoticeKind::Archived);
        let lists = own_lists(page);
        self.listing.take(&lists, span);
        fact.entries = self.listing.entries;
        (fact.total, fact.pages) = (self.listing.total, self.listing.pages);
        fact.newest = newest_of(&lists, &visit.landed, visit);
        if page.kind == PageKind::Article && fact.entries == 0 {
            fact.newest = published(page, visit);
        }
        fact.statement = statement(page, fact);
        self.top = lists
            .iter()
            .flat_map(|it| it.entries.iter().take(TOP_ENTRIES))
            .take(3 * TOP_ENTRIES)
            .cloned()
            .collect();
        if page.kind == PageKind::Hub {
            self.boxes =
                page.lists.iter().filter_map(|it| it.more.as_ref()).map(same_page_key).collect();
        }
        self.said = hash(&page.text);
        let own = same_page_key(&visit.landed);
        self.trail = page
            .breadcrumb
            .iter()
            .rev()
            .filter_map(|it| it.address.as_ref())
            .map(same_page_key)
            .filter(|it| *it != own)
            .collect();
    }

    /// A further page of its list.
    pub(crate) fn extend(&mut self, page: &Page, visit: &Visit, span: Span) {
        let lists = own_lists(page);
        if !self.listing.take(&lists, span) {
            return;
        }
        let fact = &mut self.fact;
        fact.entries = self.listing.entries;
        (fact.total, fact.pages) = (self.listing.total, self.listing.pages);
        let newest = newest_of(&lists, &visit.landed, visit);
        if newest.as_ref().map(|it| it.date) > fact.newest.as_ref().map(|it| it.date) {
            fact.newest = newest;
        }
    }
}

/// The lists that are the column's own: the main one of a list page, every box of a hub. Where one box bears the name
/// of the page itself and leads no further, what stands beside it (a ticker, a ranking) is no part of the column.
pub(crate) fn own_lists(page: &Page) -> Vec<&List> {
    let own = page.metas.column_name.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let is_own = |list: &&List| {
        list.name.as_deref().map(str::trim) == own
            && list.more.is_none()
            && !list.entries.is_empty()
    };
    match page.kind {
        PageKind::Hub if own.is_some() && page.lists.iter().any(|it| is_own(&it)) => {
            page.lists.iter().filter(is_own).collect()
        }
        PageKind::Hub => page.lists.iter().collect(),
        _ => page.lists.first().into_iter().collect(),
    }
}

pub(crate) fn newest_of(lists: &[&List], place: &Url, visit: &Visit) -> Option<DatedFact> {
    let dated = lists
        .iter()
        .flat_map(|list| &list.entries)
        .filter_map(|it| Some((it, it.date?, it.date_source?)));
    dated.max_by_key(|(_, date, source)| (*date, std::cmp::Reverse(*source))).map(
        |(entry, date, source)| DatedFact {
            date,
            source,
            title: entry.title.clone(),
            page: place.clone(),
            visit: visit.id.clone(),
        },
    )
}

pub(crate) fn published(page: &Page, visit: &Visit) -> Option<DatedFact> {
    let it = page.published.as_ref()?;
    let title = page.metas.article_title.clone().unwrap_or_else(|| page.title.clone());
    Some(DatedFact {
        date: it.date,
        source: it.source,
        title,
        page: visit.landed.clone(),
        visit: visit.id.clone(),
    })
}

/// A statement speaks for the column only where it is what the column shows, not one entry among many.
fn statement(page: &Page, fact: &ColumnFact) -> Option<String> {
    let said = page.statement.clone()?;
    let newest = fact.newest.as_ref().is_some_and(|it| it.title == said);
    (page.kind == PageKind::Article || fact.entries <= 3 || newest).then_some(said)
}

/// Whether the column's date stands on firmer ground than a supplied year or a file's address.
pub(crate) fn is_sure(newest: Option<&DatedFact>) -> bool {
    newest.is_some_and(|it| !matches!(it.source, DateSource::Inferred | DateSource::Address))
}

/// A column of which nothing is read yet.
pub(crate) fn blank_fact(
    name: String,
    address: Option<Url>,
    class: ColumnClass,
    from: ClassSource,
) -> ColumnFact {
    ColumnFact {
        name,
        address,
        class,
        class_from: from,
        limit: None,
        required: false,
        level: 0,
        visit: None,
        seen_at: None,
        reach: None,
        kind: PageKind::Other,
        entries: 0,
        newest: None,
        articles_read: 0,
        articles_unread: 0,
        emptiness: Emptiness::Undecided,
        statement: None,
        external: false,
        archived: false,
        children: Vec::new(),
        also_at: Vec::new(),
        parent: None,
        total: None,
        pages: None,
        in_period: InPeriod::default(),
        witnesses: Vec::new(),
        by_articles: None,
        filled_by: None,
    }
}
