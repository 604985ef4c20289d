//! All that one site's census needs: what goes into a site job.

use crate::census::column_book::ColumnBook;
use crate::census::frontier::{Frontier, Lead, Rank};
use crate::census::link_book::LinkBook;
use crate::config::Crawl;
use crate::model::evidence::HomeVisit;
use crate::model::page::LinkKind;
use crate::model::site::{ListedColumn, Site, SiteStatus, UnitClass, bare_host};
use crate::model::time::{Instant, Period, months_before, shanghai};
use crate::parse::same_page_key;
use crate::store::scratch::Scratch;
use chrono::NaiveDate;
use std::sync::Arc;
use std::time::Duration;

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

    /// The first day of the year before the audit.
    pub(crate) fn year_from(&self) -> NaiveDate {
        months_before(self.as_of.with_timezone(&shanghai()).date_naive(), 12)
    }

    pub(crate) fn second_look_after(&self) -> Duration {
        Duration::from_secs_f64(self.crawl.second_look_seconds.max(0.0))
    }

    /// Whether the spaced visits that sample the host's availability are another site's to make: the portal's, or the
    /// first section's.
    pub(crate) fn leaves_sampling_to_neighbour(&self) -> bool {
        let samples = |it: &Site| {
            it.status == SiteStatus::Running
                && it.scope.port == self.site.scope.port
                && (!it.is_section() || it.key < self.site.key)
        };
        self.site.is_section() && self.neighbours.iter().any(samples)
    }

    /// Whether the unit answers for `address`: its scope fits, and no neighbour's fits better.
    pub(crate) fn is_own(&self, address: &url::Url) -> bool {
        let Some(own) = self.site.scope.fit(address) else { return false };
        self.neighbours.iter().all(|it| it.scope.fit(address).is_none_or(|fit| fit <= own))
    }

    /// Whether a neighbour that is a section of the host answers for `address`, and the unit does not.
    pub(crate) fn is_neighbours(&self, address: &url::Url) -> bool {
        let fits = |it: &Site| !it.scope.is_whole_host() && it.scope.fit(address).is_some();
        !self.is_own(address) && self.neighbours.iter().any(fits)
    }

    /// Whether `address` is of the host, and no unit's by its scope but that of the host as a whole.
    pub(crate) fn may_adopt(&self, address: &url::Url) -> bool {
        self.is_same_host(address)
            && address.port() == self.site.scope.port
            && !self.is_own(address)
            && !self.is_neighbours(address)
    }

    pub(crate) fn is_same_host(&self, address: &url::Url) -> bool {
        bare_host(address) == self.site.scope.host
    }

    /// A new, empty set of books, in which the listed columns stand.
    pub(crate) fn books(&self, scratch: &Arc<Scratch>) -> (Frontier, LinkBook, ColumnBook) {
        let mut columns = ColumnBook::new(scratch, self.period, self.year_from());
        // Guides are judged on the portal.
        columns.reads_services =
            self.site.unit_class == UnitClass::County && !self.site.is_section();
        let mut frontier = Frontier::new(scratch, self.crawl.max_pages_per_site);
        for listed in &self.columns {
            let own_host = listed.address.as_ref().is_some_and(|it| self.is_same_host(it));
            columns.list(listed, own_host);
            if let Some(address) = listed.address.as_ref().filter(|_| own_host) {
                let lead =
                    Lead { address: address.clone(), rank: Rank::Column, depth: 1, guessed: false };
                frontier.add(&same_page_key(address), lead);
            }
        }
        (frontier, LinkBook::new(scratch), columns)
    }
}

pub(crate) fn is_page(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::Page | LinkKind::Frame)
}
