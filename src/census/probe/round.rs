//! One round: every host once, and which of its failures are our own.

use crate::census::probe::hosts::{SharedHost, is_of_network, shared_hosts, speaks_for_host};
use crate::census::probe::outage::{Before, HostSeen, Outage, Sentinels, own_outage};
use crate::config::{Crawl, Probe};
use crate::fetch::{Ask, Fetcher, Urgency, Want};
use crate::model::evidence::HomeVisit;
use crate::model::site::Site;
use crate::model::time::Instant;
use crate::model::visit::{Barrier, Failure, Fault, Outcome, Purpose, Reach};
use crate::parse;
use crate::store::{Store, StoreError};
use anyhow::{Context, Result};
use chrono::Days;
use futures_util::{StreamExt, stream};
use std::collections::HashMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Body of a home page that is read: enough to tell a challenge page.
const GLANCE: usize = 64 * 1024;
/// Home pages of one host in one round.
const MOST_OF_A_HOST: usize = 2;
/// How long one look at an outage found before may take.
const LOOK: Duration = Duration::from_secs(1);

/// A visit and one of the sites that it speaks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Probed {
    pub site: Site,
    pub visit: HomeVisit,
}

#[derive(Debug, Default)]
pub struct Round {
    pub hosts: usize,
    pub visits: Vec<Probed>,
    /// Why failures of this round are not counted.
    pub outage: Option<Outage>,
    /// Stopped before all hosts were asked.
    pub cut_off: bool,
}

/// Makes rounds. It keeps what it learns of hosts (robots.txt, the way round a bad certificate) from one to the next.
pub struct Prober {
    fetcher: Fetcher,
    at_once: usize,
    limit_ms: u64,
    round: u32,
    before: HashMap<String, Before>,
}

impl Prober {
    /// `began` makes its evidence numbers different from those of every other one.
    ///
    /// # Errors
    /// Settings that make no client.
    pub fn new(crawl: &Crawl, probe: &Probe, began: Instant) -> Result<Self> {
        let own = Crawl { timeout_seconds: probe.timeout_seconds, ..crawl.clone() };
        let run = format!("probe {}", began.to_rfc3339());
        let limit = Duration::try_from_secs_f64(probe.timeout_seconds).unwrap_or_default();
        Ok(Self {
            fetcher: Fetcher::new(&own, &run).context("无法建立网络连接模块")?,
            at_once: crawl.hosts_at_once.max(1),
            limit_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
            round: 0,
            before: HashMap::new(),
        })
    }

    /// Takes up how the hosts stood, from the store: what an earlier process saw. The moment of the latest round that
    /// all of them had; `None` where there was none within a day.
    ///
    /// # Errors
    /// Store faults.
    pub fn recall(
        &mut self,
        sites: &[Site],
        store: &Store,
        now: Instant,
    ) -> Result<Option<Instant>, StoreError> {
        let mut latest = Vec::new();
        for host in shared_hosts(sites) {
            let visits = store.probes(&host.sites[0].key, now - Days::new(1), now)?;
            latest.extend(visits.last().map(|it| it.at));
            self.before.insert(host.name, Before::of(&visits));
        }
        Ok(latest.into_iter().min())
    }

