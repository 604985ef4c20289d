//! The readers of lists: runs of alike siblings with one article link and usually one date each, and what the family of
//! the page's system says of them.
//!
//! In goes the laid-out page, out come its columns with entries and dates, the page's own list first. Navigation, friend
//! links, breadcrumbs, pagers and calendars are never lists; a list without any date must look much like one to count.

mod asides;
mod choose;
mod family;
mod heads;
mod names;
mod printed;
mod qualify;
mod rows;
mod titles;

use crate::model::facts::features::AheadEntry;
use crate::model::page::{DateSource, Entry, List, Witness};
use crate::parse::dates;
use crate::parse::day::AuditDay;
use crate::parse::doc::Doc;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use url::Url;

use choose::main_runs;

/// Entries from the future that are told of one page.
const MOST_AHEAD: usize = 50;

pub(super) use family::{Settled, settle};
pub(super) use heads::published_cells;
use printed::Odd;
use rows::Row;
pub(super) use rows::{Run, TITLE, runs};

/// What the readers of lists need to know of the page.
pub(super) struct Context<'a> {
    pub(super) doc: &'a Doc,
    pub(super) base: &'a Url,
    pub(super) page: &'a Url,
    pub(super) as_of: AuditDay,
    /// The node that holds the breadcrumb.
    pub(super) crumbs: Option<usize>,
}

/// The lists of a page with boxes, each by itself.
/// `aside`: which runs, in order, stand beside the columns, so that a name before them is another's.
pub(super) fn boxes(context: &Context<'_>, runs: &[Run], aside: &[usize]) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    let mut seen = HashSet::new();
    for (at, run) in runs.iter().enumerate() {
        let is_aside = aside.binary_search(&at).is_ok();
        let heading =
            if is_aside { names::Heading::default() } else { names::of(context, runs, at) };
        let list = list(context, &[run], heading.name, heading.more);
        let mut hasher = DefaultHasher::new();
        for entry in &list.entries {
            (&entry.title, &entry.address, entry.date).hash(&mut hasher);
        }
        if seen.insert(hasher.finish()) {
            lists.push(list);
        }
    }
    lists
}

/// One column out of one or several runs.
pub(super) fn column(
    context: &Context<'_>,
    runs: &[Run],
    chosen: &[usize],
    name: Option<String>,
) -> List {
    let heading = chosen.first().map(|it| names::of(context, runs, *it)).unwrap_or_default();
    let chosen: Vec<&Run> = chosen.iter().map(|it| &runs[*it]).collect();
    list(context, &chosen, name.or(heading.name), None)
}

fn list(context: &Context<'_>, runs: &[&Run], name: Option<String>, more: Option<Url>) -> List {
    let mut entries: Vec<Entry> = Vec::new();
    for row in runs.iter().flat_map(|it| &it.rows) {
        let source = if row.date.is_some() { row.source } else { None };
        let entry = Entry {
            title: row.title.clone(),
            address: row.address.clone(),
            date: row.date,
            date_source: source,
            witnesses: witnesses(context, row),
        };
        if entries.last() != Some(&entry) {
            entries.push(entry);
        }
    }
    let sure = entries
        .iter()
        .filter(|it| it.date_source == Some(DateSource::List))
        .filter_map(|it| it.date)
        .max();
    let newest = sure.max(entries.iter().filter_map(|it| it.date).max());
    List { name, more, newest, entries, pager: None }
}

/// Entries of the page's lists for which a day after the audit's is printed. The lists themselves show them without a day.
pub(super) fn ahead(runs: &[Run], lists: &[List]) -> Vec<AheadEntry> {
    let rows = runs.iter().flat_map(|it| &it.rows);
    let dated = rows.filter_map(|row| match row.odd {
        Some(Odd::Ahead(date)) => Some((row, date)),
        _ => None,
    });
    let list_of = |row: &Row| {
        let holds = |it: &&List| {
            it.entries.iter().any(|e| e.address == row.address && e.title == row.title)
        };
        lists.iter().find(holds)
    };
    dated
        .take(MOST_AHEAD)
        .filter_map(|(row, date)| {
            let list = list_of(row)?.name.clone();
            Some(AheadEntry { title: row.title.clone(), address: row.address.clone(), date, list })
        })
        .collect()
}

/// What is printed for a row, and the day in its address.
fn witnesses(context: &Context<'_>, row: &Row) -> Vec<Witness> {
    let printed = row.date.zip(row.source).map(|(date, source)| Witness { date, source });
    let by_address = dates::in_address(&row.address)
        .and_then(dates::Hint::date)
        .filter(|it| !dates::is_future(*it, context.as_of))
        .map(|date| Witness { date, source: DateSource::Address });
    let printed = printed.filter(|it| it.source != DateSource::Address);
    printed.into_iter().chain(by_address).collect()
}
