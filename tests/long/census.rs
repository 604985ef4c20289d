//! A census killed at any event, again and again, ends as an undisturbed one, and asks again for nothing that it kept.

use crate::long::chance::Chance;
use crate::long::disk::{Aside, said, same};
use crate::long::hamlet::Hamlet;
use crate::long::stage::{Extent, Stage};
use std::collections::BTreeMap;

const PERIOD: &str = "2026-11";
const CENSUS: &[&str] = &["census", "--period", PERIOD, "--as-of", "2026-11-20", "--quiet"];
/// Also where the kill came between the last word and the end: then there is nothing left to ask for.
const ON: &[&str] = &[CENSUS[0], CENSUS[1], CENSUS[2], CENSUS[3], CENSUS[4], CENSUS[5], "--resume"];

#[test]
fn killed_anywhere_it_ends_the_same() {
    killed(5);
}

#[test]
#[ignore = "the long form; see tests/long.sh"]
fn killed_anywhere_it_ends_the_same_long() {
    killed(80);
}

const FAULTY: Hamlet = Hamlet { repaired: false };

/// What one kill may cost at most, in requests: at each of three hosts `robots.txt` is asked for anew, and seven pages and
/// as many links are on their way or being read; sixteen answers wait for the store's writer, sixteen are in its transaction.
const MOST_LOST: usize = 3 * (1 + 7 + 7) + 2 * 16;

/// What one case did.
#[derive(Default)]
struct Told {
    kills: usize,
    /// The most requests that one kill cost.
    lost: usize,
}

fn killed(kills: usize) {
    let mut chance = Chance::new("census");
    let stage = Stage::of(&FAULTY);
    let extent = stage.measured(CENSUS);
    let wanted = said(&stage.world, PERIOD);
    let usual = counts(&stage.asked());
    drop(stage);
    let (mut done, mut most) = (0, 0);
    while done < kills {
        let told = case(extent, (&wanted, &usual), &mut chance);
        done += told.kills;
        most = most.max(told.lost);
    }
    println!(
        "census: {done} kills, {} requests undisturbed, a kill cost at most {most}",
        extent.requests
    );
}

fn case(
    extent: Extent,
    (wanted, usual): (&BTreeMap<String, String>, &BTreeMap<String, usize>),
    chance: &mut Chance,
) -> Told {
    let stage = Stage::of(&FAULTY);
    let (mut told, mut kept, mut points) =
        (Told::default(), BTreeMap::<String, String>::new(), Vec::new());
    for _ in 0..=chance.below(4) {
        let point = extent.point(stage.asked().len(), chance);
        points.push(point);
        if !stage.killed(ON, point) {
            break;
        }
        told.kills += 1;
        if !stage.world.path("var/pucha.db").exists() {
            continue;
        }
        let aside = Aside::of(&stage.world);
        aside.is_whole();
        let visits = aside.visits();
        for (id, facts) in &kept {
            let same = is_robots(facts) || visits.get(id) == Some(facts);
            assert!(same, "kept, and asked for again: {points:?}: {facts}");
        }
        kept = visits;
    }
    stage.world.run(ON).says(&["检查完成"]);
    let what = format!("killed at {points:?}");
    let end = Aside::of(&stage.world).visits();
    for (id, facts) in &kept {
        let same = is_robots(facts) || end.get(id) == Some(facts);
        assert!(same, "kept, and asked for again; {what}: {facts}");
    }
    same(&said(&stage.world, PERIOD), wanted, &what);
    let more: BTreeMap<String, usize> = counts(&stage.asked())
        .into_iter()
        .map(|(it, count)| (it.clone(), count.saturating_sub(usual.get(&it).copied().unwrap_or(0))))
        .filter(|(_, count)| 0 < *count)
        .collect();
    told.lost = more.values().sum::<usize>().div_ceil(told.kills.max(1));
    assert!(told.lost <= MOST_LOST, "{} requests a kill: {more:?} {what}", told.lost);
    println!(
        "{} kills, {} more requests: {more:?} {what}",
        told.kills,
        more.values().sum::<usize>()
    );
    told
}

/// A process asks for it once before all else: what it may ask for at all must not be an old answer.
fn is_robots(facts: &str) -> bool {
    facts.contains("\"purpose\":\"robots\"")
}

fn counts(asked: &[String]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for it in asked {
        *counts.entry(it.clone()).or_default() += 1;
    }
    counts
}
