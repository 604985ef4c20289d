//! The pages of lists as they were read, so that a list can be followed to its end or back to a day.

use crate::census::column::own_lists;
use crate::census::frontier::{Lead, Rank};
use crate::census::halt::Halt;
use crate::census::page_reader::PageReader;
use crate::census::reader::Seen;
use crate::census::survey::Survey;
use crate::model::page::{Emptiness, Page, PageKind};
use crate::model::visit::{Reach, Visit};
use crate::parse::same_page_key;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use url::Url;

/// Pages of lists that are remembered at most.
const MOST: usize = 2000;
/// Further pages of one list that are asked for at most.
pub(super) const MOST_PAGES: usize = 8;

/// One page of a list.
#[derive(Debug, Clone, Default)]
struct Leaf {
    next: Option<Url>,
    total: Option<u32>,
    entries: usize,
    oldest: Option<NaiveDate>,
    /// A script may show more, or the page could not be read.
    is_open: bool,
    /// Promised by a pager, and not there.
    is_gone: bool,
}

/// By page key.
#[derive(Debug, Default)]
pub(super) struct Leaves(HashMap<String, Leaf>);

/// How far a list is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Walk {
    /// To its end, or back beyond the day that was asked for.
    Whole { entries: usize },
    /// Part of it cannot be known.
    Open { entries: usize },
    /// This page comes next.
    Ask(Url),
}

impl Leaves {
    pub(super) fn take(&mut self, visit: &Visit, page: &Page) {
        if MOST <= self.0.len() {
            return;
        }
        let lists = own_lists(page);
        let pager = lists.iter().find_map(|it| it.pager.as_ref());
        let entries: usize = lists.iter().map(|it| it.entries.len()).sum();
        let leaf = Leaf {
            next: pager.and_then(|it| it.next.clone()),
            total: pager.and_then(|it| it.total),
            entries,
            oldest: lists.iter().flat_map(|it| &it.entries).filter_map(|it| it.date).min(),
            // A page without a list that is not blank holds something that these leaves cannot count.
            is_open: matches!(page.kind, PageKind::Shell | PageKind::Blocked)
                || page.emptiness != Emptiness::Empty && entries == 0,
            is_gone: false,
        };
        for address in [&visit.address, &visit.landed] {
            self.0.entry(same_page_key(address)).or_insert_with(|| leaf.clone());
        }
    }

    pub(super) fn next_of(&self, address: &Url) -> Option<&Url> {
        self.0.get(&same_page_key(address))?.next.as_ref()
    }

    fn note_gone(&mut self, address: &Url, is_open: bool) {
        let leaf = Leaf { is_gone: true, is_open, ..Leaf::default() };
        self.0.insert(same_page_key(address), leaf);
    }

    /// From `first` on. `until`: the day back to which it is wanted.
    pub(super) fn walk(&self, first: &Url, until: Option<NaiveDate>) -> Walk {
        let (mut entries, mut total, mut met) = (0, None, HashSet::new());
        let mut at = first.clone();
        loop {
            let key = same_page_key(&at);
            let Some(leaf) = self.0.get(&key) else { return Walk::Ask(at) };
            entries += leaf.entries;
            total = total.or(leaf.total);
            let is_all = total.is_none_or(|it| it as usize <= entries);
            if leaf.is_open || !met.insert(key) {
                return Walk::Open { entries };
            }
            if until.is_some_and(|day| leaf.oldest.is_some_and(|it| it < day)) {
                return Walk::Whole { entries };
            }
            match &leaf.next {
                Some(next) => at = next.clone(),
                None if is_all && (!leaf.is_gone || total.is_some()) => {
                    return Walk::Whole { entries };
                }
                None => return Walk::Open { entries },
            }
        }
    }

    /// Reads the page that [`Self::walk`] asks for; `None` where it cannot be read.
    pub(super) async fn ask(
        &mut self,
        survey: &Survey<'_>,
        pages: &PageReader<'_>,
        address: &Url,
    ) -> Result<Option<Seen>, Halt> {
        // What the crawl has read and these leaves have not was no page of a list, or failed.
        if let Some(look) = survey.look_under_other_name(address) {
            self.note_gone(address, !matches!(look.reach, Reach::Bad(_)));
            return Ok(None);
        }
        if !survey.job.is_same_host(address) {
            self.note_gone(address, true);
            return Ok(None);
        }
        let lead = Lead { address: address.clone(), rank: Rank::Column, depth: 3, guessed: true };
        let read = pages.read(&lead, 0, None).await?;
        match &read.look.reach {
            Reach::Ok if read.seen.page.is_some() => Ok(Some(read.seen)),
            reach => {
                self.note_gone(address, !matches!(reach, Reach::Bad(_)));
                Ok(None)
            }
        }
    }
}
