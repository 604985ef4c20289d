//! Asks, remembers, reads: the one way by which a site job gets at an address.

use crate::census::page_reader::FIRST_GLIMPSE;
use crate::census::shared::Shared;
use crate::fetch::browser::{Browsers, COMPLETE, STATE, Shown};
use crate::fetch::{Ask, Fetched, Fetcher, Urgency, Want};
use crate::model::page::LeadsBy;
use crate::model::page::{Page, PageKind};
use crate::model::site::SiteKey;
use crate::model::visit::{Barrier, Hop, HopBy, Outcome, Purpose, Visit};
use crate::parse;
use crate::store::scratch::Scratch;
use crate::store::{RunId, Store, StoreError};
use bytes::Bytes;
use chrono::NaiveDate;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use url::Url;

/// External pages are read up to here (contract §8, Links).
pub(crate) const GLANCE: usize = 64 * 1024;
/// Jumps by page content that are followed from a home page or column.
const MOST_LEADS: usize = 5;

/// An include as the parser's thread takes it along: address, headers, body.
type Kept = (Url, Vec<(String, String)>, Bytes);

/// Why a site job ends without evidence. None of it is the unit's fault.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    #[error("已中止")]
    Stopped,
    #[error("本机网络中断，未能恢复")]
    OwnNetwork,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("解析线程异常：{0}")]
    Parser(String),
}

/// A visit with what was read.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) visit: Visit,
    pub(crate) page: Option<Page>,
    pub(crate) body: Bytes,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) address: Url,
    pub(crate) purpose: Purpose,
    pub(crate) look: u32,
    pub(crate) want: Want,
    /// A column, or what shows one.
    pub(crate) is_column: bool,
    pub(crate) cap: Option<usize>,
    pub(crate) chain: Vec<Hop>,
}

impl Wish {
    pub(crate) fn page(address: Url, purpose: Purpose, look: u32) -> Self {
        let want = Want::Body;
        Self { address, purpose, look, want, is_column: false, cap: None, chain: Vec::new() }
    }

    pub(crate) fn glance(address: Url, look: u32) -> Self {
        Self {
            address,
            purpose: Purpose::Link,
            look,
            want: Want::Body,
            is_column: false,
            cap: Some(GLANCE),
            chain: Vec::new(),
        }
    }

    pub(crate) fn presence(address: Url, look: u32) -> Self {
        Self {
            address,
            purpose: Purpose::Link,
            look,
            want: Want::Presence,
            is_column: false,
            cap: None,
            chain: Vec::new(),
        }
    }

    /// Freshness and second looks before the rest.
    fn urgency(&self) -> Urgency {
        let is_again = (1..FIRST_GLIMPSE).contains(&self.look);
        match self.purpose {
            Purpose::Page | Purpose::Link if self.is_column || is_again => Urgency::First,
            Purpose::Page | Purpose::Link | Purpose::Rendered | Purpose::ByHand => Urgency::Rest,
            Purpose::Home
            | Purpose::Robots
            | Purpose::NotFoundSample
            | Purpose::Include
            | Purpose::Interface
            | Purpose::Sentinel => Urgency::First,
        }
    }
}

pub(crate) struct Reader {
    pub(crate) fetcher: Fetcher,
    pub(crate) store: Store,
    pub(crate) run: RunId,
    pub(crate) site: SiteKey,
    pub(crate) as_of: NaiveDate,
    pub(crate) own_network_wait: Duration,
    pub(crate) stop: CancellationToken,
    pub(crate) shared: Arc<Shared>,
    pub(crate) browsers: Browsers,
    /// Pages of the site that a browser may still show.
    pub(crate) browser_pages: AtomicUsize,
    /// The run goes on where it was cut off, so that some visits have been made already.
    pub(crate) resumed: bool,
    /// Where the survey keeps what memory cannot hold.
    pub(crate) scratch: Arc<Scratch>,
}

impl Reader {
    /// Asks once (or remembers), reads what came, keeps both.
    pub(crate) async fn read(&self, wish: Wish) -> Result<Seen, Halt> {
        if let Some(visit) = self.recall(&wish.address, wish.purpose, wish.look)? {
            return self.recalled(visit).await;
        }
        let fetched = self.ask(wish).await?;
        self.keep(fetched).await
    }

    /// A visit that an interrupted run has already made.
    async fn recalled(&self, visit: Visit) -> Result<Seen, Halt> {
        let body = match &visit.body_hash {
            Some(hash) => self.store.body(hash)?.map(Bytes::from).unwrap_or_default(),
            None => Bytes::new(),
        };
        let page = self.parse(&visit, &body, &[]).await?;
        Ok(Seen { visit, page, body })
    }

    async fn keep(&self, fetched: Fetched) -> Result<Seen, Halt> {
        let Fetched { mut visit, body } = fetched;
        let page = self.parse(&visit, &body, &[]).await?;
        let product = match &page {
            Some(page) => page.blocked_by.clone(),
            None => parse::challenge(status(&visit), &visit.headers, &body),
        };
        if let Some(product) = product {
            visit.outcome = Outcome::Barred(Barrier::Challenge(product));
        }
        self.store
            .put_visit(&self.run, &self.site, &visit, (!body.is_empty()).then(|| body.clone()))
            .await?;
        Ok(Seen { visit, page, body })
    }

