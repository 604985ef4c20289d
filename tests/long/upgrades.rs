//! Databases of every released structure, opened by today's program; and those of a newer program, refused.
//!
//! `tests/fixtures/databases/schema-N.db.zst` were written by the programs of their time: each is what `pucha demo
//! --sites 5` left, `VACUUM`ed, without the pages that no finding stands on, and compressed by zstd. Structure 3 had gone
//! on: notices written, a unit's answer read, one finding dismissed, one item added by hand; structure 5: notices written, one
//! finding dismissed. `schema-N.ledger.csv` and
//! `.results.csv` are what those same programs said of them. To store one more: do the same with the program that is
//! about to be replaced.

use crate::cli::world::{Ran, World, quick, rows as table};
use crate::long::disk::{rows, whole};
use pucha::store::newest_version;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

/// Structures that were released.
pub(super) const OLD: [i64; 4] = [1, 2, 3, 5];
const PERIOD: &str = "2026-11";

pub(super) fn world() -> World {
    let site = "某镇人民政府,乡镇,某镇,http://www.a.gov.cn/,,,运行,,,,";
    World::new(quick(&[]), &format!("{}\n{site}\n", crate::cli::world::SITE_HEADINGS), None)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/databases").join(name)
}

/// Puts the stored database of that structure in its place.
pub(super) fn stored(world: &World, version: i64) {
    let packed = fs::read(fixture(&format!("schema-{version}.db.zst"))).expect("a fixture");
    let bytes = zstd::decode_all(packed.as_slice()).expect("unpacked");
    fs::create_dir_all(world.path("var")).expect("a folder");
    fs::write(world.path("var/pucha.db"), bytes).expect("written");
}

fn document(world: &World, words: &[&str]) -> String {
    let words = [words, &["--period", PERIOD, "--output", "-"]].concat();
    world.run(&words).ends(0).out()
}

/// What tells whether something is lost: results and ledger.
pub(super) fn said_of(world: &World) -> [String; 2] {
    [document(world, &["results"]), document(world, &["ledger"])]
}

#[test]
fn every_released_structure_is_brought_up_to_date_and_says_what_it_said() {
    for version in OLD {
        let world = world();
        stored(&world, version);
        let before = fs::read(world.path("var/pucha.db")).expect("a database");
        let [results, ledger] = said_of(&world);
        for (name, text) in [("results", &results), ("ledger", &ledger)] {
            as_it_was_said(&format!("schema-{version}.{name}.csv"), text);
        }
        let connection = Connection::open(world.path("var/pucha.db")).expect("SQLite reads it");
        whole(&connection);
        let now = rows(&connection, "PRAGMA user_version");
        assert_eq!(now, [[newest_version().to_string()]]);
        drop(connection);
        way_back(&world, version, &before);
        goes_on(&world, &[&results, &ledger]);
    }
}

/// Row by row, under every heading that the old program had.
fn as_it_was_said(name: &str, text: &str) {
    let old = fs::read_to_string(fixture(name)).expect("a fixture");
    let (old, new) = (table(&old), table(text));
    assert_eq!(old.len(), new.len(), "{name}");
    for (old, new) in old.iter().zip(&new) {
        // Remarks are made when they are written, and say more by now.
        for (heading, cell) in old.iter().filter(|it| it.0 != "备注") {
            assert_eq!(new.get(heading), Some(cell), "{name}: {heading} of {old:?}");
        }
    }
}

/// The copy holds every row of the database as it was.
fn way_back(world: &World, version: i64, before: &[u8]) {
    world.write("before.db", "");
    fs::write(world.path("before.db"), before).expect("written");
    let old = Connection::open(world.path("before.db")).expect("SQLite reads it");
    let copy = world.path(&format!("var/pucha.db.v{version}.bak"));
    let copy = Connection::open(copy).expect("a copy");
    let tables = "SELECT name, sql FROM sqlite_schema ORDER BY name";
    assert_eq!(rows(&copy, tables), rows(&old, tables));
    for table in rows(&old, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
        let all = format!("SELECT * FROM {}", table[0]);
        assert_eq!(rows(&copy, &all), rows(&old, &all), "{}", table[0]);
    }
}

/// What is done with a month goes on with it.
fn goes_on(world: &World, before: &[&str]) {
    let listed = world.run(&["findings", "list", "--period", PERIOD]).ends(0).out();
    let mut ids = listed.split_whitespace().filter(|it| it.len() == 13 && it.starts_with('F'));
    let id = ids.next().expect("a finding");
    world.run(&["findings", "show", id]).ends(0).says(&[id, "情况"]);
    world.run(&["rejudge", "--period", PERIOD]).ends(0).says(&["重新判定 5 个站点，0 个有变化"]);
    world.run(&["bulletin", "--period", PERIOD]).ends(0);
    assert_eq!(said_of(world)[0].lines().count(), before[0].lines().count());
    let by = ["--who", "王某", "--why", "核对快照，系误报"];
    world.run(&[&["findings", "dismiss", id], &by[..]].concat()).ends(0);
    world.run(&["findings", "show", id]).ends(0).says(&["王某", "误报"]);
    // Everything was judged: nothing is asked for.
    let ran = world.run(&["census", "--period", PERIOD, "--resume"]);
    assert!([0, 3].contains(&ran.code()), "{}", ran.err());
    ran.says(&["检查完成", "5 个站点已判定"]);
}

#[test]
fn a_newer_database_is_refused_by_every_command_and_left_as_it_is() {
    let world = world();
    stored(&world, 3);
    world.run(&["results", "--period", PERIOD, "--output", "-"]).ends(0);
    let newer = newest_version() + 1;
    let connection = Connection::open(world.path("var/pucha.db")).expect("SQLite reads it");
    connection.pragma_update(None, "user_version", newer).expect("set");
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("written");
    drop(connection);
    let before = fs::read(world.path("var/pucha.db")).expect("a database");
    let (found, known) = (format!("结构版本 {newer}"), format!("支持到 {}", newest_version()));
    let who = "--who 王某 --why 试";
    for words in [
        "census",
        "census --period 2026-11 --resume",
        "recheck",
        "recheck --dry-run",
        "rejudge --period 2026-11",
        "rejudge --period 2026-11 --dry-run",
        "probe",
        "probe --loop",
        "probe --status",
        "prune",
        "prune --dry-run",
        "backup copy.db",
        "ledger --period 2026-11 --output -",
        "results --period 2026-11 --output -",
        "columns --period 2026-11 --output -",
        "bulletin --period 2026-11",
        "annual --year 2026 --format csv --output -",
        "notify --period 2026-11",
        "notify --period 2026-11 --dry-run",
        "notify list --period 2026-11",
        "findings list --period 2026-11",
        "findings show F000000000000",
        &format!("findings dismiss F000000000000 {who}"),
        "snapshot list --site 某镇人民政府 --period 2026-11",
        "snapshot show E000000000000",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let ran: Ran = world.run(&words);
        assert_eq!(ran.code(), 1, "{words:?}: {}{}", ran.out(), ran.err());
        ran.says(&["pucha.db", &found, &known, "请换用新版程序"]);
        let after = fs::read(world.path("var/pucha.db")).expect("a database");
        assert!(after == before, "{words:?} changed it");
    }
    let beside: Vec<_> = world.path("var").read_dir().expect("a folder").flatten().collect();
    assert!(beside.iter().all(|it| !it.file_name().to_string_lossy().ends_with(".part")));
}
