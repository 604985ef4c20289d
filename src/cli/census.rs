//! `pucha census` and `rejudge`: the main job at the terminal.

use crate::census::progress::Progress;
use crate::census::{self, Ended, Judge, Plan, Start};
use crate::cli::args::{CensusArgs, Common, FailOn};
use crate::cli::browser;
use crate::cli::display::{Display, spell};
use crate::cli::metrics::Metrics;
use crate::cli::{DONE, FAILED, FOUND_WORSE, NOT_ALL_JUDGED, print, setup, space, tell};
use crate::config::Settings;
use crate::model::rule::Level;
use crate::model::time::{Period, end_of_day, shanghai};
use crate::model::verdict::Conclusion;
use crate::store::{RunState, SiteResult, Store};
use anyhow::{Result, bail};
use comfy_table::{CellAlignment, Table};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(common: &Common, args: &CensusArgs) -> Result<u8> {
    let settings = setup::settings(common)?;
    let plan = plan(&settings, args)?;
    let judge = Arc::new(Judge::new(setup::rulebook(&settings)?, &settings.rectification));
    let unknown_year = judge.calendar_warning(plan.as_of.with_timezone(&shanghai()).date_naive());
    let store = setup::store(&settings)?;
    let _lock = store.lock_for_run()?;
    let sites = if plan.only.is_empty() { plan.register.sites.len() } else { plan.only.len() };
    space::watch(common, &settings, &store, Some(sites))?;
    let progress = Arc::new(Progress::default());
    let metrics = Metrics::start(&args.watched, "census", &settings, &progress)?;
    if let Some(metrics) = &metrics {
        metrics.judged(&store, plan.period)?;
    }
    let ended = match watched(common, &plan, (&store, progress), judge).await {
        Ok(ended) => ended,
        Err(fault) => {
            if let Some(metrics) = metrics {
                metrics.finish(FAILED);
            }
            return Err(fault);
        }
    };
    let results = store.results(plan.period)?;
    print(&summary(&plan, &ended, &results))?;
    if let Some(said) = unknown_year {
        tell(&said);
    }
    if let Some(said) = browser::left_open(&plan, &ended, &store)? {
        tell(&said);
    }
    let shortage = store.shortage();
    let code = if shortage.is_some() { FAILED } else { exit_code(args.fail_on, &ended, &results) };
    if let Some(metrics) = metrics {
        metrics.judged(&store, plan.period)?;
        metrics.finish(code);
    }
    if let Some(shortage) = shortage {
        let said = space::short_of(&store, &shortage);
        store.close().await?;
        bail!("{said}，再运行 pucha census --period {} --resume", plan.period);
    }
    store.close().await?;
    Ok(code)
}

/// Runs the census with its progress display; Ctrl-C stops it cleanly.
pub(crate) async fn watched(
    common: &Common,
    plan: &Plan,
    (store, progress): (&Store, Arc<Progress>),
    judge: Arc<Judge>,
) -> Result<Ended> {
    let stop = CancellationToken::new();
    let display = Display::start(common, progress.clone());
    let listening = tokio::spawn(stop_on_signal(stop.clone()));
    let ended = census::run(plan, store, judge, progress, stop).await;
    listening.abort();
    display.finish();
    ended
}

/// The first signal stops cleanly, the second at once: what the store has taken is safe either way.
#[expect(clippy::exit, reason = "the operator asked twice")]
pub(crate) async fn stop_on_signal(stop: CancellationToken) {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    for time in 1.. {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        if time > 1 {
            tell("已立即停止。继续：pucha census --resume（并写上原来的 --period）");
            std::process::exit(i32::from(NOT_ALL_JUDGED));
        }
        tell("正在停止，已取得的内容都会保存；再按一次 Ctrl-C 立即结束……");
        stop.cancel();
    }
}

/// Either of the signals that end a program.
pub(crate) async fn signal_to_end() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

