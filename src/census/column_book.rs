//! The columns of a site as they come to light: listed in the register, or found in navigation, boxes and breadcrumbs.

use crate::model::evidence::{ClassSource, ColumnFact, DatedFact, InPeriod};
use crate::model::page::{DateSource, Emptiness, Entry, Link, List, Page, PageKind, Place};
use crate::model::site::{ColumnClass, ListedColumn};
use crate::model::visit::Visit;
use crate::parse::same_page_key;
use crate::reference;
use std::collections::HashMap;
use url::Url;

/// Entries of a column whose own pages are read where the list gives no sure date.
pub(crate) const TOP_ENTRIES: usize = 10;

/// A name and place under which an address was met before it was read.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    pub(crate) level: u8,
}

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) fact: ColumnFact,
    pub(crate) top: Vec<Entry>,
    /// Keys of the boxes' own pages, for a column that only shows its children.
    boxes: Vec<String>,
    following: usize,
}

#[derive(Debug, Default)]
pub(crate) struct ColumnBook {
    pub(crate) columns: Vec<Column>,
    by_key: HashMap<String, usize>,
    candidates: HashMap<String, Candidate>,
    /// Following pages of a column, by key.
    continued: HashMap<String, usize>,
}

impl ColumnBook {
    pub(crate) fn list(&mut self, listed: &ListedColumn, own_host: bool) {
        let at = self.columns.len();
        if let Some(address) = &listed.address {
            self.by_key.entry(same_page_key(address)).or_insert(at);
        }
        let mut fact = blank_fact(
            listed.name.clone(),
            listed.address.clone(),
            listed.class,
            ClassSource::Register,
        );
        fact.limit = listed.limit;
        fact.required = listed.required;
        fact.external =
            listed.class == ColumnClass::External || (listed.address.is_some() && !own_host);
        fact.archived = listed.class == ColumnClass::Archived;
        self.columns.push(Column { fact, top: Vec::new(), boxes: Vec::new(), following: 0 });
    }

    /// Notes that `address` is offered under `name`. The name of the highest place stays.
    pub(crate) fn meet(&mut self, address: &Url, name: &str, level: u8) {
        let name = name.trim();
        let length = name.chars().count();
        if !(2..=20).contains(&length) || reference_to_elsewhere(name) {
            return;
        }
        let candidate = Candidate { name: name.to_owned(), level };
        let key = same_page_key(address);
        if let Some(&at) = self.by_key.get(&key) {
            let fact = &mut self.columns[at].fact;
            if fact.level == 0 || level < fact.level {
                fact.level = level;
            }
        }
        let known = self.candidates.entry(key).or_insert_with(|| candidate.clone());
        if level < known.level {
            *known = candidate;
        }
    }

    pub(crate) fn is_candidate(&self, address: &Url) -> bool {
        let key = same_page_key(address);
        self.candidates.contains_key(&key) || self.by_key.contains_key(&key)
    }

    /// The name under which a link leads to `address`, where it leads to a column.
    pub(crate) fn name_of(&self, address: &Url) -> Option<String> {
        let key = same_page_key(address);
        let listed = self.by_key.get(&key).map(|at| self.columns[*at].fact.name.clone());
        listed.or_else(|| self.candidates.get(&key).map(|it| it.name.clone()))
    }

    /// The page under `key` goes on with the list of `column`.
    pub(crate) fn continues(&mut self, key: String, column: usize) {
        self.columns[column].following = self.columns[column].following.saturating_add(1);
        self.continued.insert(key, column);
    }

    pub(crate) fn following(&self, column: usize) -> usize {
        self.columns[column].following
    }

    /// What a page that was read says of a column; the column's number when it is one.
    pub(crate) fn take(&mut self, asked: &Url, page: &Page, visit: &Visit) -> Option<usize> {
        let key = same_page_key(asked);
        if let Some(&at) = self.continued.get(&key) {
            self.extend(at, page, visit);
            return Some(at);
        }
        let landed = same_page_key(&visit.landed);
        if let Some(at) = self.by_key.get(&key).copied() {
            self.by_key.entry(landed).or_insert(at);
            self.fill(at, page, visit);
            return Some(at);
        }
        if let Some(&at) = self.by_key.get(&landed) {
            self.columns[at].fact.also_at.push(asked.clone());
            return Some(at);
        }
        let candidate =
            self.candidates.get(&key).or_else(|| self.candidates.get(&landed)).cloned()?;
        if !is_column(page) {
            return None;
        }
        let at = self.columns.len();
        let (class, from) = classify(&candidate.name, page);
        let mut fact = blank_fact(candidate.name, Some(asked.clone()), class, from);
        fact.level = candidate.level;
        fact.archived = class == ColumnClass::Archived;
        self.columns.push(Column { fact, top: Vec::new(), boxes: Vec::new(), following: 0 });
        self.by_key.insert(key, at);
        self.by_key.entry(landed).or_insert(at);
        self.fill(at, page, visit);
        Some(at)
    }

