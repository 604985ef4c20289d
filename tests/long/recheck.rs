//! A recheck killed at any event closes what an undisturbed one closes, and asks no more than it must.

use crate::cli::world::World;
use crate::long::chance::Chance;
use crate::long::disk::{Aside, put, said, same};
use crate::long::hamlet::Hamlet;
use crate::long::stage::{DATABASE, Extent, Stage};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

const PERIOD: &str = "2026-10";
const CENSUS: &[&str] = &["census", "--period", PERIOD, "--as-of", "2026-10-20", "--quiet"];
const RECHECK: &[&str] = &["recheck", "--as-of", "2026-11-20", "--quiet"];

#[test]
fn killed_anywhere_it_closes_the_same() {
    killed(3);
}

#[test]
#[ignore = "the long form; see tests/long.sh"]
fn killed_anywhere_it_closes_the_same_long() {
    killed(40);
}

/// The database after the census of a month in which much was wrong.
fn before() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let stage = Stage::of(&Hamlet { repaired: false });
    stage.measured(CENSUS);
    std::fs::copy(stage.world.path(DATABASE), folder.path().join("pucha.db")).expect("a copy");
    folder
}

fn set(database: &Path) -> Stage {
    let stage = Stage::of(&Hamlet { repaired: true });
    put(&stage.world, database);
    stage
}

/// A recheck asks for no more than its dry run says, a page and its jumps for one.
fn forecast(world: &World) -> usize {
    let told = world.run(&["recheck", "--dry-run"]).ends(0).out();
    let sum = told.rsplit("约 ").next().and_then(|it| it.split(' ').next()).expect("a sum");
    sum.parse().expect("a number")
}

fn killed(kills: usize) {
    let mut chance = Chance::new("recheck");
    let folder = before();
    let database = folder.path().join("pucha.db");
    let stage = set(&database);
    let foretold = forecast(&stage.world);
    let extent = stage.measured(RECHECK);
    println!("recheck: {} requests, {foretold} foretold", extent.requests);
    let wanted = said(&stage.world, PERIOD);
    drop(stage);
    let (mut done, mut most) = (0, 0);
    while done < kills {
        let (own, more) = case(&database, (extent, &wanted), &mut chance);
        done += own;
        most = most.max(more);
    }
    println!("recheck: {done} kills, a kill cost at most {most} requests");
}

fn case(
    database: &Path,
    (extent, wanted): (Extent, &BTreeMap<String, String>),
    chance: &mut Chance,
) -> (usize, usize) {
    let stage = set(database);
    let (mut kills, mut kept, mut points, mut ended) = (0, BTreeMap::new(), Vec::new(), false);
    for _ in 0..=chance.below(3) {
        let point = extent.point(stage.asked().len(), chance);
        points.push(point);
        if !stage.killed(RECHECK, point) {
            ended = true;
            break;
        }
        kills += 1;
        let aside = Aside::of(&stage.world);
        aside.is_whole();
        kept = aside.visits();
        if aside.is_finished("2026-10-r1") {
            // Killed between its last word and its end: one more would be a recheck of its own.
            ended = true;
            break;
        }
    }
    let what = format!("killed at {points:?}");
    if !ended {
        let last = stage.world.run(RECHECK);
        assert!([0, 3].contains(&last.code()), "{what}: {}", last.err());
    }
    let end = Aside::of(&stage.world).visits();
    for (id, facts) in &kept {
        assert_eq!(end.get(id), Some(facts), "kept, and asked for again; {what}");
    }
    same(&said(&stage.world, PERIOD), wanted, &what);
    let asked = stage.asked().len();
    let more = asked.saturating_sub(extent.requests).div_ceil(kills.max(1));
    println!("{kills} kills, {asked} requests, {what}");
    (kills, more)
}
