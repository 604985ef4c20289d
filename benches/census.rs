//! How fast and how small a census is: a generated site on loopback with limits off, beside a bare client that fetches
//! the same list and throws it away. Prints pages per second, pages per CPU-second and peak memory of each.
//!
//! `cargo bench --bench census -- 2000 10000` (sizes in pages; 5,000 when none is given), `-- 600 delay=30` for answers
//! that take 30 ms, `-- 200 rate=20` for 20 requests a second and how far the census ends from the bound that this sets.
//! Server, bare client and census are processes of their own, so that each has its own CPU time and memory; they take
//! turns, so that they can be compared within one run on a noisy machine. All checks are on and every page is stored;
//! `second` and `third` are the censuses of the next months, over what the ones before keep. Pages hold 32 KB on
//! average, half of them are in GB18030, and each brings an image, every third an attachment; both clients ask for those
//! too (the bare one by HEAD), and both keep at most sixteen connections. CPU time is that of the process, kernel included.
//!
//! On two shared cores, 2,000 / 10,000 / 50,000 pages (`-- 2000 10000 50000`): the first census takes 1,505 / 1,648 /
//! 1,837 us a page and 66 / 82 / 95 MB at most, the second 730 / 845 / 890 us, the third 760 / 885 / 903 us; a page
//! takes 6,885 to 7,052 bytes in the database, and 3,123 to 3,163 more in each further month; nine of ten pages are
//! answered with 304; all broken links found, no other. With answers that take 30 ms (`-- 2000 delay=30`), 1.09, 1.09 and
//! 1.08 times the bare client's wall time. A site of 200,000 pages with 19,048 broken links holds 93 MB while it is read
//! and peaks at its end, at 132 MB in the first month and 135 in the second.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use anyhow::{Context, Result, bail};
use chrono::{Months, NaiveDate};
use futures_util::{StreamExt, stream};
use pucha::census::progress::Progress;
use pucha::census::tally::Class;
use pucha::census::{Judge, Plan, Start};
use pucha::checks::Rulebook;
use pucha::config::{self, Crawl, Rectification, RegisterFiles, Settings};
use pucha::demo::{self, big::BigSite};
use pucha::model::time::{Period, end_of_day};
use pucha::store::Store;
use reqwest::Method;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

const AT_ONCE: usize = 16;
/// Ticks a second of `/proc/self/stat` on Linux.
const TICKS: f64 = 100.0;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    match words.first().map(String::as_str) {
        Some("serve") => serve(words[1].parse()?, words[2].parse()?).await,
        Some("bare") => bare(words[1].parse()?, &words[2]).await,
        Some("census") => {
            let timing = (words[4].parse()?, words[5].parse()?);
            census(words[1].parse()?, &words[2], Path::new(&words[3]), timing).await
        }
        _ => compare(&words),
    }
}

