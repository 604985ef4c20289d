//! Runs, visits, bodies, bundles and probes, as they were put in.

use crate::store::{Place, at, begin, noise, period, register, url, visit};
use bytes::Bytes;
use pucha::model::evidence::{Counts, HomeVisit, SiteEvidence};
use pucha::model::site::{Register, SiteKey};
use pucha::model::visit::{Failure, Outcome, Reach, VisitId};
use pucha::store::{RunId, RunState};
use rusqlite::Connection;

const HOME: &str = "http://www.a.gov.cn/";

fn key() -> SiteKey {
    SiteKey("a.gov.cn".into())
}

#[tokio::test]
async fn a_later_run_of_the_period_leaves_the_old_one_in_place() {
    let place = Place::new();
    let store = place.open();
    let known = register(&[HOME, "http://b.gov.cn/"]);
    let first = begin(&store, "2026-11", &known).await;
    let second = begin(&store, "2026-11", &register(&[HOME])).await;
    assert_eq!((first.0.as_str(), second.0.as_str()), ("2026-11-1", "2026-11-2"));
    store.set_run_state(&first, RunState::Interrupted, at("2026-11-21")).await.expect("a state");
    let latest = store.latest_run(period("2026-11")).expect("readable").expect("a run");
    assert_eq!((latest.id, latest.state), (second, RunState::Running));
    let states: Vec<RunState> =
        store.runs().expect("readable").into_iter().map(|it| it.state).collect();
    assert_eq!(states, [RunState::Interrupted, RunState::Running]);
    assert_eq!(store.register(&first).expect("readable"), Some(known));
    assert_eq!(store.latest_run(period("2026-10")).expect("readable"), None);
    let unknown = RunId("2020-01-1".into());
    assert!(store.set_run_state(&unknown, RunState::Finished, at("2026-11-21")).await.is_err());
    store.flush().await.expect("a refused request does not end the writer");
}

#[tokio::test]
async fn a_run_that_goes_on_recalls_each_look_once() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let first = visit(&run, HOME, 0);
    let mut second = visit(&run, HOME, 1);
    second.outcome = Outcome::Failed(Failure::TimeOut);
    second.started_at = at("2026-11-21");
    let mut newer = first.clone();
    newer.timing.total_ms = 99;
    newer.started_at = at("2026-11-22");
    for it in [&newer, &first, &second] {
        store.put_visit(&run, &key(), it, None).await.expect("taken");
    }
    store.flush().await.expect("on disk");
    assert_eq!(store.recall(&run, &key()).expect("readable"), [second, newer.clone()]);
    let found = store.visit(&newer.id).expect("readable");
    assert_eq!(found, Some((run.clone(), key(), newer)));
    assert_eq!(store.recall(&run, &SiteKey("b.gov.cn".into())).expect("readable"), []);
}

#[tokio::test]
async fn two_sites_of_one_host_keep_their_visits_apart() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let shared = visit(&run, "http://a.gov.cn/robots.txt", 0);
    let other = SiteKey("a.gov.cn/town".into());
    store.put_visit(&run, &key(), &shared, None).await.expect("taken");
    store.put_visit(&run, &other, &shared, None).await.expect("taken");
    store.flush().await.expect("on disk");
    assert_eq!(store.recall(&run, &key()).expect("readable").len(), 1);
    assert_eq!(store.recall(&run, &other).expect("readable").len(), 1);
}

#[tokio::test]
async fn the_same_body_is_kept_once_and_comes_back_as_it_was() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let page = Bytes::from("<p>某镇人民政府</p>".repeat(500));
    let bodies = [page.clone(), page.clone(), Bytes::new(), Bytes::from("短"), noise(1, 4000)];
    for (look, body) in (0..).zip(&bodies) {
        let it = visit(&run, HOME, look);
        store.put_visit(&run, &key(), &it, Some(body.clone())).await.expect("taken");
    }
    store.flush().await.expect("on disk");
    let visits = store.recall(&run, &key()).expect("readable");
    for (visit, body) in visits.iter().zip(&bodies) {
        let hash = visit.body_hash.as_ref().expect("the hash stands in the visit");
        assert_eq!(store.body(hash).expect("readable").as_deref(), Some(&body[..]));
    }
    let (count, size, kept) = store.body_totals().expect("readable");
    assert_eq!(count, 4);
    assert!(kept < size, "{kept} of {size}");
    assert_eq!(store.body("00").expect("readable"), None);
}

#[tokio::test]
async fn a_body_that_was_tampered_with_is_not_shown_as_evidence() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let it = visit(&run, HOME, 0);
    store.put_visit(&run, &key(), &it, Some(Bytes::from("甲"))).await.expect("taken");
    store.flush().await.expect("on disk");
    let plain = Connection::open(place.database()).expect("SQLite reads it");
    plain.execute("UPDATE body SET bytes = x'00'", []).expect("changed");
    let hash = store.recall(&run, &key()).expect("readable")[0].body_hash.clone();
    let error = store.body(&hash.expect("a hash")).expect_err("no longer what was read");
    assert!(error.to_string().contains("校验值不符"), "{error}");
}

#[tokio::test]
async fn a_bundle_marks_its_site_as_done_and_may_come_twice() {
    let place = Place::new();
    let store = place.open();
    let known = register(&[HOME]);
    let run = begin(&store, "2026-11", &known).await;
    let mut evidence = empty(&known);
    store.put_bundle(&run, evidence.clone()).await.expect("on disk");
    evidence.complete = true;
    store.put_bundle(&run, evidence.clone()).await.expect("on disk");
    assert_eq!(store.bundle(&run, &key()).expect("readable"), Some(evidence));
    let done: Vec<SiteKey> = store.done_sites(&run).expect("readable").into_iter().collect();
    assert_eq!(done, [key()]);
    assert_eq!(store.bundle(&run, &SiteKey("b".into())).expect("readable"), None);
}

#[tokio::test]
async fn probes_are_found_by_time_and_number() {
    let place = Place::new();
    let store = place.open();
    for (number, day) in ["2026-11-01", "2026-11-08", "2026-11-15"].into_iter().enumerate() {
        let id = VisitId(format!("E{number:012}"));
        let probe = HomeVisit { id, at: at(day), reach: Reach::Ok, elapsed_ms: 5 };
        store.put_probe(&key(), &probe).await.expect("taken");
    }
    store.flush().await.expect("on disk");
    let week = store.probes(&key(), at("2026-11-08"), at("2026-11-15")).expect("readable");
    assert_eq!(week.len(), 2);
    let found = store.probe(&week[1].id).expect("readable").expect("known");
    assert_eq!(found, (key(), week[1].clone()));
}

fn empty(register: &Register) -> SiteEvidence {
    let site = register.sites[0].clone();
    assert_eq!(site.home, url(HOME));
    SiteEvidence {
        site,
        period: period("2026-11"),
        as_of: at("2026-11-30"),
        home_visits: Vec::new(),
        probes: Vec::new(),
        home: None,
        barrier: None,
        columns: Vec::new(),
        sections: Vec::new(),
        links: Vec::new(),
        tls: Vec::new(),
        newest: None,
        counts: Counts::default(),
        complete: false,
        remarks: Vec::new(),
        facts: pucha::model::facts::SiteFacts::default(),
        excused: std::collections::BTreeSet::new(),
    }
}
