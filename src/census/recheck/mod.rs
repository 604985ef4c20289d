//! Rechecks: visits again what open findings stand on, and closes what is put right. Never a census: it makes no judgment
//! of a site and no new finding.

mod decide;
mod gather;
mod merge;
mod needs;

pub use decide::Outcome;
pub use needs::{Needs, of as needs_of};

use crate::census::halt::Halt;
use crate::census::judge::Judge;
use crate::census::log_lines;
use crate::census::progress::Progress;
use crate::census::recheck::decide::{Seen, decide};
use crate::census::run::{Hands, memory, now, stop_when_short};
use crate::census::shared::Shared;
use crate::config::{self, Crawl};
use crate::fetch::Fetcher;
use crate::fetch::browser::Browsers;
use crate::model::evidence::SiteEvidence;
use crate::model::finding::{Finding, FindingId, FindingState, SEEN_MENDED};
use crate::model::rule::Level;
use crate::model::site::{Register, Site, SiteKey};
use crate::model::time::{Instant, Period, in_shanghai};
use crate::store::{NewRun, Run, RunId, RunState, Store};
use anyhow::{Context, Result};
use futures_util::StreamExt;
use futures_util::stream;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// An interrupted recheck is gone on with for so long; later its visits say nothing of today.
const GOES_ON_FOR: chrono::TimeDelta = chrono::TimeDelta::hours(12);

#[derive(Debug, Clone)]
pub struct Plan {
    pub crawl: Crawl,
    pub browser: config::Browser,
    pub period: Period,
    pub as_of: Instant,
    pub profile: String,
}

/// What is to be looked for on one site.
#[derive(Debug, Clone)]
pub struct Errand {
    pub site: Site,
    /// The census whose judgment counts.
    pub base: RunId,
    pub evidence: Box<SiteEvidence>,
    /// Every finding of the site in the period.
    pub all: Vec<Finding>,
    /// Those to be looked for, with what each stands on.
    pub chosen: Vec<(Finding, Needs)>,
}

impl Errand {
    /// All that is to be asked for.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        for (_, own) in &self.chosen {
            needs.add(own.clone());
        }
        needs
    }
}

#[derive(Debug)]
pub struct Rechecked {
    pub run: Run,
    pub outcomes: Vec<(Finding, Outcome)>,
    /// Problems seen that no finding of the period names.
    pub noticed: usize,
}

/// The unfinished recheck that a new one would go on with.
pub fn unfinished(store: &Store, period: Period, now: Instant) -> Result<Option<Run>> {
    let latest = store.latest_recheck(period)?;
    Ok(latest.filter(|it| it.state != RunState::Finished && now - it.started_at < GOES_ON_FOR))
}

/// Errands, and the findings that no errand can decide.
pub type Split = (Vec<Errand>, Vec<(Finding, Outcome)>);

/// What has to be asked for the sake of `chosen`, and what cannot be decided by asking.
///
/// # Errors
/// Of the store.
pub fn errands(store: &Store, period: Period, chosen: &[Finding]) -> Result<Split> {
    let mut errands = Vec::new();
    let mut left = Vec::new();
    for result in store.results(period)? {
        let own: Vec<&Finding> = chosen.iter().filter(|it| it.site == result.site.key).collect();
        if own.is_empty() {
            continue;
        }
        let undecided = |it: &Finding, why: &str| (it.clone(), Outcome::Undecided(why.to_owned()));
        let Some(evidence) = store.bundle(&result.run.id, &result.site.key)? else {
            let why = "留存的证据已不在，请运行 pucha census 重新检查该站点";
            left.extend(own.into_iter().map(|it| undecided(it, why)));
            continue;
        };
        let mut needed = Vec::new();
        for finding in own {
            match needs::of(finding, &evidence, &result.findings) {
                Ok(needs) => needed.push((finding.clone(), needs)),
                Err(why) => left.push(undecided(finding, &why)),
            }
        }
        if !needed.is_empty() {
            errands.push(Errand {
                site: result.site,
                base: result.run.id,
                evidence: Box::new(evidence),
                all: result.findings,
                chosen: needed,
            });
        }
    }
    Ok((errands, left))
}