    /// Sets for each parent that shows only boxes which of the columns are its children.
    pub(crate) fn link_children(&mut self) {
        for at in 0..self.columns.len() {
            let mut children: Vec<usize> = self.columns[at]
                .boxes
                .iter()
                .filter_map(|key| self.by_key.get(key).copied())
                .filter(|it| *it != at)
                .collect();
            children.sort_unstable();
            children.dedup();
            self.columns[at].fact.children = children;
        }
    }

    fn fill(&mut self, at: usize, page: &Page, visit: &Visit) {
        let column = &mut self.columns[at];
        let fact = &mut column.fact;
        if fact.visit.is_some() {
            return;
        }
        fact.visit = Some(visit.id.clone());
        fact.seen_at = Some(visit.started_at);
        fact.reach = Some(visit.reach());
        fact.kind = page.kind;
        fact.emptiness = page.emptiness.clone();
        fact.archived |= page
            .notice
            .as_ref()
            .is_some_and(|it| it.kind == crate::model::page::NoticeKind::Archived);
        let lists = own_lists(page);
        fact.entries = lists.iter().map(|it| it.entries.len()).sum();
        fact.newest = newest_of(&lists, &visit.landed, visit);
        if page.kind == PageKind::Article && fact.entries == 0 {
            fact.newest = published(page, visit);
        }
        fact.statement = statement(page, fact);
        column.top = lists
            .iter()
            .flat_map(|it| it.entries.iter().take(TOP_ENTRIES))
            .take(3 * TOP_ENTRIES)
            .cloned()
            .collect();
        if page.kind == PageKind::Hub {
            column.boxes =
                page.lists.iter().filter_map(|it| it.more.as_ref()).map(same_page_key).collect();
        }
    }

    fn extend(&mut self, at: usize, page: &Page, visit: &Visit) {
        let lists = own_lists(page);
        let first = |entries: &[Entry]| {
            entries.iter().take(TOP_ENTRIES).map(|it| it.address.clone()).collect::<Vec<_>>()
        };
        if lists.first().is_none_or(|it| first(&it.entries) == first(&self.columns[at].top)) {
            // The same entries again: the server ignores the page number.
            self.columns[at].following = usize::MAX;
            return;
        }
        let fact = &mut self.columns[at].fact;
        fact.entries += lists.iter().map(|it| it.entries.len()).sum::<usize>();
        let newest = newest_of(&lists, &visit.landed, visit);
        if newest.as_ref().map(|it| it.date) > fact.newest.as_ref().map(|it| it.date) {
            fact.newest = newest;
        }
    }
}

/// Whether a page that the navigation leads to is a column, and not one article or a form.
fn is_column(page: &Page) -> bool {
    match page.kind {
        PageKind::List | PageKind::Hub | PageKind::Shell => true,
        PageKind::Other => {
            page.emptiness != Emptiness::Filled || page.lists.iter().any(|it| it.entries.len() >= 2)
        }
        _ => false,
    }
}

fn classify(name: &str, page: &Page) -> (ColumnClass, ClassSource) {
    if let Some(class) = page.metas.column_type.as_deref().and_then(reference::column_type_class) {
        return (class, ClassSource::ColumnType);
    }
    // A name that says nothing gets the class without a window: silence is better than a wrong accusation.
    let class = reference::column_class(name)
        .or_else(|| page.metas.column_name.as_deref().and_then(reference::column_class))
        .unwrap_or(ColumnClass::Event);
    (class, ClassSource::Name)
}

/// The lists that are the column's own: the main one of a list page, every box of a hub.
fn own_lists(page: &Page) -> Vec<&List> {
    match page.kind {
        PageKind::Hub => page.lists.iter().collect(),
        _ => page.lists.first().into_iter().collect(),
    }
}

fn newest_of(lists: &[&List], place: &Url, visit: &Visit) -> Option<DatedFact> {
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
    let it = page.published?;
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

/// Old sites and disclosure trees keep their menu in a plain table; a known name tells it.
pub(crate) fn names_a_column(link: &Link) -> bool {
    let name = link.text.trim();
    link.place == Place::Body
        && !link.hidden
        && (2..=8).contains(&name.chars().count())
        && reference::column_class(name).is_some()
}

fn blank_fact(
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
    }
}

/// Link texts that name a way, not a column.
fn reference_to_elsewhere(name: &str) -> bool {
    let plain: String = name.chars().filter(|it| it.is_alphanumeric()).collect();
    [
        "首页",
        "网站首页",
        "返回首页",
        "更多",
        "上一页",
        "下一页",
        "尾页",
        "末页",
        "登录",
        "注册",
        "收藏",
        "设为首页",
        "English",
        "无障碍",
        "繁体",
        "简体",
    ]
    .contains(&plain.as_str())
        || plain.is_empty()
}
