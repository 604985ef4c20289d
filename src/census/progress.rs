//! What a run tells while it goes on: counters that the display reads, nothing that decides.

use crate::census::tally::Tally;
use crate::fetch::Fetcher;
use crate::model::site::{Site, SiteKey};
use crate::plan::Estimate;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
pub struct Progress {
    pub sites: AtomicUsize,
    pub sites_done: AtomicUsize,
    /// Sites of which all columns have been read: how fresh they are is known.
    pub sites_fresh: AtomicUsize,
    pub pages: AtomicUsize,
    pub links: AtomicUsize,
    /// Pages that came as an earlier run keeps them.
    pub unchanged: AtomicUsize,
    pub waiting: AtomicUsize,
    pub tally: Tally,
    running: Mutex<BTreeMap<SiteKey, Running>>,
    note: Mutex<Option<String>>,
    watch: Mutex<Option<Watch>>,
}

#[derive(Debug, Clone)]
pub struct Running {
    pub name: String,
    pub since: Instant,
    pub pages: usize,
    pub waiting: usize,
    columns_are_read: bool,
}

/// What the time left is worked out from.
struct Watch {
    began: Instant,
    fetcher: Fetcher,
    /// Host, requests expected, and how many a second; without those that rest on nothing.
    expected: Vec<(String, f64, f64)>,
    hosts: BTreeMap<SiteKey, String>,
    /// Hosts of which nobody knows how much they hold.
    is_open: bool,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("expected", &self.expected).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Expected {
    requests: f64,
    rate: f64,
    /// Pages that are known and unread.
    waiting: f64,
}

/// What is still to be done, at the host that will be busy longest.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    pub host: String,
    pub requests: usize,
    pub time: Duration,
    /// It may be more: some sites are read for the first time.
    pub at_least: bool,
}

impl Progress {
    pub fn begin(&self, key: &SiteKey, name: &str) {
        let running = Running {
            name: name.to_owned(),
            since: Instant::now(),
            pages: 0,
            waiting: 0,
            columns_are_read: false,
        };
        self.lock().insert(key.clone(), running);
    }

    /// What a run of these sites is expected to ask, and the gates through which it asks.
    pub fn expect(&self, fetcher: &Fetcher, sites: &[Site], estimate: &Estimate) {
        let likely = estimate
            .hosts
            .iter()
            .filter_map(|it| Some((it.host.clone(), it.requests.likely?, it.rate)));
        let host = |it: &Site| it.home.host_str().unwrap_or_default().to_owned();
        let watch = Watch {
            began: Instant::now(),
            fetcher: fetcher.clone(),
            expected: likely.collect(),
            hosts: sites.iter().map(|it| (it.key.clone(), host(it))).collect(),
            is_open: estimate.hosts.iter().any(|it| it.requests.likely.is_none()),
        };
        *held(&self.watch) = Some(watch);
    }

    /// A page of the site was read; `waiting` are still known and unread.
    pub fn page(&self, key: &SiteKey, waiting: usize) {
        self.pages.fetch_add(1, Ordering::Relaxed);
        let mut running = self.lock();
        if let Some(site) = running.get_mut(key) {
            site.pages += 1;
            site.waiting = waiting;
        }
        self.waiting.store(running.values().map(|it| it.waiting).sum(), Ordering::Relaxed);
    }

    pub fn link(&self) {
        self.links.fetch_add(1, Ordering::Relaxed);
    }

    /// All columns of the site have been read. How long after the beginning of the run, when it is the first time.
    pub fn columns_read(&self, key: &SiteKey) -> Option<Duration> {
        let began = held(&self.watch).as_ref().map(|it| it.began);
        let mut running = self.lock();
        let site = running.get_mut(key)?;
        if std::mem::replace(&mut site.columns_are_read, true) {
            return None;
        }
        self.sites_fresh.fetch_add(1, Ordering::Relaxed);
        let began = began.unwrap_or(site.since);
        Some(began.elapsed())
    }

    /// What was known of the site while it was under way.
    pub fn end(&self, key: &SiteKey) -> Option<Running> {
        self.sites_done.fetch_add(1, Ordering::Relaxed);
        self.lock().remove(key)
    }

    /// What is left, from what was expected and what is known by now; `None` while nothing tells.
    pub fn left(&self) -> Option<Left> {
        let watch = held(&self.watch);
        let watch = watch.as_ref()?;
        let waiting: Vec<(SiteKey, usize)> =
            self.lock().iter().map(|(key, it)| (key.clone(), it.waiting)).collect();
        let mut known: BTreeMap<&str, f64> = BTreeMap::new();
        for (key, waiting) in &waiting {
            if let Some(host) = watch.hosts.get(key) {
                *known.entry(host).or_default() += f64_of(*waiting);
            }
        }
        let mut gates: BTreeMap<String, Expected> = BTreeMap::new();
        let gate = |host: &str| watch.fetcher.gate_of(host);
        for (host, requests, rate) in &watch.expected {
            let name = gate(host).map_or_else(|| host.clone(), |it| it.host);
            let expected = gates.entry(name).or_default();
            expected.requests += requests;
            expected.rate = *rate;
        }
        for (host, waiting) in known {
            let name = gate(host).map_or_else(|| host.to_owned(), |it| it.host);
            gates.entry(name).or_default().waiting += waiting;
        }
        let left = gates.into_iter().filter_map(|(host, expected)| {
            let (requests, rate) = match gate(&host) {
                Some(gate) => (
                    (expected.requests - f64_of(gate.sent))
                        .max(expected.waiting + f64_of(gate.queued)),
                    pace(gate.rate, gate.sent, gate.span),
                ),
                None => (expected.requests, expected.rate),
            };
            let time = Duration::try_from_secs_f64(requests / rate).ok()?;
            let at_least = watch.is_open;
            Some(Left { host, requests: whole(requests), time, at_least })
        });
        left.max_by(|a, b| a.time.cmp(&b.time)).filter(|it| it.requests > 0)
    }

    /// Sites under way, the longest first.
    pub fn slowest(&self, most: usize) -> Vec<(Running, Duration)> {
        let mut all: Vec<Running> = self.lock().values().cloned().collect();
        all.sort_by_key(|it| it.since);
        all.into_iter().take(most).map(|it| (it.clone(), it.since.elapsed())).collect()
    }

    /// A word that the operator should see now, such as that our own network is down.
    pub fn set_note(&self, note: Option<String>) {
        *held(&self.note) = note;
    }

    pub fn note(&self) -> Option<String> {
        held(&self.note).clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SiteKey, Running>> {
        held(&self.running)
    }
}

/// Requests a second: what the gate allows, or what it has come to where that is less.
fn pace(allowed: f64, sent: usize, span: Duration) -> f64 {
    /// Before so many the pace of a gate says nothing.
    const ENOUGH: usize = 20;
    if sent < ENOUGH || span.is_zero() {
        return allowed;
    }
    let reached = f64_of(sent) / span.as_secs_f64();
    if allowed == 0.0 { reached } else { allowed.min(reached) }
}

#[expect(clippy::cast_precision_loss, reason = "a guess for the eye")]
fn f64_of(number: usize) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "requests, not below 0"
)]
fn whole(number: f64) -> usize {
    number.round().max(0.0) as usize
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
