//! What the store tells of earlier runs, as the plan of a new one wants it.

use crate::config::Crawl;
use crate::fetch;
use crate::plan::{Asked, Known};
use crate::store::{HostAsked, RunId, Store, StoreError};
use std::time::Duration;

/// Reads what earlier censuses asked of each host. `unfinished`: the run that is gone on with, whose visits count as done.
///
/// # Errors
/// Of the store.
pub fn known(
    store: &Store,
    crawl: &Crawl,
    unfinished: Option<&RunId>,
) -> Result<Known, StoreError> {
    let mut known = Known::default();
    let before = store.asked_before()?;
    for asked in &before {
        if let Some(place) = &asked.place {
            known.places.insert(asked.host.clone(), place.clone());
        }
    }
    known.asked = before.into_iter().map(asked).collect();
    if let Some(run) = unfinished {
        known.done = store.asked_in(run)?.into_iter().map(asked).collect();
    }
    for robots in store.robots_kept()? {
        let Some(body) = robots.body.map(|it| store.body(&it)).transpose()?.flatten() else {
            continue;
        };
        if let Some(delay) = fetch::crawl_delay(&body, &crawl.user_agent) {
            let longest = known.crawl_delays.entry(robots.host).or_default();
            *longest = delay.max(*longest);
        }
    }
    Ok(known)
}

fn asked(it: HostAsked) -> Asked {
    Asked {
        site: it.site,
        host: it.host,
        requests: it.requests,
        spent: Duration::from_millis(it.spent_ms),
        period: it.period,
    }
}
