//! What a run's requests came to, by site and in all: for the log and for `--metrics`. Nothing here decides anything.

use crate::fetch::{Fetcher, Want};
use crate::model::site::SiteKey;
use crate::model::visit::{HopBy, Method, Outcome, Visit};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// How a request ended; the words are label values of `pucha_requests_total` and must stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Success,
    NotModified,
    Redirect,
    ClientError,
    ServerError,
    /// No answer, or none that could be used.
    Failed,
    /// Not asked, or not to be judged: robots.txt, a block page, a login, our own network.
    Barred,
}

impl Class {
    pub const ALL: [Self; 7] = [
        Self::Success,
        Self::NotModified,
        Self::Redirect,
        Self::ClientError,
        Self::ServerError,
        Self::Failed,
        Self::Barred,
    ];

    pub fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Answered(304) => Self::NotModified,
            Outcome::Answered(300..=399) => Self::Redirect,
            Outcome::Answered(400..=499) => Self::ClientError,
            Outcome::Answered(500..) => Self::ServerError,
            Outcome::Answered(_) => Self::Success,
            Outcome::Failed(_) => Self::Failed,
            Outcome::Barred(_) => Self::Barred,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::NotModified => "not_modified",
            Self::Redirect => "redirect",
            Self::ClientError => "client_error",
            Self::ServerError => "server_error",
            Self::Failed => "failed",
            Self::Barred => "barred",
        }
    }
}

/// Of one site, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    requests: [u64; Class::ALL.len()],
    /// Visits that ask again for what was asked for before in the run.
    pub retries: u64,
    /// Of decoded bodies.
    pub bytes: u64,
    /// From the wish to ask until the answer, without the time on the way: waits for rate, connections and back-off.
    pub waiting: Duration,
    pub parsing: Duration,
}

impl Counted {
    pub fn requests(&self, class: Class) -> u64 {
        self.requests[class as usize]
    }

    /// All, each redirect counted as a request of its own.
    pub fn all_requests(&self) -> u64 {
        self.requests.iter().sum()
    }

    pub fn note(&mut self, class: Class, many: u64) {
        self.requests[class as usize] += many;
    }

    fn visit(&mut self, visit: &Visit, want: Want, took: Duration) {
        let by_http =
            |it: &&crate::model::visit::Hop| matches!(it.by, HopBy::Http | HopBy::RefreshHeader);
        self.note(Class::Redirect, visit.chain.iter().filter(by_http).count() as u64);
        let was_head_refused = want == Want::Presence && visit.method == Method::RangedGet;
        self.note(Class::ClientError, u64::from(was_head_refused));
        self.note(Class::of(&visit.outcome), 1);
        self.retries += u64::from(0 < visit.look);
        self.bytes += visit.body_bytes;
        self.waiting += took.saturating_sub(Duration::from_millis(visit.timing.total_ms));
    }
}

/// How a site's job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteEnd {
    /// `normal`, `blocked`, …: the state's name in the database, or `left` where the job did not come to its end.
    pub state: &'static str,
    pub pages: usize,
    pub duration: Duration,
}

#[derive(Default)]
pub struct Tally {
    sites: Mutex<BTreeMap<SiteKey, Counted>>,
    ends: Mutex<BTreeMap<SiteKey, SiteEnd>>,
    fetcher: OnceLock<Fetcher>,
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally").field("all", &self.all()).finish_non_exhaustive()
    }
}

impl Tally {
    /// Whose gates are looked at.
    pub(crate) fn watch(&self, fetcher: &Fetcher) {
        // A second run of the same process keeps to the first one's gates.
        let _ = self.fetcher.set(fetcher.clone());
    }

    pub(crate) fn visit(&self, site: &SiteKey, visit: &Visit, want: Want, took: Duration) {
        held(&self.sites).entry(site.clone()).or_default().visit(visit, want, took);
    }

    pub(crate) fn parsed(&self, site: &SiteKey, took: Duration) {
        held(&self.sites).entry(site.clone()).or_default().parsing += took;
    }

    /// A request that is known by its end only.
    pub fn note(&self, site: &SiteKey, class: Class) {
        held(&self.sites).entry(site.clone()).or_default().note(class, 1);
    }

    pub fn end(&self, site: &SiteKey, end: SiteEnd) {
        held(&self.ends).insert(site.clone(), end);
    }

    pub fn of(&self, site: &SiteKey) -> Counted {
        held(&self.sites).get(site).copied().unwrap_or_default()
    }

    pub fn all(&self) -> Counted {
        let mut all = Counted::default();
        for one in held(&self.sites).values() {
            for class in Class::ALL {
                all.note(class, one.requests(class));
            }
            all.retries += one.retries;
            all.bytes += one.bytes;
            all.waiting += one.waiting;
            all.parsing += one.parsing;
        }
        all
    }

    pub fn ends(&self) -> BTreeMap<SiteKey, SiteEnd> {
        held(&self.ends).clone()
    }

    /// Hosts whose gate is in a pause that they asked for.
    pub fn hosts_in_backoff(&self) -> usize {
        let stats = self.fetcher.get().map(Fetcher::gate_stats).unwrap_or_default();
        stats.iter().filter(|it| it.backoff.is_some()).count()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
