//! Disk full, folder read-only, database locked, a second run: each says what is wrong and what to do.

use crate::store::{Place, begin, noise, period, register, visit};
use pucha::model::site::SiteKey;
use pucha::store::{Options, Store, StoreError};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::time::Duration;

const HOME: &str = "http://www.a.gov.cn/";

fn key() -> SiteKey {
    SiteKey("a.gov.cn".into())
}

#[tokio::test]
async fn a_full_disk_reaches_the_census_and_leaves_what_was_saved() {
    let place = Place::new();
    let options = Options { max_pages: Some(400), ..Options::default() };
    let store = Store::open_with(&place.database(), &options).expect("opens");
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let mut saved = 0;
    let error = loop {
        let it = visit(&run, HOME, saved);
        if let Err(error) =
            store.put_visit(&run, &key(), &it, Some(noise(saved.into(), 30_000))).await
        {
            break error;
        }
        match store.flush().await {
            Ok(()) => saved += 1,
            Err(error) => break error,
        }
        assert!(saved < 1000, "the disk never gets full");
    };
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("磁盘已满") && text.contains("pucha census --resume"), "{text}");
    let later = visit(&run, HOME, 5000);
    assert_eq!(store.put_visit(&run, &key(), &later, None).await, Err(error.clone()));
    assert_eq!(store.flush().await, Err(error.clone()));
    assert!(store.close().await.is_err());

    let again = place.open();
    let kept = again.recall(&run, &key()).expect("readable");
    assert!(usize::try_from(saved).expect("a count") <= kept.len());
    for it in &kept {
        let hash = it.body_hash.as_ref().expect("a hash");
        assert!(again.body(hash).expect("readable").is_some());
    }
    again.put_visit(&run, &key(), &later, None).await.expect("there is room again");
    again.close().await.expect("on disk");
}

#[test]
fn a_read_only_folder_is_named() {
    let place = Place::new();
    let folder = place.folder.path().join("locked");
    fs::create_dir(&folder).expect("a folder");
    set_read_only(&folder, true);
    // The superuser may write everywhere, except where the kernel makes the files.
    let folder =
        if fs::write(folder.join("try"), "").is_ok() { Path::new("/proc") } else { &folder };
    let database = folder.join("pucha.db");
    let error = Store::open(&database).err().expect("nothing can be written there");
    let text = error.to_string();
    assert!(matches!(error, StoreError::ReadOnly(_) | StoreError::CannotOpen { .. }), "{text}");
    assert!(text.contains("pucha.db") && text.contains("权限"), "{text}");
    set_read_only(&place.folder.path().join("locked"), false);
}

#[test]
fn a_folder_in_place_of_the_database_is_named() {
    let place = Place::new();
    let error = Store::open(place.folder.path()).err().expect("a folder is no database");
    assert!(error.to_string().contains("这是一个文件夹"), "{error}");
    let file = place.folder.path().join("file");
    fs::write(&file, "").expect("a file");
    assert!(Store::open(&file.join("pucha.db")).is_err());
}

#[tokio::test]
async fn a_locked_database_says_so_and_serves_again_afterwards() {
    let place = Place::new();
    drop(place.open());
    let options = Options { busy_timeout: Duration::from_millis(50), ..Options::default() };
    let store = Store::open_with(&place.database(), &options).expect("opens");
    let other = Connection::open(place.database()).expect("a second connection");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let error = store.flush().await.expect_err("another process writes");
    assert_eq!(error, StoreError::Locked(place.database()));
    assert!(error.to_string().contains("正被另一进程使用"), "{error}");
    assert_eq!(store.runs().expect("readers are not held up"), []);
    other.execute_batch("ROLLBACK").expect("free");
    store.flush().await.expect("a lock that is gone is forgotten");
}

#[tokio::test]
async fn visits_that_a_lock_kept_out_are_told() {
    let place = Place::new();
    let options = Options { busy_timeout: Duration::from_millis(50), ..Options::default() };
    let store = Store::open_with(&place.database(), &options).expect("opens");
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let other = Connection::open(place.database()).expect("a second connection");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    store.put_visit(&run, &key(), &visit(&run, HOME, 0), None).await.expect("taken");
    let error = store.flush().await.expect_err("the visit was not written");
    other.execute_batch("ROLLBACK").expect("free");
    assert_eq!(error, StoreError::Locked(place.database()));
    assert_eq!(store.flush().await, Err(error), "a visit was lost: the run must not go on");
}

#[test]
fn a_second_run_is_refused_with_the_holder() {
    let place = Place::new();
    let store = place.open();
    let lock = store.lock_for_run().expect("free");
    let error = place.open().lock_for_run().expect_err("held");
    let text = error.to_string();
    assert!(text.contains(&std::process::id().to_string()) && text.contains("自 20"), "{text}");
    let reader = Store::open_read_only(&place.database()).expect("readers always work");
    assert_eq!(reader.latest_run(period("2026-11")).expect("readable"), None);
    drop(lock);
    place.open().lock_for_run().expect("free again");
}

#[tokio::test]
async fn a_store_for_reading_refuses_to_write() {
    let place = Place::new();
    drop(place.open());
    let store = Store::open_read_only(&place.database()).expect("opens");
    assert!(matches!(store.flush().await, Err(StoreError::ReadOnly(_))));
    store.close().await.expect("nothing to close");
}

#[tokio::test]
async fn a_closed_store_takes_nothing_more() {
    let place = Place::new();
    let store = place.open();
    let run = begin(&store, "2026-11", &register(&[HOME])).await;
    let clone = store.clone();
    store.close().await.expect("closed");
    let late = clone.put_visit(&run, &key(), &visit(&run, HOME, 0), None).await;
    assert_eq!(late, Err(StoreError::Closed(place.database())));
}

fn set_read_only(folder: &Path, yes: bool) {
    let mut permissions = fs::metadata(folder).expect("a folder").permissions();
    permissions.set_readonly(yes);
    #[cfg(unix)]
    if !yes {
        use std::os::unix::fs::PermissionsExt;
        permissions.set_mode(0o755);
    }
    fs::set_permissions(folder, permissions).expect("permissions are set");
}
