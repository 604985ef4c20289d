//! How much memory a census of many sites at once takes: generated sites on loopback, all begun together.
//!
//! `cargo bench --bench sites -- 82 1000`: so many sites, each of so many pages (82 of 1,000 when nothing is given), with
//! limits off, so that all of them wait for the readers; `-- 82 100 rate=1`: so many requests a second to each of them.
//! Prints peak memory and time of the census, which is a process of its own; the server is another.
//!
//! On two shared cores: `-- 82 100 rate=1` 121 MB, `-- 82 100` 148 MB; `-- 82 500 rate=2` 159 MB, `-- 82 500` 195 MB.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use pucha::census::progress::Progress;
use pucha::census::{Judge, Plan, Start};
use pucha::checks::Rulebook;
use pucha::config::{self, Crawl, Rectification, RegisterFiles, Settings};
use pucha::demo::{self, big::BigSite};
use pucha::model::time::{Period, end_of_day};
use pucha::store::Store;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

const HEADINGS: &str =
    "单位名称,单位类别,网站名称,网站地址,网站标识码,范围,状态,联系人,联系电话,邮箱,备注";

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    match words.first().map(String::as_str) {
        Some("serve") => serve(words[1].parse()?).await,
        Some("census") => {
            let numbers = (words[1].parse()?, words[2].parse()?);
            census(numbers, words[3].parse()?, &words[4], Path::new(&words[5])).await
        }
        _ => {
            let mut numbers = words.iter().filter_map(|it| it.parse().ok());
            let rate = words.iter().find_map(|it| it.strip_prefix("rate=")).unwrap_or("0");
            measure(numbers.next().unwrap_or(82), numbers.next().unwrap_or(1000), rate)
        }
    }
}

fn measure(sites: usize, pages: usize, rate: &str) -> Result<()> {
    let me = std::env::current_exe()?;
    let mut server = Command::new(&me)
        .args(["serve", &pages.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut host = String::new();
    let printed = server.stdout.take().context("no output of the server")?;
    BufReader::new(printed).read_line(&mut host)?;
    let folder = tempfile::tempdir()?;
    let census = Command::new(&me)
        .args(["census", &sites.to_string(), &pages.to_string(), rate, host.trim()])
        .arg(folder.path())
        .status()?;
    server.kill()?;
    server.wait()?;
    if census.success() { Ok(()) } else { bail!("the census failed") }
}

/// Serves until standard input closes; prints where.
async fn serve(pages: usize) -> Result<()> {
    let serving = demo::serve(&BigSite::new(as_of(), pages)).await?;
    println!("{}", serving.hosts.values().next().context("no host")?);
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date of the calendar")
}

async fn census(
    (sites, pages): (usize, usize),
    rate: f64,
    place: &str,
    folder: &Path,
) -> Result<()> {
    let names: Vec<String> = (0..sites).map(|it| format!("z{it}.lanqing.gov.cn")).collect();
    let mut rows = format!("{HEADINGS}\n");
    for (number, name) in names.iter().enumerate() {
        writeln!(rows, "第{number}局,县直,第{number}局网站,http://{name}/,,,运行,,,,")?;
    }
    std::fs::write(folder.join("sites.csv"), rows)?;
    let settings = Settings {
        root: folder.to_path_buf(),
        register: RegisterFiles { sites: "sites.csv".into(), columns: "columns.csv".into() },
        crawl: Crawl {
            requests_per_second: rate,
            // All of them stand on one machine here, as they would not elsewhere.
            share_by_address: false,
            hosts_at_once: sites,
            max_pages_per_site: 1_000_000,
            allow_private_addresses: true,
            second_look_seconds: 0.0,
            home_visits: 1,
            hosts: names.iter().map(|it| (it.clone(), place.to_owned())).collect(),
            ..Crawl::default()
        },
        ..Settings::default()
    };
    let tables = config::rules::tables(folder, "2019")?;
    let judge = Judge::new(Rulebook::from_tables("2019", &tables)?, &Rectification::default());
    let store = Store::open(&folder.join("pucha.db"))?;
    let plan = Plan {
        register: pucha::register::load(&settings)?.register,
        crawl: settings.crawl.clone(),
        browser: settings.browser.clone(),
        period: Period::of(as_of()),
        as_of: end_of_day(as_of()),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Anew,
    };
    let began = Instant::now();
    let progress = Arc::new(Progress::default());
    let ended =
        pucha::census::run(&plan, &store, Arc::new(judge), progress, CancellationToken::new())
            .await?;
    store.close().await?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).context("no VmHWM")?;
    println!(
        "{sites} sites of {pages} pages: {} judged, {:.0} s, peak memory {}",
        ended.judged,
        began.elapsed().as_secs_f64(),
        peak.trim()
    );
    Ok(())
}
