//! `unreachable`: the rule's visits make a veto, a census's few a reminder, and doubt makes neither.

use crate::checks::build::*;
use chrono::Duration;
use pucha::checks::site_state;
use pucha::model::evidence::{HomeVisit, SiteEvidence};
use pucha::model::page::PageKind;
use pucha::model::rule::Level;
use pucha::model::verdict::SiteState;
use pucha::model::visit::{Barrier, Failure, Fault, Reach};

fn timed_out() -> Reach {
    Reach::Bad(Fault::Failure(Failure::TimeOut))
}

/// `per_day` probes on each of `days` days, an hour apart; the first `failed` of them failed.
fn probed(days: i64, per_day: i64, failed: usize) -> SiteEvidence {
    with(|it| {
        for day in 0..days {
            for hour in 0..per_day {
                let at =
                    it.as_of - Duration::days(day) - Duration::hours(hour) - Duration::minutes(5);
                let reach = if it.probes.len() < failed { timed_out() } else { Reach::Ok };
                let id = id(&format!("Eprobe{day}-{hour}"));
                it.probes.push(HomeVisit { id, at, reach, elapsed_ms: 300 });
            }
        }
    })
}

#[test]
fn five_percent_of_the_rules_visits_is_a_veto_and_less_is_nothing() {
    for (failed, expected) in [(7, true), (6, false), (0, false), (140, true)] {
        let rows = judged(&probed(7, 20, failed));
        assert_eq!(rows.iter().any(|it| it.code == "unreachable"), expected, "{failed} of 140");
        if expected {
            assert_eq!(rows[0].level, Level::Veto);
            assert!(rows[0].description.contains(&format!("探测140次，失败{failed}次")));
            assert_eq!(rows[0].evidence.len(), failed);
        }
    }
}

#[test]
fn the_share_is_exact_where_it_falls_between() {
    // 4.9 % of 1,000 visits and 5.0 %: 143 a day for a week.
    for (failed, expected) in [(49, false), (50, true)] {
        let evidence = with(|it| {
            for index in 0..1000 {
                let at = it.as_of - Duration::minutes(10 * index + 5);
                let bad = usize::try_from(index).expect("small") < failed;
                let reach = if bad { timed_out() } else { Reach::Ok };
                it.probes.push(HomeVisit {
                    id: id(&format!("E{index}")),
                    at,
                    reach,
                    elapsed_ms: 9,
                });
            }
        });
        assert_eq!(found(&evidence).contains(&"unreachable".to_owned()), expected, "{failed}");
    }
}

#[test]
fn too_few_or_crowded_probes_are_no_veto() {
    assert!(found(&probed(6, 20, 120)).is_empty(), "six days");
    assert!(found(&probed(7, 19, 133)).is_empty(), "nineteen a day");
    let crowded = with(|it| {
        for index in 0..140 {
            let at = it.as_of - Duration::minutes(index);
            it.probes.push(HomeVisit { id: id("E"), at, reach: timed_out(), elapsed_ms: 1 });
        }
    });
    assert!(found(&crowded).is_empty());
}

#[test]
fn probes_that_open_after_fifteen_seconds_failed() {
    let mut slow = probed(7, 20, 0);
    slow.probes.iter_mut().take(7).for_each(|it| it.elapsed_ms = 15_000);
    assert_eq!(found(&slow), ["unreachable"]);
}

#[test]
fn a_census_alone_is_a_reminder_that_says_so() {
    let evidence = with(|it| {
        it.home = None;
        it.home_visits = vec![home_visit(timed_out(), 0), home_visit(timed_out(), 5)];
    });
    let rows = judged(&evidence);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].code.as_str(), rows[0].level), ("unreachable", Level::Remind));
    assert!(rows[0].description.contains("抽测") && rows[0].description.contains("2次"));
    assert_eq!(site_state(&evidence, &rules()), SiteState::Unreachable);
}

#[test]
fn one_visit_or_one_that_cannot_be_judged_accuses_nobody() {
    let barred = Reach::NotJudged(Barrier::OwnNetwork);
    for visits in [
        vec![home_visit(timed_out(), 0)],
        vec![home_visit(timed_out(), 0), home_visit(barred, 5)],
        vec![home_visit(timed_out(), 0), home_visit(Reach::Ok, 5)],
        vec![],
    ] {
        let evidence = with(|it| {
            it.home = None;
            it.home_visits = visits;
        });
        assert!(!found(&evidence).contains(&"unreachable".to_owned()));
        assert_eq!(site_state(&evidence, &rules()), SiteState::NotJudged);
    }
}

#[test]
fn behind_a_barrier_nothing_is_found() {
    for (barrier, state) in [
        (Barrier::Robots, SiteState::Blocked),
        (Barrier::Challenge("jiasule".into()), SiteState::Blocked),
        (Barrier::Status(403), SiteState::Blocked),
        (Barrier::OwnNetwork, SiteState::NotJudged),
    ] {
        let evidence = with(|it| {
            it.home = None;
            it.barrier = Some(barrier);
            it.columns.push(empty_column("甲"));
            it.links.push(link(pucha::model::page::LinkKind::Page, &[not_found(), not_found()]));
        });
        assert!(judged(&evidence).is_empty());
        assert_eq!(site_state(&evidence, &rules()), state);
    }
}

#[test]
fn a_challenge_page_in_place_of_the_home_page_is_a_barrier_too() {
    let evidence = with_home(|home| {
        home.kind = PageKind::Blocked;
        home.newest = None;
    });
    assert!(judged(&evidence).is_empty());
    assert_eq!(site_state(&evidence, &rules()), SiteState::Blocked);
}

#[test]
fn a_site_that_fails_too_often_but_was_read_keeps_its_other_findings() {
    let mut evidence = probed(7, 20, 9);
    evidence.columns.push(empty_column("甲"));
    assert_eq!(found(&evidence), ["unreachable", "empty_columns"]);
    evidence.home = None;
    assert_eq!(found(&evidence), ["unreachable"]);
}
