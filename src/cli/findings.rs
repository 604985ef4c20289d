//! `pucha findings`: the findings of a period, and what persons add to them by hand.

use crate::census::Judge;
use crate::checks::Rulebook;
use crate::cli::args::{Common, FindingsAddArgs, FindingsCommand};
use crate::cli::{DONE, print, setup, tell};
use crate::config::Settings;
use crate::model::finding::{Finding, FindingId};
use crate::model::hand_entry::{HandEntry, KeptEntry, Withdrawal};
use crate::model::profile::Part;
use crate::model::rule::Level;
use crate::model::site::SiteKey;
use crate::model::time::{Instant, Period, minute, shanghai};
use crate::model::visit::{Method, Outcome, Purpose, Timing, Visit, VisitId};
use crate::store::{Run, RunId, SiteResult, Store};
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use url::Url;

/// Larger files are no screenshots.
const LARGEST_FILE: u64 = 32 << 20;

pub(crate) async fn run(common: &Common, command: &FindingsCommand) -> Result<u8> {
    let settings = setup::settings(common)?;
    match command {
        FindingsCommand::List { period, site } => list(&settings, setup::period(period)?, site),
        FindingsCommand::Show { id } => show(&settings, id),
        FindingsCommand::Add(args) => Box::pin(add(&settings, args)).await,
        FindingsCommand::Withdraw { number, who, why } => {
            withdraw(&settings, *number, (who, why)).await
        }
    }
}

fn list(settings: &Settings, period: Period, names: &[String]) -> Result<u8> {
    let store = setup::store_to_read(settings)?;
    let results = results(&store, period)?;
    let sites: Vec<_> = results.iter().map(|it| it.site.clone()).collect();
    let chosen = setup::chosen(&sites, names)?;
    let entries = store.entries(period, None)?;
    let mut text = String::new();
    for result in &results {
        if !chosen.is_empty() && !chosen.contains(&result.site.key) {
            continue;
        }
        let own: Vec<&KeptEntry> =
            entries.iter().filter(|it| it.entry.site == result.site.key).collect();
        if result.findings.is_empty() && own.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}  {}", result.site.unit, result.site.home);
        for finding in &result.findings {
            let _ = writeln!(text, "  {}", line(finding));
        }
        for kept in own {
            let _ = writeln!(text, "  {}", entry_line(kept));
        }
    }
    if text.is_empty() {
        text.push_str("没有问题\n");
    }
    print(&text)
}

fn line(finding: &Finding) -> String {
    let seen = &finding.observation;
    let column =
        if seen.column.is_empty() { String::new() } else { format!("“{}” ", seen.column) };
    format!(
        "{}  {}  {}  {}  {column}{}",
        finding.id, finding.level, finding.state, seen.code, seen.description
    )
}

fn entry_line(kept: &KeptEntry) -> String {
    let entry = &kept.entry;
    let withdrawn = match &kept.withdrawn {
        None => String::new(),
        Some(it) => format!("  已由{}撤回：{}", it.who, it.why),
    };
    format!(
        "人工记入{}  {}  {}（{}，{}）{withdrawn}",
        kept.number,
        entry.code,
        entry.description,
        entry.who,
        minute(entry.at.with_timezone(&shanghai()))
    )
}

fn show(settings: &Settings, id: &str) -> Result<u8> {
    let store = setup::store_to_read(settings)?;
    let id = FindingId(id.to_owned());
    let Some(finding) = store.finding(&id)? else {
        bail!("没有编号为 {id} 的问题；编号见 pucha findings list --period 期次");
    };
    let seen = &finding.observation;
    let mut text = format!("{}（{}）\n", finding.indicator, seen.code);
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "  {name}：{value}");
        }
    };
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
    put("整改时限", &finding.deadline.map(|it| it.to_string()).unwrap_or_default());
    put("连续期数", &finding.periods_in_row.to_string());
    let evidence: Vec<&str> = seen.evidence.iter().map(|it| it.0.as_str()).collect();
    put("证据编号", &evidence.join("、"));
    put("豁免", finding.exemption.as_deref().unwrap_or_default());
    put("复核结果", &finding.review);
    text.push_str("  经过：\n");
    for step in store.steps(&id)? {
        let at = minute(step.at.with_timezone(&shanghai()));
        let _ = writeln!(text, "    {at}  {}  {}  {}", step.who, step.what, step.why);
    }
    print(&text)
}

async fn add(settings: &Settings, args: &FindingsAddArgs) -> Result<u8> {
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

async fn withdraw(settings: &Settings, number: i64, (who, why): (&str, &str)) -> Result<u8> {
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

/// So that results, ledger and bulletin hold at once what was added.
async fn judge_again(settings: &Settings, store: &Store, run: &Run, site: &SiteKey) -> Result<()> {
    let judge = Judge::new(setup::rulebook(settings)?, &settings.rectification);
    let evidence =
        store.bundle(&run.id, site)?.context("该站点本期的检查证据已不在库中，请重新检查该站点")?;
    judge.judge(store, run, evidence).await?;
    Ok(())
}

fn results(store: &Store, period: Period) -> Result<Vec<SiteResult>> {
    let results = store.results(period)?;
    if results.is_empty() {
        bail!("{period} 没有检查结果；请先运行 pucha census --period {period}");
    }
    Ok(results)
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

fn evidence_file(path: &Path) -> Result<Vec<u8>> {
    let name = || format!("读不出凭据文件 {}；请检查路径和权限", path.display());
    let size = fs::metadata(path).with_context(name)?.len();
    if size == 0 || LARGEST_FILE < size {
        bail!("凭据文件 {} 应在 1 字节到 32 MiB 之间，现为 {size} 字节", path.display());
    }
    fs::read(path).with_context(name)
}

/// The file as the store keeps evidence, so that `pucha snapshot show` gives it back.
fn visit(path: &Path, file: &[u8], (run, at): (&RunId, Instant)) -> Result<Visit> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut address = Url::parse("file:///").context("地址")?;
    address.set_path(&format!("/{name}"));
    let unique = format!("{} {}", run, at.timestamp_millis());
    Ok(Visit {
        id: VisitId::new(&unique, &address, Purpose::ByHand, 0),
        purpose: Purpose::ByHand,
        method: Method::Get,
        landed: address.clone(),
        address,
        look: 0,
        started_at: at,
        chain: Vec::new(),
        local: None,
        remote: None,
        outcome: Outcome::Answered(200),
        timing: Timing::default(),
        headers: Vec::new(),
        body_bytes: u64::try_from(file.len()).unwrap_or(u64::MAX),
        truncated: false,
        body_hash: None,
        certificate_ends: None,
        tls_fault: None,
    })
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
