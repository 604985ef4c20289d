//! Pruning: what open findings stand on stays, the rest goes in steps that nobody has to wait for.

use crate::store::{Place, at, begin, finding, noise, period, register, url, verdict, visit};
use bytes::Bytes;
use pucha::model::evidence::HomeVisit;
use pucha::model::finding::{Finding, FindingState};
use pucha::model::site::SiteKey;
use pucha::model::visit::{Purpose, Reach, Visit, VisitId};
use pucha::store::{MOST_ROWS, Options, Pruned, RunId, Store};
use rusqlite::Connection;
use std::sync::Arc;
use std::time::Duration;

const HOME: &str = "http://www.a.gov.cn/";
const MONTHS: [&str; 4] = ["2026-08", "2026-09", "2026-10", "2026-11"];
/// Pages of a run on which nothing stands.
const PLAIN: u32 = 150;

fn key() -> SiteKey {
    SiteKey("a.gov.cn".into())
}

fn page(run: &RunId, name: &str, purpose: Purpose) -> Visit {
    let address = url(&format!("{HOME}{name}"));
    Visit {
        id: VisitId::new(&run.0, &address, purpose, 0),
        purpose,
        landed: address.clone(),
        address,
        ..visit(run, HOME, 0)
    }
}

fn body(seed: &str) -> Bytes {
    let seed = seed.bytes().fold(7_u64, |sum, it| sum.wrapping_mul(31).wrapping_add(it.into()));
    noise(seed, 3000)
}

struct Month {
    run: RunId,
    open: Visit,
    mended: Visit,
    by_hand: Visit,
    home: Visit,
}

async fn keep(store: &Store, run: &RunId, it: &Visit) {
    let bytes = body(&format!("{run}{}", it.address));
    store.put_visit(run, &key(), it, Some(bytes)).await.expect("taken");
}

/// A census with pages on which nothing stands, and an open and a mended finding with their pages.
async fn month(store: &Store, name: &str) -> Month {
    let run = begin(store, name, &register(&[HOME])).await;
    let month = Month {
        open: page(&run, "open", Purpose::Page),
        mended: page(&run, "mended", Purpose::Page),
        by_hand: page(&run, "hand", Purpose::ByHand),
        home: page(&run, "", Purpose::Home),
        run: run.clone(),
    };
    for number in 0..PLAIN {
        keep(store, &run, &page(&run, &format!("{number}"), Purpose::Page)).await;
    }
    for it in [&month.open, &month.mended, &month.by_hand, &month.home] {
        keep(store, &run, it).await;
    }
    let same = page(&run, "same", Purpose::Page);
    store.put_visit(&run, &key(), &same, Some(body("the same every month"))).await.expect("taken");
    let findings = [
        found(name, "open", FindingState::Open, &month.open),
        found(name, "mended", FindingState::Mended, &month.mended),
    ];
    store
        .put_judgment(&run, &key(), vec![], verdict(80.0), findings.to_vec())
        .await
        .expect("judged");
    month
}

fn found(month: &str, subject: &str, state: FindingState, on: &Visit) -> Finding {
    let mut it = finding(&key(), month, subject, state);
    Arc::make_mut(&mut it.observation).evidence = vec![on.id.clone()];
    it
}

async fn filled(store: &Store) -> Vec<Month> {
    let mut months = Vec::new();
    for name in MONTHS {
        months.push(month(store, name).await);
    }
    store.flush().await.expect("on disk");
    months
}

fn prune(store: &Store, keep: u32) -> Pruned {
    let mut pruner = store.pruner(keep, at("2026-11-30")).expect("worked out");
    while pruner.step().expect("a step").is_some() {}
    pruner.done()
}

fn has_page(store: &Store, it: &Visit) -> bool {
    let (_, _, kept) = store.visit(&it.id).expect("readable").expect("the visit stays");
    store.body(&kept.body_hash.expect("its hash stays")).expect("readable").is_some()
}

/// Everything in the database but the time of the last pruning, in an order of its own.
fn dump(place: &Place) -> Vec<String> {
    let plain = Connection::open(place.database()).expect("opens");
    let mut tables = plain
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .expect("asked");
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .expect("names")
        .map(|it| it.expect("a name"))
        .collect();
    let mut lines = Vec::new();
    for name in names.iter().filter(|it| *it != "flush_mark") {
        let mut asked = plain.prepare(&format!("SELECT * FROM {name}")).expect("asked");
        let width = asked.column_count();
        let mut rows = asked.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<String> =
                (0..width).map(|it| format!("{:?}", row.get_ref(it).expect("a cell"))).collect();
            lines.push(format!("{name} {}", cells.join("|")));
        }
    }
    lines.sort();
    lines
}

