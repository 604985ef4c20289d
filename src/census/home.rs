//! The home page: first contact, spaced visits as a sample of availability, what its footer includes bring.

use crate::census::halt::Halt;
use crate::census::reader::{Reader, Seen, Wish};
use crate::model::evidence::{HomeVisit, TlsFact};
use crate::model::page::LeadsBy;
use crate::model::site::Site;
use crate::model::visit::{Barrier, Purpose, Reach, Visit};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// Includes of the home page that are read to see what footer and header they draw.
const MOST_INCLUDES: usize = 8;

/// What the first contact came to.
pub(crate) struct Contact {
    /// The home page, when any visit brought it.
    pub(crate) home: Option<(Seen, Option<LeadsBy>)>,
    pub(crate) visits: Vec<HomeVisit>,
    pub(crate) tls: Option<TlsFact>,
    /// When the last visit began.
    pub(crate) last: Instant,
}

impl Contact {
    /// Why the site could not be looked at, when no visit brought it and one was barred.
    pub(crate) fn barrier(&self) -> Option<Barrier> {
        if self.home.is_some() {
            return None;
        }
        self.visits.iter().find_map(|it| match &it.reach {
            Reach::NotJudged(barrier) => Some(barrier.clone()),
            _ => None,
        })
    }
}

/// Visits the home page until it opens, at most `most` times, `gap` apart; then once over the other scheme, for some
/// hosts serve only one.
pub(crate) async fn first_contact(
    reader: &Reader,
    site: &Site,
    most: usize,
    gap: Duration,
) -> Result<Contact, Halt> {
    let mut contact = Contact { home: None, visits: Vec::new(), tls: None, last: Instant::now() };
    for look in 0..most.max(1) {
        if look > 0 && !is_recalled(reader, site, look)? {
            wait_until(reader, contact.last + gap).await?;
        }
        contact.last = Instant::now();
        visit_home(reader, &site.home, u32::try_from(look).unwrap_or(u32::MAX), &mut contact)
            .await?;
        if contact.home.is_some() {
            return Ok(contact);
        }
    }
    let barred = contact.visits.iter().any(|it| matches!(it.reach, Reach::NotJudged(_)));
    if !barred && let Some(other) = other_scheme(&site.home) {
        visit_home(reader, &other, 0, &mut contact).await?;
        // Another address than the registered one: it helps where it opens, and says nothing where it does not.
        let is_bad = |it: &HomeVisit| matches!(it.reach, Reach::Bad(_));
        if contact.home.is_none() && contact.visits.last().is_some_and(is_bad) {
            contact.visits.pop();
        }
    }
    Ok(contact)
}

async fn visit_home(
    reader: &Reader,
    home: &Url,
    look: u32,
    contact: &mut Contact,
) -> Result<(), Halt> {
    let (seen, led_by) = reader.read_through(Wish::page(home.clone(), Purpose::Home, look)).await?;
    contact.visits.push(home_visit(&seen.visit));
    note_tls(&seen.visit, &mut contact.tls);
    if seen.visit.is_ok() {
        contact.home = Some((seen, led_by));
    }
    Ok(())
}

/// Keeps the host's robots.txt: what it forbids is evidence, and its pace is planned by next time.
pub(crate) async fn keep_robots(reader: &Reader, site: &Site) -> Result<(), Halt> {
    let view = reader.fetcher.robots(&site.home).await;
    if let Some(visit) = &view.visit {
        let body = Some(view.body.clone()).filter(|it| !it.is_empty());
        reader.store.put_visit(&reader.run, &reader.site, visit, body).await?;
    }
    Ok(())
}

/// The remaining visits, `gap` apart, while the rest of the site is read.
pub(crate) async fn later_visits(
    reader: &Reader,
    site: &Site,
    looks: std::ops::Range<usize>,
    gap: Duration,
    mut last: Instant,
) -> Result<Vec<HomeVisit>, Halt> {
    let mut visits = Vec::new();
    for look in looks {
        if !is_recalled(reader, site, look)? {
            wait_until(reader, last + gap).await?;
        }
        last = Instant::now();
        let look = u32::try_from(look).unwrap_or(u32::MAX);
        let seen = reader.read(Wish::page(site.home.clone(), Purpose::Home, look)).await?;
        visits.push(home_visit(&seen.visit));
    }
    Ok(visits)
}

/// Reads the scripts and frames of the same host that may draw header and footer, one level deep.
pub(crate) async fn includes(reader: &Reader, home: &Seen) -> Result<Vec<Seen>, Halt> {
    let Some(page) = &home.page else { return Ok(Vec::new()) };
    let mut read = Vec::new();
    for address in page.includes.iter().take(MOST_INCLUDES) {
        let wish = Wish { cap: Some(1 << 20), ..Wish::page(address.clone(), Purpose::Include, 0) };
        let seen = reader.read(wish).await?;
        if seen.visit.is_ok() {
            read.push(seen);
        }
    }
    Ok(read)
}

fn home_visit(visit: &Visit) -> HomeVisit {
    HomeVisit {
        id: visit.id.clone(),
        at: visit.started_at,
        reach: visit.reach(),
        elapsed_ms: visit.timing.total_ms,
    }
}

fn note_tls(visit: &Visit, tls: &mut Option<TlsFact>) {
    if (visit.tls_fault.is_some() || visit.certificate_ends.is_some()) && tls.is_none() {
        *tls = Some(TlsFact {
            host: visit.landed.host_str().unwrap_or_default().to_owned(),
            visit: visit.id.clone(),
            seen_at: visit.started_at,
            fault: visit.tls_fault.clone(),
            certificate_ends: visit.certificate_ends,
        });
    }
}

fn is_recalled(reader: &Reader, site: &Site, look: usize) -> Result<bool, Halt> {
    let look = u32::try_from(look).unwrap_or(u32::MAX);
    Ok(reader.recall(&site.home, Purpose::Home, look)?.is_some())
}

pub(crate) async fn wait_until(reader: &Reader, at: Instant) -> Result<(), Halt> {
    tokio::select! {
        () = reader.stop.cancelled() => Err(Halt::Stopped),
        () = tokio::time::sleep_until(at) => Ok(()),
    }
}

fn other_scheme(home: &Url) -> Option<Url> {
    if home.port().is_some() {
        return None;
    }
    let mut other = home.clone();
    other.set_scheme(if home.scheme() == "http" { "https" } else { "http" }).ok()?;
    Some(other)
}
