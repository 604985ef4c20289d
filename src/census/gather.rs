//! From a finished survey to the bundle of facts.

use crate::census::facts::in_year;
use crate::census::home::Contact;
use crate::census::job::Job;
use crate::census::paging;
use crate::census::published;
use crate::census::reader::Seen;
use crate::census::survey::{Survey, keep_newest};
use crate::census::witnesses;
use crate::model::evidence::{Counts, DatedFact, HomeFact, InPeriod, Look, SiteEvidence};
use crate::model::facts::SiteFacts;
use crate::model::page::{
    DateSource, Emptiness, LeadsBy, LinkKind, NoticeKind, Page, PageKind, Place,
};
use crate::model::site::ColumnClass;
use crate::model::visit::{Barrier, Purpose, Reach};
use crate::parse::same_page_key;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::Ordering;

/// Links to own pages up to which a home page without boxes is an entrance.
const ENTRANCE_LINKS: usize = 40;

/// The bundle of a site whose home page no visit brought.
pub(crate) fn without_home(job: &Job, contact: &Contact) -> SiteEvidence {
    let mut evidence = empty(job, contact);
    evidence.barrier = contact.barrier();
    evidence
}

/// The bundle of a site whose home page is not a page: a file, or nothing at all.
pub(crate) fn without_page(job: &Job, contact: &Contact, seen: &Seen) -> SiteEvidence {
    let mut evidence = empty(job, contact);
    if let Reach::NotJudged(barrier) = seen.visit.reach() {
        evidence.barrier = Some(barrier);
    }
    evidence.complete = false;
    evidence.remarks.push("首页返回的不是网页内容，无法检查".into());
    evidence
}

pub(crate) fn evidence(
    mut survey: Survey<'_>,
    contact: &Contact,
    home: (&Seen, &Page, Option<LeadsBy>),
) -> SiteEvidence {
    survey.columns.link_tree();
    let published = count_published(&mut survey);
    let by_month = published::by_month(&survey);
    let [surveys, interviews] =
        [ColumnClass::Survey, ColumnClass::Interview].map(|it| in_year(&survey, it));
    settle_columns(&mut survey);
    witnesses::call(&mut survey);
    let fact = home_fact(&survey, home);
    let mut evidence = empty(survey.job, contact);
    evidence.complete = !survey.stopped && !survey.has_unreached_pages();
    evidence.newest.clone_from(&survey.newest);
    evidence.home = Some(fact);
    evidence.counts = counts(&survey, published);
    evidence.counts.by_month = by_month;
    evidence.remarks = std::mem::take(&mut survey.remarks);
    evidence.remarks.extend(notice_of_moving(home.1));
    evidence.remarks.extend(survey.frontier.remarks());
    evidence.remarks.extend(survey.columns.contradictions());
    let looks: HashMap<String, Look> = survey
        .sections
        .iter()
        .filter_map(|it| Some((it.address.to_string(), survey.look_under_other_name(&it.address)?)))
        .collect();
    evidence.sections = std::mem::take(&mut survey.sections);
    for section in &mut evidence.sections {
        section.reach = looks.get(section.address.as_str()).map(|it| it.reach.clone());
    }
    evidence.links = survey.links.facts();
    evidence.links.sort_by(|a, b| a.address.cmp(&b.address));
    evidence.facts = std::mem::take(&mut survey.facts).facts();
    evidence.facts.interaction.surveys = surveys;
    evidence.facts.interaction.interviews = interviews;
    evidence.columns = survey.columns.columns.into_iter().map(|it| it.fact).collect();
    evidence
}

/// A home page that says that the site has closed or moved, and where it is now.
fn notice_of_moving(page: &Page) -> Option<String> {
    let notice = page.notice.as_ref()?;
    let address = match &notice.address {
        Some(address) => format!("给出的新网址为 {address}"),
        None => "没有给出新网址".to_owned(),
    };
    matches!(notice.kind, NoticeKind::Closed | NoticeKind::Moved).then(|| {
        // One look cannot tell since when it has stood.
        format!("首页提示“{}”，{address}；公告是否已公示满30天需人工核实", notice.phrase)
    })
}

