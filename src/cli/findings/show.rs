//! `pucha findings show`: all that is known of a finding, and its life step by step.

use crate::cli::{print, setup};
use crate::config::Settings;
use crate::model::appeal::KeptAppeal;
use crate::model::finding::{Finding, FindingId};
use crate::model::time::{Instant, minute, shanghai};
use crate::model::unit_answer::KeptAnswer;
use crate::model::visit::VisitId;
use crate::store::Step;
use anyhow::{Result, bail};
use std::fmt::Write as _;

pub(super) fn run(settings: &Settings, id: &str) -> Result<u8> {
    let store = setup::store_to_read(settings)?;
    let id = FindingId(id.to_owned());
    let Some(finding) = store.finding(&id)? else {
        bail!("没有编号为 {id} 的问题；编号见 pucha findings list --period 期次");
    };
    let mut text = facts(&finding);
    let mut life: Vec<(Instant, String)> =
        store.steps(&id)?.iter().map(|it| (it.at, step(it))).collect();
    for kept in store.appeals_of(&id)? {
        life.extend(told(&kept));
    }
    for kept in store.unit_answers_of(&id)? {
        life.extend(answered(&kept));
    }
    // Stable: what one moment brought stays in the order in which it was written.
    life.sort_by_key(|(at, _)| *at);
    text.push_str("  经过：\n");
    for (at, words) in life {
        let _ = writeln!(text, "    {}  {words}", minute(at.with_timezone(&shanghai())));
    }
    print(&text)
}

fn facts(finding: &Finding) -> String {
    let seen = &finding.observation;
    let mut text = format!("{}（{}）\n", finding.indicator, seen.code);
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "  {name}：{value}");
        }
    };
    let day = |it: Option<chrono::NaiveDate>| it.map(|it| it.to_string()).unwrap_or_default();
    put("编号", &finding.id.0);
    put("站点", &finding.site.0);
    put("期次", &finding.period.to_string());
    put("等级", finding.level.chinese());
    put("情况", finding.state.chinese());
    put("栏目", &seen.column);
    put("描述", &seen.description);
    put("问题页面", seen.page.as_deref().unwrap_or_default());
    put("问题链接", seen.link.as_deref().unwrap_or_default());
    put("依据条款", &finding.clause);
    put("整改要求", &finding.remedy);
    put("整改时限", &day(finding.deadline));
    put("整改完成日期", &day(finding.mended_on));
    put("连续期数", &finding.periods_in_row.to_string());
    put("证据编号", &numbers(&seen.evidence));
    put("豁免", finding.exemption.as_deref().unwrap_or_default());
    put("豁免到", &day(finding.excused_until));
    put("复核结果", &finding.review);
    put("备注", &finding.remark);
    text
}

fn numbers(visits: &[VisitId]) -> String {
    visits.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join("、")
}

fn step(step: &Step) -> String {
    let evidence = numbers(&step.evidence);
    let evidence = if evidence.is_empty() { String::new() } else { format!("  证据 {evidence}") };
    format!("{}  {}  {}{evidence}", step.who, step.what, step.why)
}

fn told(kept: &KeptAppeal) -> Vec<(Instant, String)> {
    let appeal = &kept.appeal;
    let stated = format!(
        "{}  登记申诉{}  {}  证据 {}",
        appeal.who, kept.number, appeal.statement, appeal.evidence
    );
    let answered = kept.answer.as_ref().map(|it| {
        let points =
            if 0.0 < it.points { format!("，退回{}分", it.points) } else { String::new() };
        (it.at, format!("{}  答复申诉{}：{}{points}  {}", it.who, kept.number, it.outcome, it.why))
    });
    std::iter::once((appeal.at, stated)).chain(answered).collect()
}

fn answered(kept: &KeptAnswer) -> Vec<(Instant, String)> {
    let answer = &kept.answer;
    let said = format!(
        "{}  {}  {}（{}）  证据 {}",
        answer.who,
        answer.told(),
        answer.note,
        answer.place,
        answer.evidence
    );
    let back = kept
        .withdrawn
        .as_ref()
        .map(|it| (it.at, format!("{}  撤回反馈{}  {}", it.who, kept.number, it.why)));
    std::iter::once((answer.at, said)).chain(back).collect()
}
