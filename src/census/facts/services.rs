//! Gathers over a site what citizens can get done: service guides, their forms, statistics.

use crate::census::facts::Taken;
use crate::census::halt::Halt;
use crate::census::job::is_page;
use crate::census::page_reader::PageReader;
use crate::census::survey::Survey;
use crate::model::facts::services::{Entrance, GuideFact, OfSite, StatisticsFact};
use crate::model::page::Page;
use crate::model::site::ColumnClass;
use crate::parse::same_page_key;
use url::Url;

/// A county portal holds some thousand guides at most.
const MOST_GUIDES: usize = 5_000;
const MOST_STATISTICS: usize = 60;
const MOST_ENTRANCES: usize = 10;
/// Clicks from the home page within which an entrance to services counts.
const DEEPEST_ENTRANCE: u32 = 1;

#[derive(Debug, Default)]
pub(crate) struct Book {
    facts: OfSite,
}

impl Book {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { job, visit, page, depth, .. } = taken;
        let services = &page.extras.services;
        let address = &visit.landed;
        if depth <= DEEPEST_ENTRANCE {
            self.take_entrances(taken);
        }
        if let Some(guide) = &services.guide
            && (guide.sure || is_in_listed_column(taken))
            && job.is_own(address)
        {
            if self.facts.guides.len() < MOST_GUIDES {
                self.facts.guides.push(GuideFact {
                    address: address.clone(),
                    item: guide.item.clone(),
                    visit: visit.id.clone(),
                    seen_at: visit.started_at,
                    elements: guide.elements.clone(),
                });
            } else {
                self.facts.guides_cut = true;
            }
        }
        if let Some(found) = &services.statistics
            && self.facts.statistics.len() < MOST_STATISTICS
        {
            self.facts.statistics.push(StatisticsFact {
                name: found.name.clone(),
                address: address.clone(),
                visit: visit.id.clone(),
                seen_at: visit.started_at,
                newest: found.newest,
            });
        }
    }

    /// Links that lead to services by their address; many are pictures without words.
    fn take_entrances(&mut self, taken: Taken<'_>) {
        let Taken { visit, page, .. } = taken;
        for link in
            page.links.iter().filter(|it| is_page(it.kind) && leads_to_services(&it.address))
        {
            let entrances = &mut self.facts.entrances;
            if MOST_ENTRANCES <= entrances.len() {
                return;
            }
            if entrances.iter().all(|it| it.address != link.address) {
                entrances.push(Entrance {
                    address: link.address.clone(),
                    text: link.text.clone(),
                    visit: visit.id.clone(),
                });
            }
        }
    }

    pub(super) fn facts(mut self) -> OfSite {
        // The order in which answers arrive must not decide what the ledger says first.
        self.facts.guides.sort_by(|a, b| a.address.cmp(&b.address));
        self.facts.statistics.sort_by(|a, b| a.address.cmp(&b.address));
        self.facts
    }
}

/// Whether a column that the register lists as one of services is on the way to the page.
fn is_in_listed_column(taken: Taken<'_>) -> bool {
    let Page { breadcrumb, metas, .. } = taken.page;
    taken.job.columns.iter().filter(|it| it.class == ColumnClass::Services).any(|column| {
        let key = column.address.as_ref().map(same_page_key);
        metas.column_name.as_ref() == Some(&column.name)
            || breadcrumb.iter().skip(1).any(|it| {
                it.text == column.name
                    || key.is_some() && it.address.as_ref().map(same_page_key) == key
            })
    })
}

/// Hosts and folders in which the provinces and counties keep their services.
fn leads_to_services(address: &Url) -> bool {
    let host = address.host_str().unwrap_or_default().to_ascii_lowercase();
    let path = address.path().to_ascii_lowercase();
    ["zwfw", "banshi", "bsdt"].iter().any(|it| host.contains(it))
        || path
            .split('/')
            .any(|it| ["zwfw", "bsfw", "wsbs", "bszn", "bsdt", "banshi", "wsbsdt"].contains(&it))
}

#[expect(clippy::unused_async, reason = "all subjects are asked alike")]
pub(super) async fn read_more(
    _survey: &mut Survey<'_>,
    _pages: &PageReader<'_>,
) -> Result<(), Halt> {
    Ok(())
}
