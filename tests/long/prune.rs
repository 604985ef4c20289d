//! Pruning killed at any moment takes no more than an undisturbed one, and the next one takes the rest.

use crate::long::chance::Chance;
use crate::long::disk::{Aside, put, rows, said, same};
use crate::long::hamlet::Hamlet;
use crate::long::stage::{DATABASE, Extent, Point, Stage};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

const PRUNE: &[&str] = &["prune", "--keep", "1", "--quiet"];
/// Months and whether the faults were there.
const MONTHS: [(&str, &str, bool); 3] = [
    ("2026-09", "2026-09-20", false),
    ("2026-10", "2026-10-20", false),
    ("2026-11", "2026-11-20", true),
];

#[test]
fn killed_anywhere_it_leaves_the_same() {
    killed(3);
}

#[test]
#[ignore = "the long form; see tests/long.sh"]
fn killed_anywhere_it_leaves_the_same_long() {
    killed(40);
}

/// The database after three months.
fn before() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = folder.path().join("pucha.db");
    for (period, day, repaired) in MONTHS {
        let stage = Stage::of(&Hamlet { repaired });
        if database.exists() {
            put(&stage.world, &database);
        }
        stage.measured(&["census", "--period", period, "--as-of", day, "--quiet"]);
        std::fs::copy(stage.world.path(DATABASE), &database).expect("a copy");
    }
    folder
}

fn killed(kills: usize) {
    let mut chance = Chance::new("prune");
    let folder = before();
    let database = folder.path().join("pucha.db");
    let stage = set(&database);
    let all = count(&stage, "body");
    let extent = stage.measured(PRUNE);
    let wanted = left(&stage);
    assert!(count(&stage, "body") < all, "nothing was pruned");
    drop(stage);
    let (mut done, mut midway) = (0, 0);
    while done < kills {
        let (own, within) = case(&database, (extent, &wanted), &mut chance);
        done += own;
        midway += within;
    }
    println!(
        "prune: {done} kills, {midway} of them when a part was taken; {:?} undisturbed",
        extent.time
    );
}

fn set(database: &Path) -> Stage {
    let stage = Stage::of(&Hamlet { repaired: true });
    put(&stage.world, database);
    stage
}

/// What every month says, and every row that is left.
fn left(stage: &Stage) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (period, ..) in MONTHS {
        let own = said(&stage.world, period);
        all.extend(own.into_iter().map(|(name, text)| (format!("{period} {name}"), text)));
    }
    let connection = Connection::open(stage.world.path(DATABASE)).expect("SQLite reads it");
    let taken = rows(
        &connection,
        "SELECT run, site, kept, visits, pages, bundles FROM pruned ORDER BY 1, 2",
    );
    let lines: Vec<String> = taken.iter().map(|it| it.join(" | ")).collect();
    all.insert("pruned".into(), lines.join("\n"));
    all
}

fn count(stage: &Stage, table: &str) -> u64 {
    let connection = Connection::open(stage.world.path(DATABASE)).expect("SQLite reads it");
    rows(&connection, &format!("SELECT count(*) FROM {table}"))[0][0].parse().expect("a number")
}

fn case(
    database: &Path,
    (extent, wanted): (Extent, &BTreeMap<String, String>),
    chance: &mut Chance,
) -> (usize, usize) {
    let stage = set(database);
    let all = Aside::of(&stage.world).visits().len();
    let (mut kills, mut midway, mut points) = (0, 0, Vec::new());
    for _ in 0..=chance.below(3) {
        let micros = u64::try_from(extent.time.as_micros()).unwrap_or(u64::MAX);
        let point = match chance.below(2) {
            0 => Point::Log(1 + chance.below(extent.log)),
            _ => Point::After(chance.below(micros)),
        };
        points.push(point);
        if !stage.killed(PRUNE, point) {
            break;
        }
        kills += 1;
        let aside = Aside::of(&stage.world);
        aside.is_whole();
        midway += usize::from(aside.visits().len() < all);
    }
    stage.world.run(PRUNE).ends(0);
    same(&left(&stage), wanted, &format!("killed at {points:?}"));
    (kills, midway)
}
