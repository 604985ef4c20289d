//! One site, from its home page to its bundle of facts. Self-contained: what goes in is [`Job`], what comes out is
//! [`SiteEvidence`]; it decides nothing.

use crate::census::facts;
use crate::census::fill;
use crate::census::gather;
use crate::census::halt::Halt;
use crate::census::home::{self, Contact};
use crate::census::job::Job;
use crate::census::page_reader::PageReader;
use crate::census::reader::{Reader, Seen};
use crate::census::second_look;
use crate::census::survey::Survey;
use crate::model::evidence::SiteEvidence;
use crate::model::page::{LeadsBy, Page};
use crate::model::site::{SiteStatus, bare_host};

/// Visits one site and gathers what the checks may look at.
pub(crate) async fn run(job: &Job, reader: &Reader) -> Result<SiteEvidence, Halt> {
    let most = job.crawl.home_visits.max(1);
    let contact = home::first_contact(reader, &job.site, most, job.gap()).await?;
    if !job.leaves_sampling_to_neighbour() {
        home::keep_robots(reader, &job.site).await?;
    }
    let made = contact.visits.len();
    let last = contact.last;
    let Some((seen, led_by)) = &contact.home else {
        return Ok(gather::without_home(job, &contact));
    };
    let includes = home::includes(reader, seen).await?;
    let Some(home_page) = reader.with_includes(seen, includes).await? else {
        return Ok(gather::without_page(job, &contact, seen));
    };
    let shown = fill::home(reader, seen, &home_page).await?;
    let (seen, home_page) = match &shown {
        Some(shown) => (shown, shown.page.as_ref().unwrap_or(&home_page)),
        None => (seen, &home_page),
    };
    let crawling = crawl(job, reader, &contact, (seen, home_page, *led_by));
    let to_make = if job.leaves_sampling_to_neighbour() { made..made } else { made..most };
    let sampling = home::later_visits(reader, &job.site, to_make, job.gap(), last);
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
        survey.read_all_and_maps(&pages).await?;
        second_look::until_settled(&mut survey, &pages).await?;
        survey.columns.merge_same();
        survey.read_undated_entries().await?;
        facts::read_more(&mut survey, &pages).await?;
    }
    let evidence = gather::evidence(survey, contact, (seen, page, led_by));
    reader.intact()?;
    Ok(evidence)
}
