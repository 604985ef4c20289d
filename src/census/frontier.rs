//! Which pages of a site are still to be read, in which order, and what keeps endless sites finite.

use crate::census::hashed::Hashed;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use url::Url;

/// Addresses of one shape (path with digits blotted out, names of the query) that are read at most where the query names
/// a view of the same things: calendars, sort orders, print versions.
const PER_VIEW_SHAPE: usize = 60;
/// The same for other shapes with a query, where articles may live.
const PER_QUERY_SHAPE: usize = 5000;
const VIEW_NAMES: &[&str] = &[
    "date",
    "day",
    "month",
    "year",
    "ym",
    "sort",
    "order",
    "orderby",
    "sortby",
    "print",
    "view",
    "style",
    "font",
    "lang",
    "sid",
    "session",
    "sessionid",
    "phpsessid",
    "jsessionid",
    "rand",
    "random",
    "timestamp",
    "time",
    "from",
    "ref",
    "back",
    "returnurl",
];
const DEEPEST_PATH: usize = 14;
const LONGEST_ADDRESS: usize = 1500;

/// Smaller is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Column,
    SecondLevel,
    ListPage,
    Article,
    Deep,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lead {
    pub(crate) address: Url,
    pub(crate) rank: Rank,
    /// Clicks from the home page.
    pub(crate) depth: u32,
    /// A guess of ours (a page number worked out from a script): its failing is nobody's fault.
    pub(crate) guessed: bool,
}

/// Pages to read, each once under whatever address.
#[derive(Debug, Default)]
pub(crate) struct Frontier {
    heap: BinaryHeap<Reverse<(Rank, u32, usize)>>,
    leads: HashMap<usize, Lead>,
    known: Hashed<()>,
    shapes: HashMap<String, usize>,
    skipped: BTreeMap<String, usize>,
    next: usize,
    taken: usize,
    limit: usize,
}

impl Frontier {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Takes `lead` in unless its page is known already, under `key`, or its shape has had its share.
    pub(crate) fn add(&mut self, key: &str, lead: Lead) -> bool {
        if self.known.insert(key, ()).is_some() {
            return false;
        }
        if lead.rank > Rank::Column && self.is_endless(&lead.address) {
            return false;
        }
        self.heap.push(Reverse((lead.rank, lead.depth, self.next)));
        self.leads.insert(self.next, lead);
        self.next += 1;
        true
    }

    pub(crate) fn knows(&self, key: &str) -> bool {
        self.known.contains(key)
    }

    pub(crate) fn mark_known(&mut self, key: &str) {
        self.known.insert(key, ());
    }

    pub(crate) fn pop(&mut self) -> Option<Lead> {
        if self.taken >= self.limit {
            return None;
        }
        let Reverse((_, _, number)) = self.heap.pop()?;
        self.taken += 1;
        self.leads.remove(&number)
    }

    pub(crate) fn waiting(&self) -> usize {
        self.heap.len().min(self.limit.saturating_sub(self.taken))
    }

    /// In words for the report: what was left out and how much of it.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = self
            .skipped
            .iter()
            .map(|(shape, count)| format!("形如 {shape} 的地址过多，其中 {count} 个未逐一读取"))
            .collect();
        if !self.heap.is_empty() && self.taken >= self.limit {
            remarks.push(format!(
                "达到每站页数上限（{}），还有 {} 个页面未读取",
                self.limit,
                self.heap.len()
            ));
        }
        remarks
    }

    fn is_endless(&mut self, address: &Url) -> bool {
        let shape = shape(address);
        let segments: Vec<&str> =
            address.path_segments().map(Iterator::collect).unwrap_or_default();
        let circling = segments
            .iter()
            .any(|one| !one.is_empty() && segments.iter().filter(|it| *it == one).count() >= 4);
        let most = if address.query().is_none() {
            usize::MAX
        } else if address
            .query_pairs()
            .any(|(name, _)| VIEW_NAMES.contains(&name.to_ascii_lowercase().as_str()))
        {
            PER_VIEW_SHAPE
        } else {
            PER_QUERY_SHAPE
        };
        let seen = self.shapes.entry(shape.clone()).or_default();
        *seen += 1;
        let skip = circling
            || segments.len() > DEEPEST_PATH
            || address.as_str().len() > LONGEST_ADDRESS
            || *seen > most;
        if skip {
            *self.skipped.entry(shape).or_default() += 1;
        }
        skip
    }
}

/// Host-less address with runs of digits as `N` and only the names of its query: `/art/N/N/N/art_N_N.html`.
fn shape(address: &Url) -> String {
    let mut shape = String::new();
    let mut in_digits = false;
    for c in address.path().chars() {
        if c.is_ascii_digit() {
            if !in_digits {
                shape.push('N');
            }
            in_digits = true;
        } else {
            in_digits = false;
            shape.push(c);
        }
    }
    let mut names: Vec<String> = address.query_pairs().map(|(name, _)| name.into_owned()).collect();
    names.sort();
    names.dedup();
    if !names.is_empty() {
        shape.push('?');
        shape.push_str(&names.join("&"));
    }
    shape.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(address: &str, rank: Rank) -> Lead {
        Lead { address: Url::parse(address).unwrap(), rank, depth: 1, guessed: false }
    }

    #[test]
    fn columns_come_before_articles() {
        let mut frontier = Frontier::new(10);
        frontier.add("a", lead("http://a.cn/t1.html", Rank::Article));
        frontier.add("b", lead("http://a.cn/list/", Rank::Column));
        assert!(!frontier.add("b", lead("http://a.cn/list/index.html", Rank::Column)));
        assert_eq!(frontier.pop().unwrap().address.path(), "/list/");
        assert_eq!(frontier.pop().unwrap().address.path(), "/t1.html");
        assert!(frontier.pop().is_none());
    }

    #[test]
    fn a_calendar_ends() {
        let mut frontier = Frontier::new(100_000);
        for day in 0..5000 {
            frontier
                .add(&format!("{day}"), lead(&format!("http://a.cn/cal?date={day}"), Rank::Deep));
        }
        assert_eq!(frontier.waiting(), PER_VIEW_SHAPE);
        assert_eq!(frontier.remarks().len(), 1);
    }

    #[test]
    fn a_path_that_bites_its_tail_ends() {
        let mut frontier = Frontier::new(100);
        assert!(!frontier.add("x", lead("http://a.cn/a/b/a/b/a/b/a/b/x.html", Rank::Deep)));
    }

    #[test]
    fn the_limit_is_told() {
        let mut frontier = Frontier::new(1);
        frontier.add("a", lead("http://a.cn/1", Rank::Deep));
        frontier.add("b", lead("http://a.cn/2", Rank::Deep));
        assert!(frontier.pop().is_some());
        assert!(frontier.pop().is_none());
        assert!(frontier.remarks()[0].contains("上限"));
    }
}
