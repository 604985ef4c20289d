//! The columns of a site as they come to light: listed in the register, or found in navigation, boxes and breadcrumbs.

use crate::census::column::{Column, blank_fact, own_lists};
use crate::census::column_names::{classify, is_column, may_be_a_name};
use crate::census::hashed::{Hashed, hash};
use crate::census::paging::Span;
use crate::model::evidence::ClassSource;
use crate::model::page::Page;
use crate::model::site::{ColumnClass, ListedColumn};
use crate::model::time::Period;
use crate::model::visit::Visit;
use crate::parse::same_page_key;
use crate::store::scratch::{Record, Scratch, get, put};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::Arc;
use url::Url;

/// A name and place under which an address was met before it was read.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    pub(crate) level: u8,
}

impl Record for Candidate {
    const WEIGHT: usize = 160;

    fn write(&self, out: &mut Vec<u8>) {
        put(&self.name, out);
        out.push(self.level);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let name = get(bytes)?;
        let (level, rest) = bytes.split_first()?;
        *bytes = rest;
        Some(Self { name, level: *level })
    }
}

#[derive(Debug)]
pub(crate) struct ColumnBook {
    pub(crate) columns: Vec<Column>,
    pub(crate) month: Period,
    /// Lists of services are read beyond the month, for the guides.
    pub(crate) reads_services: bool,
    /// A year before the audit.
    year_from: NaiveDate,
    pub(crate) by_key: HashMap<String, usize>,
    candidates: Hashed<Candidate>,
    /// Above which column a page stands in a menu or directory, by keys.
    pub(crate) above: Hashed<String>,
    /// Following pages of a column, by key.
    pub(crate) continued: Hashed<usize>,
}

impl ColumnBook {
    /// `month`: of which entries are counted. `year_from`: since when those are that the rules count by the year.
    pub(crate) fn new(scratch: &Arc<Scratch>, month: Period, year_from: NaiveDate) -> Self {
        Self {
            columns: Vec::new(),
            month,
            reads_services: false,
            year_from,
            by_key: HashMap::new(),
            candidates: Hashed::new(scratch),
            above: Hashed::new(scratch),
            continued: Hashed::new(scratch),
        }
    }

    /// How far back the lists of a class are followed.
    pub(crate) fn span(&self, class: ColumnClass) -> Span {
        match class {
            ColumnClass::Consultation | ColumnClass::Survey | ColumnClass::Interview => {
                Span::back_to(self.month, self.year_from)
            }
            _ => Span::of_month(self.month),
        }
    }

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
        self.columns.push(Column::new(fact));
    }

    /// Notes that `address` is offered under `name`. The name of the highest place stays.
    pub(crate) fn meet(&mut self, address: &Url, name: &str, level: u8) {
        let name = name.trim();
        if !may_be_a_name(name) {
            return;
        }
        let key = same_page_key(address);
        if let Some(&at) = self.by_key.get(&key) {
            let fact = &mut self.columns[at].fact;
            if fact.level == 0 || level < fact.level {
                fact.level = level;
            }
        }
        let is_higher = self.candidates.look(&key, |known| level < known.level);
        if is_higher.unwrap_or(true) {
            self.candidates.put(&key, Candidate { name: name.to_owned(), level });
        }
    }

    /// Notes that `address` stands below `parent` in a menu or directory.
    pub(crate) fn stands_below(&mut self, address: &Url, parent: &Url) {
        self.above.add(&same_page_key(address), || same_page_key(parent));
    }

    pub(crate) fn is_candidate(&self, address: &Url) -> bool {
        let key = same_page_key(address);
        self.candidates.contains(&key) || self.by_key.contains_key(&key)
    }

    /// The page where the list of `column` goes on, where the month's count needs it. `asked`: the page just read.
    pub(crate) fn next_page(&mut self, column: usize, asked: &Url, page: &Page) -> Option<Url> {
        let next = self.columns[column].listing.next(asked, &own_lists(page))?;
        let key = same_page_key(&next);
        if self.by_key.contains_key(&key) {
            return None;
        }
        self.continued.put(&key, column);
        Some(next)
    }

    /// The name under which a link leads to `address`, where it leads to a column.
    pub(crate) fn name_of(&self, address: &Url) -> Option<String> {
        let key = same_page_key(address);
        let listed = self.by_key.get(&key).map(|at| self.columns[*at].fact.name.clone());
        listed.or_else(|| self.candidates.look(&key, |it| it.name.clone()))
    }

    /// The column whose list the page under that key shows, on its first page or a following one.
    pub(crate) fn column_at(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied().or_else(|| self.continued.get(key))
    }

    /// Pages of columns' lists, by hash of their keys, each with its column.
    pub(crate) fn pages_of_lists(&self) -> HashMap<u64, usize> {
        let mut pages = HashMap::new();
        self.continued.by_hash().each(|_| true, |key, at| pages.extend([(key, *at)]));
        pages.extend(self.by_key.iter().map(|(key, at)| (hash(key), *at)));
        pages
    }

    /// What a page that was read says of a column; the column's number when it is one.
    pub(crate) fn take(&mut self, asked: &Url, page: &Page, visit: &Visit) -> Option<usize> {
        let key = same_page_key(asked);
        if let Some(at) = self.continued.get(&key) {
            let span = self.span(self.columns[at].fact.class);
            self.columns[at].extend(page, visit, span);
            return Some(at);
        }
        let landed = same_page_key(&visit.landed);
        if let Some(at) = self.by_key.get(&key).copied() {
            if landed != key {
                self.columns[at].leads_to = Some(landed.clone());
            }
            self.by_key.entry(landed).or_insert(at);
            self.fill(at, page, visit);
            return Some(at);
        }
        if let Some(&at) = self.by_key.get(&landed) {
            self.columns[at].fact.also_at.push(asked.clone());
            return Some(at);
        }
        // A column that only leads on to another is that one.
        let onward = self.candidates.get(&landed).filter(|_| landed != key);
        let address = if onward.is_some() { &visit.landed } else { asked };
        let candidate = onward.or_else(|| self.candidates.get(&key))?;
        if !is_column(page) {
            return None;
        }
        let at = self.columns.len();
        let (class, from) = classify(&candidate.name, page);
        let mut fact = blank_fact(candidate.name, Some(address.clone()), class, from);
        fact.level = candidate.level;
        fact.archived = class == ColumnClass::Archived;
        if address != asked {
            fact.also_at.push(asked.clone());
        }
        self.columns.push(Column::new(fact));
        self.by_key.insert(key, at);
        self.by_key.entry(landed).or_insert(at);
        self.fill(at, page, visit);
        Some(at)
    }

    fn fill(&mut self, at: usize, page: &Page, visit: &Visit) {
        let span = self.span(self.columns[at].fact.class);
        let column = &mut self.columns[at];
        if self.reads_services && column.fact.class == ColumnClass::Services {
            column.listing.read_on();
        }
        column.fill(page, visit, span);
    }
}
