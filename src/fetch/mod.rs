//! The only layer that talks to audited hosts: client, host gate, robots, redirects, address guard.
//!
//! In: an [`Ask`] (address, purpose, what is wanted). Out: a [`Fetched`]: the visit as a fact, and the body.
//! Failures on the audited side are outcomes of the visit; [`FetchError`] is for faults of our own settings.
//! Never: a request that did not pass the gate of its host, a judgment, anything about a store or a page's content.

pub mod browser;
mod client;
mod coding;
mod follow;
mod guard;
mod gates;
mod hop;
mod host_gate;
mod names;
mod never;
mod network;
mod redirect;
mod robots;
mod robots_book;
mod tls;
mod transport;
mod trouble;

pub use guard::is_public;
pub use host_gate::{HostStats, Urgency};
pub use network::{Asker, NetworkWatch};
pub use robots::{RobotsState, RobotsView, Rules, crawl_delay};
pub use transport::Listing;

use crate::config::Crawl;
use crate::fetch::client::Clients;
use crate::fetch::gates::Gates;
use crate::fetch::names::{NameFault, Names};
use crate::fetch::robots_book::RobotsBook;
use crate::fetch::tls::Detours;
use crate::model::validators::Validators;
use crate::model::visit::{Hop, Outcome, Purpose, Visit};
use bytes::Bytes;
use chrono::TimeDelta;
use std::sync::{Arc, Weak};
use std::time::Duration;
use thiserror::Error;
use url::Url;

/// No pause and no limit of time is longer.
const LONGEST: Duration = Duration::from_hours(24);

/// A fault of our own settings or machine; never one of an audited host.
#[derive(Debug, Error)]
pub enum FetchError {
    #[error("设置 crawl.{key} 的值“{value}”不能用：{mend}")]
    Setting { key: &'static str, value: String, mend: &'static str },
    #[error("无法建立网络客户端：{0}。请检查设置 crawl.user_agent，并确认本机网络可用")]
    Client(String),
}

/// One thing to ask for.
#[derive(Debug, Clone)]
pub struct Ask {
    pub address: Url,
    pub want: Want,
    pub urgency: Urgency,
    pub purpose: Purpose,
    /// How often the address was asked for before in this run.
    pub look: u32,
    /// Bytes of the decoded body; `None`: what the settings say.
    pub body_cap: Option<usize>,
    /// Hops that led here and were not made by HTTP; they count towards the limit of redirects.
    pub chain: Vec<Hop>,
    /// A whole page is only to be sent if it is another one than last time. Then 304 is the answer, without a body. Sent
    /// to the address that gave these, not to others on the way.
    pub unless: Option<Validators>,
}

impl Ask {
    /// A first look at a whole page.
    pub fn page(address: Url) -> Self {
        Self {
            address,
            want: Want::Body,
            urgency: Urgency::Rest,
            purpose: Purpose::Page,
            look: 0,
            body_cap: None,
            chain: Vec::new(),
            unless: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// GET, the body up to the cap.
    Body,
    /// HEAD; where that is refused or fails, GET with `Range: bytes=0-1023`, of which at most 64 KiB are kept.
    Presence,
    /// Like [`Self::Presence`], without the HEAD.
    Start,
}

/// A visit and what it brought.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Its `local` is the routing table's answer, with port 0. Its `tls_fault` is that of the first hop that has one,
    /// and `certificate_ends` belongs to the same hop, else to the last one over TLS. Its times leave out the waits at
    /// gates.
    pub visit: Visit,
    /// Decoded, up to the cap. Also of refusals and broken answers, as far as it came.
    pub body: Bytes,
}

/// Asks audited hosts, politely. A clone shares everything: gates, robots, names, the network watch.
#[derive(Clone)]
pub struct Fetcher {
    inner: Arc<Inner>,
}

/// What every request needs; one for a run.
struct Inner {
    run: String,
    limits: Limits,
    clients: Clients,
    names: Names,
    gates: Gates,
    robots: RobotsBook,
    detours: Detours,
    network: NetworkWatch,
}

/// The settings in the units that the code counts in.
struct Limits {
    time: Duration,
    body: usize,
    redirects: usize,
    respect_robots: bool,
    /// The token by which groups of robots.txt name us.
    product: String,
    crawl_delay_cap: Duration,
    backoff_cap: Duration,
    clock_ahead: TimeDelta,
    share_by_address: bool,
    /// A robots.txt that failed is asked for again after this: before the second look at a page.
    robots_retry: Duration,
}

impl Fetcher {
    /// `run` names the run in evidence numbers.
    pub fn new(crawl: &Crawl, run: &str) -> Result<Self, FetchError> {
        Self::with_roots(crawl, run, &[])
    }

