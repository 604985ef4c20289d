//! `pucha findings confirm`, `dismiss`, `subtract`, `exempt`, `reopen`: what a person decides of findings.

use crate::census::Judge;
use crate::cli::args::{ByWhom, FindingsConfirmArgs};
use crate::cli::findings::list::is_of;
use crate::cli::findings::{judge_again, results};
use crate::cli::{print, setup, tell};
use crate::config::Settings;
use crate::model::finding::{Finding, FindingId, FindingState, NOT_MENDED};
use crate::model::site::SiteKey;
use crate::model::time::{Instant, in_shanghai};
use crate::store::{Decision, Run, Step, Store};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What is decided.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    Confirm,
    Excuse { state: FindingState, until: Option<NaiveDate> },
    Reopen,
}

/// Its newest record, the run that holds it, and its life.
pub(super) struct Known {
    pub(super) finding: Finding,
    pub(super) run: Run,
    steps: Vec<Step>,
}

pub(super) async fn confirm(settings: &Settings, args: &FindingsConfirmArgs) -> Result<u8> {
    if !args.all {
        return Box::pin(run(settings, &args.ids, Deed::Confirm, &args.by)).await;
    }
    let period = setup::period(args.period.as_deref().unwrap_or_default())?;
    let store = setup::store_to_read(settings)?;
    let results = results(&store, period)?;
    let sites: Vec<_> = results.iter().map(|it| it.site.clone()).collect();
    let chosen = setup::chosen(&sites, &args.site)?;
    let mut ids = Vec::new();
    for finding in results
        .iter()
        .filter(|it| chosen.is_empty() || chosen.contains(&it.site.key))
        .flat_map(|it| &it.findings)
        .filter(|it| it.state == FindingState::Pending)
        .filter(|it| args.code.as_deref().is_none_or(|code| is_of(it, code)))
    {
        match store.finding(&finding.id)? {
            Some(newest) if newest.period != period => {
                tell(&format!("{} 在 {} 还有新的记录，跳过", finding.id, newest.period));
            }
            _ => ids.push(finding.id.0.clone()),
        }
    }
    if ids.is_empty() {
        return print("没有待核的问题\n");
    }
    Box::pin(run(settings, &ids, Deed::Confirm, &args.by)).await
}

pub(super) async fn run(
    settings: &Settings,
    ids: &[String],
    deed: Deed,
    by: &ByWhom,
) -> Result<u8> {
    let judge = Judge::new(setup::rulebook(settings)?, &settings.rectification);
    let store = if by.dry_run { setup::store_to_read(settings)? } else { setup::store(settings)? };
    let lock = if by.dry_run { None } else { Some(store.lock_for_run()?) };
    let at = setup::now();
    let known = known(&store, ids)?;
    let mut decisions = Vec::new();
    let mut refused = Vec::new();
    let mut text = String::new();
    for one in &known {
        match next(one, deed, (&judge, at), by) {
            Ok(Some(finding)) => {
                let _ = writeln!(text, "{}", told(&one.finding, &finding));
                let (who, why) = (by.who.trim().to_owned(), by.why.trim().to_owned());
                decisions.push(Decision { finding, at, who, why, evidence: Vec::new() });
            }
            Ok(None) => {
                let _ = writeln!(text, "{} 已是{}，没有再动", one.finding.id, one.finding.state);
            }
            Err(why) => refused.push(format!("{}：{why}", one.finding.id)),
        }
    }
    if !refused.is_empty() {
        bail!("没有保存任何改动。{}", refused.join("；"));
    }
    if by.dry_run {
        return print(&format!("{text}（没有保存）\n"));
    }
    store.decide_all(decisions).await?;
    text += &settle(settings, &store, &known).await?;
    drop(lock);
    store.close().await?;
    text += match deed {
        Deed::Confirm => "改回：pucha findings dismiss 问题编号 --who 姓名 --why 理由\n",
        Deed::Excuse { .. } => "改回：pucha findings reopen 问题编号 --who 姓名 --why 理由\n",
        Deed::Reopen => "",
    };
    print(&text)
}

pub(super) fn known(store: &Store, ids: &[String]) -> Result<Vec<Known>> {
    let mut seen = BTreeSet::new();
    let ids =
        ids.iter().map(|it| FindingId(it.trim().to_owned())).filter(|it| seen.insert(it.clone()));
    ids.map(|id| {
        let Some(finding) = store.finding(&id)? else {
            bail!("没有编号为 {id} 的问题；编号见 pucha findings list --period 期次");
        };
        let run = store.run_of_finding(&id)?.context("检查批次不见了")?;
        Ok(Known { finding, run, steps: store.steps(&id)? })
    })
    .collect()
}

