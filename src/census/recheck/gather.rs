//! Visits of one site again what its findings stand on, with the readers of the census.

use crate::census::facts;
use crate::census::fill;
use crate::census::frontier::{Frontier, Lead, Rank};
use crate::census::gather;
use crate::census::halt::Halt;
use crate::census::home;
use crate::census::job::Job;
use crate::census::page_reader::PageReader;
use crate::census::reader::{Reader, Seen};
use crate::census::recheck::needs::Needs;
use crate::census::second_look;
use crate::census::survey::Survey;
use crate::model::evidence::{Look, SiteEvidence};
use crate::model::facts::interaction::Reply;
use crate::model::page::{DateSource, Link, LinkKind, Page, Place};
use crate::model::site::{ListedColumn, SiteStatus, bare_host};
use crate::model::visit::{Fault, Reach};
use crate::parse::same_page_key;
use std::collections::BTreeMap;
use url::Url;

/// Pages behind the home page that are read to date its entries, or to try what it newly offers.
const MOST_ENTRIES: usize = 15;
const MOST_SECTIONS: usize = 12;
/// Home page visits where nobody asks how often the site opens.
const HOME_VISITS: usize = 2;

/// What was seen this time.
pub(crate) struct Gathered {
    pub(crate) fresh: SiteEvidence,
    /// Every look at the pages asked for, by address.
    pub(crate) pages: BTreeMap<Url, Vec<Look>>,
    pub(crate) links: BTreeMap<Url, LinkSeen>,
    pub(crate) replies: BTreeMap<Url, Reply>,
}

#[derive(Default)]
pub(crate) struct LinkSeen {
    /// A page that was read holds it.
    pub(crate) stands: bool,
    pub(crate) looks: Vec<Look>,
}

impl Gathered {
    /// The look that brought the page.
    pub(crate) fn read(&self, page: &Url) -> Option<&Look> {
        self.pages.get(page)?.last().filter(|it| it.reach == Reach::Ok)
    }

    /// Twice, and surely, not there any more.
    pub(crate) fn is_gone(&self, page: &Url) -> bool {
        let looks = self.pages.get(page).map_or(&[][..], Vec::as_slice);
        let is_missing = |it: &Look| {
            matches!(it.reach, Reach::Bad(Fault::Status(404 | 410) | Fault::SoftNotFound))
        };
        2 <= looks.len() && looks.iter().all(is_missing)
    }
}

/// The job of the census, with the columns that are to be read again among its listed ones.
pub(crate) fn with_columns(mut job: Job, needs: &Needs, old: &SiteEvidence) -> Job {
    for fact in needs.columns.iter().map(|it| &old.columns[*it]) {
        if job.columns.iter().any(|it| it.address == fact.address) {
            continue;
        }
        job.columns.push(ListedColumn {
            site: job.site.key.clone(),
            name: fact.name.clone(),
            address: fact.address.clone(),
            class: fact.class,
            limit: fact.limit,
            required: false,
            remark: String::new(),
        });
    }
    job
}

pub(crate) async fn run(
    job: &Job,
    reader: &Reader,
    needs: &Needs,
    old: &SiteEvidence,
) -> Result<Gathered, Halt> {
    let whole = job.crawl.home_visits.max(1);
    let most = if needs.sample { whole } else { whole.min(HOME_VISITS) };
    let contact = home::first_contact(reader, &job.site, most, job.gap()).await?;
    let nothing = |fresh| Gathered {
        fresh,
        pages: BTreeMap::new(),
        links: BTreeMap::new(),
        replies: BTreeMap::new(),
    };
    let Some((seen, led_by)) = &contact.home else {
        return Ok(nothing(gather::without_home(job, &contact)));
    };
    let includes = home::includes(reader, seen).await?;
    let Some(page) = reader.with_includes(seen, includes).await? else {
        return Ok(nothing(gather::without_page(job, &contact, seen)));
    };
    let shown = fill::home(reader, seen, &page).await?;
    let (seen, page) = match &shown {
        Some(shown) => (shown, shown.page.as_ref().unwrap_or(&page)),
        None => (seen, &page),
    };
    let mut survey = Survey::new(job, reader);
    survey.frontier = Frontier::new(&reader.scratch, usize::MAX);
    survey.narrow = Some(needs.links.clone());
    survey.take_home(seen, page);
    let mut gathered = nothing(gather::without_home(job, &contact));
    let moved = bare_host(&seen.visit.landed) != job.site.scope.host;
    if job.site.status == SiteStatus::Running && !moved {
        let pages = PageReader::new(reader, &job.site.home, seen, page);
        add_leads(&mut survey, page, needs, old);
        survey.read_all(&pages).await?;
        look_at_links(&mut survey, needs, &mut gathered);
        survey.read_all(&pages).await?;
        second_look::until_settled(&mut survey, &pages).await?;
        survey.read_undated_entries().await?;
        if needs.transport {
            facts::read_transport(&mut survey, &pages).await?;
        }
        note_looks(&survey, seen, needs, &mut gathered);
    }
    let mut fresh = gather::evidence(survey, &contact, (seen, page, *led_by));
    reader.intact()?;
    if needs.sample && !job.leaves_sampling_to_neighbour() {
        let made = contact.visits.len();
        let later =
            home::later_visits(reader, &job.site, made..most, job.gap(), contact.last).await?;
        fresh.home_visits.extend(later);
    }
    gathered.fresh = fresh;
    Ok(gathered)
}