fn compare(words: &[String]) -> Result<()> {
    let sizes: Vec<usize> = words.iter().filter_map(|it| it.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![5000] } else { sizes };
    let word = |name: &str| words.iter().find_map(|it| it.strip_prefix(name)).unwrap_or("0");
    let (delay, rate) = (word("delay="), word("rate="));
    println!(
        "{:>7}  {:<6} {:>8} {:>8} {:>9} {:>12} {:>9} {:>11} {:>13} {:>11}  broken links",
        "pages",
        "client",
        "wall s",
        "CPU s",
        "pages/s",
        "pages/CPU-s",
        "us/page",
        "peak MB",
        "stored B/page",
        "304 / MB"
    );
    for size in sizes {
        let (mut server, host) = start_server(size, delay)?;
        let folder = tempfile::tempdir()?;
        let (pages, path) = (size.to_string(), folder.path().to_string_lossy());
        let bare = || measured(&["bare", &pages, &host]);
        let beside = bare()?;
        row("bare", &beside, None);
        // Each is the census of a month of its own, over what the ones before keep.
        for (month, name) in ["first", "second", "third"].into_iter().enumerate() {
            let census = measured(&["census", &pages, &host, &path, &month.to_string(), rate])?;
            row(name, &census, Some(&beside));
        }
        row("bare", &bare()?, None);
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
    /// Rows about links that are not planted.
    wrong: usize,
    /// Requests that were answered with 304, and bytes of bodies that came.
    not_modified: u64,
    received_mb: f64,
    /// Seconds that the rate demands of the slowest host; 0 without a rate.
    bound_s: f64,
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

#[expect(clippy::cast_precision_loss, reason = "page counts are far below 2^52")]
fn row(name: &str, it: &Figures, bare: Option<&Figures>) {
    let pages = it.pages as f64;
    print!(
        "{:>7}  {name:<6} {:>8.2} {:>8.2} {:>9.0} {:>12.0} {:>9.0} {:>11.1} {:>13.0} {:>6} /{:>4.0}",
        it.pages,
        it.wall_s,
        it.cpu_s,
        it.per_second(),
        it.per_cpu_second(),
        it.cpu_s * 1e6 / pages,
        it.peak_mb,
        it.stored_mb * 1e6 / pages,
        it.not_modified,
        it.received_mb,
    );
    if let Some(bare) = bare {
        print!("  {} of {}, {} wrong", it.found, it.planted, it.wrong);
        print!("; {:.2} times the bare client's wall time", it.wall_s / bare.wall_s);
        if 0.0 < it.bound_s {
            let over = (it.wall_s / it.bound_s - 1.0) * 100.0;
            print!("; {over:.1} % over the bound of {:.1} s", it.bound_s);
        }
    }
    println!();
}

fn start_server(size: usize, delay: &str) -> Result<(Child, String)> {
    let mut server = myself(&["serve", &size.to_string(), delay])?
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
async fn serve(size: usize, delay: u64) -> Result<()> {
    let serving = demo::serve(&site(size)).await?;
    let host = serving.hosts.values().next().context("no host")?;
    if delay == 0 {
        println!("{host}");
    } else {
        let front = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", front.local_addr()?);
        tokio::spawn(late(front, host.clone(), Duration::from_millis(delay)));
    }
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

/// Stands before the server and holds back each request, which is one piece.
async fn late(front: TcpListener, host: String, delay: Duration) -> Result<()> {
    loop {
        let (client, _) = front.accept().await?;
        let server = TcpStream::connect(&host).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (mut asks, mut hears) = client.into_split();
        let (mut answers, mut takes) = server.into_split();
        tokio::spawn(async move {
            let mut piece = vec![0; 16 * 1024];
            while let Ok(length @ 1..) = asks.read(&mut piece).await {
                tokio::time::sleep(delay).await;
                if takes.write_all(&piece[..length]).await.is_err() {
                    break;
                }
            }
        });
        tokio::spawn(async move { tokio::io::copy(&mut answers, &mut hears).await });
    }
}

async fn bare(size: usize, host: &str) -> Result<()> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let site = site(size);
    let pages = site.addresses();
    let count = pages.len();
    let others = site.files_addresses().into_iter().map(|it| (Method::HEAD, it));
    let broken = site.broken().into_iter().map(|it| (Method::GET, it));
    let asks = pages.into_iter().map(|it| (Method::GET, it)).chain(broken).chain(others);
    let client = reqwest::Client::builder()
        .resolve(demo::big::HOST, host.parse::<SocketAddr>()?)
        .tls_certs_only([])
        .build()?;
    let (began, cpu) = (Instant::now(), cpu_seconds()?);
    let bytes: usize = stream::iter(asks)
        .map(async |(method, address)| match client.request(method, address).send().await {
            Ok(answer) => answer.bytes().await.map_or(0, |it| it.len()),
            Err(_) => 0,
        })
        .buffer_unordered(AT_ONCE)
        .fold(0, async |sum, it| sum + it)
        .await;
    anyhow::ensure!(bytes > 0, "nothing was fetched");
    print_figures(&Figures { pages: count, ..figures(began, cpu)? })
}

/// `month`: how many months after the first; `rate`: requests a second, 0 for no limit.
async fn census(size: usize, host: &str, folder: &Path, (month, rate): (u32, f64)) -> Result<()> {
    let site = site(size);
    std::fs::write(folder.join("sites.csv"), site.sites_csv())?;
    let settings = Settings {
        root: folder.to_path_buf(),
        register: RegisterFiles { sites: "sites.csv".into(), columns: "columns.csv".into() },
        crawl: Crawl { requests_per_second: rate, ..limits_off(host) },
        ..Settings::default()
    };
    let tables = config::rules::tables(folder, "2019")?;
    let judge = Judge::new(Rulebook::from_tables("2019", &tables)?, &Rectification::default());
    let path = folder.join("pucha.db");
    let day = as_of() + Months::new(month);
    let store = Store::open(&path)?;
    let plan = Plan {
        register: pucha::register::load(&settings)?.register,
        crawl: settings.crawl.clone(),
        browser: settings.browser.clone(),
        period: Period::of(day),
        as_of: end_of_day(day),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Anew,
    };
    let before = std::fs::metadata(&path)?.len();
    let (began, cpu) = (Instant::now(), cpu_seconds()?);
    let progress = Arc::new(Progress::default());
    let stop = CancellationToken::new();
    let ended =
        pucha::census::run(&plan, &store, Arc::new(judge), Arc::clone(&progress), stop).await?;
    store.close().await?;
    let mut kept = figures(began, cpu)?;
    // What is read for the comparison is not the census's.
    let results = Store::open_read_only(&path)?.results(plan.period)?;
    let result = results.first().context("no result")?;
    let reported: Vec<&str> = result
        .findings
        .iter()
        .filter(|it| it.observation.code.starts_with("broken_links"))
        .filter_map(|it| it.observation.link.as_deref())
        .collect();
    let planted = site.broken();
    let counted = progress.tally.all();
    kept.not_modified = counted.requests(Class::NotModified);
    kept.received_mb = megabytes(counted.bytes);
    kept.bound_s = ended.bound.filter(|_| 0.0 < rate).map_or(0.0, |it| it.time.as_secs_f64());
    kept.pages = result.verdict.pages;
    kept.planted = planted.len();
    kept.found = planted.iter().filter(|it| reported.contains(&it.as_str())).count();
    kept.wrong = reported.iter().filter(|it| !planted.iter().any(|one| one == **it)).count();
    kept.stored_mb = megabytes(std::fs::metadata(&path)?.len().saturating_sub(before));
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
