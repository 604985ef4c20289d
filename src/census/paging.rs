//! The pages of one list: which entries were seen, how many fall into the audit's month, and when to stop turning pages.

use crate::census::hashed::hash;
use crate::model::evidence::InPeriod;
use crate::model::page::{DateSource, Entry, List};
use crate::model::time::Period;
use crate::parse::same_page_key;
use chrono::NaiveDate;
use std::collections::HashSet;
use url::Url;

/// Pages of one list that are read as such at most.
const MOST_PAGES: usize = 200;
/// The same for a list that prints no dates: it never says where the month begins.
const MOST_UNDATED_PAGES: usize = 5;

/// Pages of a list that is read on beyond the month.
const MOST_READ_ON: usize = 5;

/// How far back a list's entries are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// Not after the first day of the audit's month: pages are turned as far as this.
    pub(crate) since: NaiveDate,
    /// Entries down to this day are kept where the pages show them: the month before is counted once more when all of it
    /// is there to be seen.
    kept: NaiveDate,
}

impl Span {
    pub(crate) fn of_month(month: Period) -> Self {
        Self::back_to(month, month.first_day())
    }

    pub(crate) fn back_to(month: Period, day: NaiveDate) -> Self {
        let since = day.min(month.first_day());
        Self { since, kept: since.min(month.previous().first_day()) }
    }
}

/// Why no further page was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Every dated entry of the page is older than what is counted.
    Older,
    /// No page follows.
    Last,
    /// Nothing new: the server ignores the page number.
    Same,
    /// As many pages as are read at most.
    Most,
}

#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// By hash of the page key, as everything here.
    seen: HashSet<u64>,
    /// Of the first page: tells one list under two addresses.
    first: Vec<u64>,
    /// Not older than what is kept.
    recent: Vec<(u64, NaiveDate)>,
    /// Without a date, or with a year that was supplied.
    unsure: Vec<(u64, Option<NaiveDate>)>,
    pages_read: usize,
    dated: bool,
    /// Turns the pages of what is read whole and not only for the month.
    reads_on: bool,
    /// The month's first day lies behind.
    is_past: bool,
    /// What is newer than this day has been seen.
    seen_back_to: Option<NaiveDate>,
    end: Option<End>,
    pub(crate) entries: usize,
    pub(crate) total: Option<u32>,
    pub(crate) pages: Option<u32>,
}

impl Listing {
    /// From now on its pages are turned beyond the month, for what its entries hold.
    pub(crate) fn read_on(&mut self) {
        self.reads_on = true;
    }

    /// Takes the lists of the next page in; false when they hold nothing new.
    pub(crate) fn take(&mut self, lists: &[&List], span: Span) -> bool {
        let is_first = self.pages_read == 0;
        self.pages_read += 1;
        let pager = lists.iter().find_map(|it| it.pager.as_ref());
        self.total = self.total.or(pager.and_then(|it| it.total));
        self.pages = self.pages.or(pager.and_then(|it| it.pages));
        let mut dates = Vec::new();
        let mut new = 0;
        for entry in lists.iter().flat_map(|it| &it.entries) {
            let key = hash(&same_page_key(&entry.address));
            if !self.seen.insert(key) {
                continue;
            }
            new += 1;
            dates.extend(entry.date);
            self.sort_in(key, entry, span);
            if is_first {
                self.first.push(key);
            }
        }
        // Several lines may lead to one address; on the first page each is an entry all the same.
        self.entries += if is_first { lists.iter().map(|it| it.entries.len()).sum() } else { new };
        self.dated |= !dates.is_empty();
        if let Some(newest) = dates.iter().max().copied().filter(|_| !is_upwards(&dates)) {
            self.seen_back_to = Some(self.seen_back_to.map_or(newest, |it| it.min(newest)));
        }
        self.end = if new == 0 && !is_first {
            Some(End::Same)
        } else if pager.is_none_or(|it| it.next.is_none()) {
            Some(End::Last)
        } else if self.reads_on && self.pages_read < MOST_READ_ON {
            self.is_past |= is_older(&dates, span);
            None
        } else if self.is_past || is_older(&dates, span) {
            Some(End::Older)
        } else {
            let most = if self.dated { MOST_PAGES } else { MOST_UNDATED_PAGES };
            (most <= self.pages_read).then_some(End::Most)
        };
        self.first.sort_unstable();
        0 < new
    }

    fn sort_in(&mut self, key: u64, entry: &Entry, span: Span) {
        match (entry.date, entry.date_source) {
            (Some(date), Some(source)) if source != DateSource::Inferred => {
                if span.kept <= date {
                    self.recent.push((key, date));
                }
            }
            (date, _) => self.unsure.push((key, date)),
        }
    }

