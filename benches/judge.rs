//! How fast and how small judging from the store is: `rejudge` over bundles that each stand for a site of 1,000 pages.
//!
//! `cargo bench --bench judge -- 10 100` (numbers of sites; 10 and 100 when none is given). The demo county's portal is
//! censused once; its bundle, widened until it stands for 1,000 pages, is stored under as many names as there are sites,
//! each with a week of probes and a judgment. Then a process of its own runs today's rules over them and stores what
//! comes out. One site is held at a time: beyond the database's own page cache (16 MiB, full at about a hundred sites)
//! peak memory must not grow with their number.
//!
//! On two shared cores: 10 sites 0.3 s and 23 MB at most, 100 sites 1.5 to 2.7 s and 36 MB, 300 sites 4.6 s and 40 MB.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use anyhow::{Context, Result, bail};
use chrono::{Days, Duration, NaiveDate};
use pucha::census::progress::Progress;
use pucha::census::{self, Judge, Plan, Start};
use pucha::checks::Rulebook;
use pucha::config::{self, Browser, Rectification, Settings};
use pucha::demo::{self, County, county::PORTAL};
use pucha::model::evidence::{HomeVisit, SiteEvidence};
use pucha::model::site::Register;
use pucha::model::time::{Period, end_of_day, start_of_day};
use pucha::model::visit::{Purpose, Reach, VisitId};
use pucha::register;
use pucha::store::{NewRun, Store};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

const PAGES: usize = 1000;

#[derive(Debug, Serialize, Deserialize)]
struct Built {
    bundle_kb: f64,
    columns: usize,
    links: usize,
    findings: usize,
}

#[derive(Debug, Serialize, Deserialize)]
struct Judged {
    sites: usize,
    seconds: f64,
    peak_mb: f64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    match words.first().map(String::as_str) {
        Some("build") => Box::pin(build(words[1].parse()?, Path::new(&words[2]))).await,
        Some("judge") => judge(Path::new(&words[1])).await,
        _ => compare(&words),
    }
}

