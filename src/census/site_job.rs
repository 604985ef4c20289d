//! One site, from its home page to its bundle of facts. Self-contained: what goes in is [`Job`], what comes out is
//! [`SiteEvidence`]; it decides nothing.

use crate::census::column_book::ColumnBook;
use crate::census::frontier::{Frontier, Lead, Rank};
use crate::census::gather;
use crate::census::home::{self, Contact};
use crate::census::link_book::LinkBook;
use crate::census::page_reader::{PageRead, PageReader};
use crate::census::reader::{Halt, Reader, Seen};
use crate::census::second_look;
use crate::census::shared::may_be_host_wide;
use crate::census::survey::Survey;
use crate::config::Crawl;
use crate::model::evidence::{HomeVisit, Look, SiteEvidence};
use crate::model::page::{LeadsBy, LinkKind, Page};
use crate::model::site::{ListedColumn, Site, SiteStatus, bare_host};
use crate::model::time::{Instant, Period};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use std::collections::VecDeque;
use std::time::Duration;

/// Links of one site that are looked at at the same time; each host's gate keeps its own measure besides.
const LINKS_AT_ONCE: usize = 16;
/// Pages of the site that fail in a row, in ways that a whole host fails, before the home page is asked.
const PAUSE_AFTER: u32 = 6;

/// All that one site's census needs.
#[derive(Debug, Clone)]
pub struct Job {
    pub site: Site,
    pub columns: Vec<ListedColumn>,
    /// Sites on the same host, for whose pages others answer.
    pub neighbours: Vec<Site>,
    pub crawl: Crawl,
    pub period: Period,
    pub as_of: Instant,
    /// Home page visits of `pucha probe` in the week before the audit.
    pub probes: Vec<HomeVisit>,
}

impl Job {
    pub(crate) fn gap(&self) -> Duration {
        Duration::from_secs_f64(self.crawl.home_visit_gap_seconds.max(0.0))
    }

    pub(crate) fn second_look_after(&self) -> Duration {
        Duration::from_secs_f64(self.crawl.second_look_seconds.max(0.0))
    }

    /// Whether the unit answers for `address`: its scope fits, and no neighbour's fits better.
    pub(crate) fn is_own(&self, address: &url::Url) -> bool {
        let Some(own) = self.site.scope.fit(address) else { return false };
        self.neighbours.iter().all(|it| it.scope.fit(address).is_none_or(|fit| fit <= own))
    }

    pub(crate) fn is_same_host(&self, address: &url::Url) -> bool {
        bare_host(address) == self.site.scope.host
    }
}

enum Done {
    Page(Lead, Box<Result<PageRead, Halt>>),
    Link(usize, Result<Look, Halt>),
}

/// Visits one site and gathers what the checks may look at.
pub(crate) async fn run(job: &Job, reader: &Reader) -> Result<SiteEvidence, Halt> {
    let most = job.crawl.home_visits.max(1);
    let contact = home::first_contact(reader, &job.site, most, job.gap()).await?;
    let made = contact.visits.len();
    let last = contact.last;
    let Some((seen, led_by)) = &contact.home else {
        return Ok(gather::without_home(job, &contact));
    };
    let includes = home::includes(reader, seen).await?;
    let Some(home_page) = reader.with_includes(seen, includes).await? else {
        return Ok(gather::without_page(job, &contact, seen));
    };
    let crawling = crawl(job, reader, &contact, (seen, &home_page, *led_by));
    let sampling = home::later_visits(reader, &job.site, made..most, job.gap(), last);
    let (evidence, later) = tokio::try_join!(crawling, sampling)?;
    let mut evidence = evidence;
    evidence.home_visits.extend(later);
    evidence.home_visits.sort_by_key(|it| it.at);
    Ok(evidence)
}

async fn crawl(
    job: &Job,
    reader: &Reader,
    contact: &Contact,
    home: (&Seen, &Page, Option<LeadsBy>),
) -> Result<SiteEvidence, Halt> {
    let (seen, page, led_by) = home;
    let moved = bare_host(&seen.visit.landed) != job.site.scope.host;
    let mut survey = Survey::new(job, reader);
    survey.take_home(seen, page);
    if job.site.status == SiteStatus::Running && !moved {
        let pages = PageReader::new(reader, &job.site.home, seen, page);
        survey.read_all(&pages).await?;
        second_look::until_settled(&mut survey, &pages).await?;
        survey.read_undated_entries().await?;
    }
    Ok(gather::evidence(survey, contact, (seen, page, led_by)))
}

impl Survey<'_> {
    /// Reads pages and looks at links until none is left.
    pub(crate) async fn read_all(&mut self, pages: &PageReader<'_>) -> Result<(), Halt> {
        let at_once = self.job.crawl.connections_per_host.max(1);
        let mut running: FuturesUnordered<BoxFuture<'_, Done>> = FuturesUnordered::new();
        let (mut reading, mut looking) = (0, 0);
        let mut queue: VecDeque<usize> = std::mem::take(&mut self.link_queue).into();
        loop {
            let in_trouble = self.failures_in_row >= PAUSE_AFTER && !self.stopped;
            // What is on its way may hold the gate through which the home page must go.
            if in_trouble && running.is_empty() {
                self.wait_for_host(pages).await?;
                continue;
            }
            while reading < at_once && !self.stopped && !in_trouble {
                let Some(lead) = self.frontier.pop() else { break };
                reading += 1;
                running.push(Box::pin(async move {
                    let read = pages.read(&lead, 0).await;
                    Done::Page(lead, Box::new(read))
                }));
            }
            while looking < LINKS_AT_ONCE && !in_trouble {
                let Some(at) = queue.pop_front() else { break };
                looking += 1;
                let row = self.links.row(at);
                let (address, internal, kind) = (row.address.clone(), row.internal, row.kind);
                running.push(Box::pin(async move {
                    Done::Link(at, pages.look(&address, internal, kind, 0).await)
                }));
            }
            match running.next().await {
                None => break,
                Some(Done::Link(at, look)) => {
                    looking -= 1;
                    self.links.set_first_look(at, look?);
                    self.reader.shared.progress.link();
                }
                Some(Done::Page(lead, read)) => {
                    reading -= 1;
                    let read = (*read)?;
                    let cut_off = may_be_host_wide(&read.look.reach);
                    self.take_page(&lead, read);
                    queue.extend(self.link_queue.drain(..));
                    self.failures_in_row = if cut_off { self.failures_in_row + 1 } else { 0 };
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn is_page(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::Page | LinkKind::Frame)
}

/// A new, empty set of books for a site.
pub(crate) fn books(job: &Job) -> (Frontier, LinkBook, ColumnBook) {
    let mut columns = ColumnBook::default();
    let mut frontier = Frontier::new(job.crawl.max_pages_per_site);
    for listed in &job.columns {
        let own_host = listed.address.as_ref().is_some_and(|it| job.is_same_host(it));
        columns.list(listed, own_host);
        if let Some(address) = listed.address.as_ref().filter(|_| own_host) {
            let lead =
                Lead { address: address.clone(), rank: Rank::Column, depth: 1, guessed: false };
            frontier.add(&crate::parse::same_page_key(address), lead);
        }
    }
    (frontier, LinkBook::default(), columns)
}
