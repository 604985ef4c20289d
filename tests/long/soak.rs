//! An hour of one process that does a county's work over and over: memory, descriptors and threads stay what they were.

use crate::cli::world::World;
use crate::long::chance::asked;
use crate::long::stage::Stage;
use pucha::census::probe::Prober;
use pucha::census::progress::Progress;
use pucha::census::{self, Judge, Plan, Start, recheck};
use pucha::checks::Rulebook;
use pucha::config::{self, Settings};
use pucha::demo::County;
use pucha::model::time::{Period, end_of_day};
use pucha::register;
use pucha::reports::document::{docx, html};
use pucha::reports::ledger::ledger;
use pucha::reports::xlsx::workbook;
use pucha::reports::{Basis, load};
use pucha::store::Store;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const FOLDER: &str = "PUCHA_TEST_FOLDER";
const MINUTES: &str = "PUCHA_TEST_MINUTES";
const DAY: &str = "2026-11-20";
/// Rounds on one database; then a new one, so that what it holds does not grow all the time.
const ROUNDS: usize = 12;
/// Rounds until caches and pools are filled.
const WARM: usize = 5;

/// Of the process after a round.
#[derive(Debug, Clone, Copy)]
struct Figures {
    kib: u64,
    descriptors: u64,
    threads: u64,
}

#[test]
#[ignore = "the long form; see tests/long.sh"]
fn an_hour_of_work_leaves_the_process_as_it_was_long() {
    let minutes = asked(MINUTES).unwrap_or(60);
    let stage = Stage::of(&County::new(DAY.parse().expect("a day"), 20));
    let rounds = worked(&stage.world, minutes);
    assert!(2 * WARM + 4 < rounds.len(), "only {} rounds in {minutes} minutes", rounds.len());
    steady(&rounds[WARM..]);
}

fn worked(world: &World, minutes: u64) -> Vec<Figures> {
    let mut child = Command::new(std::env::current_exe().expect("this test binary"))
        .args(["--exact", "long::soak::work_until_the_time_is_over", "--ignored", "--nocapture"])
        .env(FOLDER, world.folder.path())
        .env(MINUTES, minutes.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut rounds = Vec::new();
    for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
        let line = line.expect("readable");
        let Some(told) = line.strip_prefix("round ") else { continue };
        let numbers: Vec<u64> = told.split(' ').filter_map(|it| it.parse().ok()).collect();
        let [kib, descriptors, threads] = numbers[..] else { panic!("{line}") };
        rounds.push(Figures { kib, descriptors, threads });
        println!(
            "{:>4}  {kib:>7} KiB  {descriptors:>3} descriptors  {threads:>3} threads",
            rounds.len()
        );
    }
    assert!(child.wait().expect("ended").success(), "a round failed");
    rounds
}

