//! Annual reports wherever a page names them: in a list, by a link, as an attachment, or being one.

use crate::census::column::own_lists;
use crate::census::facts::Taken;
use crate::census::facts::publication::leaves::Leaves;
use crate::census::facts::publication::{is_text, names, title};
use crate::census::halt::Halt;
use crate::census::job::Job;
use crate::census::reader::{GLANCE, Wish};
use crate::census::survey::Survey;
use crate::model::evidence::DatedFact;
use crate::model::facts::publication::{Report, ReportKind, ShownDay, Whose};
use crate::model::page::{Certainty, DateSource, LinkKind, Page, PageKind, Place};
use crate::model::site::{Site, UnitClass};
use crate::model::visit::{Purpose, VisitId};
use crate::parse::same_page_key;
use crate::reference::publication::{Named, named, names_a_body, shelf, whose};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, HashMap};
use url::Url;

/// Reports that are kept at most; of those of others only some.
const MOST: usize = 300;
const MOST_OF_OTHERS: usize = 30;
/// Columns of reports that are kept at most.
const MOST_SHELVES: usize = 40;
/// Reports whose own pages are asked for their day, where the crawl has not read them.
const MOST_ASKED: usize = 6;
/// Years back from the audit whose reports are kept: the older ones tell when all were put up anew.
const YEARS: i32 = 4;

#[derive(Debug, Default)]
pub(super) struct Reports {
    found: BTreeMap<(ReportKind, String), Report>,
    others: usize,
    /// Columns of reports that were read, by page key.
    pub(super) shelves: BTreeMap<String, ShelfPage>,
    pub(super) leaves: Leaves,
    /// Keys of their following pages.
    continued: HashMap<String, ReportKind>,
}

/// A page that is a column of reports by its name.
#[derive(Debug, Clone)]
pub(super) struct ShelfPage {
    pub(super) kind: ReportKind,
    pub(super) name: String,
    pub(super) address: Url,
    pub(super) visit: VisitId,
    pub(super) seen_at: crate::model::time::Instant,
}

/// What one line or link says of a report.
struct Line<'a> {
    title: &'a str,
    address: &'a Url,
    is_attachment: bool,
    /// The report's own page or file, and not a link to somewhere.
    is_text: bool,
    on_shelf: bool,
    listed: Option<NaiveDate>,
    own_page: Option<NaiveDate>,
}

impl Reports {
    pub(super) fn take(&mut self, taken: Taken<'_>) {
        let Taken { visit, page, .. } = taken;
        if matches!(page.kind, PageKind::NotFound | PageKind::Blocked | PageKind::Placeholder) {
            return;
        }
        let own_day = sure_day(page);
        let named_shelf = self.shelf_of(taken);
        if is_text(page) {
            let line = Line {
                title: title(page),
                address: &visit.landed,
                is_attachment: false,
                is_text: true,
                on_shelf: named_shelf.is_some(),
                listed: None,
                own_page: own_day,
            };
            self.note(taken, &line, named_shelf);
        }
        let shelf = named_shelf.filter(|_| !is_text(page) && 0 < taken.depth);
        if let Some(kind) = shelf {
            self.note_shelf(taken, kind);
        }
        for list in own_lists(page) {
            for entry in &list.entries {
                let sure = entry.date_source.is_some_and(|it| it.certainty() == Certainty::Sure);
                let line = Line {
                    title: &entry.title,
                    address: &entry.address,
                    is_attachment: is_file(&entry.address),
                    is_text: is_file(&entry.address),
                    on_shelf: shelf.is_some(),
                    listed: entry.date.filter(|_| sure),
                    own_page: None,
                };
                self.note(taken, &line, shelf);
            }
        }
        for link in page.links.iter().filter(|it| !it.hidden) {
            let is_attachment = link.kind == LinkKind::Attachment;
            if !is_attachment && link.kind != LinkKind::Page {
                continue;
            }
            let here = shelf.filter(|_| link.place == Place::Body);
            let line = Line {
                title: &link.text,
                address: &link.address,
                is_attachment,
                is_text: is_attachment,
                on_shelf: here.is_some(),
                listed: None,
                // A file is as old as the article that offers it.
                own_page: own_day.filter(|_| is_attachment && is_text(page)),
            };
            self.note(taken, &line, here);
        }
    }

    /// Of which reports the page is a column.
    fn shelf_of(&self, taken: Taken<'_>) -> Option<ReportKind> {
        let by_name = names(taken.name, taken.page).find_map(shelf);
        by_name.or_else(|| {
            let keys = [same_page_key(&taken.visit.address), same_page_key(&taken.visit.landed)];
            keys.iter().find_map(|it| self.continued.get(it).copied())
        })
    }

    fn note_shelf(&mut self, taken: Taken<'_>, kind: ReportKind) {
        let Taken { visit, page, .. } = taken;
        self.leaves.take(visit, page);
        if let Some(next) = self.leaves.next_of(&visit.landed)
            && self.continued.len() < MOST
        {
            self.continued.insert(same_page_key(next), kind);
        }
        let key = same_page_key(&visit.landed);
        let name = names(taken.name, page).find(|it| shelf(it) == Some(kind));
        if self.continued.contains_key(&key) || MOST_SHELVES <= self.shelves.len() {
            return;
        }
        let page = ShelfPage {
            kind,
            name: name.unwrap_or(kind.chinese()).to_owned(),
            address: visit.address.clone(),
            visit: visit.id.clone(),
            seen_at: visit.started_at,
        };
        self.shelves.entry(key).or_insert(page);
    }