    /// Where the list goes on, when it is worth asking for. `asked`: the page that was read last.
    pub(crate) fn next(&mut self, asked: &Url, lists: &[&List]) -> Option<Url> {
        match self.end {
            None => lists.iter().find_map(|it| it.pager.as_ref()?.next.clone()),
            // Products differ in whether `index_1` is the first page or the second.
            Some(End::Same) if self.pages_read == 2 => {
                let (folder, file) = asked.path().rsplit_once('/')?;
                let (name, ending) = file.split_once("_1.")?;
                let mut next = asked.clone();
                next.set_path(&format!("{folder}/{name}_2.{ending}"));
                Some(next)
            }
            Some(_) => None,
        }
    }

    /// The month's entries by hash, and whether there can be no more. `date_of`: the date on an entry's own page.
    pub(crate) fn in_period(
        &self,
        month: Period,
        date_of: impl Fn(u64) -> Option<NaiveDate>,
    ) -> (HashSet<u64>, bool) {
        self.dated(|it| Period::of(it) == month, date_of)
    }

    /// The entries of a month that may lie before the audit's, and whether there can be no more.
    pub(crate) fn in_month(
        &self,
        month: Period,
        date_of: impl Fn(u64) -> Option<NaiveDate>,
    ) -> (HashSet<u64>, bool) {
        let all_dated = self.unsure.iter().all(|(key, _)| date_of(*key).is_some());
        let is_behind = self.seen_back_to.is_some_and(|it| it < month.first_day());
        let is_whole = self.end == Some(End::Last) && self.is_as_long_as_told();
        let (found, _) = self.dated(|it| Period::of(it) == month, date_of);
        (found, all_dated && (is_behind || is_whole))
    }

    fn is_as_long_as_told(&self) -> bool {
        let as_many = |told: Option<u32>, seen| told.is_none_or(|it| it as usize <= seen);
        as_many(self.pages, self.pages_read) && as_many(self.total, self.entries)
    }

    /// The entries whose day fits, and whether there can be no more; `fits` asks for none older than what is counted.
    pub(crate) fn dated(
        &self,
        fits: impl Fn(NaiveDate) -> bool,
        date_of: impl Fn(u64) -> Option<NaiveDate>,
    ) -> (HashSet<u64>, bool) {
        let fitting = self.recent.iter().filter(|(_, date)| fits(*date));
        let mut found: HashSet<u64> = fitting.map(|(key, _)| *key).collect();
        let mut complete = match self.end {
            _ if self.is_past => true,
            Some(End::Older) => true,
            Some(End::Last) => self.is_as_long_as_told(),
            Some(End::Same | End::Most) | None => false,
        };
        for (key, inferred) in &self.unsure {
            let date = date_of(*key);
            complete &= date.is_some();
            if date.or(*inferred).is_some_and(&fits) {
                found.insert(*key);
            }
        }
        (found, complete)
    }

    /// What the pager says and what was seen, where they contradict each other.
    pub(crate) fn contradiction(&self) -> Option<(u32, usize)> {
        let total = self.total?;
        let whole = self.end == Some(End::Last)
            && self.pages.is_some_and(|it| it as usize <= self.pages_read);
        let seen = u32::try_from(self.entries).unwrap_or(u32::MAX);
        // A row more or less is a matter of how lines are counted.
        let fewer = whole && u64::from(seen) * 10 < u64::from(total) * 9 && seen + 2 < total;
        (total + 1 < seen || fewer).then_some((total, self.entries))
    }

    /// The same entries on the first page, at least two of them.
    pub(crate) fn is_same_list(&self, other: &Self) -> bool {
        2 <= self.first.len() && self.first == other.first
    }
}

/// Every dated entry is older than what is counted; not so where the list begins with the oldest.
fn is_older(dates: &[NaiveDate], span: Span) -> bool {
    !dates.is_empty() && !is_upwards(dates) && dates.iter().all(|it| *it < span.since)
}

fn is_upwards(dates: &[NaiveDate]) -> bool {
    3 <= dates.len() && dates.first() < dates.last() && dates.windows(2).all(|it| it[0] <= it[1])
}

