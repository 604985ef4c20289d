//! What is known of a site so far: pages taken in, links noted, columns found, dates met.

use crate::census::column::published;
use crate::census::column_book::ColumnBook;
use crate::census::facts::{FactBooks, Taken};
use crate::census::failed_page::FailedPage;
use crate::census::fill::Filling;
use crate::census::frontier::{Frontier, Lead, Rank};
use crate::census::hashed::{Hashed, hash};
use crate::census::job::Job;
use crate::census::link_book::{LinkBook, RowAt};
use crate::census::page_reader::PageRead;
use crate::census::reader::{Reader, Seen};
use crate::census::shared::is_for_now;
use crate::model::evidence::{DatedFact, Look, SectionLead};
use crate::model::page::{DateSource, Page, PageKind};
use crate::model::visit::{Reach, Visit};
use crate::parse::same_page_key;
use crate::store::scratch::Queue;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use tokio::time::Instant;
use url::Url;

pub(crate) struct Survey<'a> {
    pub(crate) job: &'a Job,
    pub(crate) reader: &'a Reader,
    pub(crate) frontier: Frontier,
    pub(crate) links: LinkBook,
    /// Links to be looked at, in the order in which they were found.
    pub(crate) link_queue: Queue<RowAt>,
    pub(crate) columns: ColumnBook,
    pub(crate) sections: Vec<SectionLead>,
    pub(crate) section_names: Hashed<()>,
    /// Articles out of the unit's scope that its columns list, by page key.
    pub(crate) adopted: Hashed<()>,
    /// The look at each page read, under the exact address asked for.
    pub(crate) page_looks: Hashed<Look>,
    /// Exact addresses under which a page was read, by its key.
    spellings: Hashed<Url>,
    /// Dates on articles' own pages, and as lists print them, by page key.
    pub(crate) article_dates: Hashed<DatedFact>,
    pub(crate) listed_dates: Hashed<(NaiveDate, DateSource)>,
    pub(crate) newest: Option<DatedFact>,
    pub(crate) second_level: SecondLevel,
    /// By address.
    pub(crate) failed: Hashed<FailedPage>,
    pub(crate) pages: usize,
    pub(crate) need_browser: usize,
    pub(crate) not_judged: usize,
    pub(crate) failures_in_row: u32,
    /// When a look last came to a fault that a second one has to confirm.
    pub(crate) doubted: Option<Instant>,
    pub(crate) stopped: bool,
    /// Pages that the host would not give us for now, in the order in which it did not.
    pub(crate) deferred: Queue<Lead>,
    /// What was put into either queue so far.
    pub(crate) queued: u64,
    pub(crate) home_asks: u32,
    pub(crate) remarks: Vec<String>,
    pub(crate) facts: FactBooks,
    /// A recheck: only these links are looked at, and pages lead nowhere.
    pub(crate) narrow: Option<BTreeSet<Url>>,
}

/// The pages one click from home.
#[derive(Debug, Default)]
pub(crate) struct SecondLevel {
    pub(crate) asked: usize,
    pub(crate) read: usize,
    pub(crate) newest: Option<DatedFact>,
}

impl<'a> Survey<'a> {
    pub(crate) fn new(job: &'a Job, reader: &'a Reader) -> Self {
        let scratch = &reader.scratch;
        let (frontier, links, columns) = job.books(scratch);
        Self {
            job,
            reader,
            frontier,
            links,
            link_queue: Queue::new(scratch),
            columns,
            sections: Vec::new(),
            section_names: Hashed::new(scratch),
            adopted: Hashed::new(scratch),
            page_looks: Hashed::new(scratch),
            spellings: Hashed::new(scratch),
            article_dates: Hashed::new(scratch),
            listed_dates: Hashed::new(scratch),
            newest: None,
            second_level: SecondLevel::default(),
            failed: Hashed::new(scratch),
            pages: 0,
            need_browser: 0,
            not_judged: 0,
            failures_in_row: 0,
            doubted: None,
            stopped: false,
            deferred: Queue::new(scratch),
            queued: 0,
            home_asks: 0,
            remarks: Vec::new(),
            facts: FactBooks::new(scratch),
            narrow: None,
        }
    }

    /// The home page: its boxes, its navigation, and where to go from it.
    pub(crate) fn take_home(&mut self, seen: &Seen, page: &Page) {
        for address in [&self.job.site.home, &seen.visit.address, &seen.visit.landed] {
            let key = same_page_key(address);
            self.spellings.add(&key, || address.clone());
            self.frontier.mark_known(&key);
            self.page_looks
                .put(address.as_str(), crate::census::page_reader::look_of(&seen.visit, true));
        }
        self.need_browser += usize::from(page.kind == PageKind::Shell);
        self.take_content(&seen.visit, page, (0, None));
    }

    pub(crate) fn take_page(&mut self, lead: &Lead, read: PageRead) {
        let PageRead { seen, look, filling } = read;
        if lead.depth == 1 && !lead.guessed {
            self.second_level.asked += 1;
        }
        match &look.reach {
            Reach::Ok => self.take_ok(lead, &seen, &look, filling),
            Reach::Bad(_) if lead.guessed => {}
            Reach::Bad(_) => {
                let failed = FailedPage { lead: lead.clone(), looks: vec![look.clone()] };
                self.failed.put(lead.address.as_str(), failed);
            }
            Reach::NotJudged(_) if is_for_now(&look.reach) => {
                self.not_judged += 1;
                self.queued += 1;
                self.deferred.push(self.queued, lead.clone());
            }
            Reach::NotJudged(_) => self.not_judged += 1,
        }
        self.note_look(&lead.address, look);
    }

