//! Which pages of a site are still to be read, in which order, and what keeps endless sites finite.

use crate::census::endless::Endless;
use crate::census::hashed::Hashed;
use crate::store::scratch::{Queue, Record, Scratch, get, put};
use std::sync::Arc;
use url::Url;

/// Smaller is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Column,
    SecondLevel,
    ListPage,
    Article,
    /// Named only by a site map for programs.
    Mapped,
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

impl Rank {
    const ALL: [Self; 6] =
        [Self::Column, Self::SecondLevel, Self::ListPage, Self::Article, Self::Mapped, Self::Deep];
}

impl Record for Lead {
    const WEIGHT: usize = 240;

    fn write(&self, out: &mut Vec<u8>) {
        out.push(self.rank as u8);
        put(&self.guessed, out);
        put(&self.depth, out);
        put(&self.address, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (rank, rest) = bytes.split_first()?;
        let rank = *Rank::ALL.get(usize::from(*rank))?;
        *bytes = rest;
        let (guessed, depth) = (get(bytes)?, get(bytes)?);
        Some(Self { address: get(bytes)?, rank, depth, guessed })
    }
}

/// Deeper ones are read in the order in which they were found.
const DEEPEST: u32 = (1 << 20) - 1;

/// By rank, then clicks from the home page, then the order in which they were found.
fn place(lead: &Lead, number: u64) -> u64 {
    (lead.rank as u64) << 60 | u64::from(lead.depth.min(DEEPEST)) << 40 | number
}

/// Pages to read, each once under whatever address.
#[derive(Debug, Default)]
pub(crate) struct Frontier {
    leads: Queue<Lead>,
    known: Hashed<()>,
    pub(crate) endless: Endless,
    next: u64,
    taken: usize,
    limit: usize,
}

impl Frontier {
    pub(crate) fn new(scratch: &Arc<Scratch>, limit: usize) -> Self {
        Self {
            leads: Queue::new(scratch),
            known: Hashed::new(scratch),
            endless: Endless::new(scratch),
            next: 0,
            taken: 0,
            limit,
        }
    }

    /// Takes `lead` in unless its page is known already, under `key`, or its shape has had its share.
    pub(crate) fn add(&mut self, key: &str, mut lead: Lead) -> bool {
        if self.known.contains(key) {
            return false;
        }
        let refused = lead.rank > Rank::Column
            && self.endless.refuses(&lead.address, |it| self.known.contains(it));
        self.known.put(key, ());
        if refused {
            return false;
        }
        if lead.rank > Rank::Column && !lead.guessed && Endless::is_doubtful(&lead.address) {
            lead.rank = Rank::Deep;
        }
        self.leads.push(place(&lead, self.next), lead);
        self.next += 1;
        true
    }

    pub(crate) fn mark_known(&mut self, key: &str) {
        self.known.put(key, ());
    }

    pub(crate) fn pop(&mut self) -> Option<Lead> {
        if self.taken >= self.limit {
            return None;
        }
        loop {
            let lead = self.leads.pop()?;
            if lead.rank <= Rank::ListPage || !self.endless.is_worn(&lead.address) {
                self.taken += 1;
                return Some(lead);
            }
        }
    }

    pub(crate) fn waiting(&self) -> usize {
        self.leads.len().min(self.limit.saturating_sub(self.taken))
    }

    /// In words for the report: what was left out and how much of it.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = self.endless.remarks().collect();
        if !self.leads.is_empty() && self.taken >= self.limit {
            remarks.push(format!(
                "达到每站页数上限（{}），还有 {} 个页面未读取",
                self.limit,
                self.leads.len()
            ));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::scratch::{is_on_disk, tiny};

    fn lead(address: &str, rank: Rank) -> Lead {
        Lead { address: Url::parse(address).unwrap(), rank, depth: 1, guessed: false }
    }

    #[test]
    fn columns_come_before_articles() {
        let mut frontier = Frontier { limit: 10, ..Frontier::default() };
        frontier.add("a", lead("http://a.cn/t1.html", Rank::Article));
        frontier.add("b", lead("http://a.cn/list/", Rank::Column));
        assert!(!frontier.add("b", lead("http://a.cn/list/index.html", Rank::Column)));
        assert_eq!(frontier.pop().unwrap().address.path(), "/list/");
        assert_eq!(frontier.pop().unwrap().address.path(), "/t1.html");
        assert!(frontier.pop().is_none());
    }

    #[test]
    fn the_limit_is_told() {
        let mut frontier = Frontier { limit: 1, ..Frontier::default() };
        frontier.add("a", lead("http://a.cn/1", Rank::Deep));
        frontier.add("b", lead("http://a.cn/2", Rank::Deep));
        assert!(frontier.pop().is_some());
        assert!(frontier.pop().is_none());
        assert!(frontier.remarks()[0].contains("上限"));
    }

    #[test]
    fn the_order_is_the_same_where_nearly_all_lies_on_the_disk() {
        let (folder, scratch) = tiny();
        let mut plain = Frontier { limit: usize::MAX, ..Frontier::default() };
        let mut spilling = Frontier::new(&scratch, usize::MAX);
        let mut read = 0;
        for number in 0..700_u32 {
            // Neither ranks nor depths come in their order, and every third page is known already.
            let rank = Rank::ALL[usize::try_from(number * 7 % 5).unwrap()];
            let path = number - number % 3;
            let mut lead = lead(&format!("http://a.cn/{path}.html"), rank);
            lead.depth = number * 13 % 9;
            lead.guessed = number % 2 == 0;
            let key = lead.address.path().to_owned();
            assert_eq!(plain.add(&key, lead.clone()), spilling.add(&key, lead));
            if number % 4 == 0 {
                assert_eq!(plain.pop(), spilling.pop());
                read += 1;
            }
            assert_eq!(plain.waiting(), spilling.waiting());
        }
        while let Some(lead) = plain.pop() {
            assert_eq!(spilling.pop(), Some(lead));
            read += 1;
        }
        assert!(spilling.pop().is_none());
        assert!(200 < read && is_on_disk(&folder));
        scratch.intact().unwrap();
    }
}
