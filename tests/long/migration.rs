//! The first opening of an old database killed at any moment: the next one goes on, nothing is lost, and the way back is whole.

use crate::cli::world::World;
use crate::long::chance::Chance;
use crate::long::disk::{Aside, rows, whole};
use crate::long::upgrades::{OLD, said_of, stored, world};
use pucha::store::newest_version;
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

/// Rows that make a migration long enough to be hit.
const VISITS: u32 = 30_000;

#[test]
fn killed_in_the_midst_of_it_the_next_opening_ends_it() {
    killed(4);
}

#[test]
#[ignore = "the long form; see tests/long.sh"]
fn killed_in_the_midst_of_it_the_next_opening_ends_it_long() {
    killed(40);
}

fn killed(kills: usize) {
    let mut chance = Chance::new("migration");
    let (mut done, mut begun) = (0, 0);
    let grown: Vec<_> = OLD
        .into_iter()
        .map(|version| {
            let world = world();
            stored(&world, version);
            grow(&world.path("var/pucha.db"));
            let began = Instant::now();
            let wanted = said_of(&world);
            let took = began.elapsed() / 2;
            (version, wanted, took)
        })
        .collect();
    while done < kills {
        let (version, wanted, took) = &grown[done % grown.len()];
        let world = world();
        stored(&world, *version);
        grow(&world.path("var/pucha.db"));
        let micros = chance.below(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        let what = format!("schema {version}, killed after {micros} us");
        if !hit(&world, Duration::from_micros(micros)) {
            continue;
        }
        done += 1;
        let aside = Aside::of(&world);
        aside.is_whole();
        begun += usize::from(world.path("var").read_dir().expect("a folder").count() > 1);
        assert_eq!(&said_of(&world), wanted, "{what}");
        whole(&Connection::open(world.path("var/pucha.db")).expect("SQLite reads it"));
        let copy = world.path(&format!("var/pucha.db.v{version}.bak"));
        way_back(&copy, *version, &what);
        assert!(!world.path(&format!("var/pucha.db.v{version}.bak.part")).exists(), "{what}");
    }
    println!("migration: {done} kills, {begun} of them after the work had begun");
}

/// Whether the program was still at work when it was killed.
fn hit(world: &World, after: Duration) -> bool {
    let mut child = world
        .command(&["results", "--period", "2026-11", "--output", "-"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("the binary runs");
    std::thread::sleep(after);
    child.kill().expect("killed");
    child.wait().expect("gone").code().is_none()
}

fn way_back(copy: &Path, version: i64, what: &str) {
    let connection = Connection::open(copy).expect(what);
    whole(&connection);
    assert_eq!(rows(&connection, "PRAGMA user_version"), [[version.to_string()]], "{what}");
    let visits = rows(&connection, "SELECT count(*) FROM visit WHERE id GLOB 'X*'");
    assert_eq!(visits, [[VISITS.to_string()]], "{what}");
    assert!(version < newest_version());
}

/// Many more visits of an old run that nobody asks about.
fn grow(database: &Path) {
    let connection = Connection::open(database).expect("SQLite reads it");
    let sql = format!(
        "WITH RECURSIVE number (it) AS (SELECT 1 UNION ALL SELECT it + 1 FROM number WHERE it < {VISITS})
         INSERT INTO visit (id, run, site, address, purpose, look, started_at, outcome, status, landed, body, facts)
         SELECT 'X' || it, run.id, 'nobody', 'http://nobody.gov.cn/' || it, 'page', 0, run.started_at, 'answered', 200,
                'http://nobody.gov.cn/' || it, (SELECT hash FROM body LIMIT 1), '{{}}'
         FROM number, (SELECT id, started_at FROM run ORDER BY number LIMIT 1) AS run"
    );
    connection.execute_batch(&sql).expect("grown");
}