/// How much each column published in the month; the different entries of all of them.
fn count_published(survey: &mut Survey<'_>) -> InPeriod {
    let month = survey.job.period;
    let mut all = HashSet::new();
    let mut whole = !survey.stopped;
    for at in 0..survey.columns.columns.len() {
        let column = &survey.columns.columns[at];
        if column.fact.external || column.fact.visit.is_none() {
            continue;
        }
        let date_of = |key| survey.article_dates.at(key).map(|it| it.date);
        let (found, listed) = column.listing.in_period(month, date_of);
        let seen = !matches!(column.fact.kind, PageKind::Shell | PageKind::Hub)
            && column.fact.emptiness != Emptiness::Undecided;
        let complete = seen && listed;
        // A parent's entries are its children's.
        whole &= complete || !column.fact.children.is_empty();
        survey.columns.columns[at].fact.in_period = paging::fact(&found, complete);
        all.extend(found);
    }
    paging::fact(&all, whole)
}

/// Gives listed columns that were not read the look at their address.
fn settle_columns(survey: &mut Survey<'_>) {
    for at in 0..survey.columns.columns.len() {
        let fact = &survey.columns.columns[at].fact;
        let Some(address) = fact.address.clone().filter(|_| fact.visit.is_none()) else { continue };
        let look = survey.look_under_other_name(&address).or_else(|| {
            let row = survey.links.row(survey.links.find(&address)?)?;
            row.looks.last().cloned()
        });
        let last = survey.failed.look(address.as_str(), |it| it.looks.last().cloned()).flatten();
        let fact = &mut survey.columns.columns[at].fact;
        match last.or(look) {
            Some(look) => {
                fact.visit = Some(look.visit);
                fact.seen_at = Some(look.at);
                fact.reach = Some(look.reach);
            }
            None => fact.reach = Some(Reach::NotJudged(Barrier::NotReached)),
        }
    }
}

fn home_fact(survey: &Survey<'_>, home: (&Seen, &Page, Option<LeadsBy>)) -> HomeFact {
    let (seen, page, led_by) = home;
    let entries: Vec<_> = page.lists.iter().flat_map(|it| &it.entries).collect();
    let newest = home_newest(survey, seen, page);
    let dated = |address| {
        let key = same_page_key(address);
        survey.article_dates.contains(&key) || survey.listed_dates.contains(&key)
    };
    let inner_links = page
        .links
        .iter()
        .filter(|it| it.kind == LinkKind::Page && survey.job.is_own(&it.address))
        .count();
    let witnesses = witnesses::of_newest(survey, entries.iter().copied(), newest.as_ref());
    HomeFact {
        visit: seen.visit.id.clone(),
        seen_at: seen.visit.started_at,
        chain: seen.visit.chain.clone(),
        landed: seen.visit.landed.clone(),
        led_by,
        kind: page.kind,
        title: page.title.clone(),
        text_chars: page.text_chars,
        inner_links,
        notice: page.notice.as_ref().map(|it| (it.kind, it.phrase.clone())),
        names_itself: names_itself(survey.job, page),
        identity: page.identity.clone(),
        metas: page.metas.clone(),
        newest,
        entries: entries.len(),
        dated_entries: entries.iter().filter(|it| it.date.is_some() || dated(&it.address)).count(),
        is_entrance: entries.is_empty()
            && inner_links <= ENTRANCE_LINKS
            && page.kind != PageKind::Shell,
        second_level_newest: survey.second_level.newest.clone(),
        second_level_complete: !survey.stopped
            && survey.second_level.asked > 0
            && survey.second_level.read == survey.second_level.asked,
        emptiness: page.emptiness.clone(),
        // What a script draws only when a menu is opened, a browser does not show either.
        menu_unseen: seen.visit.purpose == Purpose::Rendered || menu_unseen(survey, page),
        witnesses,
    }
}

/// Whether a script or fragment draws the menu: its links are not in the page.
fn menu_unseen(survey: &Survey<'_>, page: &Page) -> bool {
    let menu = page
        .links
        .iter()
        .filter(|it| it.place == Place::Nav && !it.hidden && survey.job.is_same_host(&it.address));
    let draws_menu = page.includes.iter().any(|it| {
        let file = it.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let names = ["menu", "nav", "head", "top", "daohang", "lanmu", "toubu", "common", "public"];
        names.iter().any(|name| file.contains(name))
    });
    menu.count() <= 2 && draws_menu
}

