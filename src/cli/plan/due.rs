//! What is due besides: the period's census, probes, problems whose last day has come.

use crate::model::finding::FindingState;
use crate::model::time::{Instant, Period};
use crate::store::{RunState, Store};
use anyhow::Result;
use chrono::Days;

/// Days ahead for which last days are told.
const SOON: u64 = 3;

pub(super) fn of(store: Option<&Store>, period: Period, now: Instant) -> Result<Vec<String>> {
    let Some(store) = store else {
        return Ok(vec![format!("{}的检查还没有做：pucha census", period.chinese())]);
    };
    let mut lines = vec![census(store, period)?];
    lines.extend(probes(store, now)?);
    let newest = store.periods()?.into_iter().max();
    if let Some(period) = newest {
        lines.extend(findings(store, period, now)?);
    }
    Ok(lines)
}

fn census(store: &Store, period: Period) -> Result<String> {
    let name = period.chinese();
    let Some(run) = store.latest_run(period)? else {
        return Ok(format!("{name}的检查还没有做：pucha census"));
    };
    Ok(match run.state {
        RunState::Finished => {
            format!("{name}的检查已于 {} 做完", run.changed_at.format("%Y-%m-%d %H:%M"))
        }
        state => {
            let judged = store.judged_sites(&run.id)?.len();
            let all = store.register(&run.id)?.map_or(0, |it| it.sites.len());
            format!(
                "{name}的检查{}，{all} 个站点中 {judged} 个已判定；接着做：pucha census --period {period} --resume",
                state.chinese()
            )
        }
    })
}

/// When the rhythm of probes has stopped.
fn probes(store: &Store, now: Instant) -> Result<Option<String>> {
    let (Some(first), Some(last)) =
        (now.checked_sub_days(Days::new(7)), now.checked_sub_days(Days::new(1)))
    else {
        return Ok(None);
    };
    let latest = store.latest_probe(first, now)?;
    Ok(match latest {
        Some(at) if last <= at => None,
        Some(at) => Some(format!(
            "可用性探测最近一次在 {}，已停了一天以上：pucha probe --loop",
            at.format("%Y-%m-%d %H:%M")
        )),
        None => Some("一周内没有可用性探测，“站点无法访问”就无从判定：pucha probe --loop".into()),
    })
}

fn findings(store: &Store, period: Period, now: Instant) -> Result<Vec<String>> {
    let today = now.date_naive();
    let all = store.findings(period)?;
    let overdue = all.iter().filter(|it| it.is_overdue(today)).count();
    let soon = today.checked_add_days(Days::new(SOON)).unwrap_or(today);
    let is_soon = |it: &&crate::model::finding::Finding| {
        it.state.is_open() && it.deadline.is_some_and(|it| (today..=soon).contains(&it))
    };
    let due = all.iter().filter(is_soon).count();
    let pending = all.iter().filter(|it| it.state == FindingState::Pending).count();
    let mut lines = Vec::new();
    if overdue > 0 {
        lines.push(format!("{overdue} 个问题已过整改时限：pucha recheck 复查，pucha notify --period {period} --reminders 催办"));
    }
    if due > 0 {
        lines.push(format!("{due} 个问题在 {SOON} 天内到整改时限"));
    }
    if pending > 0 {
        lines.push(format!("{pending} 个问题待人工确认：pucha findings list --period {period}"));
    }
    Ok(lines)
}
