//! `pucha recheck`: visits again what open findings stand on, and closes what is put right.

use crate::census::Judge;
use crate::census::progress::Progress;
use crate::census::recheck::{self, Errand, Outcome, Plan, Rechecked};
use crate::cli::args::{Common, RecheckArgs};
use crate::cli::census::stop_on_signal;
use crate::cli::display::Display;
use crate::cli::metrics::Metrics;
use crate::cli::{DONE, FAILED, NOT_ALL_JUDGED, print, setup, space, tell};
use crate::config::Settings;
use crate::model::finding::{Finding, FindingId};
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period};
use crate::store::{RunState, SiteResult, Store};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(common: &Common, args: &RecheckArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let store =
        if args.dry_run { setup::store_to_read(&settings)? } else { setup::store(&settings)? };
    let period = period(&store, args)?;
    let results = store.results(period)?;
    let chosen = chosen(&results, args)?;
    if chosen.is_empty() {
        return print(&format!("{}没有尚待整改的问题，不用复查\n", period.chinese()));
    }
    let (errands, left) = recheck::errands(&store, period, &chosen)?;
    if args.dry_run {
        return print(&planned(&errands, &left));
    }
    let _lock = store.lock_for_run()?;
    space::watch(common, &settings, &store, None)?;
    let judge = Arc::new(Judge::new(setup::rulebook(&settings)?, &settings.rectification));
    let as_of = args.as_of.as_deref().map(setup::instant).transpose()?;
    let when = (period, as_of.unwrap_or_else(setup::now));
    let progress = Arc::new(Progress::default());
    let metrics = Metrics::start(&args.watched, "recheck", &settings, &progress)?;
    let visiting = Visiting { errands, judge, progress };
    let mut done = match watched(common, (&settings, when), &store, visiting).await {
        Ok(done) => done,
        Err(fault) => {
            if let Some(metrics) = metrics {
                metrics.finish(FAILED);
            }
            return Err(fault);
        }
    };
    let short = store.shortage().map(|it| space::short_of(&store, &it));
    done.outcomes.extend(left);
    print(&told(&results, &done, period))?;
    if let Some(short) = short {
        if let Some(metrics) = metrics {
            metrics.finish(FAILED);
        }
        store.close().await?;
        bail!("{short}，再运行 pucha recheck --period {period}");
    }
    let undecided = done.outcomes.iter().any(|(_, it)| matches!(it, Outcome::Undecided(_)));
    let whole = done.run.state == RunState::Finished && !undecided;
    let code = if whole { DONE } else { NOT_ALL_JUDGED };
    if let Some(metrics) = metrics {
        metrics.judged(&store, period)?;
        metrics.finish(code);
    }
    store.close().await?;
    Ok(code)
}

/// What is visited, and who is told of it.
struct Visiting {
    errands: Vec<Errand>,
    judge: Arc<Judge>,
    progress: Arc<Progress>,
}

fn period(store: &Store, args: &RecheckArgs) -> Result<Period> {
    if let Some(text) = &args.period {
        return setup::period(text);
    }
    let last = store.periods()?.pop();
    last.context("还没有检查结果，没有问题可以复查；请先运行 pucha census")
}

/// The open findings that are named, or all.
fn chosen(results: &[SiteResult], args: &RecheckArgs) -> Result<Vec<Finding>> {
    let sites: Vec<_> = results.iter().map(|it| it.site.clone()).collect();
    let only: BTreeSet<SiteKey> = setup::chosen(&sites, &args.site)?;
    let all: BTreeMap<&FindingId, &Finding> =
        results.iter().flat_map(|it| &it.findings).map(|it| (&it.id, it)).collect();
    for id in &args.finding {
        match all.get(&FindingId(id.clone())) {
            None => bail!("本期没有编号为 {id} 的问题；编号见 pucha findings list --period 期次"),
            Some(it) if !it.state.is_open() => {
                bail!("问题 {id} 的情况是“{}”，不用复查", it.state);
            }
            Some(_) => {}
        }
    }
    Ok(results
        .iter()
        .flat_map(|it| &it.findings)
        .filter(|it| it.state.is_open())
        .filter(|it| only.is_empty() || only.contains(&it.site))
        .filter(|it| args.finding.is_empty() || args.finding.contains(&it.id.0))
        .cloned()
        .collect())
}

