//! What stands on the disk: taken aside without waking the log, checked, and compared.

use crate::cli::world::World;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A database as a kill left it, log included, so that looking at it mends nothing for the program.
pub(super) struct Aside {
    folder: TempDir,
}

impl Aside {
    pub(super) fn of(world: &World) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["pucha.db", "pucha.db-wal"] {
            let from = world.path("var").join(name);
            if from.exists() {
                fs::copy(from, folder.path().join(name)).expect("a copy");
            }
        }
        Self { folder }
    }

    fn connection(&self) -> Connection {
        Connection::open(self.folder.path().join("pucha.db")).expect("SQLite reads it")
    }

    /// Structure and references are whole.
    #[track_caller]
    pub(super) fn is_whole(&self) {
        whole(&self.connection());
    }

    pub(super) fn is_finished(&self, run: &str) -> bool {
        let sql = format!("SELECT state FROM run WHERE id = '{run}'");
        rows(&self.connection(), &sql).iter().any(|it| it[0] == "finished")
    }

    /// Every visit with all that is kept of it, by its evidence number and site. None where there are no tables yet.
    pub(super) fn visits(&self) -> BTreeMap<String, String> {
        let connection = self.connection();
        if rows(&connection, "SELECT name FROM sqlite_schema WHERE name = 'visit'").is_empty() {
            return BTreeMap::new();
        }
        let all = rows(&connection, "SELECT id, site, facts FROM visit");
        all.into_iter().map(|it| (format!("{} {}", it[0], it[1]), it[2].clone())).collect()
    }
}

#[track_caller]
pub(super) fn whole(connection: &Connection) {
    assert_eq!(rows(connection, "PRAGMA integrity_check"), [["ok"]]);
    assert_eq!(rows(connection, "PRAGMA foreign_key_check"), Vec::<Vec<String>>::new());
}

pub(super) fn rows(connection: &Connection, sql: &str) -> Vec<Vec<String>> {
    let mut asked = connection.prepare(sql).expect("a statement");
    let wide = asked.column_count();
    let found = asked
        .query_map([], |row| {
            (0..wide)
                .map(|it| {
                    Ok(match row.get(it)? {
                        Value::Null => "-".to_owned(),
                        Value::Integer(number) => number.to_string(),
                        Value::Real(number) => number.to_string(),
                        Value::Text(text) => text,
                        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
                    })
                })
                .collect()
        })
        .expect("asked");
    found.map(|it| it.expect("a row")).collect()
}

/// What the program says of the period, and what the database holds behind it: without the times at which requests
/// were made, everything.
pub(super) fn said(world: &World, period: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for document in ["ledger", "results"] {
        let words = [document, "--period", period, "--output", "-"];
        all.insert(document.to_owned(), world.run(&words).ends(0).out());
    }
    let bulletin = ["bulletin", "--period", period, "--format", "md", "--out", "said"];
    world.run(&bulletin).ends(0);
    for entry in fs::read_dir(world.path("said")).expect("a folder").flatten() {
        let text = fs::read_to_string(entry.path()).expect("a text");
        all.insert(entry.file_name().to_string_lossy().into_owned(), text);
    }
    fs::remove_dir_all(world.path("said")).expect("taken away");
    let connection = Connection::open(world.path("var/pucha.db")).expect("SQLite reads it");
    whole(&connection);
    for (name, sql) in [
        (
            "findings",
            "SELECT run, id, site, period, place, code, level, state, facts FROM finding ORDER BY run, site, place",
        ),
        ("judgments", "SELECT run, site, verdict FROM judgment ORDER BY run, site"),
        (
            "observations",
            "SELECT run, site, place, facts FROM observation ORDER BY run, site, place",
        ),
        (
            "steps",
            "SELECT finding, period, who, what, why, evidence FROM finding_step ORDER BY finding, number",
        ),
        (
            "visits",
            "SELECT id, run, site, address, purpose, look, outcome, status, landed, body FROM visit ORDER BY id, site",
        ),
        ("bodies", "SELECT hash, size FROM body ORDER BY hash"),
        ("runs", "SELECT id, state FROM run ORDER BY number"),
    ] {
        let lines: Vec<String> = rows(&connection, sql).iter().map(|it| it.join(" | ")).collect();
        all.insert(name.to_owned(), lines.join("\n"));
    }
    for text in all.values_mut() {
        *text = timeless(text);
    }
    all
}

/// Times of day and spans of milliseconds taken out; days stay.
fn timeless(text: &str) -> String {
    let clock = regex::Regex::new(
        r#"[T 、]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|\+\d\d:\d\d)?|"(first_byte_ms|total_ms)":(\d+|null)|\d+(\.\d+)? ?(毫秒|秒|ms)"#,
    );
    clock.expect("an expression").replace_all(text, "").into_owned()
}

/// Fails with the first lines that differ, by what they stand in.
#[track_caller]
pub(super) fn same(
    found: &BTreeMap<String, String>,
    wanted: &BTreeMap<String, String>,
    what: &str,
) {
    let mut told = Vec::new();
    for (name, text) in wanted {
        let empty = String::new();
        let own = found.get(name).unwrap_or(&empty);
        let lines = |it: &str| it.lines().map(str::to_owned).collect::<BTreeSet<String>>();
        let (is, was) = (lines(own), lines(text));
        told.extend(is.difference(&was).take(3).map(|it| format!("{name}: + {it}")));
        told.extend(was.difference(&is).take(3).map(|it| format!("{name}: - {it}")));
        if is == was && own != text {
            told.push(format!("{name}: the same lines in another order"));
        }
    }
    assert!(told.is_empty() && found.len() == wanted.len(), "{what}\n{}", told.join("\n"));
}

/// Puts a database in its place, without log.
pub(super) fn put(world: &World, database: &Path) {
    fs::create_dir_all(world.path("var")).expect("a folder");
    fs::copy(database, world.path("var/pucha.db")).expect("a copy");
}
