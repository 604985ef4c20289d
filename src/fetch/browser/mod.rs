//! Pages as a browser shows them: headless Chromium that opens no connection of its own.
//!
//! Every request that a page makes is answered by our own [`Fetcher`]: its gates, its robots.txt, its address guard. What
//! comes out is a visit whose body is what the page's scripts made of it. Never: a download, a form sent, a challenge
//! passed, another document than the one that was read before.

mod find;
mod memory;
mod process;
mod supply;
mod tab;

use crate::config;
use crate::fetch::browser::process::{End, Process};
use crate::fetch::browser::supply::Supply;
use crate::fetch::host_gate::held;
use crate::fetch::{Fetched, Fetcher};
use crate::model::visit::{Hop, Method, Outcome, Purpose, Timing, Visit, VisitId};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

pub use find::find;

/// Browsers that run side by side.
const AT_ONCE: usize = 2;
/// Pages after which a browser is started anew: they grow with use.
const PAGES_EACH: usize = 50;
/// Browsers in a row that do not start, after which none is started any more.
const MOST_STRIKES: u32 = 3;

/// Headers of a rendered visit: whether all that the page asked for was answered, and what it asked for.
pub const STATE: &str = "rendered-state";
pub const REQUEST: &str = "rendered-request";
pub const COMPLETE: &str = "complete";
const PARTIAL: &str = "partial";

/// Why a page was not shown. None of it is the unit's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotShown {
    /// None is installed, or the settings want none.
    NoBrowser,
    TimeOut,
    Memory,
    /// Twice, in a fresh browser each time.
    Crashed,
}

impl NotShown {
    pub fn chinese(self) -> &'static str {
        match self {
            Self::NoBrowser => "没有可用的浏览器",
            Self::TimeOut => "超过了浏览器的显示时限",
            Self::Memory => "超过了浏览器的内存限额",
            Self::Crashed => "浏览器异常退出",
        }
    }
}

/// The page to show, as it was read before: it is not asked for again.
#[derive(Debug, Clone)]
pub struct Shown {
    /// As asked for, and how that went.
    pub address: Url,
    pub chain: Vec<Hop>,
    /// Where the page stands.
    pub base: Url,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    pub look: u32,
}

/// Headless browsers, started when the first page needs one. A clone shares them.
#[derive(Clone)]
pub struct Browsers {
    inner: Arc<Inner>,
}

struct Inner {
    program: Option<PathBuf>,
    limits: Limits,
    agent: String,
    body_cap: usize,
    run: String,
    turns: Semaphore,
    idle: Mutex<Vec<Process>>,
    strikes: AtomicU32,
    supply: Supply,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::fetch) struct Limits {
    pub(in crate::fetch) time: Duration,
    pub(in crate::fetch) memory_mib: usize,
}

impl Browsers {
    /// `run` names the run in evidence numbers.
    pub fn new(settings: &config::Browser, crawl: &config::Crawl, run: &str) -> Self {
        let time = Duration::try_from_secs_f64(settings.page_seconds).unwrap_or_default();
        let limits = Limits { time, memory_mib: settings.memory_mib };
        let inner = Inner {
            program: find(settings),
            limits,
            agent: crawl.user_agent.clone(),
            body_cap: crawl.max_body_mib.saturating_mul(1024 * 1024),
            run: run.to_owned(),
            turns: Semaphore::new(AT_ONCE),
            idle: Mutex::default(),
            strikes: AtomicU32::new(0),
            supply: Supply::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Whether pages can be shown at all.
    pub fn is_there(&self) -> bool {
        self.inner.program.is_some() && self.inner.strikes.load(Ordering::Relaxed) < MOST_STRIKES
    }

    /// Shows the page and returns what its scripts made of it.
    pub async fn show(&self, fetcher: &Fetcher, page: Shown) -> Result<Fetched, NotShown> {
        if !self.is_there() {
            return Err(NotShown::NoBrowser);
        }
        let Ok(_turn) = self.inner.turns.acquire().await else { return Err(NotShown::NoBrowser) };
        let (begun, started_at) = (Instant::now(), fetcher.inner.now());
        let mut shown = self.inner.once(fetcher, &page).await;
        if matches!(shown, Err(NotShown::Crashed)) {
            shown = self.inner.once(fetcher, &page).await;
        }
        let sight = shown?;
        let headers = headers(&sight);
        let mut body = sight.html.into_bytes();
        let truncated = self.inner.body_cap < body.len();
        body.truncate(self.inner.body_cap);
        let visit = Visit {
            id: VisitId::new(&self.inner.run, &page.address, Purpose::Rendered, page.look),
            purpose: Purpose::Rendered,
            method: Method::Get,
            address: page.address,
            look: page.look,
            started_at,
            chain: page.chain,
            landed: page.base,
            local: None,
            remote: None,
            outcome: Outcome::Answered(200),
            timing: Timing {
                first_byte_ms: None,
                total_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            },
            headers,
            body_bytes: body.len() as u64,
            truncated,
            body_hash: Some(hex::encode(Sha256::digest(&body))),
            certificate_ends: None,
            tls_fault: None,
            unchanged_since: None,
        };
        Ok(Fetched { visit, body: body.into() })
    }
}

/// What a tab shows in the end.
pub(in crate::fetch) struct Sight {
    pub(in crate::fetch) html: String,
    /// All that the page asked for was answered, and no script failed.
    pub(in crate::fetch) is_complete: bool,
    /// `200 http://…` or why not.
    pub(in crate::fetch) requests: Vec<String>,
}

fn headers(sight: &Sight) -> Vec<(String, String)> {
    let state = if sight.is_complete { COMPLETE } else { PARTIAL };
    let fixed = [("content-type", "text/html; charset=utf-8"), (STATE, state)];
    let fixed = fixed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let requests = sight.requests.iter().map(|it| (REQUEST.to_owned(), it.clone()));
    fixed.into_iter().chain(requests).collect()
}

impl Inner {
    async fn once(&self, fetcher: &Fetcher, page: &Shown) -> Result<Sight, NotShown> {
        let mut process = self.process().await?;
        let shown = tab::show(&process, &self.supply, fetcher, page, self.limits.time).await;
        process.shown += 1;
        let shown = match shown {
            Ok(sight) => Ok(sight),
            Err(_) if process.end() == Some(End::Memory) => Err(NotShown::Memory),
            Err(fault) => Err(fault),
        };
        // One that showed a page badly may not be sound.
        if shown.is_ok() && process.end().is_none() && process.shown < PAGES_EACH {
            held(&self.idle).push(process);
        }
        shown
    }

    async fn process(&self) -> Result<Process, NotShown> {
        let known = held(&self.idle).pop();
        if let Some(process) = known.filter(|it| it.end().is_none()) {
            return Ok(process);
        }
        let Some(program) = &self.program else { return Err(NotShown::NoBrowser) };
        match Process::start(program, &self.agent, self.limits.memory_mib).await {
            Ok(process) => {
                self.strikes.store(0, Ordering::Relaxed);
                Ok(process)
            }
            Err(fault) => {
                self.strikes.fetch_add(1, Ordering::Relaxed);
                tracing::warn!("浏览器 {} 未能启动：{fault}", program.display());
                Err(NotShown::NoBrowser)
            }
        }
    }
}