/// Visits what the errands ask for and notes what came of it, one site after the other's own pace.
///
/// # Errors
/// Faults of our own: store, settings. What the sites do is evidence, never an error.
pub async fn run(
    plan: &Plan,
    store: &Store,
    judge: Arc<Judge>,
    errands: Vec<Errand>,
    watch: (Arc<Progress>, CancellationToken),
) -> Result<Rechecked> {
    let (progress, stop) = watch;
    let (run, resumed) = open(plan, store, &errands).await?;
    progress.sites.store(errands.len(), std::sync::atomic::Ordering::Relaxed);
    let registers = registers(store, &errands)?;
    store.clear_scratch();
    let budget = memory(&plan.crawl);
    let hands = Hands {
        fetcher: Fetcher::new(&plan.crawl, &run.id.0).context("无法建立网络连接模块")?,
        browsers: Browsers::new(&plan.browser, &plan.crawl, &run.id.0),
        browser_pages: plan.browser.pages_per_site,
        shared: Arc::new(
            Shared::new(progress, store.scratch(&budget)).context("无法启动工作线程")?,
        ),
        budget,
        store: store.clone(),
        run: run.clone(),
        register: Arc::default(),
        // What is to be put right is looked at anew, whatever the server says of it.
        crawl: Crawl { conditional_requests: false, ..plan.crawl.clone() },
        judge,
        resumed,
        stop: stop.child_token(),
        permits: Arc::new(Semaphore::new(plan.crawl.hosts_at_once.max(1))),
    };
    let _watched = stop_when_short(store, &hands.stop);
    let visiting = errands.into_iter().map(|errand| {
        let mut hands = hands.clone();
        hands.register = registers.get(&errand.base).cloned().unwrap_or_default();
        let errand = Arc::new(errand);
        async move {
            let (own, shared) = (Arc::clone(&errand), Arc::clone(&hands.shared));
            let job = async move || one(&hands, &own).await;
            let ended = shared.threads.run(&errand.site.key.0, job).await;
            (errand, ended.map_err(anyhow::Error::from).flatten())
        }
    });
    hands.shared.progress.tally.watch(&hands.fetcher);
    let at_once = plan.crawl.hosts_at_once.max(1);
    let mut all = stream::iter(visiting).buffer_unordered(at_once);
    let (mut outcomes, mut noticed, mut state) = (Vec::new(), 0, RunState::Finished);
    while let Some((errand, ended)) = all.next().await {
        match ended {
            Ok((own, new)) => {
                outcomes.extend(own);
                noticed += new;
            }
            Err(fault) => {
                let Some(ended) = state_after(&fault) else { return Err(fault) };
                state = ended;
                let why = Outcome::Undecided(fault.to_string());
                outcomes.extend(errand.chosen.iter().map(|(it, _)| (it.clone(), why.clone())));
            }
        }
    }
    store.flush().await?;
    store.set_run_state(&run.id, state, now()).await?;
    let run = store.run(&run.id)?.context("刚完成的复核批次不见了")?;
    Ok(Rechecked { run, outcomes, noticed })
}

/// What a site's fault makes of the run; `None` for a fault of our own, which ends it.
fn state_after(fault: &anyhow::Error) -> Option<RunState> {
    match fault.downcast_ref::<Halt>()? {
        Halt::OwnNetwork => Some(RunState::OwnNetworkDown),
        Halt::Stopped | Halt::Panic(_) => Some(RunState::Interrupted),
        Halt::Store(_) => None,
    }
}

/// As they were when the runs began on whose findings the errands are.
fn registers(store: &Store, errands: &[Errand]) -> Result<BTreeMap<RunId, Arc<Register>>> {
    let mut registers = BTreeMap::new();
    for errand in errands {
        if !registers.contains_key(&errand.base) {
            let register = store.register(&errand.base)?.context("检查批次的站点清单不见了")?;
            registers.insert(errand.base.clone(), Arc::new(register));
        }
    }
    Ok(registers)
}

