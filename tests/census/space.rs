//! A disk that gets full: the run stops by itself and goes on where it was.

use crate::census::county::{judge, register_of};
use chrono::NaiveDate;
use pucha::census::progress::Progress;
use pucha::census::{self, Ended, Plan, Start};
use pucha::config;
use pucha::demo::big::BigSite;
use pucha::demo::{self, Serving};
use pucha::model::time::{Period, end_of_day};
use pucha::store::{Options, RunState, Store};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

const DISK: u64 = 1 << 30;

fn day() -> NaiveDate {
    "2026-11-20".parse().expect("a day")
}

async fn served() -> (BigSite, Serving) {
    let site = BigSite::new(day(), 90);
    let serving = demo::serve(&site).await.expect("a served site");
    (site, serving)
}

async fn run(
    (site, serving): (&BigSite, &Serving),
    folder: &Path,
    store: &Store,
    start: Start,
) -> anyhow::Result<Ended> {
    let plan = Plan {
        register: register_of(&site.sites_csv(), None, folder),
        crawl: demo::settings(serving),
        browser: config::Browser::default(),
        period: Period::of(day()),
        as_of: end_of_day(day()),
        as_of_given: true,
        profile: "2019".into(),
        only: BTreeSet::new(),
        start,
    };
    let progress = Arc::new(Progress::default());
    census::run(&plan, store, Arc::new(judge()), progress, CancellationToken::new()).await
}

/// Code and subject of each finding.
fn found(store: &Store) -> BTreeSet<(String, String)> {
    let results = store.results(Period::of(day())).expect("results");
    let all = results.into_iter().flat_map(|it| it.findings);
    all.map(|it| (it.observation.code.clone(), it.observation.subject.clone())).collect()
}

/// The findings and the number of requests of a census that was left alone, and its bytes in the database.
type Undisturbed = (BTreeSet<(String, String)>, usize, u64);

async fn undisturbed() -> Undisturbed {
    static ONCE: OnceCell<Undisturbed> = OnceCell::const_new();
    ONCE.get_or_init(left_alone).await.clone()
}

async fn left_alone() -> Undisturbed {
    let (site, serving) = served().await;
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("pucha.db")).expect("a store");
    run((&site, &serving), folder.path(), &store, Start::Auto).await.expect("a census");
    let cost = store.estimate(1).expect("an estimate").bytes(0);
    assert!(200_000 < cost, "{cost}");
    assert_eq!(store.estimate(2).expect("in proportion").bytes(0), 2 * cost);
    assert_eq!(store.estimate(3).expect("by pages").bytes(1000), 1000 * (10 << 10));
    (found(&store), serving.total_requests(), cost)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_census_stops_before_the_disk_is_full_and_goes_on() {
    let (expected, requests, cost) = undisturbed().await;
    let (site, serving) = served().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pucha.db");
    let options = Options { disk: Some(DISK), ..Options::default() };
    let store = Store::open_with(&path, &options).expect("a store");
    let room = cost / 2;
    store.keep_free(DISK - room);
    let ended = run((&site, &serving), folder.path(), &store, Start::Auto).await.expect("stopped");
    assert_eq!(ended.run.state, RunState::Interrupted);
    assert!(!ended.left.is_empty() && store.shortage().is_some_and(|it| it.free < it.least));
    let asked = serving.total_requests();
    assert!(asked < requests, "{asked} of {requests}");
    store.close().await.expect("all that was taken is on disk");

    let store = Store::open(&path).expect("opens");
    let ended =
        run((&site, &serving), folder.path(), &store, Start::Resume).await.expect("a census");
    assert_eq!((ended.run.state, ended.resumed), (RunState::Finished, true));
    assert_eq!(found(&store), expected);
    // What was on its way when it stopped, robots.txt, and the spaced visits of home pages may come twice.
    let all = serving.total_requests();
    assert!(all <= requests + requests / 5, "{all} of {requests}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_got_full_goes_on_when_there_is_room() {
    let (expected, _, cost) = undisturbed().await;
    let (site, serving) = served().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pucha.db");
    Store::open(&path).expect("a store").close().await.expect("closed");
    let empty = std::fs::metadata(&path).expect("a database").len();
    let pages = u32::try_from((empty + cost / 2) / 4096).expect("few");
    let options = Options { max_pages: Some(pages), ..Options::default() };
    let store = Store::open_with(&path, &options).expect("a store");
    let fault = run((&site, &serving), folder.path(), &store, Start::Auto).await;
    let words = fault.expect_err("the disk is full").to_string();
    assert!(words.contains("磁盘已满"), "{words}");
    drop(store);

    let store = Store::open(&path).expect("opens");
    assert!(store.check(true).expect("checked").is_whole());
    let ended =
        run((&site, &serving), folder.path(), &store, Start::Resume).await.expect("a census");
    assert_eq!((ended.run.state, ended.resumed), (RunState::Finished, true));
    assert_eq!(found(&store), expected);
}