fn add_leads(survey: &mut Survey<'_>, home: &Page, needs: &Needs, old: &SiteEvidence) {
    let columns = needs.columns.iter().filter_map(|it| old.columns[*it].address.clone());
    let mut leads: Vec<(Url, Rank, u32)> = columns.map(|it| (it, Rank::Column, 2)).collect();
    leads.extend(needs.pages.iter().map(|it| (it.clone(), Rank::Article, 2)));
    let own_links = needs.links.iter().filter(|it| survey.is_own_page(it));
    let is_page = |it: &&Url| {
        let kind = old.links.iter().find(|link| link.address == **it).map(|link| link.kind);
        kind.is_some_and(|it| matches!(it, LinkKind::Page | LinkKind::Frame))
    };
    leads.extend(own_links.filter(is_page).map(|it| (it.clone(), Rank::Article, 2)));
    if needs.entries {
        leads.extend(behind_home(survey, home));
    }
    if needs.sections {
        let known = |it: &Url| old.sections.iter().any(|lead| lead.address == *it);
        let new = survey.sections.iter().map(|it| &it.address);
        let new = new.filter(|it| !known(it) && survey.is_own_page(it));
        leads.extend(new.take(MOST_SECTIONS).map(|it| (it.clone(), Rank::Article, 2)));
    }
    for (mut address, rank, depth) in leads {
        address.set_fragment(None);
        let key = same_page_key(&address);
        survey.frontier.add(&key, Lead { address, rank, depth, guessed: false });
    }
}

/// Entries without a sure day; behind a mere entrance, the second level.
fn behind_home(survey: &Survey<'_>, home: &Page) -> Vec<(Url, Rank, u32)> {
    let is_sure = |source: Option<DateSource>| {
        source.is_some_and(|it| !matches!(it, DateSource::Inferred | DateSource::Address))
    };
    let entries: Vec<_> = home.lists.iter().flat_map(|it| &it.entries).collect();
    if entries.is_empty() {
        let ways = home.links.iter().filter(|it| it.kind == LinkKind::Page);
        let own = ways.map(|it| &it.address).filter(|it| survey.job.is_own(it));
        return own.take(40).map(|it| (it.clone(), Rank::SecondLevel, 1)).collect();
    }
    entries
        .into_iter()
        .filter(|it| !is_sure(it.date_source) && survey.job.is_own(&it.address))
        .take(MOST_ENTRIES)
        .map(|it| (it.address.clone(), Rank::Article, 2))
        .collect()
}

/// Notes which links still stand where they stood; those that do not are looked at all the same, for other pages may
/// hold them.
fn look_at_links(survey: &mut Survey<'_>, needs: &Needs, gathered: &mut Gathered) {
    let home = survey.links.open_page(&survey.job.site.home, 0);
    for address in &needs.links {
        let stands = survey.links.find(address).is_some();
        gathered.links.insert(address.clone(), LinkSeen { stands, looks: Vec::new() });
        if stands {
            continue;
        }
        let link = Link {
            address: address.clone(),
            text: String::new(),
            kind: LinkKind::Page,
            place: Place::Body,
            hidden: false,
        };
        let internal = survey.job.is_same_host(address);
        if let Some(at) = survey.links.add(&home, &link, internal, false) {
            match survey.look_under_other_name(address) {
                Some(look) => survey.links.set_first_look(at, look),
                None => survey.queue_link(at),
            }
        }
    }
}

fn note_looks(survey: &Survey<'_>, home: &Seen, needs: &Needs, gathered: &mut Gathered) {
    for page in &needs.pages {
        let looks = match survey.failed.get(page.as_str()) {
            Some(failed) => failed.looks,
            None => survey.look_under_other_name(page).into_iter().collect(),
        };
        gathered.pages.insert(page.clone(), looks);
    }
    for (address, link) in &mut gathered.links {
        let row = survey.links.find(address).and_then(|at| survey.links.row(at));
        link.looks = row.map(|it| it.looks).unwrap_or_default();
        if link.looks.is_empty() {
            link.looks.extend(survey.look_under_other_name(address));
        }
    }
    for page in &needs.pages {
        if let Some(reply) = survey.facts.interaction.reply_on(page) {
            gathered.replies.insert(page.clone(), reply);
        }
    }
    // The home page as it was read, under whatever name a finding has it.
    for name in [&survey.job.site.home, &home.visit.landed] {
        if let Some(looks) = gathered.pages.get_mut(name)
            && looks.is_empty()
        {
            looks.push(crate::census::page_reader::look_of(&home.visit, true));
        }
    }
}