async fn watched(
    common: &Common,
    (settings, (period, as_of)): (&Settings, (Period, Instant)),
    store: &Store,
    visiting: Visiting,
) -> Result<Rechecked> {
    let Visiting { errands, judge, progress } = visiting;
    let plan = Plan {
        crawl: settings.crawl.clone(),
        browser: settings.browser.clone(),
        period,
        as_of,
        profile: settings.rules.profile.clone(),
    };
    let stop = CancellationToken::new();
    let display = Display::start(common, progress.clone());
    let listening = tokio::spawn(stop_on_signal(stop.clone()));
    let done = recheck::run(&plan, store, judge, errands, (progress, stop)).await;
    listening.abort();
    display.finish();
    done
}

fn planned(errands: &[Errand], left: &[(Finding, Outcome)]) -> String {
    let mut text = String::from("将访问（没有访问）：\n");
    let mut requests = 0;
    for errand in errands {
        let needs = errand.needs();
        // Home page, then what was named; a link that fails is asked twice.
        let own = 1 + needs.columns.len() + needs.pages.len() + 2 * needs.links.len();
        requests += own;
        let _ = write!(text, "  {}：首页", errand.site.unit);
        for (count, what) in [
            (needs.columns.len(), "个栏目"),
            (needs.pages.len(), "个网页"),
            (needs.links.len(), "个链接"),
        ] {
            if 0 < count {
                let _ = write!(text, "、{count}{what}");
            }
        }
        let _ = writeln!(text, "，约 {own} 次访问，{} 个问题", errand.chosen.len());
    }
    let _ = writeln!(text, "共 {} 个站点，约 {requests} 次访问", errands.len());
    text.push_str(&undecided(left));
    text
}

fn told(results: &[SiteResult], done: &Rechecked, period: Period) -> String {
    let unit = |of: &Finding| {
        let site = results.iter().find(|it| it.site.key == of.site);
        site.map_or_else(|| of.site.to_string(), |it| it.site.unit.clone())
    };
    let line = |of: &Finding| {
        let seen = &of.observation;
        let column =
            if seen.column.is_empty() { String::new() } else { format!("“{}” ", seen.column) };
        format!("{}  {}  {}  {column}{}", of.id, unit(of), of.indicator, seen.description)
    };
    let of = |wanted: fn(&Outcome) -> bool| {
        done.outcomes.iter().filter(move |(_, it)| wanted(it)).map(|(it, _)| it)
    };
    let is_mended = |it: &Outcome| matches!(it, Outcome::Mended(_));
    let is_still = |it: &Outcome| matches!(it, Outcome::Still(_));
    let mut text = String::new();
    for (heading, all) in
        [("已整改", of(is_mended).collect::<Vec<_>>()), ("仍存在", of(is_still).collect())]
    {
        let _ = writeln!(text, "{heading}{}个", all.len());
        for finding in all {
            let _ = writeln!(text, "  {}", line(finding));
        }
    }
    text.push_str(&undecided(&done.outcomes));
    if done.run.state != RunState::Finished {
        text.push_str("复查没有做完；再运行同一条命令，接着做\n");
    }
    if 0 < done.noticed {
        tell(&format!("另外看到 {} 处本期台账没有的问题，下次检查时再判定", done.noticed));
    }
    let _ = writeln!(
        text,
        "台账的整改情况已更新；{}的得分和结论仍是检查时的，下次检查重新判定",
        period.chinese()
    );
    text
}

fn undecided(outcomes: &[(Finding, Outcome)]) -> String {
    let all: Vec<(&Finding, &str)> = outcomes
        .iter()
        .filter_map(|(finding, it)| match it {
            Outcome::Undecided(why) => Some((finding, why.as_str())),
            _ => None,
        })
        .collect();
    let mut text = String::new();
    if !all.is_empty() {
        let _ = writeln!(text, "未能复核{}个，情况不变", all.len());
    }
    for (finding, why) in all {
        let _ = writeln!(text, "  {}  {}：{why}", finding.id, finding.indicator);
    }
    text
}