fn compare(words: &[String]) -> Result<()> {
    let counts: Vec<usize> = words.iter().filter_map(|it| it.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![10, 100] } else { counts };
    let mut peaks = Vec::new();
    for count in counts {
        let folder = tempfile::tempdir()?;
        let place = folder.path().to_string_lossy().into_owned();
        let built: Built = of_process(&["build", &count.to_string(), &place])?;
        let judged: Judged = of_process(&["judge", &place])?;
        println!(
            "{:>4} sites of {PAGES} pages ({} columns, {} bad links, {} rows, {:.0} kB each): \
             {:.2} s, {:.1} sites/s, peak {:.1} MB",
            judged.sites,
            built.columns,
            built.links,
            built.findings,
            built.bundle_kb,
            judged.seconds,
            per_second(&judged),
            judged.peak_mb
        );
        peaks.push(judged.peak_mb);
    }
    if let (Some(first), Some(last)) = (peaks.first(), peaks.last()) {
        println!("peak of the last against the first: {:.2} times", last / first);
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for the eye")]
fn per_second(judged: &Judged) -> f64 {
    judged.sites as f64 / judged.seconds
}

fn of_process<T: for<'a> Deserialize<'a>>(words: &[&str]) -> Result<T> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(words).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("{words:?} failed");
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date of the calendar")
}

/// The embedded rules: the folder of the measurement holds none of its own.
fn rules(folder: &Path) -> Result<Judge> {
    let tables = config::rules::tables(folder, "2019")?;
    Ok(Judge::new(Rulebook::from_tables("2019", &tables)?, &Rectification::default()))
}

async fn judge(folder: &Path) -> Result<()> {
    let (judge, store) = (rules(folder)?, Store::open(&folder.join("judged.db"))?);
    let began = Instant::now();
    let changes = judge.again(&store, Period::of(as_of()), true).await?;
    store.close().await?;
    let seconds = began.elapsed().as_secs_f64();
    anyhow::ensure!(changes.changed.is_empty(), "the same rules came to something else");
    let judged = Judged { sites: changes.judged, seconds, peak_mb: peak_mb()? };
    println!("{}", serde_json::to_string(&judged)?);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for the eye")]
fn peak_mb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kib: u64 = peak.trim().trim_end_matches(" kB").trim().parse()?;
    Ok((kib * 1024) as f64 / 1e6)
}

#[expect(clippy::cast_precision_loss, reason = "figures for the eye")]
async fn build(count: usize, folder: &Path) -> Result<()> {
    let one = widened(&portal(folder).await?)?;
    let text = serde_json::to_string(&one)?;
    let all: Vec<SiteEvidence> = (0..count).map(|it| renamed(&text, it)).collect::<Result<_>>()?;
    let store = Store::open(&folder.join("judged.db"))?;
    let register =
        Register { sites: all.iter().map(|it| it.site.clone()).collect(), columns: Vec::new() };
    let new = NewRun {
        period: one.period,
        as_of: one.as_of,
        profile: "2019",
        register: &register,
        program_version: env!("CARGO_PKG_VERSION"),
        started_at: one.as_of,
    };
    let id = store.new_run(&new).await?;
    let run = store.run(&id)?.context("the run is there")?;
    let (judge, mut findings) = (rules(folder)?, 0);
    for evidence in all {
        let site = evidence.site.key.clone();
        let evidence = store.put_bundle(&id, evidence).await?;
        judge.judge(&store, &run, evidence).await?;
        findings = store.judgment(&id, &site)?.map_or(0, |(_, rows)| rows.len());
    }
    store.close().await?;
    let built = Built {
        bundle_kb: text.len() as f64 / 1e3,
        columns: one.columns.len(),
        links: one.links.len(),
        findings,
    };
    println!("{}", serde_json::to_string(&built)?);
    Ok(())
}

/// What a census of the demo county's portal brings.
async fn portal(folder: &Path) -> Result<SiteEvidence> {
    let county = County::new(as_of(), 5);
    let serving = demo::serve(&county).await?;
    std::fs::create_dir_all(folder.join("config"))?;
    std::fs::write(folder.join("config/sites.csv"), county.sites_csv())?;
    std::fs::write(folder.join("config/columns.csv"), county.columns_csv())?;
    let settings = Settings { root: folder.to_path_buf(), ..Settings::default() };
    let listed = register::load(&settings)?.register;
    let site =
        listed.sites.iter().find(|it| it.home.host_str() == Some(PORTAL) && !it.is_section());
    let key = site.context("a portal")?.key.clone();
    let plan = Plan {
        register: listed,
        crawl: demo::settings(&serving),
        browser: Browser { enabled: false, ..Browser::default() },
        period: Period::of(as_of()),
        as_of: end_of_day(as_of()),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::from([key.clone()]),
        start: Start::Anew,
    };
    let store = Store::open(&folder.join("census.db"))?;
    let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
    let ended = census::run(&plan, &store, Arc::new(rules(folder)?), progress, stop).await?;
    let evidence = store.bundle(&ended.run.id, &key)?.context("a bundle")?;
    store.close().await?;
    Ok(evidence)
}

/// The same site with as many of everything as 1,000 pages hold, and a week of probes.
fn widened(evidence: &SiteEvidence) -> Result<SiteEvidence> {
    let times = PAGES / evidence.counts.pages.max(1) + 1;
    let mut whole = serde_json::to_value(evidence)?;
    for key in ["links", "sections"] {
        widen(&mut whole[key], times);
    }
    // A larger site has more articles rather than more columns.
    widen(&mut whole["columns"], times.min(4));
    if let Some(facts) = whole["facts"].as_object_mut() {
        facts
            .values_mut()
            .filter_map(Value::as_object_mut)
            .flat_map(|it| it.values_mut())
            .for_each(|it| widen(it, times));
    }
    let mut wide: SiteEvidence = serde_json::from_value(whole)?;
    wide.counts.pages = PAGES;
    wide.counts.links *= times;
    wide.probes = week(&wide);
    Ok(wide)
}

/// Copies of a list's entries with other addresses.
fn widen(list: &mut Value, times: usize) {
    let Some(entries) = list.as_array_mut().filter(|it| it.iter().all(Value::is_object)) else {
        return;
    };
    let first = entries.clone();
    for copy in 1..times {
        entries.extend(first.iter().cloned().map(|mut it| {
            readdress(&mut it, copy);
            it
        }));
    }
}

fn readdress(value: &mut Value, copy: usize) {
    match value {
        Value::String(text) if text.starts_with("http") => {
            let mark = if text.contains('?') { '&' } else { '?' };
            text.push(mark);
            text.push_str("copy=");
            text.push_str(&copy.to_string());
        }
        Value::Array(all) => all.iter_mut().for_each(|it| readdress(it, copy)),
        Value::Object(all) => all.values_mut().for_each(|it| readdress(it, copy)),
        _ => {}
    }
}

fn week(evidence: &SiteEvidence) -> Vec<HomeVisit> {
    let begin = start_of_day(as_of() - Days::new(6));
    let visit = |look: u32| HomeVisit {
        id: VisitId::new("week", &evidence.site.home, Purpose::Home, look),
        at: begin + Duration::hours(look.into()),
        reach: Reach::Ok,
        elapsed_ms: 200,
    };
    (0..7 * 24).map(visit).collect()
}

/// The bundle under another host, and so with other addresses throughout.
fn renamed(text: &str, number: usize) -> Result<SiteEvidence> {
    let bare = PORTAL.trim_start_matches("www.");
    Ok(serde_json::from_str(&text.replace(bare, &format!("s{number:04}.gov.cn")))?)
}