async fn open(plan: &Plan, store: &Store, errands: &[Errand]) -> Result<(Run, bool)> {
    if let Some(run) = unfinished(store, plan.period, now())? {
        store.set_run_state(&run.id, RunState::Running, now()).await?;
        return Ok((run, true));
    }
    let sites = errands.iter().map(|it| it.site.clone()).collect();
    let register = Register { sites, columns: Vec::new() };
    let new = NewRun {
        period: plan.period,
        as_of: plan.as_of,
        profile: &plan.profile,
        register: &register,
        program_version: env!("CARGO_PKG_VERSION"),
        started_at: now(),
    };
    let id = store.new_recheck(&new).await?;
    Ok((store.run(&id)?.context("新建的复核批次不见了")?, false))
}

/// One site: asks, decides, notes.
async fn one(hands: &Hands, errand: &Errand) -> Result<(Vec<(Finding, Outcome)>, usize)> {
    let _permit = tokio::select! {
        () = hands.stop.cancelled() => return Err(Halt::Stopped.into()),
        permit = hands.permits.clone().acquire_owned() => permit.context("复核队列已关闭")?,
    };
    let key: SiteKey = errand.site.key.clone();
    hands.shared.progress.begin(&key, &errand.site.name);
    let ended = seen_again(hands, errand).await;
    let found = ended.as_ref().map(|(outcomes, _)| {
        let many =
            |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|(_, it)| wanted(it)).count();
        [
            many(|it| matches!(it, Outcome::Mended(_))),
            many(|it| matches!(it, Outcome::Still(_))),
            many(|it| matches!(it, Outcome::Undecided(_))),
        ]
    });
    log_lines::recheck(&hands.shared.progress, &key, found);
    ended
}

async fn seen_again(hands: &Hands, errand: &Errand) -> Result<(Vec<(Finding, Outcome)>, usize)> {
    let key = &errand.site.key;
    let needs = errand.needs();
    let job = gather::with_columns(hands.job(errand.site.clone())?, &needs, &errand.evidence);
    let reader = hands.reader(&job)?;
    let gathered = Box::pin(gather::run(&job, &reader, &needs, &errand.evidence)).await?;
    hands.store.flush().await?;
    let evidence = merge::merged(&errand.evidence, &needs, &gathered, &errand.all);
    let looked_for: Vec<Finding> = errand.chosen.iter().map(|(it, _)| it.clone()).collect();
    let (observations, reconciled) = hands.judge.look_again(&hands.run, &evidence, &looked_for);
    let seen = Seen {
        old: &errand.evidence,
        gathered: &gathered,
        observations: &observations,
        reconciled: &reconciled,
    };
    let mut outcomes = Vec::new();
    for (finding, needs) in &errand.chosen {
        let outcome = decide(finding, needs, &seen);
        outcomes.push((finding.clone(), note(hands, errand, finding, outcome).await?));
    }
    let known = |code: &str, subject: &str| {
        let id = FindingId::new(key, code, subject);
        errand.all.iter().any(|it| it.id == id)
    };
    let noticed = observations
        .iter()
        .filter(|it| it.level != Level::NotJudged && !known(&it.code, &it.subject))
        .count();
    Ok((outcomes, noticed))
}

async fn note(
    hands: &Hands,
    errand: &Errand,
    finding: &Finding,
    outcome: Outcome,
) -> Result<Outcome> {
    let today = in_shanghai(hands.run.as_of.to_utc()).date_naive();
    let mut now = finding.clone();
    let visits = match &outcome {
        Outcome::Mended(visits) => {
            now.state = FindingState::Mended;
            now.mended_on = Some(today);
            now.mended_evidence.clone_from(visits);
            now.review = SEEN_MENDED.into();
            visits
        }
        Outcome::Still(visits) => {
            now.review = format!("复核仍存在（{today}）");
            visits
        }
        Outcome::Undecided(_) => return Ok(outcome),
    };
    let noted = hands
        .store
        .note_recheck(&errand.base, &now, (finding.state, hands.run.as_of), visits)
        .await?;
    Ok(if noted {
        outcome
    } else {
        Outcome::Undecided("复核期间问题的状态已由他人改变".into())
    })
}