/// Judges the sites concerned again, also where nothing new was decided: an earlier attempt may have been cut off before
/// this. Says how conclusions and scores changed.
pub(super) async fn settle(settings: &Settings, store: &Store, known: &[Known]) -> Result<String> {
    let mut sites: BTreeMap<(i64, &SiteKey), &Run> = BTreeMap::new();
    for one in known {
        sites.insert((one.run.number, &one.finding.site), &one.run);
    }
    let mut text = String::new();
    for ((_, site), run) in sites {
        let short = |store: &Store| -> Result<String> {
            let (verdict, _) = store.judgment(&run.id, site)?.context("检查结果不见了")?;
            let score = verdict.score.map(|it| format!(" {it}分")).unwrap_or_default();
            Ok(format!("{}{score}", verdict.conclusion))
        };
        let before = short(store)?;
        judge_again(settings, store, run, site).await?;
        let after = short(store)?;
        let _ = if before == after {
            writeln!(text, "{site}（{}）：{after}，没有变化", run.period)
        } else {
            writeln!(text, "{site}（{}）：{before} → {after}", run.period)
        };
    }
    Ok(text)
}

/// The finding after the deed; `None`: it is so already.
///
/// # Errors
/// Why it cannot be done, and what can.
pub(super) fn next(
    known: &Known,
    deed: Deed,
    (judge, at): (&Judge, Instant),
    by: &ByWhom,
) -> Result<Option<Finding>, String> {
    let mut finding = known.finding.clone();
    if finding.exemption.is_some() {
        return Err("由规则文件 exemptions.toml 豁免，请改那个文件后运行 pucha rejudge".into());
    }
    let today = at.date_naive();
    match deed {
        Deed::Confirm => match finding.state {
            FindingState::Pending => finding.state = finding.confirmed_state(),
            state if state.is_open() => return Ok(None),
            state => return Err(format!("现为{state}，不是待核；要恢复用 pucha findings reopen")),
        },
        Deed::Excuse { state, until } => {
            if finding.state == state && finding.excused_until == until {
                return Ok(None);
            }
            let audit = in_shanghai(known.run.as_of.to_utc()).date_naive();
            if let Some(until) = until.filter(|it| *it < audit || *it < today) {
                return Err(format!(
                    "豁免期限 {until} 已过，请写今天和监测日期 {audit} 之后的日期"
                ));
            }
            finding.state = state;
            finding.excused_until = until;
            finding.review = format!("{}：{}", by.who.trim(), by.why.trim());
            return Ok(Some(finding));
        }
        Deed::Reopen if finding.state.is_excused() => {
            finding.excused_until = None;
            let last = known.steps.iter().rev().find(|it| !it.what.is_excused());
            finding.review = last.map(|it| it.why.clone()).unwrap_or_default();
            finding.state = standing(&finding, last);
        }
        Deed::Reopen if finding.state == FindingState::Mended => {
            let is_open = |it: &&Step| it.what.is_open();
            finding.state = standing(&finding, known.steps.iter().rev().find(is_open));
            finding.mended_on = None;
            finding.mended_evidence.clear();
            finding.review = NOT_MENDED.into();
        }
        Deed::Reopen => return Ok(None),
    }
    if finding.state.is_open() && finding.deadline.is_none_or(|it| it < today) {
        let due = judge.due(finding.level, today);
        if let Some(warning) = due.and_then(|it| it.warning()) {
            tell(&warning);
        }
        finding.deadline = due.map(|it| it.day);
    }
    Ok(Some(finding))
}

/// The state that the facts say: what it came to before; a person who looked at what was 待核 has confirmed it.
fn standing(finding: &Finding, last: Option<&Step>) -> FindingState {
    match last.map(|it| it.what) {
        Some(FindingState::Pending) | None => finding.confirmed_state(),
        Some(state) => state,
    }
}

pub(super) fn told(before: &Finding, after: &Finding) -> String {
    let deadline = after.deadline.filter(|_| after.state.is_open());
    let deadline = deadline.map(|it| format!("，整改时限 {it}")).unwrap_or_default();
    let until = after.excused_until.map(|it| format!("，到 {it} 为止")).unwrap_or_default();
    format!(
        "{}（{}）：{} → {}{until}{deadline}  {}",
        after.id, after.period, before.state, after.state, after.observation.description
    )
}
