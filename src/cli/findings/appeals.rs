//! `pucha findings appeal` and `answer`: what a unit says against a finding, and what the office answers.

use crate::census::Judge;
use crate::cli::args::ByWhom;
use crate::cli::findings::decide::{Deed, Known, known, next, settle, told};
use crate::cli::findings::evidence_file::{evidence_file, visit};
use crate::cli::{print, setup};
use crate::config::Settings;
use crate::model::appeal::{Appeal, AppealAnswer, Outcome};
use crate::model::time::Instant;
use crate::store::{Decision, Store};
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::path::Path;

pub(super) async fn appeal(
    settings: &Settings,
    ids: &[String],
    path: &Path,
    by: &ByWhom,
) -> Result<u8> {
    let file = evidence_file(path)?;
    let store = open(settings, by)?;
    let known = known(&store, ids)?;
    let at = setup::now();
    if by.dry_run {
        let ids: Vec<&str> = known.iter().map(|it| it.finding.id.0.as_str()).collect();
        return print(&format!("将登记对 {} 的申诉（没有保存）\n", ids.join("、")));
    }
    let _lock = store.lock_for_run()?;
    let mut appeals = Vec::new();
    for one in &known {
        let site = &one.finding.site;
        let kept = visit(path, &file, (&one.run.id, at))?;
        store.put_visit(&one.run.id, site, &kept, Some(file.clone().into())).await?;
        appeals.push(Appeal {
            finding: one.finding.id.clone(),
            site: site.clone(),
            period: one.finding.period,
            statement: by.why.trim().to_owned(),
            evidence: kept.id,
            who: by.who.trim().to_owned(),
            at,
        });
    }
    let numbers = store.add_appeals(appeals.clone()).await?;
    store.close().await?;
    let mut text = String::new();
    for (number, it) in numbers.iter().zip(&appeals) {
        let _ = writeln!(text, "已登记申诉 {number}：{}，证据编号 {}", it.finding, it.evidence);
    }
    text += "答复：pucha findings answer 申诉编号 --outcome 误报|核减|驳回 --who 姓名 --why 理由\n";
    print(&text)
}

pub(super) async fn answer(
    settings: &Settings,
    numbers: &[i64],
    outcome: Outcome,
    by: &ByWhom,
) -> Result<u8> {
    let judge = Judge::new(setup::rulebook(settings)?, &settings.rectification);
    let store = open(settings, by)?;
    let lock = if by.dry_run { None } else { Some(store.lock_for_run()?) };
    let at = setup::now();
    let mut text = String::new();
    let mut concerned = Vec::new();
    let mut answers = Vec::new();
    for &number in numbers {
        let (one, given) = prepared(&store, number, outcome, (by, &judge, at), &mut text)?;
        if let Some((given, decision)) = given {
            answers.push((number, given, decision));
        }
        concerned.push(one);
    }
    if by.dry_run {
        return print(&format!("{text}（没有保存）\n"));
    }
    for (number, given, decision) in answers {
        if !store.answer_appeal(number, given, decision).await? {
            bail!("申诉 {number} 刚被答复过，请用 pucha findings show 查看");
        }
    }
    text += &settle(settings, &store, &concerned).await?;
    drop(lock);
    store.close().await?;
    print(&text)
}

type Prepared = (Known, Option<(AppealAnswer, Option<Decision>)>);

/// What the answer to one appeal comes to; nothing more where it was given before.
fn prepared(
    store: &Store,
    number: i64,
    outcome: Outcome,
    (by, judge, at): (&ByWhom, &Judge, Instant),
    text: &mut String,
) -> Result<Prepared> {
    let Some(kept) = store.appeal(number)? else {
        bail!("没有编号为 {number} 的申诉，没有保存任何答复；编号见 pucha findings show 问题编号");
    };
    let one = known(store, std::slice::from_ref(&kept.appeal.finding.0))?.remove(0);
    if let Some(it) = &kept.answer {
        if it.outcome != outcome {
            bail!(
                "申诉 {number} 已由{}答复为{}，没有保存任何答复；要改变结果，用 pucha findings reopen 或 dismiss",
                it.who,
                it.outcome
            );
        }
        let _ = writeln!(text, "申诉 {number} 已答复为{}，没有再动", it.outcome);
        return Ok((one, None));
    }
    let mut decision = None;
    if let Some(state) = outcome.state() {
        let deed = Deed::Excuse { state, until: None };
        let after = next(&one, deed, (judge, at), by)
            .map_err(|why| anyhow::anyhow!("{}：{why}", one.finding.id))?;
        if let Some(finding) = after {
            let _ = writeln!(text, "{}", told(&one.finding, &finding));
            let (who, why) =
                (by.who.trim().to_owned(), format!("申诉{number}成立：{}", by.why.trim()));
            let evidence = vec![kept.appeal.evidence.clone()];
            decision = Some(Decision { finding, at, who, why, evidence });
        }
    }
    let points = decision.as_ref().map_or(0.0, |it| it.finding.observation.points);
    let given = AppealAnswer {
        outcome,
        who: by.who.trim().to_owned(),
        why: by.why.trim().to_owned(),
        at,
        points,
    };
    let _ = writeln!(text, "申诉 {number}（{}）：{outcome}", one.finding.id);
    Ok((one, Some((given, decision))))
}

fn open(settings: &Settings, by: &ByWhom) -> Result<Store> {
    if by.dry_run { setup::store_to_read(settings) } else { setup::store(settings) }
}
