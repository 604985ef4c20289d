//! Database files: new, old, newer, and not ours.

use crate::store::Place;
use pucha::store::{Store, StoreError, newest_version};
use rusqlite::Connection;
use std::fs;

#[test]
fn a_new_database_is_made_with_its_folder_and_opens_again() {
    let place = Place::new();
    drop(place.open());
    let store = place.open();
    assert_eq!(store.runs().expect("no runs yet"), []);
    drop(store);
    let plain = Connection::open(place.database()).expect("SQLite reads it");
    let version: i64 =
        plain.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
    assert_eq!(version, newest_version());
    let mode: String =
        plain.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("a mode");
    assert_eq!(mode, "wal");
}

#[test]
fn strict_tables_refuse_a_wrong_type() {
    let place = Place::new();
    drop(place.open());
    let plain = Connection::open(place.database()).expect("SQLite reads it");
    let error = plain
        .execute(
            "INSERT INTO body (hash, size, coding, bytes) VALUES ('h', 'many', 'raw', x'00')",
            [],
        )
        .expect_err("text is no size");
    assert!(error.to_string().contains("cannot store TEXT value"), "{error}");
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_left_alone() {
    let place = Place::new();
    drop(place.open());
    let plain = Connection::open(place.database()).expect("SQLite reads it");
    plain.pragma_update(None, "user_version", 99).expect("the version is set");
    drop(plain);
    for result in [Store::open(&place.database()), Store::open_read_only(&place.database())] {
        let error = result.err().expect("a newer database is refused");
        assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("pucha.db") && text.contains("新版程序"), "{text}");
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let place = Place::new();
    let path = place.folder.path().join("sites.csv");
    let text = "单位名称,单位类别\n".repeat(400);
    fs::write(&path, &text).expect("a file");
    for result in [Store::open(&path), Store::open_read_only(&path)] {
        let error = result.err().expect("a table of sites is no database");
        assert!(matches!(error, StoreError::NotADatabase(_)), "{error:?}");
        assert!(error.to_string().contains("sites.csv"), "{error}");
    }
    assert_eq!(fs::read_to_string(&path).expect("still there"), text);
}

#[test]
fn a_database_of_another_program_is_refused() {
    let place = Place::new();
    let path = place.folder.path().join("other.db");
    let other = Connection::open(&path).expect("a database");
    other.execute_batch("CREATE TABLE song (name TEXT)").expect("a table");
    drop(other);
    let error = Store::open(&path).err().expect("not ours");
    assert!(matches!(error, StoreError::Foreign(_)), "{error:?}");
}

#[test]
fn reading_a_database_that_is_not_there_says_how_to_get_one() {
    let place = Place::new();
    let error = Store::open_read_only(&place.database()).err().expect("nothing to read");
    assert!(error.to_string().contains("请先运行 pucha census"), "{error}");
    assert!(!place.database().exists());
}