#[tokio::test]
async fn what_open_findings_stand_on_stays_and_the_rest_goes() {
    let place = Place::new();
    let store = place.open();
    let months = filled(&store).await;
    let before: Vec<_> =
        MONTHS.map(|it| store.results(period(it)).expect("readable")).into_iter().collect();

    let (said, oldest) = store.prune_forecast(2, &mut |_| {}).expect("worked out");
    assert_eq!(oldest, Some(period("2026-10")));
    let dumped = dump(&place);
    let taken = prune(&store, 2);
    assert_ne!(dumped, dump(&place));
    assert_eq!(Pruned { given_back: 0, ..taken }, said, "what was said beforehand was taken");
    // Of two months the plain pages and the one that is the same every month; without rows: mended and home.
    assert_eq!(taken.visits, 2 * i64::from(PLAIN + 1));
    assert_eq!(taken.bodies, 2 * i64::from(PLAIN + 2));

    for (index, it) in months.iter().enumerate() {
        let is_kept = 2 <= index;
        assert!(has_page(&store, &it.open), "{}", it.run);
        assert!(has_page(&store, &it.by_hand), "{}", it.run);
        assert_eq!(has_page(&store, &it.mended), is_kept, "{}", it.run);
        assert_eq!(has_page(&store, &it.home), is_kept, "{}", it.run);
        let plain = page(&it.run, "7", Purpose::Page);
        assert_eq!(store.visit(&plain.id).expect("readable").is_some(), is_kept);
        let hash = store.visits_of(&it.run, &key()).expect("readable");
        let recalled = store.recall(&it.run, &key()).expect("readable");
        assert_eq!(hash.len() - recalled.len(), if is_kept { 0 } else { 2 }, "no page, no recall");
    }
    let after: Vec<_> =
        MONTHS.map(|it| store.results(period(it)).expect("readable")).into_iter().collect();
    assert_eq!(before, after, "what was judged stays as it was");
    assert!(store.check(true).expect("checked").is_whole());
    let thinned = store.thinned().expect("readable");
    let told: Vec<_> = thinned.iter().map(|it| (it.run.0.as_str(), it.visits, it.pages)).collect();
    assert_eq!(told, [("2026-08-1", 151, 153), ("2026-09-1", 151, 153)]);

    let dumped = dump(&place);
    assert_eq!(prune(&store, 2), Pruned::default(), "a second time there is nothing to take");
    assert_eq!(dumped, dump(&place));
}

#[tokio::test]
async fn a_forecast_changes_nothing_and_works_on_a_store_for_reading() {
    let place = Place::new();
    let store = place.open();
    filled(&store).await;
    store.close().await.expect("on disk");
    let dumped = dump(&place);
    let reader = Store::open_read_only(&place.database()).expect("opens");
    let mut last = 0;
    let (said, _) = reader.prune_forecast(1, &mut |it| last = it).expect("worked out");
    assert!(0 < said.visits && 900 < last, "{said:?} {last}");
    let again = reader.prune_forecast(1, &mut |_| {}).expect("worked out");
    assert_eq!(again.0, said);
    assert_eq!(dumped, dump(&place));
}

#[tokio::test]
async fn between_two_steps_a_writer_never_waits_and_no_step_is_large() {
    let place = Place::new();
    let store = place.open();
    filled(&store).await;
    // A writer that does not wait at all: one that finds the database held fails at once.
    let options = Options { busy_timeout: Duration::ZERO, ..Options::default() };
    let other = Store::open_with(&place.database(), &options).expect("opens");
    let plain = Connection::open(place.database()).expect("opens");
    let rows = || -> i64 {
        plain
            .query_row(
                "SELECT (SELECT count(*) FROM visit) + (SELECT count(*) FROM body)",
                [],
                |it| it.get(0),
            )
            .expect("counted")
    };
    let mut pruner = store.pruner(1, at("2026-11-30")).expect("worked out");
    let (mut before, mut steps) = (rows(), 0);
    while pruner.step().expect("a step").is_some() {
        let now = rows();
        let most = i64::try_from(MOST_ROWS).expect("few");
        assert!(before - now <= most, "a step took {} rows", before - now);
        before = now;
        steps += 1;
        let probe = HomeVisit {
            id: VisitId(format!("E{steps:012}")),
            at: at("2026-11-30"),
            reach: Reach::Ok,
            elapsed_ms: 5,
        };
        other.put_probe(&key(), &probe).await.expect("taken");
        other.flush().await.expect("nobody holds the database");
    }
    assert!(10 < steps, "{steps}");
    let probes = other.probes(&key(), at("2026-11-01"), at("2026-12-01")).expect("readable");
    assert_eq!(probes.len(), steps);
}

