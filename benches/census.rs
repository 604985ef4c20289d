//! How fast and how small a census is: a generated site on loopback with limits off, beside a bare client that fetches
//! the same list and throws it away. Prints pages per second, pages per CPU-second and peak memory of each.
//!
//! `cargo bench --bench census -- 2000 5000` (sizes in pages; 5,000 when none is given). Server, bare client and census
//! are processes of their own, so that each has its own CPU time and memory; they take turns, so the two can be
//! compared within one run on a noisy machine.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use futures_util::{StreamExt, stream};
use pucha::census::progress::Progress;
use pucha::census::{Judge, Plan, Start};
use pucha::checks::Rulebook;
use pucha::config::{self, Crawl, Rectification, RegisterFiles, Settings};
use pucha::demo::{self, big::BigSite};
use pucha::model::time::{Period, end_of_day};
use pucha::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

const AT_ONCE: usize = 16;
/// Ticks a second of `/proc/self/stat` on Linux.
const TICKS: f64 = 100.0;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    match words.first().map(String::as_str) {
        Some("serve") => serve(words[1].parse()?).await,
        Some("bare") => bare(words[1].parse()?, &words[2]).await,
        Some("census") => census(words[1].parse()?, &words[2], Path::new(&words[3])).await,
        _ => compare(&words),
    }
}

fn compare(words: &[String]) -> Result<()> {
    let sizes: Vec<usize> = words.iter().filter_map(|it| it.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![5000] } else { sizes };
    println!(
        "{:>7}  {:<12} {:>9} {:>12} {:>10} {:>9}",
        "pages", "client", "pages/s", "pages/CPU-s", "peak MB", "stored MB"
    );
    for size in sizes {
        let (mut server, host) = start_server(size)?;
        let folder = tempfile::tempdir()?;
        let bare = measured(&["bare", &size.to_string(), &host])?;
        let census =
            measured(&["census", &size.to_string(), &host, &folder.path().to_string_lossy()])?;
        row(size, "bare", &bare);
        row(size, "pucha", &census);
        println!(
            "{size:>7}  {:<12} {:>8.2}x {:>11.2}x   broken links found {} of {}",
            "ratio",
            census.per_second() / bare.per_second(),
            census.per_cpu_second() / bare.per_cpu_second(),
            census.found,
            census.planted,
        );
        server.kill()?;
        server.wait()?;
    }
    Ok(())
}

#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Figures {
    pages: usize,
    wall_s: f64,
    cpu_s: f64,
    peak_mb: f64,
    stored_mb: f64,
    found: usize,
    planted: usize,
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "page counts are far below 2^52")]
    fn per_second(&self) -> f64 {
        self.pages as f64 / self.wall_s
    }

    #[expect(clippy::cast_precision_loss, reason = "page counts are far below 2^52")]
    fn per_cpu_second(&self) -> f64 {
        self.pages as f64 / self.cpu_s
    }
}

fn row(size: usize, name: &str, it: &Figures) {
    println!(
        "{size:>7}  {name:<12} {:>9.0} {:>12.0} {:>10.1} {:>9.1}",
        it.per_second(),
        it.per_cpu_second(),
        it.peak_mb,
        it.stored_mb
    );
}

fn start_server(size: usize) -> Result<(Child, String)> {
    let mut server = myself(&["serve", &size.to_string()])?
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(server.stdout.take().context("no output of the server")?)
        .read_line(&mut line)?;
    Ok((server, line.trim().to_owned()))
}

fn measured(words: &[&str]) -> Result<Figures> {
    let output = myself(words)?.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("{words:?} failed: {}", String::from_utf8_lossy(&output.stdout));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn myself(words: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words);
    Ok(command)
}

fn site(size: usize) -> BigSite {
    BigSite::new(as_of(), size)
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date of the calendar")
}

/// Serves until standard input closes; prints where.
async fn serve(size: usize) -> Result<()> {
    let serving = demo::serve(&site(size)).await?;
    println!("{}", serving.hosts.values().next().context("no host")?);
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

async fn bare(size: usize, host: &str) -> Result<()> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let addresses = site(size).addresses();
    let client = reqwest::Client::builder()
        .resolve(demo::big::HOST, host.parse::<SocketAddr>()?)
        .tls_certs_only([])
        .build()?;
    let (began, cpu) = (Instant::now(), cpu_seconds()?);
    let bytes: usize = stream::iter(&addresses)
        .map(async |address| match client.get(address).send().await {
            Ok(answer) => answer.bytes().await.map_or(0, |it| it.len()),
            Err(_) => 0,
        })
        .buffer_unordered(AT_ONCE)
        .fold(0, async |sum, it| sum + it)
        .await;
    anyhow::ensure!(bytes > 0, "nothing was fetched");
    print_figures(&Figures { pages: addresses.len(), ..figures(began, cpu)? })
}

async fn census(size: usize, host: &str, folder: &Path) -> Result<()> {
    let site = site(size);
    std::fs::write(folder.join("sites.csv"), site.sites_csv())?;
    let settings = Settings {
        root: folder.to_path_buf(),
        register: RegisterFiles { sites: "sites.csv".into(), columns: "columns.csv".into() },
        crawl: limits_off(host),
        ..Settings::default()
    };
    let tables = config::rules::tables(folder, "2019")?;
    let judge = Judge::new(Rulebook::from_tables("2019", &tables)?, &Rectification::default());
    let path = folder.join("pucha.db");
    let store = Store::open(&path)?;
    let plan = Plan {
        register: pucha::register::load(&settings)?.register,
        crawl: settings.crawl.clone(),
        period: Period::of(as_of()),
        as_of: end_of_day(as_of()),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Anew,
    };
    let (began, cpu) = (Instant::now(), cpu_seconds()?);
    let progress = Arc::new(Progress::default());
    pucha::census::run(&plan, &store, Arc::new(judge), progress, CancellationToken::new()).await?;
    let results = store.results(plan.period)?;
    store.close().await?;
    let result = results.first().context("no result")?;
    let reported: BTreeSet<&str> =
        result.findings.iter().filter_map(|it| it.observation.link.as_deref()).collect();
    let planted = site.broken();
    let mut kept = figures(began, cpu)?;
    kept.pages = result.verdict.pages;
    kept.planted = planted.len();
    kept.found = planted.iter().filter(|it| reported.contains(it.as_str())).count();
    kept.stored_mb = megabytes(std::fs::metadata(&path)?.len());
    print_figures(&kept)
}

fn limits_off(host: &str) -> Crawl {
    Crawl {
        requests_per_second: 0.0,
        connections_per_host: AT_ONCE,
        max_pages_per_site: 1_000_000,
        allow_private_addresses: true,
        second_look_seconds: 0.0,
        home_visits: 1,
        home_visit_gap_seconds: 0.0,
        hosts: BTreeMap::from([(demo::big::HOST.to_owned(), host.to_owned())]),
        ..Crawl::default()
    }
}

fn figures(began: Instant, cpu: f64) -> Result<Figures> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kib: u64 = peak.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(Figures {
        wall_s: began.elapsed().as_secs_f64(),
        cpu_s: cpu_seconds()? - cpu,
        peak_mb: megabytes(kib * 1024),
        ..Figures::default()
    })
}

#[expect(clippy::cast_precision_loss, reason = "figures for the eye")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// User and system time of this process so far.
fn cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(") ").context("an odd /proc/self/stat")?.1;
    let fields: Vec<&str> = after_name.split(' ').collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / TICKS)
}

fn print_figures(figures: &Figures) -> Result<()> {
    println!("{}", serde_json::to_string(figures)?);
    Ok(())
}
