//! Pages that lean on their site's base take little room and read back; and the disk is looked at now and then.

use crate::store::{Place, at, begin, noise, period, register, url, visit};
use bytes::Bytes;
use pucha::model::site::SiteKey;
use pucha::model::visit::{Purpose, Visit, VisitId};
use pucha::store::{Load, Options, RunId, Store, StoreError, free_bytes};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::time::Duration;

const HOMES: [&str; 2] = ["http://www.a.gov.cn/", "http://www.b.gov.cn/"];

fn key(name: &str) -> SiteKey {
    SiteKey(format!("{name}.gov.cn"))
}

/// The same template around some words, whose letters no compressor finds elsewhere.
fn page(number: u64) -> Bytes {
    let items = (0..400_u64).map(|it| [it * 7919, it * 104_729].map(|it| it.to_string()));
    let items: Vec<String> = items.map(|it| it.join("/\">")).collect();
    let template = items.join("</a><li><a href=\"/lm/");
    let words = hex::encode(noise(number + 1, 400));
    Bytes::from(format!("<html><body>{template}<p>{words}</p></body></html>"))
}

fn hash(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

async fn keep(store: &Store, run: &RunId, (name, number): (&str, u64), body: &Bytes) -> Visit {
    let address = url(&format!("http://www.{name}.gov.cn/{number}"));
    let it = Visit {
        id: VisitId::new(&run.0, &address, Purpose::Page, 0),
        landed: address.clone(),
        address,
        body_hash: Some(hash(body)),
        ..visit(run, HOMES[0], 0)
    };
    let site = key(name);
    let load = Load::of_body(store, &site, &hash(body), body);
    store.put_loaded_visit(run, &site, &it, load).await.expect("taken");
    store.flush().await.expect("on disk");
    it
}

fn leaning(place: &Place) -> (i64, i64) {
    let plain = Connection::open(place.database()).expect("opens");
    plain
        .query_row("SELECT count(base), count(*) FROM body", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("counted")
}

#[tokio::test]
async fn pages_of_a_site_lean_on_its_first_proper_page_and_read_back() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-10", &register(&HOMES)).await;
    let small = Bytes::from_static(b"<html>a frame, too small to be a base</html>");
    keep(&store, &run, ("a", 100), &small).await;
    for number in 0..20 {
        keep(&store, &run, ("a", number), &page(number)).await;
    }
    // The same bytes on another site are kept already; then that site has a base of its own.
    keep(&store, &run, ("b", 3), &page(3)).await;
    for number in 30..33 {
        keep(&store, &run, ("b", number), &page(number)).await;
    }
    let picture = noise(9, 5000);
    keep(&store, &run, ("a", 101), &picture).await;
    let large = Bytes::from(vec![b'x'; 400 << 10]);
    keep(&store, &run, ("a", 102), &large).await;
    assert_eq!(leaning(&place), (19 + 2, 1 + 20 + 3 + 2));
    let (_, size, kept) = store.body_totals().expect("counted");
    assert!(kept - 5000 < 35_000, "{kept} of {size}: the template is kept twice, not 23 times");
    store.close().await.expect("closed");

    let store = place.open();
    for (number, body) in (0..20).chain(30..33).map(|it| (it, page(it))) {
        let found = store.body(&hash(&body)).expect("readable");
        assert_eq!(found.as_deref(), Some(&body[..]), "{number}");
    }
    for body in [&picture, &large, &small] {
        assert!(store.body(&hash(body)).expect("readable").is_some());
    }
    let next = begin(&store, "2026-11", &register(&HOMES)).await;
    keep(&store, &next, ("a", 50), &page(50)).await;
    assert_eq!(leaning(&place).0, 22, "remembered over runs");

    let mut pruner = store.pruner(1, at("2026-11-30")).expect("worked out");
    while pruner.step().expect("a step").is_some() {}
    assert_eq!(leaning(&place), (1, 3), "both bases and the new page");
    assert!(store.body(&hash(&page(50))).expect("readable").is_some());
    assert!(store.check(true).expect("checked").is_whole());
    let copy = place.folder.path().join("copy.db");
    store.backup(&copy, false, &mut |_| {}).expect("copied");
    let copied = Store::open_read_only(&copy).expect("opens");
    assert_eq!(copied.body(&hash(&page(50))).expect("readable").as_deref(), Some(&page(50)[..]));

    let plain = Connection::open(place.database()).expect("opens");
    plain
        .execute("UPDATE body SET bytes = zeroblob(100), coding = 'raw' WHERE hash IN (SELECT body FROM base)", [])
        .expect("damaged");
    let damaged = place.open().check(true).expect("checked").damaged;
    assert_eq!(damaged.len(), 3, "what leans on a damaged page is damaged");
}

#[tokio::test]
async fn the_disk_is_looked_at_while_visits_are_taken() {
    let place = Place::new();
    let options = Options { disk: Some(10 << 20), ..Options::default() };
    let store = Store::open_with(&place.database(), &options).expect("opens");
    let run = begin(&store, "2026-11", &register(&HOMES)).await;
    store.keep_free(8 << 20);
    assert_eq!(store.shortage(), None, "{:?}", store.space());
    let mut taken = 0;
    while store.shortage().is_none() {
        let it = visit(&run, HOMES[0], taken);
        store
            .put_visit(&run, &key("a"), &it, Some(noise(taken.into(), 30_000)))
            .await
            .expect("taken");
        store.flush().await.expect("on disk");
        taken += 1;
        assert!(taken < 1000, "nobody looks");
    }
    let shortage = store.until_short().await;
    let space = store.space().expect("known");
    assert!(
        shortage.free < shortage.least && space.free <= shortage.free,
        "{shortage:?} {space:?}"
    );
    assert!(7 << 20 < shortage.free, "seen in time: {shortage:?}");
    // What comes all the same is still taken: there is room for it.
    store.put_visit(&run, &key("a"), &visit(&run, HOMES[0], 5000), None).await.expect("taken");
    store.flush().await.expect("on disk");
    let target = place.folder.path().join("copy.db");
    let told = store.backup(&target, false, &mut |_| {});
    assert!(!matches!(told, Err(StoreError::NoRoom { .. })), "a backup asks the real disk");
}

#[tokio::test]
async fn nobody_is_told_where_there_is_room() {
    let place = Place::new();
    let store = place.open();
    store.keep_free(1);
    let waited = tokio::time::timeout(Duration::ZERO, store.until_short()).await;
    assert!(waited.is_err() && store.shortage().is_none());
    assert_eq!(store.latest_run(period("2026-11")).expect("readable"), None);
    let deep = place.folder.path().join("not/there/yet/pucha.db");
    assert!(0 < free_bytes(&deep).expect("of the nearest folder"));
}
