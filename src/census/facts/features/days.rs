//! Days of entries that contradict each other or the calendar: from the future, much older in the address, all at once.

use crate::census::column::Column;
use crate::census::facts::features::seen;
use crate::census::hashed::{Hashed, hash};
use crate::census::survey::Survey;
use crate::model::facts::features::{
    AheadEntry, AheadList, Burst, OfSite, PageSeen, RedatedColumn, RedatedEntry,
};
use crate::model::page::{DateSource, Entry, Page, PageKind};
use crate::model::time::days_between;
use crate::model::visit::Visit;
use crate::parse::same_page_key;
use crate::store::scratch::{Record, Scratch, get, put};
use chrono::{Days as Count, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Lists with entries from the future that are kept, and entries of each.
const MOST_LISTS: usize = 60;
const MOST_ENTRIES: usize = 20;
/// An address whose day is no more than so much older is no sign of anything.
const LEAST_GAP: i64 = 180;
/// Days before the audit of which bursts are kept, and entries that make one at the least.
const RECENT: u64 = 90;
const LEAST_BURST: usize = 8;
/// Days before the audit of which each entry's day is kept; of older ones only the newest.
const KEPT: u64 = 500;

#[derive(Debug, Default)]
pub(super) struct Days {
    ahead: Vec<Ahead>,
    /// Of list pages, by key of the page.
    lists: Hashed<ListDays>,
}

#[derive(Debug)]
struct Ahead {
    depth_of_page: bool,
    list: AheadList,
    key: String,
}

#[derive(Debug, Clone)]
struct ListDays {
    /// Day and hash of the address.
    recent: Vec<(NaiveDate, u64)>,
    older: Option<NaiveDate>,
    /// Key of the page on which the list goes on, as a hash.
    next: Option<u64>,
}

impl Record for ListDays {
    const WEIGHT: usize = 450;

    fn write(&self, out: &mut Vec<u8>) {
        put(&self.recent, out);
        put(&self.older, out);
        put(&self.next, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self { recent: get(bytes)?, older: get(bytes)?, next: get(bytes)? })
    }
}

/// Pages of one list that are put together.
const MOST_PAGES: usize = 60;

impl Days {
    pub(super) fn new(scratch: &Arc<Scratch>) -> Self {
        Self { ahead: Vec::new(), lists: Hashed::new(scratch) }
    }

    pub(super) fn take(&mut self, as_of: NaiveDate, visit: &Visit, page: &Page) {
        self.take_ahead(visit, page);
        if page.kind == PageKind::List {
            self.take_list(as_of, visit, page);
        }
    }

    fn take_ahead(&mut self, visit: &Visit, page: &Page) {
        // An audit of a day gone by reads pages of today: what was not ahead then may have happened since.
        let read_on = visit.started_at.date_naive();
        let mut by_list: BTreeMap<Option<&str>, Vec<AheadEntry>> = BTreeMap::new();
        for entry in page.extras.features.ahead.iter().filter(|it| read_on < it.date) {
            by_list.entry(entry.list.as_deref()).or_default().push(entry.clone());
        }
        for (name, mut entries) in by_list {
            entries.truncate(MOST_ENTRIES);
            let same = page.lists.iter().filter(|it| it.name.as_deref() == name);
            let ordinary = same
                .flat_map(|it| &it.entries)
                .filter(|it| it.date_source == Some(DateSource::List))
                .count();
            let list = AheadList {
                name: name.unwrap_or_default().to_owned(),
                seen: seen(visit),
                ordinary,
                entries,
            };
            if self.ahead.len() < MOST_LISTS {
                let key = same_page_key(&visit.address);
                self.ahead.push(Ahead { depth_of_page: page.kind == PageKind::List, list, key });
            }
        }
    }

    fn take_list(&mut self, as_of: NaiveDate, visit: &Visit, page: &Page) {
        let Some(list) = page.lists.first() else { return };
        let from = as_of - Count::new(KEPT);
        let printed = list.entries.iter().filter(|it| it.date_source == Some(DateSource::List));
        let dated = printed.filter_map(|it| Some((it.date?, it)));
        let next =
            list.pager.as_ref().and_then(|it| it.next.as_ref()).map(|it| hash(&same_page_key(it)));
        let mut days = ListDays { recent: Vec::new(), older: None, next };
        for (day, entry) in dated {
            if day < from {
                days.older = days.older.max(Some(day));
            } else {
                days.recent.push((day, hash(&same_page_key(&entry.address))));
            }
        }
        self.lists.put(&same_page_key(&visit.address), days);
    }

    /// Gives each its column and writes the facts.
    pub(super) fn settle(mut self, survey: &Survey<'_>, facts: &mut OfSite) {
        facts.ahead = self.ahead_by_column(survey);
        facts.redated =
            survey.columns.columns.iter().filter_map(|it| redated(survey, it)).collect();
        facts.bursts = self.bursts(survey);
    }

    fn ahead_by_column(&mut self, survey: &Survey<'_>) -> Vec<AheadList> {
        // A column's own page tells of its entries better than a box that shows some of them.
        self.ahead.sort_by_key(|it| !it.depth_of_page);
        let mut told = HashSet::new();
        let mut lists: Vec<AheadList> = Vec::new();
        for Ahead { mut list, key, .. } in self.ahead.drain(..) {
            list.entries.retain(|it| told.insert(it.address.clone()));
            if list.entries.is_empty() {
                continue;
            }
            let column = survey.columns.column_at(&key).map(|at| &survey.columns.columns[at].fact);
            if let Some(column) = column {
                list.name.clone_from(&column.name);
            }
            match lists.iter_mut().find(|it| !list.name.is_empty() && it.name == list.name) {
                Some(known) => {
                    known.ordinary += list.ordinary;
                    known.entries.extend(list.entries);
                    known.entries.truncate(MOST_ENTRIES);
                }
                None => lists.push(list),
            }
        }
        lists
    }

    fn bursts(&self, survey: &Survey<'_>) -> Vec<Burst> {
        let mut by_column: BTreeMap<usize, BTreeSet<u64>> = BTreeMap::new();
        for (key, at) in survey.columns.pages_of_lists() {
            if self.lists.by_hash().contains(key) {
                self.add_pages_from(key, by_column.entry(at).or_default());
            }
        }
        let as_of = survey.job.as_of.date_naive();
        let columns = by_column.into_iter();
        columns
            .filter_map(|(at, keys)| {
                let pages: Vec<ListDays> =
                    keys.iter().filter_map(|it| self.lists.at(*it)).collect();
                burst(&survey.columns.columns[at], &pages, as_of)
            })
            .collect()
    }

    /// The list page under the key and those on which it goes on, as far as they were read.
    fn add_pages_from(&self, key: u64, pages: &mut BTreeSet<u64>) {
        let mut own = BTreeSet::from([key]);
        let mut at = key;
        while let Some(next) = self.lists.by_hash().look(at, |it| it.next).flatten()
            && self.lists.by_hash().contains(next)
            && own.len() < MOST_PAGES
            && own.insert(next)
        {
            at = next;
        }
        pages.extend(own);
    }
}

/// The recent day on which a column got the most entries, where these are many.
fn burst(column: &Column, pages: &[ListDays], as_of: NaiveDate) -> Option<Burst> {
    let entries: HashSet<(NaiveDate, u64)> =
        pages.iter().flat_map(|it| &it.recent).copied().collect();
    let mut by_day: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (day, _) in entries {
        *by_day.entry(day).or_default() += 1;
    }
    let from = as_of - Count::new(RECENT);
    let (day, many) = by_day.range(from..).max_by_key(|(day, many)| (**many, **day))?;
    let (day, many) = (*day, *many);
    if many < LEAST_BURST {
        return None;
    }
    let older = pages.iter().filter_map(|it| it.older).max();
    let before = by_day.range(..day).next_back().map(|it| *it.0).or(older);
    // The column's first page, so that the finding keeps its place from month to month.
    let (page, visit) = (column.fact.address.clone()?, column.fact.visit.clone()?);
    let seen = PageSeen { page, visit, seen_at: column.fact.seen_at? };
    let first = column.top.iter().find(|it| it.date == Some(day));
    Some(Burst {
        name: column.fact.name.clone(),
        seen,
        day,
        entries: many,
        quiet_days: before.map(|it| days_between(it, day)),
        first_title: first.map(|it| it.title.clone()).unwrap_or_default(),
    })
}

/// Entries whose list and article tell one day, and whose address a much older one.
fn redated(survey: &Survey<'_>, column: &Column) -> Option<RedatedColumn> {
    let fact = &column.fact;
    let page = fact.address.clone()?;
    let (visit, seen_at) = (fact.visit.clone()?, fact.seen_at?);
    let compared: Vec<RedatedEntry> =
        column.top.iter().filter_map(|it| witnesses(survey, it)).collect();
    let days: HashSet<NaiveDate> = compared.iter().map(|it| it.listed).collect();
    let all = compared.len();
    let is_older = |it: &RedatedEntry| LEAST_GAP <= days_between(it.by_address, it.listed);
    let mut entries: Vec<RedatedEntry> = compared.into_iter().filter(is_older).collect();
    entries.truncate(MOST_ENTRIES);
    (!entries.is_empty()).then(|| RedatedColumn {
        name: fact.name.clone(),
        seen: PageSeen { page, visit, seen_at },
        compared: all,
        days: days.len(),
        entries,
    })
}

/// What list, address and article say of an entry, where all three say something.
fn witnesses(survey: &Survey<'_>, entry: &Entry) -> Option<RedatedEntry> {
    let by = |source| entry.witnesses.iter().find(|it| it.source == source).map(|it| it.date);
    let own = survey.article_dates.get(&same_page_key(&entry.address))?;
    let is_told = matches!(own.source, DateSource::Meta | DateSource::Label);
    is_told.then_some(())?;
    Some(RedatedEntry {
        title: entry.title.clone(),
        address: entry.address.clone(),
        listed: by(DateSource::List)?,
        by_address: by(DateSource::Address)?,
        by_article: own.date,
        article_source: own.source,
        visit: own.visit.clone(),
    })
}