/// The newest date of the boxes, and of the articles that the home page leads to, by their own pages or by the
/// columns that list them: many home pages print no dates.
fn home_newest(survey: &Survey<'_>, seen: &Seen, page: &Page) -> Option<DatedFact> {
    let mut newest = None;
    let fact = |date, source, title: &str| DatedFact {
        date,
        source,
        title: title.to_owned(),
        page: seen.visit.landed.clone(),
        visit: seen.visit.id.clone(),
    };
    for entry in page.lists.iter().flat_map(|it| &it.entries) {
        let own = survey.article_dates.get(&same_page_key(&entry.address));
        if let (Some(article), Some(DateSource::Inferred)) = (own, entry.date_source) {
            // The article knows its year; the one supplied for the home page was a guess.
            keep_newest(&mut newest, article.date, || DatedFact {
                title: entry.title.clone(),
                ..article.clone()
            });
        } else if let (Some(date), Some(source)) = (entry.date, entry.date_source) {
            keep_newest(&mut newest, date, || fact(date, source, &entry.title));
        }
    }
    for link in page.links.iter().filter(|it| it.place == Place::Body && it.kind == LinkKind::Page)
    {
        let key = same_page_key(&link.address);
        if let Some(article) = survey.article_dates.get(&key) {
            keep_newest(&mut newest, article.date, || DatedFact {
                title: link.text.clone(),
                ..article.clone()
            });
        } else if let Some((date, source)) = survey.listed_dates.get(&key) {
            keep_newest(&mut newest, date, || fact(date, source, &link.text));
        }
    }
    newest
}

/// Whether the page anywhere says whose it is: the unit's or the site's name, or the registered code.
fn names_itself(job: &Job, page: &Page) -> bool {
    let plain = |text: &str| text.chars().filter(|it| !it.is_whitespace()).collect::<String>();
    let site_name = page.metas.site_name.as_deref().unwrap_or_default();
    let shown = plain(&format!("{} {} {}", page.title, site_name, page.text));
    let core = |name: &str| {
        let name = plain(name);
        let cut = [
            "人民政府门户网站",
            "政府门户网站",
            "门户网站",
            "人民政府网站",
            "政府网站",
            "政府网",
            "人民政府",
            "网站",
        ];
        cut.iter().find_map(|it| name.strip_suffix(it)).map_or(name.clone(), str::to_owned)
    };
    let names = [core(&job.site.unit), core(&job.site.name)];
    names.iter().any(|it| it.chars().count() >= 2 && shown.contains(it.as_str()))
        || job.site.site_code.as_ref().is_some_and(|it| shown.contains(it.as_str()))
}

fn counts(survey: &Survey<'_>, published: InPeriod) -> Counts {
    let mut failures = HashMap::new();
    for link in survey.links.facts() {
        if let Some(Reach::Bad(crate::model::visit::Fault::Failure(failure))) =
            link.looks.last().map(|it| it.reach.clone())
        {
            *failures.entry(failure).or_insert(0) += 1;
        }
    }
    let mut failures: Vec<_> = failures.into_iter().collect();
    failures.sort_by_key(|(failure, _)| format!("{failure:?}"));
    Counts {
        pages: survey.pages,
        links: survey.links.len(),
        unchanged: survey.reader.unchanged.load(Ordering::Relaxed),
        links_not_judged: survey.links.not_judged(),
        columns: survey.columns.columns.len(),
        columns_need_browser: survey.need_browser,
        published,
        by_month: Vec::new(),
        failures,
    }
}

fn empty(job: &Job, contact: &Contact) -> SiteEvidence {
    SiteEvidence {
        site: job.site.clone(),
        period: job.period,
        as_of: job.as_of,
        home_visits: contact.visits.clone(),
        probes: job.probes.clone(),
        home: None,
        barrier: None,
        columns: Vec::new(),
        sections: Vec::new(),
        links: Vec::new(),
        tls: contact.tls.clone().into_iter().collect(),
        newest: None,
        counts: Counts::default(),
        complete: true,
        remarks: Vec::new(),
        facts: SiteFacts::default(),
        excused: BTreeSet::new(),
    }
}
