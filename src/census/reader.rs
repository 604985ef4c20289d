//! Asks, remembers, reads: the one way by which a site job gets at an address.

use crate::census::digest::{self, Digested, Raw, is_html, page_status, rendered};
use crate::census::halt::Halt;
use crate::census::past::Past;
use crate::census::shared::{Asked, Shared, first_asks};
pub(crate) use crate::census::wish::{GLANCE, Wish};
use crate::fetch::browser::{Browsers, Shown};
use crate::fetch::{Ask, Fetched, Fetcher};
use crate::model::page::LeadsBy;
use crate::model::page::{Page, PageKind};
use crate::model::site::SiteKey;
use crate::model::validators::{self, Validators};
use crate::model::visit::{Barrier, Hop, HopBy, Outcome, Purpose, Visit};
use crate::parse;
use crate::store::scratch::Scratch;
use crate::store::{RunId, Store, StoreError};
use bytes::Bytes;
use chrono::NaiveDate;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use url::Url;

/// Jumps by page content that are followed from a home page or column.
const MOST_LEADS: usize = 5;

/// An include as the parser's thread takes it along: address, headers, body.
type Kept = (Url, Vec<(String, String)>, Bytes);

/// A visit with what was read.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) visit: Visit,
    pub(crate) page: Option<Page>,
    pub(crate) body: Bytes,
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
    /// What earlier runs told; `None`: their pages are not looked at.
    pub(crate) past: Option<Past>,
    /// Pages that came as an earlier run keeps them.
    pub(crate) unchanged: AtomicUsize,
}

impl Reader {
    /// Asks once (or remembers), reads what came, keeps both.
    pub(crate) async fn read(&self, wish: Wish) -> Result<Seen, Halt> {
        if let Some(visit) = self.recall(&wish.address, wish.purpose, wish.look)?
            && (wish.may_stand || !is_unchanged(&visit))
            && let Some(seen) = Box::pin(self.recalled(visit)).await?
        {
            return Ok(seen);
        }
        Box::pin(self.read_now(wish)).await
    }

    /// Its steps are boxed, for many wait at a gate at a time, and what follows takes more room than that.
    async fn read_now(&self, wish: Wish) -> Result<Seen, Halt> {
        let earlier = self.earlier(&wish)?;
        let unless = earlier.as_ref().filter(|_| wish.may_stand).and_then(Validators::of);
        let (fetched, unless) = match unless {
            Some(unless) => Box::pin(self.ask_unless(&wish, unless)).await?,
            None => (Box::pin(self.ask(&wish, None)).await?, None),
        };
        let is_304 = fetched.visit.outcome == Outcome::Answered(304);
        let (Some(unless), Some(known), true) = (unless, &earlier, is_304) else {
            return Box::pin(self.keep(fetched, earlier)).await;
        };
        if let Some(seen) = Box::pin(self.confirmed(fetched.visit, known, &unless)).await? {
            return Ok(seen);
        }
        // What the server speaks of cannot be looked up any more, or is another page.
        let fetched = Box::pin(self.ask(&wish, None)).await?;
        Box::pin(self.keep(fetched, earlier)).await
    }

    /// The newest visit of an earlier finished run that brought the page.
    fn earlier(&self, wish: &Wish) -> Result<Option<Visit>, Halt> {
        let is_page = wish.purpose == Purpose::Page && wish.look == 0 && wish.cap.is_none();
        if self.past.is_none() || !is_page {
            return Ok(None);
        }
        Ok(self.store.earlier(&self.run, &self.site, &wish.address)?)
    }

    /// Asks under conditions. The first page of a host is asked for under conditions that no page meets: a server that
    /// says of that one, too, that it has not changed is not believed again, whatever it says.
    async fn ask_unless(
        &self,
        wish: &Wish,
        unless: Validators,
    ) -> Result<(Fetched, Option<Validators>), Halt> {
        let habits = self.shared.habits(&unless.of);
        let under_none = async || {
            let made_up = Validators::made_up(unless.of.clone());
            let fetched = self.ask(wish, Some(made_up)).await?;
            let heeds = match fetched.visit.outcome {
                Outcome::Answered(200) => Some(true),
                Outcome::Answered(304) => Some(false),
                _ => None,
            };
            Ok((fetched, heeds))
        };
        match Box::pin(first_asks(&habits.heeds, under_none)).await? {
            Asked::Now(first) if first.visit.outcome != Outcome::Answered(304) => Ok((first, None)),
            Asked::Known(true) => Ok((self.ask(wish, Some(unless.clone())).await?, Some(unless))),
            Asked::Now(_) | Asked::Known(false) => Ok((self.ask(wish, None).await?, None)),
        }
    }

    /// A page that did not change since `known`, which is the answer to `unless`. `None` where its body cannot be had.
    async fn confirmed(
        &self,
        mut visit: Visit,
        known: &Visit,
        unless: &Validators,
    ) -> Result<Option<Seen>, Halt> {
        if visit.landed != unless.of || !unless.are_met_by(&visit.headers) {
            return Ok(None);
        }
        visit.headers = validators::confirmed(&known.headers, &visit.headers);
        visit.body_bytes = known.body_bytes;
        visit.body_hash.clone_from(&known.body_hash);
        visit.unchanged_since = Some(known.id.clone());
        match self.digest(visit, Bytes::new(), None, digest::kept).await? {
            Some(digested) => self.put(digested).await.map(Some),
            None => Ok(None),
        }
    }

