//! One census from register to judgments: hands out site jobs, keeps what they bring, resumes what was cut off.

use crate::census::asked;
use crate::census::bound::Bound;
use crate::census::halt::Halt;
use crate::census::job::Job;
use crate::census::judge::Judge;
use crate::census::log_lines;
use crate::census::past::Past;
use crate::census::progress::Progress;
use crate::census::reader::Reader;
use crate::census::shared::Shared;
use crate::census::site_job;
use crate::census::turns;
use crate::config::{self, Crawl};
use crate::fetch::Fetcher;
use crate::fetch::browser::Browsers;
use crate::model::evidence::{Counts, SiteEvidence};
use crate::model::site::{Register, Site, SiteKey};
use crate::model::time::{Instant, Period, ended_days, in_shanghai, start_of_day};
use crate::model::verdict::Verdict;
use crate::plan;
use crate::store::scratch::Budget;
use crate::store::{NewRun, Run, RunId, RunState, Store};
use anyhow::{Context, Result};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Whether to go on with an unfinished run of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Go on with an unfinished run of the same register and instant, else begin.
    Auto,
    /// Go on with the newest run, with the register it began with.
    Resume,
    /// Begin; the earlier run stays as it is.
    Anew,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub register: Register,
    pub crawl: Crawl,
    pub browser: config::Browser,
    pub period: Period,
    pub as_of: Instant,
    /// Whether the operator named the instant, or it is just now.
    pub as_of_given: bool,
    pub profile: String,
    /// Empty: all.
    pub only: BTreeSet<SiteKey>,
    pub start: Start,
}

#[derive(Debug)]
pub struct Ended {
    pub run: Run,
    /// Sites judged in this run, now or before it was cut off.
    pub judged: usize,
    /// Sites without a judgment, and why where it is known.
    pub left: Vec<(Site, String)>,
    pub resumed: bool,
    /// How fast it could have been; `None` where no rate is set and nothing was asked.
    pub bound: Option<Bound>,
    /// Pages that came as an earlier run keeps them.
    pub unchanged: usize,
}

/// Runs or resumes a census.
///
/// # Errors
/// Faults of our own: store, settings. What the sites do is evidence, never an error.
pub async fn run(
    plan: &Plan,
    store: &Store,
    judge: Arc<Judge>,
    progress: Arc<Progress>,
    stop: CancellationToken,
) -> Result<Ended> {
    let (run, register, resumed) = open_run(plan, store).await?;
    let done = store.done_sites(&run.id)?;
    let judged = store.judged_sites(&run.id)?;
    let wanted: Vec<Site> = register
        .sites
        .iter()
        .filter(|it| plan.only.is_empty() || plan.only.contains(&it.key))
        .cloned()
        .collect();
    progress.sites.store(wanted.len(), std::sync::atomic::Ordering::Relaxed);
    let todo: Vec<Site> = wanted.iter().filter(|it| !judged.contains(&it.key)).cloned().collect();
    progress.sites_done.store(wanted.len() - todo.len(), std::sync::atomic::Ordering::Relaxed);
    store.clear_scratch();
    let budget = memory(&plan.crawl);
    let hands = Hands {
        fetcher: Fetcher::new(&plan.crawl, &run.id.0).context("无法建立网络连接模块")?,
        browsers: Browsers::new(&plan.browser, &plan.crawl, &run.id.0),
        browser_pages: plan.browser.pages_per_site,
        shared: Arc::new(
            Shared::new(progress.clone(), store.scratch(&budget)).context("无法启动工作线程")?,
        ),
        budget,
        store: store.clone(),
        run: run.clone(),
        register: Arc::new(register),
        crawl: plan.crawl.clone(),
        judge,
        resumed,
        stop: stop.child_token(),
        permits: Arc::new(Semaphore::new(plan.crawl.hosts_at_once.max(1))),
    };
    let _watched = stop_when_short(store, &hands.stop);
    let estimate = expected(&hands, &todo).await?;
    hands.shared.progress.expect(&hands.fetcher, &todo, &estimate);
    progress.tally.watch(&hands.fetcher);
    let (state, left) = all_sites(&hands, plan::turns(todo, &estimate), &done).await?;
    store.flush().await?;
    store.set_run_state(&run.id, state, noted(plan)).await?;
    let run = store.run(&run.id)?.context("刚完成的检查批次不见了")?;
    let bound = Bound::of(&hands.fetcher.gate_stats());
    let unchanged = progress.unchanged.load(std::sync::atomic::Ordering::Relaxed);
    Ok(Ended { judged: wanted.len() - left.len(), run, left, resumed, bound, unchanged })
}