/// As the evidence holds it.
pub(crate) fn fact(found: &HashSet<u64>, complete: bool) -> InPeriod {
    InPeriod { count: found.len(), complete }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::Pager;

    /// `days`: the day and month of each entry; an address each, unless `same`.
    fn page(number: usize, days: &[&str], next: bool) -> List {
        let entry = |(at, day): (usize, &&str)| Entry {
            title: "标题".into(),
            address: Url::parse(&format!("http://a.cn/{number}/{at}.html")).unwrap(),
            date: day.parse().ok(),
            date_source: day.parse::<NaiveDate>().ok().map(|_| DateSource::List),
            witnesses: Vec::new(),
        };
        let next = next.then(|| Url::parse("http://a.cn/list_9.html").unwrap());
        List {
            name: None,
            more: None,
            newest: None,
            entries: days.iter().enumerate().map(entry).collect(),
            pager: Some(Pager { total: None, pages: None, next }),
        }
    }

    fn read(pages: &[List]) -> (usize, usize, bool) {
        let month: Period = "2026-11".parse().unwrap();
        let mut listing = Listing::default();
        let asked = Url::parse("http://a.cn/list.html").unwrap();
        let mut read = 0;
        for page in pages {
            listing.take(&[page], Span::of_month(month));
            read += 1;
            if listing.next(&asked, &[page]).is_none() {
                break;
            }
        }
        let (found, complete) = listing.in_period(month, |_| None);
        (read, found.len(), complete)
    }

    #[test]
    fn the_month_before_is_whole_where_the_pages_that_were_read_anyway_go_beyond_it() {
        let month: Period = "2026-11".parse().unwrap();
        let of_october = |pages: &[List]| {
            let mut listing = Listing::default();
            for page in pages {
                listing.take(&[page], Span::of_month(month));
            }
            let (found, complete) = listing.in_month(month.previous(), |_| None);
            (found.len(), complete)
        };
        let new = ["2026-11-20", "2026-11-01", "2026-10-31"];
        let old = ["2026-10-30", "2026-10-01"];
        let older = ["2026-09-30", "2026-09-02"];
        for (name, pages, expected) in [
            ("one page", vec![page(1, &new, false)], (1, true)),
            ("more follows", vec![page(1, &new, true)], (1, false)),
            ("up to its first day", vec![page(1, &new, true), page(2, &old, true)], (3, false)),
            ("beyond", vec![page(1, &old, true), page(2, &older, true)], (2, true)),
            ("undated", vec![page(1, &["2026-10-02", ""], false)], (1, false)),
        ] {
            assert_eq!(of_october(&pages), expected, "{name}");
        }
    }

    #[test]
    fn pages_are_turned_as_far_as_the_month_goes() {
        let full = ["2026-11-20", "2026-11-03"];
        let half = ["2026-11-02", "2026-10-30"];
        let old = ["2026-10-29", "2026-10-20"];
        let pinned = ["2024-01-01", "2026-11-19"];
        for (name, pages, expected) in [
            ("one page", vec![page(1, &full, false)], (1, 2, true)),
            ("old at once", vec![page(1, &old, true), page(2, &old, true)], (1, 0, true)),
            (
                "until the first old page",
                vec![
                    page(1, &full, true),
                    page(2, &half, true),
                    page(3, &old, true),
                    page(4, &old, true),
                ],
                (3, 3, true),
            ),
            (
                "a pinned row is no sign",
                vec![page(1, &pinned, true), page(2, &old, true)],
                (2, 1, true),
            ),
            (
                "the same page again",
                vec![page(1, &full, true), page(1, &full, true), page(1, &full, true)],
                (2, 2, false),
            ),
            (
                "oldest first",
                vec![
                    page(1, &["2020-01-01", "2020-02-01", "2020-03-01"], true),
                    page(2, &full, false),
                ],
                (2, 2, true),
            ),
            ("no dates", vec![page(1, &["", ""], true), page(2, &[""], false)], (2, 0, false)),
        ] {
            assert_eq!(read(&pages), expected, "{name}");
        }
    }

    #[test]
    fn a_pager_that_counts_other_than_we_do_is_noted() {
        let month: Period = "2026-11".parse().unwrap();
        let told = |total, pages, days: &[&str]| {
            let mut list = page(1, days, false);
            list.pager = Some(Pager { total: Some(total), pages, next: None });
            let mut listing = Listing::default();
            listing.take(&[&list], Span::of_month(month));
            listing.contradiction()
        };
        assert_eq!(told(1, None, &["2026-11-01"; 5]), Some((1, 5)));
        assert_eq!(told(50, Some(1), &["2026-11-01"; 5]), Some((50, 5)));
        assert_eq!(told(50, Some(4), &["2026-11-01"; 5]), None);
        assert_eq!(told(5, Some(1), &["2026-11-01"; 5]), None);
    }
}
