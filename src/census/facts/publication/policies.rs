//! Policy files and interpretations of a portal as their pages come by, with where each leads.

use crate::census::column::own_lists;
use crate::census::facts::Taken;
use crate::census::facts::publication::leaves::Leaves;
use crate::census::facts::publication::reports::is_county;
use crate::census::facts::publication::{is_text, names, title};
use crate::census::hashed::hash;
use crate::model::page::{Certainty, LinkKind, Page, PageKind, Place};
use crate::model::site::{ColumnClass, Site};
use crate::model::time::{Instant, months_before};
use crate::model::visit::{Visit, VisitId};
use crate::parse::same_page_key;
use crate::reference;
use crate::reference::publication::{
    is_from_above, is_interpretation, is_policy, leads_to_original,
};
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use url::Url;

/// Policy files that are kept, the newest, and interpretations.
pub(super) const MOST_FILES: usize = 60;
const MOST_INTERPRETATIONS: usize = 1500;
/// Links of one text that are kept.
const MOST_LINKS: usize = 150;
const MOST_NAMED: usize = 12;
/// Months back to which policy files are of interest to any rule.
pub(super) const MONTHS: u32 = 24;

#[derive(Debug, Default)]
pub(super) struct Policies {
    /// The newest first.
    pub(super) files: BTreeMap<(Reverse<NaiveDate>, String), File>,
    /// By page key.
    pub(super) interpretations: BTreeMap<String, Known>,
    /// Pages of columns of interpretations.
    pub(super) leaves: Leaves,
}

/// A policy file whose page was read.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) title: String,
    pub(super) address: Url,
    pub(super) visit: VisitId,
    pub(super) seen_at: Instant,
    pub(super) links: Links,
    pub(super) drawn: bool,
}

/// An interpretation by its title; with its links where its page was read.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) title: String,
    pub(super) address: Url,
    pub(super) visit: VisitId,
    pub(super) links: Option<Links>,
    pub(super) drawn: bool,
}

/// Where the middle of a page leads.
#[derive(Debug, Clone, Default)]
pub(super) struct Links {
    /// Hashes of page keys.
    pub(super) to: Vec<u64>,
    /// Those that say that they lead to an interpretation, or to the text interpreted.
    pub(super) named: Vec<(String, Url)>,
}

impl Links {
    pub(super) fn read(page: &Page) -> Self {
        let mut links = Self::default();
        for link in &page.links {
            let is_way = matches!(link.kind, LinkKind::Page | LinkKind::Attachment);
            if !is_way || link.hidden || link.place != Place::Body {
                continue;
            }
            if links.to.len() < MOST_LINKS {
                links.to.push(hash(&same_page_key(&link.address)));
            }
            let says = is_interpretation(&link.text) || leads_to_original(&link.text);
            if says && links.named.len() < MOST_NAMED {
                links.named.push((link.text.clone(), link.address.clone()));
            }
        }
        links
    }
}

/// Whether the indicator is asked of the site: a portal, as a whole.
pub(super) fn is_asked(site: &Site) -> bool {
    is_county(site.unit_class) && !site.is_section()
}

impl Policies {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { job, visit, page, .. } = taken;
        if !is_asked(&job.site) {
            return;
        }
        let class = class_of(taken);
        if is_text(page) || page.kind == PageKind::Other {
            if class == Some(ColumnClass::Interpretation) || is_interpretation(title(page)) {
                self.take_interpretation(visit, page);
            } else if class == Some(ColumnClass::PolicyFiles) {
                self.take_file(taken);
            }
        }
        if !is_text(page) && class == Some(ColumnClass::Interpretation) {
            self.leaves.take(visit, page);
        }
        if !is_text(page) {
            let whole = class == Some(ColumnClass::Interpretation);
            for entry in own_lists(page).into_iter().flat_map(|it| &it.entries) {
                if whole || is_interpretation(&entry.title) {
                    self.name(&entry.title, &entry.address, visit);
                }
            }
        }
    }

    fn take_file(&mut self, taken: Taken<'_>) {
        let Taken { job, visit, page, .. } = taken;
        let title = title(page);
        let from_above = is_from_above(title)
            || page.origin.as_deref().is_some_and(is_from_above)
            || page.breadcrumb.iter().any(|it| is_from_above(&it.text) || it.text.contains("上级"));
        let sure = |it: &&crate::model::page::Published| it.source.certainty() == Certainty::Sure;
        let Some(day) = page.published.as_ref().filter(sure).map(|it| it.date) else { return };
        let today = job.as_of.date_naive();
        if from_above || !is_policy(title) || day < months_before(today, MONTHS) || today < day {
            return;
        }
        let file = File {
            title: title.to_owned(),
            address: visit.landed.clone(),
            visit: visit.id.clone(),
            seen_at: visit.started_at,
            links: Links::read(page),
            drawn: page.extras.publication.links_drawn,
        };
        self.files.insert((Reverse(day), same_page_key(&visit.landed)), file);
        if MOST_FILES < self.files.len() {
            self.files.pop_last();
        }
    }

    /// An interpretation's own page.
    pub(super) fn take_interpretation(&mut self, visit: &Visit, page: &Page) {
        let title = title(page);
        self.name(title, &visit.landed, visit);
        if let Some(known) = self.interpretations.get_mut(&same_page_key(&visit.landed)) {
            known.visit = visit.id.clone();
            known.links = Some(Links::read(page));
            known.drawn = page.extras.publication.links_drawn;
        }
    }

    fn name(&mut self, title: &str, address: &Url, visit: &Visit) {
        let key = same_page_key(address);
        if let Some(known) = self.interpretations.get_mut(&key) {
            // Lists cut titles.
            if known.title.chars().count() < title.chars().count() {
                title.clone_into(&mut known.title);
            }
            return;
        }
        if self.interpretations.len() < MOST_INTERPRETATIONS {
            let known = Known {
                title: title.to_owned(),
                address: address.clone(),
                visit: visit.id.clone(),
                links: None,
                drawn: false,
            };
            self.interpretations.insert(key, known);
        }
    }
}

/// The class of the column that the page is, or stands in.
fn class_of(taken: Taken<'_>) -> Option<ColumnClass> {
    let page = taken.page;
    let by_tag = page.metas.column_type.as_deref().and_then(reference::column_type_class);
    let place = page.breadcrumb.iter().rev().map(|it| it.text.as_str());
    by_tag
        .or_else(|| {
            names(taken.name, page).find_map(reference::column_class).filter(|_| !is_text(page))
        })
        .or_else(|| page.metas.column_name.as_deref().and_then(reference::column_class))
        .or_else(|| place.take(3).find_map(reference::column_class))
}
