//! Backups: the database as it was at one instant, checked, and never in the place of something else.

use crate::store::{Place, at, begin, finding, noise, period, register, verdict, visit};
use pucha::model::finding::FindingState;
use pucha::model::site::SiteKey;
use pucha::store::{BackupStep, RunId, Store, StoreError};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const HOME: &str = "http://www.a.gov.cn/";

fn key() -> SiteKey {
    SiteKey("a.gov.cn".into())
}

async fn some_visits(store: &Store, run: &RunId, looks: std::ops::Range<u32>) {
    for look in looks {
        let body = Some(noise(look.into(), 20_000));
        store.put_visit(run, &key(), &visit(run, HOME, look), body).await.expect("taken");
    }
    store.flush().await.expect("on disk");
}

fn copied(store: &Store, target: &Path, replace: bool) -> Result<u64, StoreError> {
    store.backup(target, replace, &mut |_| {})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_one_instant_whatever_is_written_meanwhile() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    some_visits(&store, &run, 0..300).await;
    let target = place.folder.path().join("copies/pucha.bak");
    let (mut steps, mut checked) = (0, false);
    let runtime = tokio::runtime::Handle::current();
    let (own, id) = (store.clone(), run.clone());
    let saved = target.clone();
    let done = tokio::task::spawn_blocking(move || {
        own.backup(&saved, false, &mut |step| match step {
            BackupStep::Copied(..) => {
                steps += 1;
                // Between two steps the census goes on, and the copy need not begin again.
                runtime.block_on(some_visits(&own, &id, 300 + steps * 2..302 + steps * 2));
            }
            BackupStep::Checking => checked = true,
        })
        .map(|bytes| (bytes, steps, checked))
    });
    let (bytes, steps, checked) = done.await.expect("a thread").expect("a backup");
    assert!(checked && 3 < steps && steps < 20, "{steps}");
    assert_eq!(fs::metadata(&target).expect("the copy").len(), bytes);
    let copy = Store::open_read_only(&target).expect("opens");
    assert_eq!(copy.recall(&run, &key()).expect("readable").len(), 300);
    assert!(copy.check(true).expect("checked").is_whole());
    let all = store.recall(&run, &key()).expect("readable").len();
    assert_eq!(all, 300 + 2 * usize::try_from(steps).expect("few"));
    let names: Vec<_> = fs::read_dir(target.parent().expect("a folder"))
        .expect("readable")
        .map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|it| it.contains("part"))
        .collect();
    assert_eq!(names, Vec::<String>::new(), "nothing half is left");
}

#[tokio::test]
async fn what_stands_in_the_targets_place_is_not_lost() {
    let place = Place::new();
    let store = place.open();
    begin(&store, "2026-11", &register(&[HOME])).await;
    let folder = place.folder.path();
    let table = folder.join("sites.csv");
    fs::write(&table, "单位名称,".repeat(50)).expect("a file");
    let copy = folder.join("copy.db");
    copied(&store, &copy, false).expect("a backup");
    let used = folder.join("used.db");
    fs::copy(&copy, &used).expect("a copy");
    fs::write(folder.join("used.db-wal"), "log").expect("a log");
    for (target, replace, words) in [
        (copy.as_path(), false, "--replace"),
        (&table, true, "不是 pucha 的数据库"),
        (&table, false, "已存在"),
        (&place.database(), true, "数据库自己的文件"),
        (folder, true, "文件夹"),
        (&used, true, "正在被使用"),
    ] {
        let error = copied(&store, target, replace).expect_err("refused");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert!(fs::read_to_string(&table).expect("still there").starts_with("单位名称"));
    begin(&store, "2026-12", &register(&[HOME])).await;
    copied(&store, &copy, true).expect("replaced");
    let restored = Store::open(&copy).expect("opens for writing");
    assert_eq!(restored.runs().expect("readable").len(), 2);
}

#[tokio::test]
async fn a_check_names_what_is_broken() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    some_visits(&store, &run, 0..3).await;
    let mut it = finding(&key(), "2026-11", "甲", FindingState::Open);
    Arc::make_mut(&mut it.observation).evidence = vec![visit(&run, HOME, 1).id];
    store
        .put_judgment(&run, &key(), vec![], verdict(80.0), vec![it.clone()])
        .await
        .expect("judged");
    assert!(store.check(true).expect("checked").is_whole());
    assert_eq!(store.check(true).expect("checked").bodies, 3);

    let plain = Connection::open(place.database()).expect("opens");
    plain.execute_batch("PRAGMA foreign_keys = OFF").expect("off");
    plain.execute("UPDATE body SET bytes = x'00' WHERE rowid = 1", []).expect("damaged");
    assert_eq!(store.check(true).expect("checked").damaged.len(), 1);
    assert!(
        store.check(false).expect("checked").damaged.is_empty(),
        "only a deep check reads pages"
    );
    plain.execute("DELETE FROM body WHERE rowid = 2", []).expect("lost");
    let health = store.check(false).expect("checked");
    assert_eq!(health.references, [("visit".to_owned(), 1)]);
    plain
        .execute("UPDATE visit SET body = NULL WHERE id = ?1", [&it.observation.evidence[0].0])
        .expect("lost");
    let health = store.check(false).expect("checked");
    assert_eq!(health.without_evidence, [(it.id.clone(), it.observation.evidence[0].clone())]);
    let mended = pucha::model::finding::Finding { state: FindingState::Mended, ..it };
    store.decide(&mended, at("2026-11-30"), "王某", "改好了").await.expect("noted");
    assert!(store.check(false).expect("checked").without_evidence.is_empty());
    assert_eq!(store.results(period("2026-11")).expect("readable").len(), 1);
}
