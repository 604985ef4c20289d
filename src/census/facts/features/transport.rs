//! Asks once whether the home page is there by https, whether the host has IPv6, and whether the search answers.

use crate::census::halt::Halt;
use crate::census::home::wait_until;
use crate::census::page_reader::look_of;
use crate::census::reader::{GLANCE, Seen, Wish};
use crate::census::survey::Survey;
use crate::fetch::Listing;
use crate::model::evidence::Look;
use crate::model::facts::features::{
    HttpsFact, HttpsState, Ipv6Fact, PageSeen, SearchBox, SearchFact,
};
use crate::model::page::PageKind;
use crate::model::visit::{
    Failure, Fault, Outcome, Reach, TlsDetour, TlsFault, TlsFaultKind, Visit,
};
use tokio::time::Instant;
use url::Host;

/// Looks of these questions are numbered from here, so that no look at a link is taken for one.
const HTTPS_LOOK: u32 = 50;
const SEARCH_LOOK: u32 = 60;
/// Letters up to which an answer may be nothing but an error.
const SHORT: usize = 200;
const ERRORS: [&str; 6] =
    ["系统错误", "系统发生错误", "系统异常", "服务器错误", "Exception", "HTTP Status 500"];

/// `None` where the home page comes by https anyway, or nobody can know.
pub(super) async fn https(survey: &Survey<'_>, home: &PageSeen) -> Result<Option<HttpsFact>, Halt> {
    let mut address = survey.job.site.home.clone();
    let is_name = matches!(address.host(), Some(Host::Domain(_)));
    if address.scheme() != "http"
        || address.port().is_some()
        || !is_name
        || home.page.scheme() != "http"
        || address.set_scheme("https").is_err()
    {
        return Ok(None);
    }
    let fetcher = &survey.reader.fetcher;
    match fetcher.listing(&address) {
        Listing::One => return Ok(None),
        Listing::Whole if fetcher.listed_speak_tls(&address).await => {
            return Ok(Some(HttpsFact { seen: home.clone(), state: HttpsState::Serves }));
        }
        Listing::Whole | Listing::Unlisted => {}
    }
    let wish = Wish { look: HTTPS_LOOK, ..Wish::presence(address.clone(), 0) };
    let visit = survey.reader.read(wish).await?.visit;
    let state = https_state(&visit);
    let seen = PageSeen { page: address, visit: visit.id, seen_at: visit.started_at };
    Ok(Some(HttpsFact { seen, state }))
}

fn https_state(visit: &Visit) -> HttpsState {
    if let Some(fault) = &visit.tls_fault {
        return match fault.read_by {
            TlsDetour::WithoutChecks => HttpsState::Faulty(fault.kind),
            TlsDetour::PlainHttp | TlsDetour::Nothing => without_tls(fault),
        };
    }
    match &visit.outcome {
        Outcome::Answered(200..=299 | 304) if visit.landed.scheme() == "https" => {
            HttpsState::Serves
        }
        Outcome::Answered(200..=299 | 304) => HttpsState::LeadsBack,
        Outcome::Answered(status) => HttpsState::Status(*status),
        Outcome::Failed(Failure::Refused) => HttpsState::NotServed,
        Outcome::Failed(_) | Outcome::Barred(_) => HttpsState::Unknown,
    }
}

/// Only an answer that is no TLS at all says that there is none: what our library cannot speak (国密), a browser may.
fn without_tls(fault: &TlsFault) -> HttpsState {
    let is_other = fault.kind == TlsFaultKind::Other && fault.detail.contains("corrupt");
    if is_other { HttpsState::NotServed } else { HttpsState::Unknown }
}

pub(super) async fn ipv6(survey: &Survey<'_>, home: PageSeen) -> Option<Ipv6Fact> {
    let address = &survey.job.site.home;
    let state = survey.reader.fetcher.ipv6(address).await?;
    let host = address.host_str().unwrap_or_default().to_owned();
    Some(Ipv6Fact { host, seen: home, state })
}

/// Asks the search for a common word; a second time, later, where the first answer is bad news.
pub(super) async fn ask_search(survey: &Survey<'_>, fact: &mut SearchFact) -> Result<(), Halt> {
    let SearchBox::Form { address } = &fact.found else { return Ok(()) };
    if !survey.job.is_same_host(address) && !survey.job.crawl.check_external_links {
        return Ok(());
    }
    for look in 0..2 {
        if look > 0 {
            wait_until(survey.reader, Instant::now() + survey.job.second_look_after()).await?;
        }
        let wish = Wish { cap: Some(GLANCE), ..Wish::glance(address.clone(), SEARCH_LOOK + look) };
        let seen = survey.reader.read(wish).await?;
        fact.looks.push(search_look(&seen));
        if !matches!(fact.looks.last().map(|it| &it.reach), Some(Reach::Bad(_))) {
            break;
        }
    }
    Ok(())
}

fn search_look(seen: &Seen) -> Look {
    let mut look = look_of(&seen.visit, true);
    let says_error = seen.page.as_ref().is_some_and(|page| {
        page.kind == PageKind::NotFound
            || page.text_chars <= SHORT && ERRORS.iter().any(|it| page.text.contains(it))
    });
    if look.reach == Reach::Ok && says_error {
        look.reach = Reach::Bad(Fault::SoftNotFound);
    }
    look
}