    /// Asks each running site's host once. When stopped in between, what opened so far is brought, and failures that
    /// could not be held against the rest any more are left out.
    pub async fn round(&mut self, sites: &[Site], stop: &CancellationToken) -> Round {
        let hosts = shared_hosts(sites);
        self.round += 1;
        let network = self.fetcher.network();
        if network.is_down() {
            network.wait_until_back(LOOK).await;
        }
        let mut sentinels = Sentinels { before: network.sentinel_answers().await, after: None };
        let (this, fetching) = (&*self, stream::iter(&hosts));
        let seen: Vec<(&SharedHost, Vec<Probed>)> = fetching
            .map(async |host| (host, this.host(host).await))
            .buffer_unordered(self.at_once)
            .take_until(stop.cancelled())
            .collect()
            .await;
        let cut_off = seen.len() < hosts.len();
        let failed = |it: &Probed| matches!(it.visit.reach, Reach::Bad(it) if is_of_network(it));
        let mut outage = None;
        if !cut_off {
            if seen.iter().flat_map(|it| &it.1).any(failed) {
                sentinels.after = network.sentinel_answers().await;
            }
            outage = self.judge(&seen, sentinels);
        }
        let mut round = Round { hosts: hosts.len(), outage, cut_off, ..Round::default() };
        for (host, probed) in seen {
            for mut it in probed {
                if failed(&it) && cut_off {
                    continue;
                }
                if failed(&it) && outage.is_some() {
                    it.visit.reach = Reach::NotJudged(Barrier::OwnNetwork);
                }
                if it.site.key == host.sites[0].key {
                    self.before.entry(host.name.clone()).or_default().note(&it.visit.reach);
                }
                round.visits.push(it);
            }
        }
        round.visits.sort_by(|a, b| a.site.key.cmp(&b.site.key));
        round
    }

    fn judge(&self, seen: &[(&SharedHost, Vec<Probed>)], sentinels: Sentinels) -> Option<Outage> {
        let hosts: Vec<HostSeen> = seen
            .iter()
            .filter_map(|(host, probed)| {
                let before = self.before.get(&host.name).copied().unwrap_or_default();
                Some(HostSeen::new(&probed.first()?.visit.reach, before))
            })
            .collect();
        let own = Reach::NotJudged(Barrier::OwnNetwork);
        let watched = seen.iter().flat_map(|it| &it.1).any(|it| it.visit.reach == own);
        own_outage(&hosts, watched, sentinels)
    }

    /// The home page of the host; where it answers with an error, that of the next site, which may be well.
    async fn host(&self, host: &SharedHost) -> Vec<Probed> {
        let mut probed: Vec<Probed> = Vec::new();
        for site in host.sites.iter().take(MOST_OF_A_HOST) {
            let visit = self.visit(site).await;
            probed.push(Probed { site: site.clone(), visit });
            if probed.last().is_some_and(|it| speaks_for_host(&it.visit.reach)) {
                break;
            }
        }
        let Some(mut visit) = probed.last().map(|it| it.visit.clone()) else { return probed };
        let is_down = probed.iter().all(|it| is_server_error(&it.visit.reach));
        if matches!(visit.reach, Reach::Bad(_)) && !speaks_for_host(&visit.reach) && !is_down {
            visit.reach = Reach::NotJudged(Barrier::NotReached);
        }
        let left = host.sites.iter().skip(probed.len());
        probed.extend(left.map(|site| Probed { site: site.clone(), visit: visit.clone() }));
        probed
    }

    async fn visit(&self, site: &Site) -> HomeVisit {
        let ask = Ask {
            address: site.home.clone(),
            want: Want::Body,
            urgency: Urgency::First,
            purpose: Purpose::Home,
            look: self.round,
            body_cap: Some(GLANCE),
            chain: Vec::new(),
            unless: None,
        };
        let mut fetched = self.fetcher.fetch(ask).await;
        let status = fetched.visit.status().unwrap_or(200);
        if let Some(product) = parse::challenge(status, &fetched.visit.headers, &fetched.body) {
            fetched.visit.outcome = Outcome::Barred(Barrier::Challenge(product));
        }
        let visit = fetched.visit;
        let elapsed_ms = visit.timing.total_ms;
        let reach = match visit.reach() {
            // Each redirect was in time by itself, but a visitor waited for all of them.
            Reach::Ok if self.limit_ms <= elapsed_ms => {
                Reach::Bad(Fault::Failure(Failure::TimeOut))
            }
            reach => reach,
        };
        HomeVisit { id: visit.id, at: visit.started_at, reach, elapsed_ms }
    }
}

fn is_server_error(reach: &Reach) -> bool {
    matches!(reach, Reach::Bad(Fault::Status(500..)))
}
