//! Judgments and findings: the newest run that judged a site counts, and every change leaves a step.

use crate::store::{Place, at, begin, finding, observation, period, register, verdict};
use pucha::model::finding::{FindingId, FindingState};
use pucha::model::site::SiteKey;
use std::sync::Arc;

const HOMES: [&str; 2] = ["http://www.b.gov.cn/", "http://www.a.gov.cn/"];

fn key(text: &str) -> SiteKey {
    SiteKey(text.into())
}

#[tokio::test]
async fn for_each_site_the_newest_run_that_judged_it_counts() {
    let place = Place::new();
    let store = place.open();
    let known = register(&HOMES);
    let first = begin(&store, "2026-11", &known).await;
    let second = begin(&store, "2026-11", &known).await;
    let (a, b) = (key("a.gov.cn"), key("b.gov.cn"));
    let old = [finding(&a, "2026-11", "旧", FindingState::Open)];
    let new = [finding(&a, "2026-11", "新", FindingState::Open)];
    let seen = [observation("stale_columns", "新")];
    store.put_judgment(&first, &b, vec![], verdict(80.0), vec![]).await.expect("saved");
    store
        .put_judgment(
            &second,
            &a,
            seen.iter().cloned().map(Arc::new).collect(),
            verdict(90.0),
            new.to_vec(),
        )
        .await
        .expect("saved");
    store
        .put_judgment(&first, &a, vec![], verdict(70.0), old.to_vec())
        .await
        .expect("saved out of order");

    let results = store.results(period("2026-11")).expect("readable");
    let scores: Vec<_> = results
        .iter()
        .map(|it| (it.site.key.0.as_str(), it.run.id.0.as_str(), it.verdict.score))
        .collect();
    assert_eq!(
        scores,
        [("b.gov.cn", "2026-11-1", Some(80.0)), ("a.gov.cn", "2026-11-2", Some(90.0))]
    );
    assert_eq!(results[1].findings, new);
    assert_eq!(results[1].observations, seen);
    assert_eq!(store.findings(period("2026-11")).expect("readable"), new);
    assert_eq!(store.findings_of(&a, period("2026-11")).expect("readable"), new);
    assert_eq!(store.findings_of(&b, period("2026-11")).expect("readable"), []);
    let judged: Vec<_> = store.judged_sites(&second).expect("readable").into_iter().collect();
    assert_eq!(judged, [a]);
}

#[tokio::test]
async fn judging_again_replaces_and_an_unknown_site_is_an_error() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&HOMES)).await;
    let a = key("a.gov.cn");
    let two = [
        finding(&a, "2026-11", "甲", FindingState::Open),
        finding(&a, "2026-11", "乙", FindingState::Open),
    ];
    store.put_judgment(&run, &a, vec![], verdict(70.0), two.to_vec()).await.expect("saved");
    store.put_judgment(&run, &a, vec![], verdict(75.0), two[1..].to_vec()).await.expect("saved");
    assert_eq!(store.findings(period("2026-11")).expect("readable"), two[1..]);
    assert_eq!(store.results(period("2026-11")).expect("readable").len(), 1);
    let nobody = key("nobody.gov.cn");
    assert!(store.put_judgment(&run, &nobody, vec![], verdict(1.0), vec![]).await.is_err());
    store.flush().await.expect("the refused one did no harm");
    assert_eq!(store.results(period("2026-11")).expect("readable").len(), 1);
}

#[tokio::test]
async fn the_period_before_is_the_latest_one_with_data() {
    let place = Place::new();
    let store = place.open();
    let known = register(&HOMES);
    for month in ["2026-07", "2026-09", "2026-11"] {
        let run = begin(&store, month, &known).await;
        store
            .put_judgment(&run, &key("a.gov.cn"), vec![], verdict(90.0), vec![])
            .await
            .expect("saved");
    }
    begin(&store, "2026-10", &known).await;
    assert_eq!(store.periods().expect("readable"), ["2026-07", "2026-09", "2026-11"].map(period));
    let (before, results) =
        store.previous_results(period("2026-11")).expect("readable").expect("September");
    assert_eq!((before, results.len()), (period("2026-09"), 1));
    assert_eq!(store.previous_results(period("2026-07")).expect("readable"), None);
}