#[tokio::test]
async fn given_up_after_any_step_it_ends_the_same() {
    let whole = Place::new();
    let store = whole.open();
    filled(&store).await;
    prune(&store, 1);
    let expected = dump(&whole);
    for steps in [3, 5, 9] {
        let place = Place::new();
        let store = place.open();
        filled(&store).await;
        loop {
            let mut pruner = store.pruner(1, at("2026-11-30")).expect("worked out");
            let mut left = steps;
            let mut more = true;
            while more && 0 < left {
                more = pruner.step().expect("a step").is_some();
                left -= 1;
            }
            drop(pruner);
            // The first step of a beginning may only find that all visits are done.
            if !more
                || store.prune_forecast(1, &mut |_| {}).expect("worked out").0 == Pruned::default()
            {
                break;
            }
        }
        prune(&store, 1);
        assert_eq!(dump(&place), expected, "given up after every {steps} steps");
    }
}

#[tokio::test]
async fn what_a_person_reopens_meanwhile_keeps_its_page() {
    let place = Place::new();
    let store = place.open();
    let first = month(&store, "2026-08").await;
    for name in &MONTHS[1..] {
        begin(&store, name, &register(&[HOME])).await;
    }
    let mut pruner = store.pruner(2, at("2026-11-30")).expect("worked out");
    pruner.step().expect("a step");
    assert!(has_page(&store, &first.mended), "not yet its turn");
    let again = found("2026-08", "mended", FindingState::Open, &first.mended);
    store.decide(&again, at("2026-11-30"), "王某", "没有改好").await.expect("reopened");
    while pruner.step().expect("a step").is_some() {}
    assert!(has_page(&store, &first.mended), "it is open again");
    assert!(0 < pruner.done().visits);
}

#[tokio::test]
async fn within_a_kept_period_what_a_later_census_replaced_goes_too() {
    let place = Place::new();
    let store = place.open();
    let first = month(&store, "2026-11").await;
    let second = month(&store, "2026-11").await;
    let taken = prune(&store, 12);
    assert_eq!(taken.visits, i64::from(PLAIN + 1));
    assert!(!has_page(&store, &first.mended) && has_page(&store, &first.open));
    assert!(has_page(&store, &second.mended) && has_page(&store, &second.home));
}

#[tokio::test]
async fn the_file_shrinks_and_an_older_one_after_it_was_rewritten() {
    let place = Place::new();
    let store = place.open();
    filled(&store).await;
    let before = store.space().expect("known");
    let taken = prune(&store, 1);
    assert!(1_000_000 < taken.given_back, "{taken:?}");
    assert!(store.space().expect("known").reusable < before.database / 10);
    store.close().await.expect("closed");

    let plain = Connection::open(place.database()).expect("opens");
    plain
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM")
        .expect("as older files are");
    drop(plain);
    let store = place.open();
    month(&store, "2026-12").await;
    let taken = prune(&store, 1);
    assert_eq!((taken.given_back, 0 < taken.bodies), (0, true));
    let full = store.space().expect("known");
    assert!(300_000 < full.reusable, "{full:?}");
    store.compact().expect("rewritten");
    let small = store.space().expect("known");
    assert!(small.database < full.database && small.reusable == 0, "{full:?} {small:?}");
    let mode: i64 = Connection::open(place.database())
        .expect("opens")
        .pragma_query_value(None, "auto_vacuum", |row| row.get(0))
        .expect("a mode");
    assert_eq!(mode, 2, "from now on it shrinks by itself");
    assert!(store.check(true).expect("checked").is_whole());
}
