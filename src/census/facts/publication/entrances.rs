//! What disclosure pages offer: 指南, 制度, 年报 and the like, on the site's host or on that of a common platform.

use crate::census::facts::Taken;
use crate::census::facts::publication::{Book, is_text, names};
use crate::census::halt::Halt;
use crate::census::reader::{GLANCE, Wish};
use crate::census::survey::Survey;
use crate::model::facts::publication::Entrance;
use crate::model::page::{LinkKind, Page};
use crate::model::visit::{Purpose, Visit};
use crate::parse::same_page_key;
use crate::reference::publication::{is_disclosure_page, is_entrance, shelf};
use std::collections::BTreeMap;
use url::Url;

/// Names that are kept at most.
const MOST: usize = 200;
const LONGEST_NAME: usize = 20;
/// Clicks from the home page up to which a page of disclosure speaks for the site.
const DEEPEST: u32 = 3;
/// Pages on other hosts that are asked for: the platform, and its column of annual reports.
const MOST_ELSEWHERE: usize = 2;

/// By name and address.
#[derive(Debug, Default)]
pub(super) struct Entrances(BTreeMap<(String, String), Entrance>);

impl Entrances {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { visit, page, depth, name, .. } = taken;
        let is_own = 0 < depth && depth <= DEEPEST && !is_text(page);
        if is_own && names(name, page).any(is_disclosure_page) {
            self.take_links(visit, page);
        }
    }

    fn take_links(&mut self, visit: &Visit, page: &Page) {
        for link in page.links.iter().filter(|it| !it.hidden) {
            let name = link.text.trim();
            let is_way =
                matches!(link.kind, LinkKind::Page | LinkKind::Frame | LinkKind::Attachment);
            if !is_way || LONGEST_NAME < name.chars().count() || !is_entrance(name) {
                continue;
            }
            if MOST <= self.0.len() {
                return;
            }
            let key = (name.to_owned(), same_page_key(&link.address));
            self.0.entry(key).or_insert_with(|| Entrance {
                name: name.to_owned(),
                address: link.address.clone(),
                page: visit.landed.clone(),
                visit: visit.id.clone(),
                seen_at: visit.started_at,
            });
        }
    }

    pub(super) fn facts(self) -> Vec<Entrance> {
        self.0.into_values().collect()
    }
}

/// Where the site leads to a platform on another host for its disclosure, that page is read, and from there the column
/// of annual reports.
pub(super) async fn read_elsewhere(survey: &Survey<'_>, book: &mut Book) -> Result<(), Halt> {
    if survey.job.site.is_section() || survey.stopped {
        return Ok(());
    }
    let leads = survey.sections.iter().filter(|it| !survey.job.is_same_host(&it.address));
    let mut wanted: Vec<(String, Url)> = leads
        .filter(|it| is_disclosure_page(&it.name) || shelf(&it.name).is_some())
        .map(|it| (it.name.clone(), it.address.clone()))
        .collect();
    // The platform's own page before what lies below it.
    wanted.sort_by_key(|(name, address)| {
        (shelf(name).is_some(), name.chars().count(), address.to_string())
    });
    wanted.dedup_by(|a, b| a.1 == b.1);
    let mut asked = 0;
    while let Some((name, address)) = (!wanted.is_empty()).then(|| wanted.remove(0)) {
        if MOST_ELSEWHERE <= asked {
            break;
        }
        asked += 1;
        let wish = Wish::page(address, Purpose::Page, 0);
        let (seen, _) = survey.reader.read_through(Wish { cap: Some(8 * GLANCE), ..wish }).await?;
        let Some(page) = seen.page.as_ref().filter(|_| seen.visit.is_ok()) else { continue };
        let (job, visit) = (survey.job, &seen.visit);
        book.entrances.take_links(visit, page);
        book.reports.take(Taken { job, visit, page, depth: 1, name: Some(&name), column: None });
        let below = page.links.iter().filter(|it| !it.hidden && it.kind == LinkKind::Page);
        let mut below = below.filter(|it| shelf(it.text.trim()).is_some());
        let known = |address: &Url| survey.page_looks.contains(address.as_str());
        if let Some(link) = below.find(|it| !known(&it.address))
            && shelf(&name).is_none()
        {
            wanted.insert(0, (link.text.trim().to_owned(), link.address.clone()));
        }
    }
    Ok(())
}
