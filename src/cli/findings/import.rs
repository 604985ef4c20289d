//! `pucha findings import`: the answers of units, from the problem lists that they filled in.

use crate::cli::args::FindingsImportArgs;
use crate::cli::findings::evidence_file::{evidence_file, visit};
use crate::cli::{DONE, FAILED, print, setup, tell};
use crate::config::Settings;
use crate::model::hand_entry::Withdrawal;
use crate::model::site::SiteKey;
use crate::model::unit_answer::{Statement, UnitAnswer};
use crate::model::visit::{Purpose, VisitId};
use crate::register::answers::{Answers, Given, read};
use crate::store::{RunId, Store};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use url::Url;

/// Rows that are told one by one before the rest is only counted.
const FAULTS_TOLD: usize = 30;

pub(super) async fn run(settings: &Settings, args: &FindingsImportArgs) -> Result<u8> {
    let bytes = evidence_file(&args.file)?;
    let source = hex::encode(Sha256::digest(&bytes));
    if args.withdraw {
        return withdraw(settings, args, &source).await;
    }
    let file = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut answers = read(&bytes, setup::now().date_naive())
        .map_err(|fault| anyhow::anyhow!("{}：{fault}", args.file.display()))?;
    let store =
        if args.dry_run { setup::store_to_read(settings)? } else { setup::store(settings)? };
    let known = known(&store, &mut answers, (&file, &source, args))?;
    let all: Vec<UnitAnswer> = known.iter().map(|it| it.answer.clone()).collect();
    if args.dry_run {
        return print(&format!("{}（没有保存）\n", told(&all, &answers)));
    }
    let _lock = store.lock_for_run()?;
    keep_file(&store, &known, (&args.file, &bytes)).await?;
    let new = store.add_unit_answers(all.clone()).await?;
    store.close().await?;
    let again = all.len() - new;
    let again = if again == 0 {
        String::new()
    } else {
        format!("（{again}条以前读入过，没有重复记）")
    };
    print(&format!("{}\n已记入{new}条{again}\n{}", told(&all, &answers), next(&known)))?;
    Ok(if all.is_empty() && !answers.faults.is_empty() { FAILED } else { DONE })
}

/// An answer, the run that holds what it is about, and whether that still waits.
struct Known {
    run: RunId,
    answer: UnitAnswer,
    is_open: bool,
}

/// Answers about findings that are there, each with the run that holds it; the others become faults.
fn known(
    store: &Store,
    answers: &mut Answers,
    (file, source, args): (&str, &str, &FindingsImportArgs),
) -> Result<Vec<Known>> {
    let at = setup::now();
    let mut runs: BTreeMap<(String, SiteKey), Option<RunId>> = BTreeMap::new();
    let mut known = Vec::new();
    for Given { place, finding: id, period, statement, done_on, note } in
        std::mem::take(&mut answers.given)
    {
        let Some(finding) = store.finding(&id)? else {
            answers
                .faults
                .push((place, format!("库中没有问题编号 {id}，请核对是不是本县发出的清单")));
            continue;
        };
        // An old list that comes back late speaks of its own period, not of the fault seen since.
        let period = period.filter(|it| *it < finding.period).unwrap_or(finding.period);
        let key = (period.to_string(), finding.site.clone());
        if !runs.contains_key(&key) {
            let of_site = store.results(period)?;
            let run = of_site.into_iter().find(|it| it.site.key == finding.site);
            runs.insert(key.clone(), run.map(|it| it.run.id));
        }
        let Some(Some(run)) = runs.get(&key).cloned() else {
            answers.faults.push((place, format!("问题 {id} 的站点已不在 {period} 的结果中")));
            continue;
        };
        known.push(Known {
            is_open: finding.state.is_open(),
            answer: UnitAnswer {
                finding: id,
                evidence: evidence_id(&run, &finding.site, source)?,
                site: finding.site,
                period,
                statement,
                done_on,
                note,
                place: format!("{file}{place}"),
                source: source.to_owned(),
                who: args.who.clone().unwrap_or_default(),
                at,
            },
            run,
        });
    }
    Ok(known)
}

/// The same for the same bytes and site, whatever the file is called, so that a second reading keeps nothing twice.
fn evidence_id(run: &RunId, site: &SiteKey, source: &str) -> Result<VisitId> {
    let address = Url::parse("file:///answers").context("地址")?;
    Ok(VisitId::new(&format!("{run} {site} {source}"), &address, Purpose::ByHand, 0))
}

/// The file is evidence of each site that it speaks of.
async fn keep_file(store: &Store, known: &[Known], (path, bytes): (&Path, &[u8])) -> Result<()> {
    let mut kept: Vec<(&RunId, &SiteKey)> = Vec::new();
    for Known { run, answer, .. } in known {
        if kept.contains(&(run, &answer.site)) || store.visit(&answer.evidence)?.is_some() {
            continue;
        }
        let mut file = visit(path, bytes, (run, answer.at))?;
        file.id = answer.evidence.clone();
        store.put_visit(run, &answer.site, &file, Some(bytes.to_vec().into())).await?;
        kept.push((run, &answer.site));
    }
    Ok(())
}

async fn withdraw(settings: &Settings, args: &FindingsImportArgs, source: &str) -> Result<u8> {
    let (Some(who), Some(why)) = (&args.who, &args.why) else {
        bail!("撤回反馈要写 --who 经办人 和 --why 理由");
    };
    let store = setup::store(settings)?;
    let _lock = store.lock_for_run()?;
    let by = Withdrawal { who: who.clone(), why: why.clone(), at: setup::now() };
    let count = store.withdraw_unit_answers(source, &by).await?;
    store.close().await?;
    if count == 0 {
        bail!("{} 的反馈没有读入过，或已经撤回", args.file.display());
    }
    tell(&format!("已撤回 {} 的{count}条反馈，记录保留", args.file.display()));
    Ok(DONE)
}

fn told(all: &[UnitAnswer], answers: &Answers) -> String {
    let count = |statement| all.iter().filter(|it| it.statement == statement).count();
    let mut text = format!(
        "读到单位反馈{}条：已整改{}、整改中{}、有异议{}；没有填写的{}行",
        all.len(),
        count(Statement::Mended),
        count(Statement::Mending),
        count(Statement::Disputed),
        answers.blank
    );
    if !answers.faults.is_empty() {
        let _ = write!(text, "；跳过{}行：", answers.faults.len());
        for (place, fault) in answers.faults.iter().take(FAULTS_TOLD) {
            let _ = write!(text, "\n  {place}：{fault}");
        }
        if FAULTS_TOLD < answers.faults.len() {
            let _ = write!(text, "\n  ……共{}行", answers.faults.len());
        }
    }
    text
}

/// An answer closes nothing: what a unit says it mended is looked at, what it disputes a person decides.
fn next(all: &[Known]) -> String {
    let ids = |statement| -> Vec<&str> {
        let of = |it: &&Known| it.is_open && it.answer.statement == statement;
        all.iter().filter(of).map(|it| it.answer.finding.0.as_str()).collect()
    };
    let mut text = String::from("单位的反馈不会直接销号。\n");
    let mended = ids(Statement::Mended);
    if !mended.is_empty() {
        let _ = writeln!(
            text,
            "复查单位说已整改的：pucha recheck --finding {}",
            mended.join(" --finding ")
        );
    }
    for id in ids(Statement::Disputed) {
        let _ = writeln!(
            text,
            "有异议：pucha findings show {id}；登记申诉：pucha findings appeal {id} --evidence 材料 --who 姓名 --why 申诉内容"
        );
    }
    text
}