    /// A visit that an interrupted run has already made. `None` where its body cannot be had any more: read as an empty
    /// page, it would speak against the unit.
    async fn recalled(&self, visit: Visit) -> Result<Option<Seen>, Halt> {
        let digested = self.digest(visit.clone(), Bytes::new(), None, digest::kept).await?;
        let Some(Digested { page, body, .. }) = digested else { return Ok(None) };
        self.count(&visit);
        Ok(Some(Seen { visit, page, body }))
    }

    async fn keep(&self, fetched: Fetched, earlier: Option<Visit>) -> Result<Seen, Halt> {
        let Fetched { visit, body } = fetched;
        let digested = self.digest(visit, body, earlier, digest::fetched).await?;
        self.put(digested).await
    }

    async fn put(&self, digested: Digested) -> Result<Seen, Halt> {
        let Digested { visit, page, body, load } = digested;
        self.count(&visit);
        self.store.put_loaded_visit(&self.run, &self.site, &visit, load).await?;
        Ok(Seen { visit, page, body })
    }

    fn count(&self, visit: &Visit) {
        let unchanged = usize::from(visit.unchanged_since.is_some());
        self.unchanged.fetch_add(unchanged, Ordering::Relaxed);
        self.shared.progress.unchanged.fetch_add(unchanged, Ordering::Relaxed);
    }

    /// On a parser's thread.
    async fn digest<T: Send + 'static>(
        &self,
        visit: Visit,
        body: Bytes,
        earlier: Option<Visit>,
        work: fn(Raw) -> Result<T, StoreError>,
    ) -> Result<T, Halt> {
        let (store, site, as_of) = (self.store.clone(), self.site.clone(), self.as_of);
        let address = visit.address.clone();
        let raw = Raw { store, site, as_of, visit, body, earlier };
        Ok(self.compute(&address, move || work(raw)).await??)
    }

    /// Does on a parser's thread what takes long; `address` names the page for which.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        address: &Url,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Halt> {
        let timed = move || {
            let began = Instant::now();
            (work(), began.elapsed())
        };
        let done = self.shared.parsers.run(timed).await.map(|(done, took)| {
            self.shared.progress.tally.parsed(&self.site, took);
            done
        });
        done.map_err(|fault| Halt::Panic(format!("{address}：{fault}")))
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
        if let Some(visit) = self.recall(&address, Purpose::Rendered, look)?
            && let Some(seen) = Box::pin(self.recalled(visit)).await?
        {
            return Ok(Some(seen));
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
            Ok(fetched) => Box::pin(self.keep(fetched, None)).await.map(Some),
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
            chain.push(Hop {
                from,
                status: page_status(&seen.visit),
                by,
                to: lead.address.clone(),
            });
            led_by = Some(lead.by);
            let wish = Wish { is_column, chain, ..Wish::page(lead.address, purpose, look) };
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
        let (visit, body, as_of) = (seen.visit.clone(), seen.body.clone(), self.as_of);
        if !is_html(&visit, &body) {
            return Ok(None);
        }
        let includes: Vec<Kept> =
            includes.into_iter().map(|it| (it.visit.landed, it.visit.headers, it.body)).collect();
        let read = move || {
            let includes: Vec<parse::Include<'_>> = includes
                .iter()
                .map(|(address, headers, body)| parse::Include { address, headers, body })
                .collect();
            let source = parse::Source {
                address: &visit.base(),
                status: page_status(&visit),
                headers: &visit.headers,
                body: &body,
                as_of,
                includes: &includes,
            };
            match rendered(&visit) {
                Some(is_complete) => parse::rendered(&source, is_complete),
                None => parse::page(&source),
            }
        };
        self.compute(&seen.visit.address, read).await.map(Some)
    }

    async fn ask(&self, wish: &Wish, unless: Option<Validators>) -> Result<Fetched, Halt> {
        loop {
            let ask = Ask {
                address: wish.address.clone(),
                want: wish.want,
                urgency: wish.urgency(),
                purpose: wish.purpose,
                look: wish.look,
                body_cap: wish.cap,
                chain: wish.chain.clone(),
                unless: unless.clone(),
            };
            let began = Instant::now();
            let fetched = tokio::select! {
                () = self.stop.cancelled() => return Err(Halt::Stopped),
                fetched = self.fetcher.fetch(ask) => fetched,
            };
            let tally = &self.shared.progress.tally;
            tally.visit(&self.site, &fetched.visit, wish.want, began.elapsed());
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
}

fn is_unchanged(visit: &Visit) -> bool {
    visit.unchanged_since.is_some() && visit.status() == Some(304)
}

/// Whether the page says that there is nothing here, in a way that has to be held against the host's own habit.
pub(crate) fn looks_not_found(page: &Page) -> bool {
    page.kind == PageKind::NotFound
}
