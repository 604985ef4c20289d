//! What is known of a site so far: pages taken in, links noted, columns found, dates met.

use crate::census::column_book::{ColumnBook, TOP_ENTRIES, is_sure, names_a_column, published};
use crate::census::failed_page::FailedPage;
use crate::census::frontier::{Frontier, Lead, Rank};
use crate::census::hashed::Hashed;
use crate::census::job::{Job, is_page};
use crate::census::link_book::{LinkBook, OpenPage};
use crate::census::page_reader::PageRead;
use crate::census::reader::{GLANCE, Halt, Reader, Seen, Wish};
use crate::census::shared::is_for_now;
use crate::model::evidence::{DatedFact, Look, SectionLead};
use crate::model::page::{DateSource, Link, Page, PageKind, Place};
use crate::model::visit::{Purpose, Reach, Visit};
use crate::parse::same_page_key;
use chrono::NaiveDate;
use std::collections::HashSet;
use url::Url;

/// Section names that are kept at most; a site map has a few hundred.
const MOST_SECTIONS: usize = 3000;
const LONGEST_NAME: usize = 14;
/// Following pages of a column that are worked out from its pager.
const MOST_FOLLOWING: usize = 500;

pub(crate) struct Survey<'a> {
    pub(crate) job: &'a Job,
    pub(crate) reader: &'a Reader,
    pub(crate) frontier: Frontier,
    pub(crate) links: LinkBook,
    pub(crate) link_queue: Vec<usize>,
    pub(crate) columns: ColumnBook,
    pub(crate) sections: Vec<SectionLead>,
    section_names: Hashed<()>,
    /// The look at each page read, under the exact address asked for.
    pub(crate) page_looks: Hashed<Look>,
    /// Exact addresses under which a page was read, by its key.
    spellings: Hashed<Url>,
    /// Dates on articles' own pages, and as lists print them, by page key.
    pub(crate) article_dates: Hashed<DatedFact>,
    pub(crate) listed_dates: Hashed<(NaiveDate, DateSource)>,
    pub(crate) newest: Option<DatedFact>,
    pub(crate) second_level: SecondLevel,
    pub(crate) failed: Vec<FailedPage>,
    pub(crate) pages: usize,
    pub(crate) need_browser: usize,
    pub(crate) not_judged: usize,
    pub(crate) failures_in_row: u32,
    pub(crate) stopped: bool,
    /// Pages that the host would not give us for now.
    pub(crate) deferred: Vec<Lead>,
    pub(crate) home_asks: u32,
    pub(crate) remarks: Vec<String>,
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
        let (frontier, links, columns) = job.books();
        Self {
            job,
            reader,
            frontier,
            links,
            link_queue: Vec::new(),
            columns,
            sections: Vec::new(),
            section_names: Hashed::default(),
            page_looks: Hashed::default(),
            spellings: Hashed::default(),
            article_dates: Hashed::default(),
            listed_dates: Hashed::default(),
            newest: None,
            second_level: SecondLevel::default(),
            failed: Vec::new(),
            pages: 0,
            need_browser: 0,
            not_judged: 0,
            failures_in_row: 0,
            stopped: false,
            deferred: Vec::new(),
            home_asks: 0,
            remarks: Vec::new(),
        }
    }

    /// The home page: its boxes, its navigation, and where to go from it.
    pub(crate) fn take_home(&mut self, seen: &Seen, page: &Page) {
        for address in [&self.job.site.home, &seen.visit.address, &seen.visit.landed] {
            let key = same_page_key(address);
            self.spellings.or_insert_with(&key, || address.clone());
            self.frontier.mark_known(&key);
            self.page_looks
                .insert(address.as_str(), crate::census::page_reader::look_of(&seen.visit, true));
        }
        self.take_content(&seen.visit, page, 0);
    }

    pub(crate) fn take_page(&mut self, lead: &Lead, read: PageRead) {
        let PageRead { seen, look, .. } = read;
        if lead.depth == 1 && !lead.guessed {
            self.second_level.asked += 1;
        }
        match &look.reach {
            Reach::Ok => self.take_ok(lead, &seen, &look),
            Reach::Bad(_) if lead.guessed => {}
            Reach::Bad(_) => {
                self.failed.push(FailedPage { lead: lead.clone(), looks: vec![look.clone()] });
            }
            Reach::NotJudged(_) if is_for_now(&look.reach) => {
                self.not_judged += 1;
                self.deferred.push(lead.clone());
            }
            Reach::NotJudged(_) => self.not_judged += 1,
        }
        self.note_look(&lead.address, look);
    }

    /// A further look at a page that had failed.
    pub(crate) fn take_page_again(&mut self, lead: &Lead, read: PageRead) {
        let PageRead { seen, look, .. } = read;
        if look.reach == Reach::Ok {
            self.failed.retain(|it| it.lead.address != lead.address);
            self.page_looks.insert(lead.address.as_str(), look.clone());
            self.take_ok(lead, &seen, &look);
        } else if let Some(failed) =
            self.failed.iter_mut().find(|it| it.lead.address == lead.address)
        {
            failed.looks.push(look.clone());
        }
        if let Some(at) = self.links.find(&lead.address) {
            self.links.add_look(at, look);
        }
    }

    fn take_ok(&mut self, lead: &Lead, seen: &Seen, look: &Look) {
        let key = same_page_key(&lead.address);
        self.spellings.or_insert_with(&key, || lead.address.clone());
        self.page_looks.insert(lead.address.as_str(), look.clone());
        let Some(page) = &seen.page else { return };
        let depth = lead.depth;
        if depth == 1 && !lead.guessed {
            self.second_level.read += 1;
        }
        let landed_own = self.job.is_own(&seen.visit.landed);
        if let Some(at) = self.columns.take(&lead.address, page, &seen.visit) {
            self.columns.columns[at].fact.external |= !self.job.is_same_host(&seen.visit.landed);
            if landed_own {
                self.follow_pager(at, page, depth);
            }
        }
        if landed_own {
            self.take_content(&seen.visit, page, depth);
        }
    }

    fn take_content(&mut self, visit: &Visit, page: &Page, depth: u32) {
        let open = self.links.open_page(&visit.landed, depth);
        self.pages += usize::from(!open.again);
        self.reader.shared.progress.page(&self.job.site.key, self.frontier.waiting());
        if page.kind == PageKind::Shell && !open.again {
            self.need_browser += 1;
        }
        self.take_dates(visit, page, depth);
        for list in &page.lists {
            if let (Some(more), Some(name)) = (&list.more, &list.name)
                && depth <= 1
                && self.job.is_own(more)
            {
                self.columns.meet(more, name, if depth == 0 { 1 } else { 2 });
            }
        }
        for crumb in page.breadcrumb.iter().take(page.breadcrumb.len().saturating_sub(1)).skip(1) {
            if let Some(address) = crumb.address.as_ref().filter(|it| self.job.is_own(it)) {
                self.columns.meet(address, &crumb.text, 2);
                self.add_lead(address, Rank::Column, depth + 1);
            }
        }
        self.take_links(open, page, depth);
    }

    fn take_dates(&mut self, visit: &Visit, page: &Page, depth: u32) {
        for entry in page.lists.iter().flat_map(|it| &it.entries) {
            if let (Some(date), Some(source)) = (entry.date, entry.date_source) {
                self.listed_dates.insert(&same_page_key(&entry.address), (date, source));
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
                self.article_dates.insert(&asked, fact.clone());
            }
            self.article_dates.insert(&landed, fact);
        }
    }

    fn take_links(&mut self, open: OpenPage, page: &Page, depth: u32) {
        let is_hub = matches!(page.kind, PageKind::Home | PageKind::List | PageKind::Hub);
        let news: HashSet<&Url> = page
            .lists
            .iter()
            .flat_map(|it| &it.entries)
            .filter(|it| it.date.is_some())
            .map(|it| &it.address)
            .collect();
        for link in &page.links {
            if matches!(
                link.kind,
                crate::model::page::LinkKind::Script | crate::model::page::LinkKind::Style
            ) {
                continue;
            }
            let own = is_page(link.kind) && self.job.is_own(&link.address);
            let row = self.links.add(open, link, self.job.is_same_host(&link.address), depth == 0);
            if depth <= 1 && (link.place == Place::Nav || !news.contains(&link.address)) {
                self.note_section(link);
            }
            if own {
                if link.place == Place::Nav && (depth == 0 || (is_hub && depth <= 2)) {
                    self.columns.meet(&link.address, &link.text, if depth == 0 { 1 } else { 2 });
                }
                if depth == 0 && !news.contains(&link.address) && names_a_column(link) {
                    self.columns.meet(&link.address, &link.text, 1);
                }
                let rank = match depth {
                    _ if self.columns.is_candidate(&link.address) => Rank::Column,
                    0 => Rank::SecondLevel,
                    1..=5 => Rank::Article,
                    _ => Rank::Deep,
                };
                self.add_lead(&link.address, rank, depth + 1);
            } else if let Some(at) = row
                && (self.job.crawl.check_external_links || self.job.is_same_host(&link.address))
            {
                self.link_queue.push(at);
            }
        }
    }

    fn add_lead(&mut self, address: &Url, rank: Rank, depth: u32) {
        let mut address = address.clone();
        address.set_fragment(None);
        self.frontier.add(&same_page_key(&address), Lead { address, rank, depth, guessed: false });
    }

    /// Page 2 and on, whether a link leads there or only a script.
    fn follow_pager(&mut self, column: usize, page: &Page, depth: u32) {
        let next = page.lists.iter().find_map(|it| it.pager.as_ref()?.next.clone());
        let Some(next) = next.filter(|it| self.job.is_own(it)) else { return };
        if self.columns.following(column) >= MOST_FOLLOWING {
            return;
        }
        let key = same_page_key(&next);
        if self.frontier.knows(&key) && self.columns.is_candidate(&next) {
            return;
        }
        self.columns.continues(key.clone(), column);
        self.frontier.add(
            &key,
            Lead { address: next, rank: Rank::ListPage, depth: depth + 1, guessed: true },
        );
    }

    fn note_section(&mut self, link: &Link) {
        let name = link.text.trim();
        // Names of sections are short; longer texts are titles, which may hold any word.
        let plausible = (2..=LONGEST_NAME).contains(&name.chars().count()) && is_page(link.kind);
        if plausible
            && self.sections.len() < MOST_SECTIONS
            && self.section_names.insert(&format!("{name}\n{}", link.address), ()).is_none()
        {
            let (address, place) = (link.address.clone(), link.place);
            self.sections.push(SectionLead { name: name.to_owned(), address, place, reach: None });
        }
    }

    fn note_look(&mut self, address: &Url, look: Look) {
        if let Some(at) = self.links.find(address) {
            self.links.set_first_look(at, look.clone());
        }
        self.page_looks.insert(address.as_str(), look);
    }

    /// The look at a page that was read under just this address, or one that differs only in its query or fragment.
    pub(crate) fn look_under_other_name(&self, address: &Url) -> Option<Look> {
        if let Some(look) = self.page_looks.get(address.as_str()) {
            return Some(look.clone());
        }
        let read = self.spellings.get(&same_page_key(address))?;
        let same_place = read.scheme() == address.scheme()
            && read.host_str() == address.host_str()
            && read.port() == address.port()
            && read.path() == address.path();
        same_place.then(|| self.page_looks.get(read.as_str()).cloned()).flatten()
    }

    pub(crate) fn is_read_elsewhere(&self, address: &Url) -> bool {
        self.spellings.contains(&same_page_key(address))
    }

    /// Where a column's list gives no sure date, its top entries' own pages are asked.
    pub(crate) async fn read_undated_entries(&mut self) -> Result<(), Halt> {
        for at in 0..self.columns.columns.len() {
            let column = &self.columns.columns[at];
            if is_sure(column.fact.newest.as_ref()) || column.fact.external || column.top.is_empty()
            {
                continue;
            }
            let (mut read, mut unread, mut newest) = (0, 0, None::<DatedFact>);
            for entry in column.top.clone().iter().take(TOP_ENTRIES) {
                match self.date_of(&entry.address).await? {
                    Some(Some(mut fact)) => {
                        read += 1;
                        fact.source = DateSource::Article;
                        fact.title.clone_from(&entry.title);
                        let date = fact.date;
                        keep_newest(&mut newest, date, || fact);
                    }
                    Some(None) => read += 1,
                    None => unread += 1,
                }
            }
            let fact = &mut self.columns.columns[at].fact;
            (fact.articles_read, fact.articles_unread) = (read, unread);
            let inferred = fact.newest.as_ref().is_some_and(|it| it.source == DateSource::Inferred);
            if let Some(newest) = newest
                && (inferred || fact.newest.as_ref().is_none_or(|it| it.date < newest.date))
            {
                fact.newest = Some(newest);
            }
        }
        Ok(())
    }

    /// `None`: the page could not be read. `Some(None)`: it could, and shows no date.
    async fn date_of(&mut self, address: &Url) -> Result<Option<Option<DatedFact>>, Halt> {
        if let Some(fact) = self.article_dates.get(&same_page_key(address)) {
            return Ok(Some(Some(fact.clone())));
        }
        let wish = Wish { cap: Some(GLANCE * 4), ..Wish::page(address.clone(), Purpose::Page, 0) };
        let seen = match self.page_looks.get(address.as_str()) {
            Some(look) if look.reach != Reach::Ok => return Ok(None),
            Some(_) => return Ok(Some(None)),
            None => self.reader.read(wish).await?,
        };
        let Some(page) = seen.page.as_ref().filter(|_| seen.visit.is_ok()) else {
            return Ok(None);
        };
        Ok(Some(published(page, &seen.visit)))
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