#[tokio::test]
async fn history_holds_the_latest_record_before_the_run_and_the_runs_own() {
    let place = Place::new();
    let store = place.open();
    let known = register(&HOMES);
    let a = key("a.gov.cn");
    let mut runs = Vec::new();
    for (month, state) in [
        ("2026-09", FindingState::Open),
        ("2026-10", FindingState::Mended),
        ("2026-11", FindingState::Relapsed),
        ("2026-11", FindingState::Notified),
    ] {
        let run = begin(&store, month, &known).await;
        let it = finding(&a, month, "甲", state);
        store.put_judgment(&run, &a, vec![], verdict(90.0), vec![it]).await.expect("saved");
        runs.push(run);
    }
    let history = store.history(&runs[3], &a).expect("readable");
    let states = |it: &[pucha::model::finding::Finding]| -> Vec<FindingState> {
        it.iter().map(|it| it.state).collect()
    };
    assert_eq!(states(&history.earlier), [FindingState::Mended, FindingState::Relapsed]);
    assert_eq!(states(&history.own), [FindingState::Notified]);
    // What is observed again is held once.
    let now = Arc::new(observation("stale_columns", "甲"));
    let known = &history.own[0].id;
    let again = |id: &FindingId| (id == known).then(|| Arc::clone(&now));
    let beside = store.history_beside(&runs[3], &a, again).expect("readable");
    assert_eq!(states(&beside.earlier), states(&history.earlier));
    assert!(beside.earlier.iter().all(|it| Arc::ptr_eq(&it.observation, &now)));
    let october = store.history(&runs[1], &a).expect("readable");
    assert_eq!(states(&october.earlier), [FindingState::Open]);
}

#[tokio::test]
async fn each_change_of_state_is_a_step_and_judging_again_adds_none() {
    let place = Place::new();
    let store = place.open();
    let known = register(&HOMES);
    let a = key("a.gov.cn");
    let run = begin(&store, "2026-10", &known).await;
    let open = finding(&a, "2026-10", "甲", FindingState::Open);
    for _ in 0..2 {
        let found = [open.clone()];
        store.put_judgment(&run, &a, vec![], verdict(90.0), found.to_vec()).await.expect("saved");
    }
    let next = begin(&store, "2026-11", &known).await;
    let mut mended = finding(&a, "2026-11", "甲", FindingState::Mended);
    mended.review = "复核已整改".into();
    store
        .put_judgment(&next, &a, vec![], verdict(95.0), vec![mended.clone()])
        .await
        .expect("saved");
    mended.state = FindingState::FalseAlarm;
    store.decide(&mended, at("2026-11-25"), "张三", "栏目已归档").await.expect("saved");

    let steps = store.steps(&open.id).expect("readable");
    let told: Vec<_> = steps.iter().map(|it| (it.what, it.who.as_str(), it.why.as_str())).collect();
    assert_eq!(
        told,
        [
            (FindingState::Pending, "pucha", ""),
            (
                FindingState::Open,
                "pucha",
                "按设置 [rectification] confirm_first，扣分类问题不需人工核实"
            ),
            (FindingState::Mended, "pucha", "复核已整改"),
            (FindingState::FalseAlarm, "张三", "栏目已归档"),
        ]
    );
    let newest = store.finding(&open.id).expect("readable").expect("known");
    assert_eq!((newest.period, newest.state), (period("2026-11"), FindingState::FalseAlarm));
    assert_eq!(store.findings(period("2026-10")).expect("readable")[0].state, FindingState::Open);
    let unknown = finding(&a, "2026-11", "没有", FindingState::Open);
    assert!(store.decide(&unknown, at("2026-11-25"), "张三", "").await.is_err());
}

#[tokio::test]
async fn a_judgment_that_could_not_be_read_again_is_refused() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&HOMES)).await;
    let mut wrong = verdict(90.0);
    wrong.availability = Some((f64::NAN, 0));
    assert!(store.put_judgment(&run, &key("a.gov.cn"), vec![], wrong, vec![]).await.is_err());
    assert_eq!(store.results(period("2026-11")).expect("readable"), []);
}
