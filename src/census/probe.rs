//! One availability round over home pages, appended to the history that the veto of unreachable sites is judged by.

use crate::census::reader::Halt;
use crate::config::Crawl;
use crate::fetch::{Ask, Fetcher, Want};
use crate::model::evidence::HomeVisit;
use crate::model::site::{Site, SiteStatus};
use crate::model::visit::{Barrier, Purpose, Reach, Visit};
use crate::parse;
use crate::store::Store;
use anyhow::{Context, Result};
use futures_util::{StreamExt, stream};

/// Body of a home page that is read: enough to tell a challenge page.
const GLANCE: usize = 64 * 1024;

#[derive(Debug, Default)]
pub struct Round {
    pub opened: usize,
    pub failed: Vec<(Site, String)>,
    pub not_judged: usize,
}

/// Visits each running site's home page once. Failures of our own network are not noted.
///
/// # Errors
/// Store faults, settings that make no client.
pub async fn round(sites: &[Site], crawl: &Crawl, store: &Store) -> Result<Round> {
    let began = now();
    let fetcher = Fetcher::new(crawl, &format!("probe {began}")).context("无法建立网络连接模块")?;
    let due = sites.iter().filter(|it| it.status == SiteStatus::Running);
    let mut visits = stream::iter(due)
        .map(async |site| (site, visit(&fetcher, site).await))
        .buffer_unordered(crawl.hosts_at_once.max(1));
    let mut round = Round::default();
    while let Some((site, visit)) = visits.next().await {
        let reach = visit.reach();
        if reach == Reach::NotJudged(Barrier::OwnNetwork) {
            round.not_judged += 1;
            continue;
        }
        let home = HomeVisit {
            id: visit.id.clone(),
            at: visit.started_at,
            reach,
            elapsed_ms: visit.timing.total_ms,
        };
        store.put_probe(&site.key, &home).await.map_err(Halt::from)?;
        match home.reach {
            Reach::Ok => round.opened += 1,
            Reach::Bad(fault) => round.failed.push((site.clone(), fault.chinese())),
            Reach::NotJudged(_) => round.not_judged += 1,
        }
    }
    store.flush().await?;
    Ok(round)
}

async fn visit(fetcher: &Fetcher, site: &Site) -> Visit {
    let ask = Ask {
        address: site.home.clone(),
        want: Want::Body,
        purpose: Purpose::Home,
        look: 0,
        body_cap: Some(GLANCE),
        chain: Vec::new(),
    };
    let mut fetched = fetcher.fetch(ask).await;
    let status = fetched.visit.status().unwrap_or(200);
    if let Some(product) = parse::challenge(status, &fetched.visit.headers, &fetched.body) {
        fetched.visit.outcome = crate::model::visit::Outcome::Barred(Barrier::Challenge(product));
    }
    fetched.visit
}

#[expect(clippy::disallowed_methods, reason = "each round has its own evidence numbers")]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}