    /// A further look at a page that had failed.
    pub(crate) fn take_page_again(&mut self, lead: &Lead, read: PageRead) {
        let PageRead { seen, look, filling } = read;
        if look.reach == Reach::Ok {
            self.failed.by_hash_mut().remove(hash(lead.address.as_str()));
            self.page_looks.put(lead.address.as_str(), look.clone());
            self.take_ok(lead, &seen, &look, filling);
        } else {
            let failed = hash(lead.address.as_str());
            self.failed.by_hash_mut().update(failed, |it| it.looks.push(look.clone()));
        }
        if let Some(at) = self.links.find(&lead.address) {
            self.links.add_look(at, look);
        }
    }

    fn take_ok(&mut self, lead: &Lead, seen: &Seen, look: &Look, filling: Filling) {
        let key = same_page_key(&lead.address);
        self.spellings.add(&key, || lead.address.clone());
        self.page_looks.put(lead.address.as_str(), look.clone());
        let Some(page) = &seen.page else { return };
        self.need_browser += usize::from(filling.is_open);
        let depth = lead.depth;
        if depth == 1 && !lead.guessed {
            self.second_level.read += 1;
        }
        let landed_own = self.is_own_page(&seen.visit.landed)
            || (self.is_own_page(&lead.address) && self.job.may_adopt(&seen.visit.landed));
        if lead.rank == Rank::Mapped
            && page.kind == PageKind::List
            && let Some(name) = &page.metas.column_name
        {
            self.columns.meet(&lead.address, name, 2);
        }
        let column = self.columns.take(&lead.address, page, &seen.visit);
        if let Some(at) = column {
            self.columns.columns[at].fact.external |= !self.job.is_same_host(&seen.visit.landed);
            self.columns.note_filling(at, &seen.visit, filling);
            if landed_own {
                self.follow_pager(at, lead, page);
                self.adopt_entries(page, depth);
            }
        }
        if landed_own {
            let found = self.take_content(&seen.visit, page, (depth, column));
            self.frontier.endless.learn(&lead.address, page, found);
        }
    }

    /// How many pages not known before it leads to. `place`: clicks from the home page, and the column that it shows.
    fn take_content(&mut self, visit: &Visit, page: &Page, place: (u32, Option<usize>)) -> usize {
        let (depth, column) = place;
        let open = self.links.open_page(&visit.landed, depth);
        self.pages += usize::from(!open.again);
        self.reader.shared.progress.page(&self.job.site.key, self.frontier.waiting());
        self.take_dates(visit, page, depth);
        if !open.again {
            let name = self.columns.name_of(&visit.address);
            let name = name.as_deref();
            let column = column.map(|it| &self.columns.columns[it].fact);
            self.facts.take(Taken { job: self.job, visit, page, depth, name, column });
        }
        self.take_ways(open, visit, page, depth)
    }

    fn take_dates(&mut self, visit: &Visit, page: &Page, depth: u32) {
        for entry in page.lists.iter().flat_map(|it| &it.entries) {
            if let (Some(date), Some(source)) = (entry.date, entry.date_source) {
                self.listed_dates.put(&same_page_key(&entry.address), (date, source));
                if self.job.is_neighbours(&entry.address) {
                    continue;
                }
                let fact = || DatedFact {
                    date,
                    source,
                    title: entry.title.clone(),
                    page: visit.landed.clone(),
                    visit: visit.id.clone(),
                };
                keep_newest(&mut self.newest, date, fact);
                if depth == 1 {
                    keep_newest(&mut self.second_level.newest, date, fact);
                }
            }
        }
        if matches!(page.kind, PageKind::Article | PageKind::Other)
            && let Some(fact) = published(page, visit)
        {
            keep_newest(&mut self.newest, fact.date, || fact.clone());
            // Whoever looks a date up has the title at hand.
            let fact = DatedFact { title: String::new(), ..fact };
            let (asked, landed) = (same_page_key(&visit.address), same_page_key(&visit.landed));
            if asked != landed {
                self.article_dates.put(&asked, fact.clone());
            }
            self.article_dates.put(&landed, fact);
        }
    }

    fn note_look(&mut self, address: &Url, look: Look) {
        if let Some(at) = self.links.find(address) {
            self.links.set_first_look(at, look.clone());
        }
        self.page_looks.put(address.as_str(), look);
    }

    /// The look at a page that was read under just this address, or one that differs only in its query or fragment.
    pub(crate) fn look_under_other_name(&self, address: &Url) -> Option<Look> {
        if let Some(look) = self.page_looks.get(address.as_str()) {
            return Some(look);
        }
        let read = self.spellings.get(&same_page_key(address))?;
        let same_place = read.scheme() == address.scheme()
            && read.host_str() == address.host_str()
            && read.port() == address.port()
            && read.path() == address.path();
        same_place.then(|| self.page_looks.get(read.as_str())).flatten()
    }

    /// Whether the link is to be looked at at all.
    pub(crate) fn is_wanted(&self, address: &Url) -> bool {
        let Some(narrow) = &self.narrow else { return true };
        let mut address = address.clone();
        address.set_fragment(None);
        narrow.contains(&address)
    }

    pub(crate) fn is_read_elsewhere(&self, address: &Url) -> bool {
        self.spellings.contains(&same_page_key(address))
    }
}

pub(crate) fn keep_newest(
    kept: &mut Option<DatedFact>,
    date: NaiveDate,
    fact: impl FnOnce() -> DatedFact,
) {
    if kept.as_ref().is_none_or(|it| it.date < date) {
        *kept = Some(fact());
    }
}