    fn note(&mut self, taken: Taken<'_>, line: &Line<'_>, shelf: Option<ReportKind>) {
        if shelf.is_none() && !["报告", "年报", "报表"].iter().any(|it| line.title.contains(it))
        {
            return;
        }
        let Some(named) = named(line.title, shelf) else { return };
        if named.year.is_none() && !line.is_text && self::shelf(line.title).is_some() {
            // The way to the column, and no report.
            return;
        }
        let this_year = taken.job.as_of.year();
        if named.year.is_some_and(|it| !(this_year - YEARS..this_year).contains(&it)) {
            return;
        }
        self.keep(taken, line, &named);
    }

    fn keep(&mut self, taken: Taken<'_>, line: &Line<'_>, named: &Named) {
        let Taken { job, visit, .. } = taken;
        let shown = |date| ShownDay { date, visit: visit.id.clone() };
        let key = (named.kind, same_page_key(line.address));
        if let Some(known) = self.found.get_mut(&key) {
            known.listed = known.listed.take().or(line.listed.map(shown));
            known.own_page = known.own_page.take().or(line.own_page.map(shown));
            known.on_shelf |= line.on_shelf;
            known.year = known.year.or(named.year);
            // The fuller title speaks.
            if known.title.chars().count() <= line.title.chars().count() {
                line.title.clone_into(&mut known.title);
                known.is_doubtful &= named.is_doubtful;
                known.whose = whose_of(job, &named.owner, known.on_shelf);
            }
            return;
        }
        let whose = whose_of(job, &named.owner, line.on_shelf);
        if MOST <= self.found.len() || whose == Whose::Other && MOST_OF_OTHERS <= self.others {
            return;
        }
        self.others += usize::from(whose == Whose::Other);
        let report = Report {
            kind: named.kind,
            year: named.year,
            title: line.title.trim().to_owned(),
            address: line.address.clone(),
            whose,
            is_doubtful: named.is_doubtful,
            is_attachment: line.is_attachment,
            on_shelf: line.on_shelf,
            page: visit.landed.clone(),
            visit: visit.id.clone(),
            seen_at: visit.started_at,
            listed: line.listed.map(shown),
            own_page: line.own_page.map(shown),
        };
        self.found.insert(key, report);
    }

    /// The days on the own pages of last year's reports.
    pub(super) async fn ask_for_days(&mut self, survey: &Survey<'_>) -> Result<(), Halt> {
        let wanted = survey.job.as_of.year() - 1;
        let mut asked = 0;
        for report in self.found.values_mut() {
            if report.own_page.is_some() || report.is_attachment || report.whose == Whose::Other {
                continue;
            }
            if let Some(fact) = survey.article_dates.get(&same_page_key(&report.address)) {
                report.own_page = sure_fact(&fact);
                continue;
            }
            if report.year != Some(wanted)
                || survey.page_looks.contains(report.address.as_str())
                || MOST_ASKED <= asked
            {
                continue;
            }
            asked += 1;
            let wish = Wish::page(report.address.clone(), Purpose::Page, 0);
            let seen = survey.reader.read(Wish { cap: Some(4 * GLANCE), ..wish }).await?;
            let page = seen.page.as_ref().filter(|_| seen.visit.is_ok());
            report.own_page =
                page.and_then(sure_day).map(|date| ShownDay { date, visit: seen.visit.id.clone() });
        }
        Ok(())
    }

    pub(super) fn facts(self) -> Vec<Report> {
        self.found.into_values().collect()
    }
}

/// A name in the unit's own column that is no neighbour's may be the unit's of before.
fn whose_of(job: &Job, owner: &str, on_shelf: bool) -> Whose {
    let is_county = is_county(job.site.unit_class);
    let by_name = whose(owner, &job.site.unit, is_county);
    let is_known = || {
        let of = |it: &Site| whose(owner, &it.unit, self::is_county(it.unit_class)) == Whose::Own;
        job.neighbours.iter().any(of)
    };
    let may_be_old = by_name == Whose::Other && on_shelf && !is_county && names_a_body(owner);
    if may_be_old && !is_known() { Whose::Doubtful } else { by_name }
}

pub(super) fn is_county(class: UnitClass) -> bool {
    class == UnitClass::County
}

/// By tag or label; the earliest where they differ.
fn sure_day(page: &Page) -> Option<NaiveDate> {
    let witnesses = page.published.iter().flat_map(|it| &it.witnesses);
    let sure = |it: &DateSource| it.certainty() == Certainty::Sure;
    witnesses.filter(|it| sure(&it.source)).map(|it| it.date).min()
}

fn sure_fact(fact: &DatedFact) -> Option<ShownDay> {
    (fact.source.certainty() == Certainty::Sure)
        .then(|| ShownDay { date: fact.date, visit: fact.visit.clone() })
}

fn is_file(address: &Url) -> bool {
    let path = address.path().to_ascii_lowercase();
    [".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".ofd", ".zip", ".rar"]
        .iter()
        .any(|it| path.ends_with(it))
}
