//! `pucha plan`: how long a census will take, which host decides it, what would make it faster, what is due. It sends
//! nothing.

mod advice;
mod due;
mod words;

use crate::census::asked;
use crate::cli::args::{Common, PlanArgs, PlanFormat};
use crate::cli::prune::size_of;
use crate::cli::{print, setup};
use crate::config::Settings;
use crate::model::site::{Register, Site};
use crate::model::time::{Instant, Period};
use crate::plan::{Estimate, Known, estimate};
use crate::store::Estimate as Cost;
use crate::store::{Run, RunState, Store};
use anyhow::Result;
use chrono::TimeDelta;
use serde::Serialize;
use std::collections::BTreeSet;

/// All that is told.
#[derive(Debug, Serialize)]
struct Told {
    period: Period,
    now: Instant,
    /// Sites that are still to be read.
    sites: usize,
    /// Sites of the unfinished run that are read already.
    sites_done: usize,
    estimate: Estimate,
    ends: Ends,
    faster: Vec<String>,
    disk: Vec<String>,
    due: Vec<String>,
}

/// When it would end if it began now.
#[derive(Debug, Serialize)]
struct Ends {
    earliest: Option<Instant>,
    likely: Option<Instant>,
    latest: Option<Instant>,
}

pub(crate) fn run(common: &Common, args: &PlanArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let now = setup::now();
    let period = args.period.as_deref().map(setup::period).transpose()?;
    let period = period.unwrap_or_else(|| Period::of(now.date_naive()));
    let register = setup::register(&settings)?;
    let only = setup::chosen(&register.sites, &args.site)?;
    // Without a database nothing was ever asked: then the plan says so.
    let has_store = settings.place(&settings.store.path).exists();
    let store = has_store.then(|| setup::store_to_read(&settings)).transpose()?;
    let mut wanted: Vec<Site> = register.sites.clone();
    wanted.retain(|it| only.is_empty() || only.contains(&it.key));
    let told = told(&settings, store.as_ref(), (&register, wanted), period, now)?;
    match args.format {
        PlanFormat::Text => print(&words::text(&told, &settings)),
        PlanFormat::Json => print(&serde_json::to_string_pretty(&told)?),
    }
}

fn told(
    settings: &Settings,
    store: Option<&Store>,
    (register, wanted): (&Register, Vec<Site>),
    period: Period,
    now: Instant,
) -> Result<Told> {
    let unfinished = store.map(|it| unfinished(it, register, period)).transpose()?.flatten();
    let judged = match (store, &unfinished) {
        (Some(store), Some(run)) => store.judged_sites(&run.id)?,
        _ => BTreeSet::new(),
    };
    let known = match store {
        Some(store) => asked::known(store, &settings.crawl, unfinished.as_ref().map(|it| &it.id))?,
        None => Known::default(),
    };
    let all = wanted.len();
    let todo: Vec<Site> = wanted.into_iter().filter(|it| !judged.contains(&it.key)).collect();
    let estimate = estimate(&todo, &known, &settings.crawl);
    let after = |seconds: f64| {
        TimeDelta::try_milliseconds(millis(seconds)).and_then(|it| now.checked_add_signed(it))
    };
    let ends = Ends {
        earliest: after(estimate.seconds.low),
        likely: estimate.seconds.likely.and_then(after),
        latest: after(estimate.seconds.high),
    };
    Ok(Told {
        period,
        now,
        sites: todo.len(),
        sites_done: all - todo.len(),
        faster: advice::faster(&todo, &known, &settings.crawl, &estimate),
        disk: disk(store, settings, todo.len())?,
        due: due::of(store, period, now)?,
        estimate,
        ends,
    })
}

/// The run that `pucha census` would go on with.
fn unfinished(store: &Store, register: &Register, period: Period) -> Result<Option<Run>> {
    let Some(run) = store.latest_run(period)?.filter(|it| it.state != RunState::Finished) else {
        return Ok(None);
    };
    let is_same = store.register(&run.id)?.as_ref() == Some(register);
    Ok(is_same.then_some(run))
}

/// What a census costs on the disk, in lines for the operator.
fn disk(store: Option<&Store>, settings: &Settings, sites: usize) -> Result<Vec<String>> {
    let Some(store) = store.filter(|_| sites > 0) else { return Ok(Vec::new()) };
    // A file system that does not say how much is free is no reason not to plan.
    let Ok(space) = store.space() else { return Ok(Vec::new()) };
    let left = format!("磁盘还剩 {}", size_of(space.free));
    Ok(match store.estimate(sites)? {
        Cost::ByLast { bytes, of } => {
            let mut lines = vec![format!("按检查 {of} 估计，约占 {}；{left}", size_of(bytes))];
            let needed = bytes.saturating_add(settings.store.min_free_bytes());
            if space.free.saturating_add(space.reusable) < needed {
                lines.push("可能不够：先运行 pucha prune 清理早期内容，或换更大的磁盘".into());
            }
            lines
        }
        Cost::ByThousand(bytes) => {
            vec![format!("没有以前的检查可供参照，每一千个网页约占 {}；{left}", size_of(bytes))]
        }
    })
}

#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0) as i64
}
