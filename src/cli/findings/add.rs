//! `pucha findings add` and `withdraw`: what persons found by hand, with the file that shows it.

use crate::checks::Rulebook;
use crate::cli::args::FindingsAddArgs;
use crate::cli::findings::evidence_file::{evidence_file, visit};
use crate::cli::findings::{judge_again, results};
use crate::cli::{DONE, print, setup, tell};
use crate::config::Settings;
use crate::model::hand_entry::{HandEntry, Withdrawal};
use crate::model::profile::Part;
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::model::time::Period;
use crate::store::{Run, Store};
use anyhow::{Context, Result, bail};
use url::Url;

pub(super) async fn add(settings: &Settings, args: &FindingsAddArgs) -> Result<u8> {
    let period = setup::period(&args.period)?;
    let rulebook = setup::rulebook(settings)?;
    refuse_wrong(args, &rulebook)?;
    let file = args.evidence.as_deref().map(evidence_file).transpose()?;
    let store = setup::store(settings)?;
    let (site, run) = judged(&store, period, &args.site)?;
    let at = setup::now();
    let kept = match (&args.evidence, file) {
        (Some(path), Some(file)) => Some((visit(path, &file, (&run.id, at))?, file)),
        _ => None,
    };
    let said = if args.no_problem { "人工检查，没有问题" } else { "" };
    let entry = HandEntry {
        period,
        site: site.clone(),
        code: args.code.clone(),
        description: format!("{said}{}", args.text.trim()),
        column: args.column.trim().to_owned(),
        page: args.page.clone(),
        points: args.points,
        no_problem: args.no_problem,
        evidence: kept.as_ref().map(|(visit, _)| visit.id.clone()),
        who: args.who.trim().to_owned(),
        at,
    };
    if args.dry_run {
        return print(&format!("将记入 {site}：{}（没有保存）\n", told(&entry, &rulebook)));
    }
    let _lock = store.lock_for_run()?;
    if let Some((visit, file)) = kept {
        store.put_visit(&run.id, &site, &visit, Some(file.into())).await?;
    }
    let number = store.add_entry(&entry).await?;
    let evidence = entry.evidence.as_ref().map(|it| format!("，证据编号 {it}"));
    tell(&format!("已记入 {site}，记入编号 {number}{}", evidence.unwrap_or_default()));
    judge_again(settings, &store, &run, &site).await?;
    store.close().await?;
    print(&format!(
        "{}\n撤回：pucha findings withdraw {number} --who 姓名 --why 理由\n",
        told(&entry, &rulebook)
    ))
}

pub(super) async fn withdraw(
    settings: &Settings,
    number: i64,
    (who, why): (&str, &str),
) -> Result<u8> {
    let store = setup::store(settings)?;
    let Some(kept) = store.entry(number)? else {
        bail!("没有编号为 {number} 的人工记入；编号见 pucha findings list --period 期次");
    };
    let _lock = store.lock_for_run()?;
    let by = Withdrawal { who: who.to_owned(), why: why.to_owned(), at: setup::now() };
    if !store.withdraw_entry(number, &by).await? {
        bail!("人工记入 {number} 已经撤回过，没有再动");
    }
    let entry = &kept.entry;
    let run = results(&store, entry.period)?
        .into_iter()
        .find(|it| it.site.key == entry.site)
        .map(|it| it.run)
        .context("该站点已不在本期结果中")?;
    judge_again(settings, &store, &run, &entry.site).await?;
    store.close().await?;
    tell(&format!("已撤回人工记入 {number}，{} 的结果已更新", entry.site));
    Ok(DONE)
}

/// The site's key and the run whose judgment counts for the period.
fn judged(store: &Store, period: Period, name: &str) -> Result<(SiteKey, Run)> {
    let results = results(store, period)?;
    let sites: Vec<_> = results.iter().map(|it| it.site.clone()).collect();
    let chosen = setup::chosen(&sites, &[name.to_owned()])?;
    let mut found = results.into_iter().filter(|it| chosen.contains(&it.site.key));
    let (Some(result), None) = (found.next(), found.next()) else {
        bail!("“{name}”对应不止一个站点，请写网址");
    };
    Ok((result.site.key, result.run))
}

fn refuse_wrong(args: &FindingsAddArgs, rulebook: &Rulebook) -> Result<()> {
    match rulebook.explain(&args.code) {
        None => bail!(
            "没有指标代码“{}”；人工检查代码见 pucha rules list，其余见 pucha explain",
            args.code
        ),
        Some(it) if !it.enabled => {
            bail!("规则集 {} 不检查“{}”，不能记入", rulebook.profile, args.code)
        }
        Some(_) => {}
    }
    let is_told = args.no_problem || !args.text.trim().is_empty();
    if args.no_problem && rulebook.by_hand(&args.code).is_none() {
        bail!("--no-problem 只用于人工检查代码（by_hand.…），“{}”由程序检查", args.code);
    }
    if !is_told || args.who.trim().is_empty() {
        bail!("--text（问题描述）和 --who（经办人）不能为空");
    }
    if let Some(page) = &args.page
        && Url::parse(page).is_err()
    {
        bail!("--page 应为完整网址，如 http://www.example.gov.cn/a.html，现在是“{page}”");
    }
    match args.points {
        Some(points) if !(0.0..=100.0).contains(&points) => {
            bail!("--points 应在 0 与 100 之间，现在是 {points}")
        }
        _ => Ok(()),
    }
}

/// What the entry counts as under the rules in force.
fn told(entry: &HandEntry, rulebook: &Rulebook) -> String {
    let Some(rule) = rulebook.explain(&entry.code) else { return String::new() };
    let row = rulebook.by_hand(&entry.code);
    let points = entry.points.or(rule.points).unwrap_or_default();
    let counts = match rule.level {
        _ if entry.no_problem => "不扣分".to_owned(),
        _ if row.is_some_and(|it| it.part == Part::Bonus) => {
            let most = row.and_then(|it| it.by_hand.as_ref()).and_then(|it| it.points);
            format!("加{}分", entry.points.or(most).unwrap_or_default())
        }
        Level::Deduct => format!("扣{points}分，计入“{}”", rule.item.unwrap_or_default()),
        level => level.to_string(),
    };
    format!("{}（{}）：{}，{counts}", rule.title, entry.code, entry.description)
}