/// What is left to be asked of each host, as far as earlier runs tell.
async fn expected(hands: &Hands, todo: &[Site]) -> Result<plan::Estimate> {
    let (store, crawl) = (hands.store.clone(), hands.crawl.clone());
    let unfinished = hands.resumed.then(|| hands.run.id.clone());
    let known =
        tokio::task::spawn_blocking(move || asked::known(&store, &crawl, unfinished.as_ref()));
    let known = known.await.context("读取以往检查记录时出错")??;
    Ok(plan::estimate(todo, &known, &hands.crawl))
}

/// Ends the run as a person would, as long as there is room for what was taken.
pub(super) fn stop_when_short(store: &Store, stop: &CancellationToken) -> AbortOnDropHandle<()> {
    let (store, stop) = (store.clone(), stop.clone());
    AbortOnDropHandle::new(tokio::spawn(async move {
        store.until_short().await;
        stop.cancel();
    }))
}

/// Every site's job to its end; which sites are left without a judgment, and what that makes of the run.
async fn all_sites(
    hands: &Hands,
    todo: Vec<plan::Turn>,
    done: &BTreeSet<SiteKey>,
) -> Result<(RunState, Vec<(Site, String)>)> {
    let mut left = Vec::new();
    let mut state = RunState::Finished;
    let mut fatal = None;
    let job = |site: Site| {
        let (hands, gathered) = (hands.clone(), done.contains(&site.key));
        async move { Box::pin(hands.one_site(site, gathered)).await }
    };
    turns::in_turn(todo, hands.crawl.hosts_at_once, &hands.stop, job, |site, ended| {
        let ended = ended.unwrap_or_else(|fault| Err(Halt::Panic(fault.to_string()).into()));
        let Err(fault) = ended else { return };
        match fault.downcast_ref::<Halt>() {
            Some(Halt::Stopped) => state = worse(state, RunState::Interrupted),
            Some(Halt::OwnNetwork) => {
                state = RunState::OwnNetworkDown;
                hands.stop.cancel();
            }
            Some(Halt::Panic(_)) => {
                tracing::error!(site = %site.key, "{fault:#}");
                state = worse(state, RunState::Interrupted);
            }
            _ => {
                hands.stop.cancel();
                fatal.get_or_insert_with(|| anyhow::anyhow!("{fault:#}"));
                return;
            }
        }
        left.push((site, fault.to_string()));
    })
    .await;
    match fatal {
        Some(fault) => Err(fault),
        None => Ok((state, left)),
    }
}

fn worse(known: RunState, new: RunState) -> RunState {
    if known == RunState::OwnNetworkDown { known } else { new }
}

pub(super) fn memory(crawl: &Crawl) -> Arc<Budget> {
    Arc::new(Budget::new(crawl.memory_mib << 20))
}

/// What every site job of a run is given.
#[derive(Clone)]
pub(super) struct Hands {
    pub(super) fetcher: Fetcher,
    pub(super) browsers: Browsers,
    pub(super) browser_pages: usize,
    pub(super) shared: Arc<Shared>,
    /// Memory for what all sites' jobs remember of pages and links.
    pub(super) budget: Arc<Budget>,
    pub(super) store: Store,
    pub(super) run: Run,
    pub(super) register: Arc<Register>,
    pub(super) crawl: Crawl,
    pub(super) judge: Arc<Judge>,
    pub(super) resumed: bool,
    pub(super) stop: CancellationToken,
    pub(super) permits: Arc<Semaphore>,
}

impl Hands {
    async fn one_site(&self, site: Site, gathered: bool) -> Result<()> {
        if self.stop.is_cancelled() {
            return Err(Halt::Stopped.into());
        }
        self.shared.progress.begin(&site.key, &site.name);
        let key = site.key.clone();
        let mut hands = self.clone();
        hands.stop = self.stop.child_token();
        // The thread does not end with whoever waits for it.
        let _ended = hands.stop.clone().drop_guard();
        let job = async move || hands.gather_and_judge(site, gathered).await;
        let (counts, judged) = match self.shared.threads.run(&key.0, job).await {
            Ok(ended) => ended,
            Err(fault) => (Counts::default(), Err(fault.into())),
        };
        log_lines::census(&self.shared.progress, &key, &counts, judged.as_ref());
        judged.map(drop)
    }