fn median(all: &[Figures], of: fn(&Figures) -> u64) -> u64 {
    let mut sorted: Vec<u64> = all.iter().map(of).collect();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// The later half's median is at most 4 % above the first half's, and nothing else has become more.
fn steady(rounds: &[Figures]) {
    let (first, later) = rounds.split_at(rounds.len() / 2);
    let both = |of| (median(first, of), median(later, of));
    let memory = both(|it| it.kib);
    let descriptors = both(|it| it.descriptors);
    let threads = both(|it| it.threads);
    println!(
        "{} rounds: KiB {memory:?}, descriptors {descriptors:?}, threads {threads:?}",
        rounds.len()
    );
    assert!(memory.1 * 100 <= memory.0 * 104, "memory grows: {memory:?}");
    assert!(descriptors.1 <= descriptors.0 + 4, "descriptors: {descriptors:?}");
    assert!(threads.1 <= threads.0 + 4, "threads: {threads:?}");
}

#[test]
fn growing_memory_is_refused() {
    let grown = |by: u64| -> Vec<Figures> {
        let at = |it: u64| Figures { kib: 100_000 + by * it, descriptors: 20, threads: 8 };
        (0..40).map(at).collect()
    };
    steady(&grown(100));
    std::panic::catch_unwind(|| steady(&grown(400))).expect_err("16 % more in 40 rounds");
}

/// Not a test but the process that the soak watches.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the soak"]
async fn work_until_the_time_is_over() {
    #[expect(clippy::disallowed_methods, reason = "the only way to hand a test process its folder")]
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Path::new(&folder);
    let mut settings =
        config::load(&folder.join("config/pucha.toml"), std::iter::empty()).expect("settings");
    let ends = Instant::now() + Duration::from_secs(60 * asked(MINUTES).unwrap_or(60));
    for database in 0.. {
        settings.store.path = format!("var/{database}.db").into();
        let path = settings.place(&settings.store.path);
        for _ in 0..ROUNDS {
            if ends < Instant::now() {
                return;
            }
            round(&settings).await;
            let own = figures();
            println!("\nround {} {} {}", own.kib, own.descriptors, own.threads);
        }
        std::fs::remove_file(path).expect("taken away");
    }
}

/// What a county has done in a month: probes, census, recheck, documents.
async fn round(settings: &Settings) {
    let store = Store::open(&settings.place(&settings.store.path)).expect("opens");
    let tables = config::rules::tables(&settings.root, "2019").expect("rules");
    let rulebook = Rulebook::from_tables("2019", &tables).expect("rules");
    let judge = Arc::new(Judge::new(rulebook, &settings.rectification));
    let register = register::load(settings).expect("a register").register;
    let day = DAY.parse().expect("a day");
    let (period, as_of) = (Period::of(day), end_of_day(day));

    let mut prober = Prober::new(&settings.crawl, &settings.probe, as_of).expect("a prober");
    let visited = prober.round(&register.sites, &CancellationToken::new()).await;
    for it in &visited.visits {
        store.put_probe(&it.site.key, &it.visit).await.expect("kept");
    }
    let plan = Plan {
        register,
        crawl: settings.crawl.clone(),
        browser: settings.browser.clone(),
        period,
        as_of,
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start: Start::Anew,
    };
    let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
    let ended = census::run(&plan, &store, judge.clone(), progress, stop).await.expect("a census");
    assert!(0 < ended.judged);
    let open: Vec<_> = store.findings(period).expect("readable");
    let open: Vec<_> = open.into_iter().filter(|it| it.state.is_open()).collect();
    let (errands, _) = recheck::errands(&store, period, &open).expect("errands");
    let plan = recheck::Plan {
        crawl: settings.crawl.clone(),
        browser: settings.browser.clone(),
        period,
        as_of,
        profile: "2019".into(),
    };
    let watch = (Arc::new(Progress::default()), CancellationToken::new());
    recheck::run(&plan, &store, judge, errands, watch).await.expect("a recheck");
    documents(&store, settings, period);
    store.close().await.expect("closed");
}

fn documents(store: &Store, settings: &Settings, period: Period) {
    let month = load::month(store, settings, period, Basis::default()).expect("readable");
    let month = month.expect("a month");
    workbook(&[&ledger(&month)], month.as_of).expect("a workbook");
    let templates = config::templates::templates(&settings.root).expect("templates");
    let templates = pucha::reports::bulletin::Templates::new(templates).expect("templates");
    let bulletin = pucha::reports::bulletin::bulletin(&month, &templates).expect("a bulletin");
    docx(&bulletin, month.as_of).expect("a docx");
    html(&bulletin).expect("a page");
}

fn figures() -> Figures {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let field = |name: &str| {
        let line = status.lines().find_map(|it| it.strip_prefix(name)).expect(name);
        line.split_whitespace().next().and_then(|it| it.parse().ok()).expect(name)
    };
    let descriptors = std::fs::read_dir("/proc/self/fd").expect("Linux").count() as u64;
    Figures { kib: field("VmRSS:"), descriptors, threads: field("Threads:") }
}