    /// What a browser makes of a page that was read; `None` where none can show it.
    pub(crate) async fn show(&self, seen: &Seen) -> Result<Option<Seen>, Halt> {
        let taken = self
            .browser_pages
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if taken.is_err() {
            return Ok(None);
        }
        let (address, look) = (seen.visit.address.clone(), seen.visit.look);
        if let Some(visit) = self.recall(&address, Purpose::Rendered, look)? {
            return self.recalled(visit).await.map(Some);
        }
        let page = Shown {
            address,
            chain: seen.visit.chain.clone(),
            base: seen.visit.base(),
            headers: seen.visit.headers.clone(),
            body: seen.body.clone(),
            look,
        };
        let shown = tokio::select! {
            () = self.stop.cancelled() => return Err(Halt::Stopped),
            shown = self.browsers.show(&self.fetcher, page) => shown,
        };
        match shown {
            Ok(fetched) => self.keep(fetched).await.map(Some),
            Err(why) => {
                tracing::info!(address = %seen.visit.address, "未能用浏览器显示：{}", why.chinese());
                Ok(None)
            }
        }
    }

    /// Like [`Self::read`], and follows pages that only lead on (meta refresh, script, frame).
    pub(crate) async fn read_through(&self, wish: Wish) -> Result<(Seen, Option<LeadsBy>), Halt> {
        let (purpose, look, is_column) = (wish.purpose, wish.look, wish.is_column);
        let mut seen = self.read(wish).await?;
        let mut led_by = None;
        for _ in 0..MOST_LEADS {
            let Some(lead) = seen
                .page
                .as_ref()
                .filter(|_| seen.visit.is_ok())
                .and_then(|it| it.leads_to.clone())
            else {
                break;
            };
            let by = match lead.by {
                LeadsBy::Refresh => HopBy::MetaRefresh,
                LeadsBy::Script => HopBy::Script,
                LeadsBy::Frame => HopBy::Frame,
            };
            let mut chain = seen.visit.chain.clone();
            if chain.iter().any(|hop| hop.from == lead.address)
                || seen.visit.address == lead.address
            {
                break;
            }
            let from = seen.visit.landed.clone();
            chain.push(Hop { from, status: status(&seen.visit), by, to: lead.address.clone() });
            led_by = Some(lead.by);
            let wish = Wish { chain, is_column, ..Wish::page(lead.address, purpose, look) };
            seen = self.read(wish).await?;
        }
        Ok((seen, led_by))
    }

    /// Reads `seen` again, this time with what its includes draw.
    pub(crate) async fn with_includes(
        &self,
        seen: &Seen,
        includes: Vec<Seen>,
    ) -> Result<Option<Page>, Halt> {
        self.parse(&seen.visit, &seen.body, &includes).await
    }

    async fn ask(&self, wish: Wish) -> Result<Fetched, Halt> {
        loop {
            let ask = Ask {
                address: wish.address.clone(),
                want: wish.want,
                urgency: wish.urgency(),
                purpose: wish.purpose,
                look: wish.look,
                body_cap: wish.cap,
                chain: wish.chain.clone(),
            };
            let fetched = tokio::select! {
                () = self.stop.cancelled() => return Err(Halt::Stopped),
                fetched = self.fetcher.fetch(ask) => fetched,
            };
            if fetched.visit.outcome != Outcome::Barred(Barrier::OwnNetwork) {
                return Ok(fetched);
            }
            self.shared.progress.set_note(Some("本机网络似乎中断，正在等待恢复……".into()));
            let back = tokio::select! {
                () = self.stop.cancelled() => return Err(Halt::Stopped),
                back = self.fetcher.network().wait_until_back(self.own_network_wait) => back,
            };
            self.shared.progress.set_note(None);
            if !back {
                return Err(Halt::OwnNetwork);
            }
        }
    }

    async fn parse(
        &self,
        visit: &Visit,
        body: &Bytes,
        includes: &[Seen],
    ) -> Result<Option<Page>, Halt> {
        if body.is_empty() || !is_html(visit, body) {
            return Ok(None);
        }
        let (address, status, headers) = (visit.base(), status(visit), visit.headers.clone());
        let (body, as_of) = (body.clone(), self.as_of);
        let rendered =
            (visit.purpose == Purpose::Rendered).then(|| visit.header(STATE) == Some(COMPLETE));
        let includes: Vec<Kept> = includes
            .iter()
            .map(|it| (it.visit.landed.clone(), it.visit.headers.clone(), it.body.clone()))
            .collect();
        // As many at once as there are processors: more would only hold more memory.
        let _turn = self.shared.parsing.acquire().await;
        let page = tokio::task::spawn_blocking(move || {
            let includes: Vec<parse::Include<'_>> = includes
                .iter()
                .map(|(address, headers, body)| parse::Include { address, headers, body })
                .collect();
            let source = parse::Source {
                address: &address,
                status,
                headers: &headers,
                body: &body,
                as_of,
                includes: &includes,
            };
            match rendered {
                Some(is_complete) => parse::rendered(&source, is_complete),
                None => parse::page(&source),
            }
        });
        page.await.map(Some).map_err(|fault| Halt::Parser(format!("{}：{fault}", visit.address)))
    }
}

/// Whether the page says that there is nothing here, in a way that has to be held against the host's own habit.
pub(crate) fn looks_not_found(page: &Page) -> bool {
    page.kind == PageKind::NotFound
}

fn status(visit: &Visit) -> u16 {
    visit.status().unwrap_or(200)
}

fn is_html(visit: &Visit, body: &[u8]) -> bool {
    let declared = visit.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if declared.contains("html") || declared.contains("xml") {
        return true;
    }
    let head = &body[..body.len().min(1024)];
    let sniffed = head.iter().find(|it| {
        !it.is_ascii_whitespace() && !matches!(it, 0xEF | 0xBB | 0xBF | 0xFF | 0xFE | 0)
    });
    (declared.is_empty() || declared.starts_with("text/plain") || declared.contains("octet-stream"))
        && sniffed == Some(&b'<')
}
