//! What could not be looked at is neither found nor mended.

use crate::findings::{census, only, seen};
use pucha::model::finding::{Finding, FindingState, Tally};
use pucha::model::rule::Level;
use pucha::model::verdict::Observation;
use std::sync::Arc;

fn undecided(code: &str, subject: &str) -> Arc<Observation> {
    let seen = (*seen(code, subject, "2026-11-20")).clone();
    Arc::new(Observation { level: Level::NotJudged, ..seen })
}

fn october(code: &str) -> Vec<Finding> {
    census("2026-10-20", &[], &[seen(code, "/a", "2026-10-20")], true)
}

#[test]
fn what_could_not_be_looked_at_again_stays_as_it_was_and_says_so() {
    let before = october("stale_columns");
    let now = census("2026-11-20", &before, &[], false);
    assert_eq!(only(&now), (FindingState::Open, 1, "本期未能复核"));
    assert_eq!(now[0].observation, before[0].observation);
    assert_eq!(now[0].deadline, before[0].deadline);
    assert_eq!(now[0].period.to_string(), "2026-11");
    let tally = Tally::of(&now);
    assert_eq!((tally.total, tally.repeated, tally.unchecked), (0, 0, 1));
    let december = census("2026-12-20", &now, &[seen("stale_columns", "/a", "2026-12-20")], true);
    assert_eq!(only(&december), (FindingState::Open, 2, "复核仍存在"));
}

#[test]
fn an_undecided_observation_is_no_finding_and_mends_none() {
    for (code, subject, covered) in [
        ("broken_links.internal", "/a", true),
        ("broken_links.internal", "", true),
        ("broken_links", "", true),
        ("broken_links", "/a", true),
        ("broken_links.internal", "/b", false),
        ("broken_links.external", "", false),
        ("stale_columns", "", false),
    ] {
        let before = october("broken_links.internal");
        let now = census("2026-11-20", &before, &[undecided(code, subject)], true);
        let state = if covered { FindingState::Open } else { FindingState::Mended };
        assert_eq!(only(&now).0, state, "{code} {subject}");
    }
    assert_eq!(census("2026-11-20", &[], &[undecided("stale_columns", "/a")], true), []);
}

#[test]
fn a_second_run_that_is_blocked_takes_nothing_back() {
    let first = census("2026-11-18", &[], &[seen("stale_columns", "/a", "2026-11-18")], true);
    let second = census("2026-11-20", &first, &[], false);
    assert_eq!(only(&second).0, FindingState::Open);
    let mended = census("2026-11-18", &october("stale_columns"), &[], true);
    let history = [october("stale_columns"), mended.clone()].concat();
    assert_eq!(census("2026-11-20", &history, &[], false), mended);
}

#[test]
fn what_a_placeholder_hides_is_not_mended() {
    for (code, state) in [
        ("zombie_site.placeholder", FindingState::Open),
        ("zombie_site.moved", FindingState::Open),
        ("zombie_site.abandoned", FindingState::Mended),
    ] {
        let now =
            census("2026-11-20", &october("stale_columns"), &[seen(code, "", "2026-11-20")], true);
        let states: Vec<FindingState> = now.iter().map(|it| it.state).collect();
        assert_eq!(states, [FindingState::Open, state], "{code}");
    }
}