    async fn gather_and_judge(&self, site: Site, gathered: bool) -> (Counts, Result<Verdict>) {
        match self.evidence(site, gathered).await {
            Ok(evidence) => {
                let counts = evidence.counts.clone();
                (counts, self.judge.judge(&self.store, &self.run, evidence).await)
            }
            Err(fault) => (Counts::default(), Err(fault)),
        }
    }

    async fn evidence(&self, site: Site, gathered: bool) -> Result<SiteEvidence> {
        if gathered && let Some(evidence) = self.store.bundle(&self.run.id, &site.key)? {
            return Ok(evidence);
        }
        let job = self.job(site)?;
        let reader = self.reader(&job)?;
        let evidence = Box::pin(site_job::run(&job, &reader)).await?;
        Ok(self.store.put_bundle(&self.run.id, evidence).await?)
    }

    pub(super) fn job(&self, site: Site) -> Result<Job> {
        let columns =
            self.register.columns.iter().filter(|it| it.site == site.key).cloned().collect();
        let neighbours = self
            .register
            .sites
            .iter()
            .filter(|it| it.key != site.key && it.scope.host == site.scope.host)
            .cloned()
            .collect();
        let (first, _) = ended_days(self.run.as_of, self.judge.probe_days());
        let probes = self.store.probes(&site.key, start_of_day(first), self.run.as_of)?;
        Ok(Job {
            site,
            columns,
            neighbours,
            crawl: self.crawl.clone(),
            period: self.run.period,
            as_of: self.run.as_of,
            probes,
        })
    }

    fn past(&self, job: &Job) -> Result<Option<Past>> {
        let (run, site) = (&self.run.id, &job.site.key);
        if !self.crawl.conditional_requests || !self.store.has_earlier(run, site)? {
            return Ok(None);
        }
        let mut past = Past::default();
        self.store.each_earlier_finding(run, site, |it| past.note(&it))?;
        Ok(Some(past))
    }

    pub(super) fn reader(&self, job: &Job) -> Result<Reader> {
        Ok(Reader {
            past: self.past(job)?,
            unchanged: AtomicUsize::new(0),
            fetcher: self.fetcher.clone(),
            store: self.store.clone(),
            run: self.run.id.clone(),
            site: job.site.key.clone(),
            as_of: job.as_of.date_naive(),
            own_network_wait: Duration::from_secs_f64(self.crawl.own_network_wait_seconds.max(0.0)),
            stop: self.stop.clone(),
            shared: self.shared.clone(),
            browsers: self.browsers.clone(),
            browser_pages: AtomicUsize::new(self.browser_pages),
            resumed: self.resumed,
            scratch: self.store.scratch(&self.budget),
        })
    }
}

/// The run to go on with, or a new one; with the register that holds for it.
async fn open_run(plan: &Plan, store: &Store) -> Result<(Run, Register, bool)> {
    let latest = store.latest_run(plan.period)?;
    let goes_on = match (&latest, plan.start) {
        (None, _) | (_, Start::Anew) => false,
        (Some(_), Start::Resume) => true,
        (Some(run), Start::Auto) => {
            let same_register = store.register(&run.id)?.as_ref() == Some(&plan.register);
            run.state != RunState::Finished
                && same_register
                && (!plan.as_of_given || run.as_of == plan.as_of)
        }
    };
    if let (true, Some(run)) = (goes_on, latest) {
        let register =
            store.register(&run.id)?.context("未完成的批次缺少站点清单，请用 --anew 重新开始")?;
        store.set_run_state(&run.id, RunState::Running, noted(plan)).await?;
        return Ok((run, register, true));
    }
    let new = NewRun {
        period: plan.period,
        as_of: plan.as_of,
        profile: &plan.profile,
        register: &plan.register,
        program_version: env!("CARGO_PKG_VERSION"),
        started_at: noted(plan),
    };
    let id: RunId = store.new_run(&new).await?;
    let run = store.run(&id)?.context("新建的检查批次不见了")?;
    Ok((run, plan.register.clone(), false))
}

/// What the run notes as the time when something happens to it.
fn noted(plan: &Plan) -> Instant {
    now() + TimeDelta::try_seconds(plan.crawl.clock_ahead_seconds).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "a run notes when it began and ended")]
pub(super) fn now() -> Instant {
    in_shanghai(chrono::Utc::now())
}
