//! Killed at any instant: what was acknowledged is there. And readers beside a busy writer.

use crate::store::{Place, begin, noise, period, register, visit};
use pucha::model::site::SiteKey;
use pucha::store::Store;
use rusqlite::Connection;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

const DATABASE: &str = "PUCHA_TEST_DATABASE";
const HOME: &str = "http://www.a.gov.cn/";

fn key() -> SiteKey {
    SiteKey("a.gov.cn".into())
}

/// Not a test but the process that the next test kills: it writes without end and says what was acknowledged.
#[tokio::test]
#[ignore = "run by what_was_acknowledged_survives_a_kill, which kills it"]
async fn write_until_killed() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only way to hand a test process its database"
    )]
    let Ok(database) = std::env::var(DATABASE) else { return };
    let store = Store::open(Path::new(&database)).expect("opens");
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    for look in 0.. {
        let body = Some(noise(look.into(), 3000));
        store.put_visit(&run, &key(), &visit(&run, HOME, look), body).await.expect("taken");
        if look % 7 == 0 {
            store.flush().await.expect("on disk");
            println!("\nacknowledged {look}");
        }
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    for wait in [1, 20, 200] {
        let place = Place::new();
        let mut child = Command::new(std::env::current_exe().expect("this test binary"))
            .args(["--exact", "store::safety::write_until_killed", "--ignored", "--nocapture"])
            .env(DATABASE, place.database())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let acknowledged: u32 = lines
            .map_while(Result::ok)
            .filter_map(|it| it.strip_prefix("acknowledged ")?.parse().ok())
            .nth(wait)
            .expect("it writes");
        child.kill().expect("killed");
        child.wait().expect("gone");

        let store = place.open();
        let run = store.latest_run(period("2026-11")).expect("readable").expect("the run").id;
        let kept = store.recall(&run, &key()).expect("readable");
        for look in 0..=acknowledged {
            let wanted = visit(&run, HOME, look).id;
            let found = kept.iter().find(|it| it.id == wanted).expect("acknowledged, so there");
            let hash = found.body_hash.as_ref().expect("a hash");
            assert!(store.body(hash).expect("readable").is_some());
        }
        drop(store);
        let plain = Connection::open(place.database()).expect("opens");
        let fine: String =
            plain.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checked");
        assert_eq!(fine, "ok");
    }
}

#[tokio::test]
async fn dropping_the_last_handle_still_writes_what_was_taken() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    for look in 0..120 {
        store.put_visit(&run, &key(), &visit(&run, HOME, look), None).await.expect("taken");
    }
    drop(store);
    let store = Store::open_read_only(&place.database()).expect("opens");
    assert_eq!(store.recall(&run, &key()).expect("readable").len(), 120);
}

#[tokio::test]
async fn closing_leaves_one_file() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    assert_eq!(store.recall(&run, &key()).expect("readable"), []);
    store.close().await.expect("closed");
    let files: Vec<_> =
        fs::read_dir(place.folder.path().join("var")).expect("a folder").flatten().collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_readers_see_a_growing_run_without_waiting() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let readers: Vec<_> = (0..6)
        .map(|_| {
            let (store, run) = (store.clone(), run.clone());
            tokio::task::spawn_blocking(move || {
                let mut before = 0;
                for _ in 0..40 {
                    let now = store.recall(&run, &key()).expect("readable").len();
                    assert!(before <= now, "a reader saw rows go away");
                    before = now;
                }
            })
        })
        .collect();
    for look in 0..300 {
        let body = Some(noise(u64::from(look), 2000));
        store.put_visit(&run, &key(), &visit(&run, HOME, look), body).await.expect("taken");
    }
    for reader in readers {
        reader.await.expect("no reader failed");
    }
    store.flush().await.expect("on disk");
    assert_eq!(store.recall(&run, &key()).expect("readable").len(), 300);
}