fn plan(settings: &Settings, args: &CensusArgs) -> Result<Plan> {
    let now = setup::now();
    let named = args.period.as_deref().map(setup::period).transpose()?;
    let instant = args.as_of.as_deref().map(setup::instant).transpose()?;
    let as_of = instant.unwrap_or_else(|| match named {
        Some(period) if period < Period::of(now.date_naive()) => end_of_day(period.last_day()),
        _ => now,
    });
    let period = named.unwrap_or_else(|| Period::of(as_of.date_naive()));
    if named.is_some() && period > Period::of(as_of.date_naive()) {
        bail!("期次 {period} 晚于监测时间点 {}；请改 --period 或 --as-of", as_of.date_naive());
    }
    let register = setup::register(settings)?;
    let only = setup::chosen(&register.sites, &args.site)?;
    let start = match (args.resume, args.anew) {
        (true, _) => Start::Resume,
        (_, true) => Start::Anew,
        _ => Start::Auto,
    };
    Ok(Plan {
        register,
        crawl: settings.crawl.clone(),
        browser: settings.browser.clone(),
        period,
        as_of,
        as_of_given: instant.is_some(),
        profile: settings.rules.profile.clone(),
        only,
        start,
    })
}

fn exit_code(fail_on: Option<FailOn>, ended: &Ended, results: &[SiteResult]) -> u8 {
    let worst = results.iter().flat_map(|it| &it.observations).map(|it| it.level).min();
    let limit = match fail_on {
        Some(FailOn::Veto) => Some(Level::Veto),
        Some(FailOn::Deduct) => Some(Level::Deduct),
        None => None,
    };
    if let (Some(limit), Some(worst)) = (limit, worst)
        && worst <= limit
    {
        return FOUND_WORSE;
    }
    let undecided = results.iter().any(|it| it.verdict.conclusion == Conclusion::NotJudged);
    if undecided || ended.run.state != RunState::Finished { NOT_ALL_JUDGED } else { DONE }
}

/// How the run ended and how long it took.
fn ending(plan: &Plan, ended: &Ended) -> String {
    let took = (ended.run.changed_at - ended.run.started_at).to_std().unwrap_or_default();
    format!(
        "{}检查{}：{} 个站点已判定，用时 {}\n",
        plan.period.chinese(),
        match ended.run.state {
            RunState::Finished => "完成",
            RunState::OwnNetworkDown => "因本机网络中断而停止",
            _ => "未完成",
        },
        ended.judged,
        spell(took),
    )
}

/// The table at the end, and what to do next.
fn summary(plan: &Plan, ended: &Ended, results: &[SiteResult]) -> String {
    let mut table = Table::new();
    table.set_header(["单位类别", "站点", "合格", "不合格", "无法判定", "不参评", "问题"]);
    let mut rows: BTreeMap<_, [usize; 6]> = BTreeMap::new();
    for result in results {
        let row = rows.entry(result.site.unit_class).or_default();
        row[0] += 1;
        row[match result.verdict.conclusion {
            Conclusion::Qualified => 1,
            Conclusion::Unqualified => 2,
            Conclusion::NotJudged => 3,
            Conclusion::NotRated => 4,
        }] += 1;
        row[5] += result.observations.iter().filter(|it| it.level != Level::NotJudged).count();
    }
    for (class, row) in &rows {
        table
            .add_row(std::iter::once(class.to_string()).chain(row.iter().map(ToString::to_string)));
    }
    for field in 1..7 {
        if let Some(field) = table.column_mut(field) {
            field.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = ending(plan, ended);
    if !rows.is_empty() {
        let _ = writeln!(text, "{table}");
    }
    if ended.unchanged > 0 {
        let _ = writeln!(text, "其中 {} 个网页与上次存档相同，没有重复存档", ended.unchanged);
    }
    if ended.resumed {
        text.push_str("（本次接着上次未完成的检查进行）\n");
    }
    if !ended.left.is_empty() {
        let _ = writeln!(
            text,
            "还有 {} 个站点未判定，不计为问题。继续：pucha census --period {} --resume",
            ended.left.len(),
            plan.period
        );
    }
    if rows.is_empty() {
        return text;
    }
    let _ = write!(
        text,
        "下一步：\n  pucha bulletin --period {0}    通报\n  pucha ledger --period {0}      整改台账\n  pucha results --period {0}     检查结果汇总表\n",
        plan.period
    );
    text
}