    /// Trusts these root certificates (DER) besides the public ones.
    pub fn with_roots(crawl: &Crawl, run: &str, roots: &[Vec<u8>]) -> Result<Self, FetchError> {
        let limits = Limits::of(crawl)?;
        let names = Names::of(crawl, limits.time)?;
        Self::with_names(crawl, run, roots, (limits, names))
    }

    fn with_names(
        crawl: &Crawl,
        run: &str,
        roots: &[Vec<u8>],
        (limits, names): (Limits, Names),
    ) -> Result<Self, FetchError> {
        // An error only says that another part of the program was first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clients = Clients::new(crawl, limits.time, roots)?;
        let sentinels = network::sentinels(&crawl.sentinels)?;
        let inner = Arc::new_cyclic(|inner: &Weak<Inner>| Inner {
            run: run.to_owned(),
            clients,
            names,
            gates: Gates::of(crawl, limits.backoff_cap),
            robots: RobotsBook::default(),
            detours: Detours::default(),
            network: NetworkWatch::new(sentinels, follow::sentinel_asker(inner.clone())),
            limits,
        });
        Ok(Self { inner })
    }

    /// Asks, follows HTTP redirects, and says what came back. Never an error: failures are outcomes of the visit.
    pub async fn fetch(&self, ask: Ask) -> Fetched {
        self.inner.fetch(ask).await
    }

    /// What robots.txt of the address' host says; asked once for a host and kept.
    pub async fn robots(&self, address: &Url) -> Arc<RobotsView> {
        self.inner.robots(address).await
    }

    /// Whether the address' host has a name that leads where we may go; name servers are asked, no host.
    ///
    /// # Errors
    /// How a visit would end.
    pub async fn resolves(&self, address: &Url) -> Result<(), Outcome> {
        self.inner.names.places(address).await.map(drop).map_err(NameFault::outcome)
    }

    /// Tells our own outage from theirs.
    pub fn network(&self) -> &NetworkWatch {
        &self.inner.network
    }

    /// The gate through which `host` goes; `None` where it was not asked yet.
    pub fn gate_of(&self, host: &str) -> Option<HostStats> {
        self.inner.gates.stats_of(host.trim_end_matches('.'))
    }

    /// How busy the gates are, and what they have let through; by host name.
    pub fn gate_stats(&self) -> Vec<HostStats> {
        self.inner.gates.stats()
    }
}

impl Limits {
    fn of(crawl: &Crawl) -> Result<Self, FetchError> {
        let seconds = |key: &'static str, value: f64| {
            let fault = |_| FetchError::Setting {
                key,
                value: value.to_string(),
                mend: "应为不小于 0 的秒数",
            };
            // Longer is not meant, and would not fit into a point in time.
            Duration::try_from_secs_f64(value).map(|it| it.min(LONGEST)).map_err(fault)
        };
        let time = seconds("timeout_seconds", crawl.timeout_seconds)?;
        if time.is_zero() {
            let value = crawl.timeout_seconds.to_string();
            return Err(FetchError::Setting { key: "timeout_seconds", value, mend: "应大于 0" });
        }
        Ok(Self {
            time,
            body: crawl.max_body_mib.saturating_mul(1024 * 1024),
            redirects: crawl.max_redirects,
            respect_robots: crawl.respect_robots,
            product: robots::product(&crawl.user_agent),
            crawl_delay_cap: seconds("crawl_delay_cap_seconds", crawl.crawl_delay_cap_seconds)?,
            backoff_cap: seconds("backoff_cap_seconds", crawl.backoff_cap_seconds)?,
            share_by_address: crawl.share_by_address,
            clock_ahead: TimeDelta::try_seconds(crawl.clock_ahead_seconds).unwrap_or_default(),
            robots_retry: seconds("second_look_seconds", crawl.second_look_seconds)?
                .min(Duration::from_secs(30)),
        })
    }
}
