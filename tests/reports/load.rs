//! A month read back from a real store.

use crate::store::{Place, begin, finding, period, register, verdict};
use pucha::config::Settings;
use pucha::model::finding::FindingState;
use pucha::model::verdict::Conclusion;
use pucha::reports::Basis;
use pucha::reports::load::month;

#[tokio::test]
async fn a_period_without_judgments_is_no_month() {
    let place = Place::new();
    let store = place.open();
    let nothing = month(&store, &Settings::default(), period("2026-11"), Basis::default());
    assert!(nothing.expect("a readable store").is_none());
}

#[tokio::test]
async fn sites_stand_in_the_registers_order_and_unjudged_ones_are_told() {
    let place = Place::new();
    let store = place.open();
    let homes = ["http://www.a.gov.cn/", "http://www.b.gov.cn/", "http://www.c.gov.cn/"];
    let register = register(&homes);
    let keys: Vec<_> = register.sites.iter().map(|it| it.key.clone()).collect();
    let last = begin(&store, "2026-09", &register).await;
    store.put_judgment(&last, &keys[0], vec![], verdict(80.0), vec![]).await.expect("saved");
    let run = begin(&store, "2026-11", &register).await;
    for (place, score) in [(2, 90.0), (0, 95.0)] {
        let found = [finding(&keys[place], "2026-11", "http://x/", FindingState::Open)];
        store
            .put_judgment(&run, &keys[place], vec![], verdict(score), found.into())
            .await
            .expect("saved");
    }
    let month = month(&store, &Settings::default(), period("2026-11"), Basis::default())
        .expect("a readable store")
        .expect("a month");
    let sites: Vec<_> = month.results.iter().map(|it| (&it.site.key, it.findings.len())).collect();
    assert_eq!(sites, [(&keys[0], 1), (&keys[1], 0), (&keys[2], 1)]);
    assert_eq!(month.results[1].verdict.conclusion, Conclusion::NotJudged);
    assert_eq!(month.as_of.to_string(), "2026-11-30");
    let previous = month.previous.as_ref().expect("the period before");
    assert_eq!(previous.period.to_string(), "2026-09");
    let text = pucha::reports::bulletin::markdown(&month).expect("a bulletin");
    assert!(String::from_utf8(text).expect("UTF-8").contains("本期尚未检查"));
}
