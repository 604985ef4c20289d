//! Gathers over a site how the site is built: page tags, search, accessibility, https, IPv6, dates that cannot be.

mod days;
mod tags;
mod transport;

use crate::census::facts::Taken;
use crate::census::halt::Halt;
use crate::census::page_reader::PageReader;
use crate::census::survey::Survey;
use crate::model::facts::features::{EntranceFact, OfSite, PageSeen, SearchFact};
use crate::model::page::{Page, PageKind};
use crate::model::site::UnitClass;
use crate::model::visit::Visit;
use crate::store::scratch::Scratch;
use std::sync::Arc;

#[derive(Debug, Default)]
pub(crate) struct Book {
    facts: OfSite,
    tags: tags::Tags,
    days: days::Days,
    /// What the home page offers; asked about when the crawl has ended.
    search: Option<SearchFact>,
    entrance: Option<EntranceFact>,
}

impl Book {
    pub(super) fn new(scratch: &Arc<Scratch>) -> Self {
        let (tags, days) = (tags::Tags::new(scratch), days::Days::new(scratch));
        Self { tags, days, ..Self::default() }
    }

    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { job, visit, page, depth, .. } = taken;
        if depth == 0 {
            self.take_home(visit, page);
        }
        if !is_read(page) {
            return;
        }
        // A section's template is its portal's, and is judged there.
        if !job.site.is_section() {
            self.tags.take(visit, page);
        }
        self.days.take(job.as_of.date_naive(), visit, page);
    }

    fn take_home(&mut self, visit: &Visit, page: &Page) {
        let on_page = &page.extras.features;
        let parts_unseen = on_page.parts_unseen || page.kind == PageKind::Shell;
        self.search = Some(SearchFact {
            seen: seen(visit),
            found: on_page.search.clone(),
            parts_unseen,
            looks: Vec::new(),
        });
        self.entrance =
            Some(EntranceFact { seen: seen(visit), found: on_page.accessibility, parts_unseen });
    }

    pub(super) fn facts(self) -> OfSite {
        self.facts
    }
}

/// Whether the page is one of the site's own, with what it holds in it.
fn is_read(page: &Page) -> bool {
    let is_whole = !matches!(
        page.kind,
        PageKind::Blocked | PageKind::NotFound | PageKind::Placeholder | PageKind::Shell
    );
    is_whole && page.leads_to.is_none()
}

fn seen(visit: &Visit) -> PageSeen {
    PageSeen { page: visit.landed.clone(), visit: visit.id.clone(), seen_at: visit.started_at }
}

pub(super) async fn read_more(
    survey: &mut Survey<'_>,
    _pages: &PageReader<'_>,
) -> Result<(), Halt> {
    let mut book = std::mem::take(&mut survey.facts.features);
    book.facts.tags = std::mem::take(&mut book.tags).tallies(survey);
    std::mem::take(&mut book.days).settle(survey, &mut book.facts);
    let site = &survey.job.site;
    if !site.is_section()
        && let Some(home) = book.entrance.as_ref().map(|it| it.seen.clone())
    {
        book.facts.https = transport::https(survey, &home).await?;
        if site.unit_class == UnitClass::County {
            book.facts.ipv6 = transport::ipv6(survey, home).await;
            book.facts.accessibility = book.entrance.take();
            if let Some(mut fact) = book.search.take() {
                transport::ask_search(survey, &mut fact).await?;
                book.facts.search = Some(fact);
            }
        }
    }
    survey.facts.features = book;
    Ok(())
}
