//! What earlier runs know of a page: found by its address, gone with its body.

use crate::store::{Place, begin, register, site, url, visit};
use bytes::Bytes;
use chrono::NaiveDate;
use pucha::model::page::Page;
use pucha::model::site::SiteKey;
use pucha::model::visit::Outcome;
use pucha::parse::{Source, page};
use pucha::store::{Load, ReadingKey, RunId, RunState, Store};
use sha2::{Digest, Sha256};

const HOME: &str = "http://a.gov.cn/";
const PAGE: &str = "http://a.gov.cn/xw/1.html";

fn key() -> SiteKey {
    site(HOME).key
}

async fn ended(store: &Store, run: &RunId, state: RunState) {
    let at = crate::store::at("2026-11-20");
    store.set_run_state(run, state, at).await.expect("a state");
}

/// A run that visited the page, with this body and status.
async fn run_with(store: &Store, month: &str, status: u16, body: &str) -> RunId {
    let run = begin(store, month, &register(&[HOME])).await;
    let mut it = visit(&run, PAGE, 0);
    it.outcome = Outcome::Answered(status);
    let body = (!body.is_empty()).then(|| Bytes::from(body.to_owned()));
    store.put_visit(&run, &key(), &it, body).await.expect("taken");
    ended(store, &run, RunState::Finished).await;
    run
}

#[tokio::test]
async fn the_newest_finished_run_before_this_one_that_brought_the_page_is_found() {
    let place = Place::new();
    let store = place.open();
    let first = run_with(&store, "2026-08", 200, "eins").await;
    let second = run_with(&store, "2026-09", 200, "zwei").await;
    run_with(&store, "2026-09", 500, "fault").await;
    run_with(&store, "2026-09", 200, "").await;
    let cut_off = run_with(&store, "2026-10", 200, "drei").await;
    ended(&store, &cut_off, RunState::Interrupted).await;
    let now = begin(&store, "2026-11", &register(&[HOME])).await;
    let later = run_with(&store, "2026-12", 200, "vier").await;
    let found = |run: &RunId, site: &SiteKey, address: &str| {
        store.earlier(run, site, &url(address)).expect("readable").map(|it| it.id)
    };
    let of = |run: &RunId| Some(visit(run, PAGE, 0).id);
    assert_eq!(found(&now, &key(), PAGE), of(&second));
    assert_eq!(found(&second, &key(), PAGE), of(&first));
    assert_eq!(found(&first, &key(), PAGE), None);
    assert_eq!(found(&later, &key(), PAGE), of(&second));
    assert_eq!(found(&now, &SiteKey("b.gov.cn".into()), PAGE), None);
    assert_eq!(found(&now, &key(), "http://a.gov.cn/xw/2.html"), None);
}

fn html() -> (Bytes, String, Page) {
    let body =
        Bytes::from("<html><title>某镇</title><p>某镇人民政府召开会议</p></html>".repeat(40));
    let hash = hex::encode(Sha256::digest(&body));
    let (address, as_of) = (url(PAGE), "2026-11-20".parse().expect("a day"));
    let source =
        Source { address: &address, status: 200, headers: &[], body: &body, as_of, includes: &[] };
    let page = page(&source);
    (body, hash, page)
}

#[tokio::test]
async fn a_reading_comes_back_for_its_own_days_body_and_readers_only() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let (body, hash, page) = html();
    let of = |place: u8, version| ReadingKey { body: hash.clone(), place: [place; 16], version };
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let days = (day("2026-11-01"), day("2026-12-24"));
    let load = Load::of_body(&store, &key(), &hash, &body);
    let load = load.with_reading(of(1, "a"), &page, days, &body);
    let mut it = visit(&run, PAGE, 0);
    it.body_hash = Some(hash.clone());
    store.put_loaded_visit(&run, &key(), &it, load).await.expect("taken");
    store.flush().await.expect("on disk");
    let found = |key: &ReadingKey, on: &str| store.reading(key, day(on), &body).expect("readable");
    for on in ["2026-11-01", "2026-11-20", "2026-12-24"] {
        assert_eq!(found(&of(1, "a"), on).as_ref(), Some(&page), "{on}");
    }
    for on in ["2026-10-31", "2026-12-25"] {
        assert_eq!(found(&of(1, "a"), on), None, "{on}");
    }
    assert_eq!(found(&of(2, "a"), "2026-11-20"), None, "read elsewhere");
    assert_eq!(found(&of(1, "b"), "2026-11-20"), None, "by other readers");
    assert_eq!(store.body(&hash).expect("readable").as_deref(), Some(&body[..]));
    // A damaged reading is none; one whose body goes, goes with it.
    let plain = rusqlite::Connection::open(place.database()).expect("SQLite reads it");
    let damage = "UPDATE reading SET bytes = CAST(substr(bytes, 1, length(bytes) - 6) || x'000000000000' AS BLOB)";
    assert_eq!(plain.execute(damage, []).expect("changed"), 1);
    assert_eq!(found(&of(1, "a"), "2026-11-20"), None);
    plain.pragma_update(None, "foreign_keys", true).expect("on");
    plain.execute("UPDATE visit SET body = NULL", []).expect("changed");
    plain.execute("DELETE FROM body", []).expect("deleted");
    assert_eq!(store.reading_totals().expect("readable"), (0, 0));
}

#[tokio::test]
async fn a_reading_without_its_body_is_not_kept() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let (body, hash, page) = html();
    let key_of = ReadingKey { body: hash, place: [0; 16], version: "a" };
    let days = (NaiveDate::MIN, NaiveDate::MAX);
    let load = Load::default().with_reading(key_of, &page, days, &body);
    store.put_loaded_visit(&run, &key(), &visit(&run, PAGE, 0), load).await.expect("taken");
    store.flush().await.expect("on disk");
    assert_eq!(store.reading_totals().expect("readable").0, 0);
}
