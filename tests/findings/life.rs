//! New, repeated, mended, relapsed, excused.

use crate::findings::{at, census, day, key, only, seen, with_context};
use pucha::findings::{reconcile, scored};
use pucha::model::finding::{Finding, FindingId, FindingState, Tally};
use pucha::model::rule::Level;
use std::sync::Arc;

const STALE: &str = "stale_columns";

fn october() -> Vec<Finding> {
    census("2026-10-20", &[], &[seen(STALE, "/a", "2026-10-20")], true)
}

#[test]
fn a_new_finding_has_its_texts_its_deadline_and_its_lasting_identity() {
    let found = &october()[0];
    assert_eq!(found.id, FindingId::new(&key(), STALE, "/a"));
    assert_eq!((found.state, found.periods_in_row), (FindingState::Open, 1));
    assert_eq!((&*found.indicator, &*found.remedy), ("指标 stale_columns", "更新"));
    assert_eq!(found.first_found, at("2026-10-20"));
    assert_eq!(found.deadline, Some(day("2026-10-27")));
    assert_eq!(found.review, "");
}

#[test]
fn a_repeated_finding_keeps_its_first_day_and_deadline_and_shows_what_is_seen_now() {
    let now = census("2026-11-20", &october(), &[seen(STALE, "/a", "2026-11-20")], true);
    assert_eq!(only(&now), (FindingState::Open, 2, "复核仍存在"));
    assert_eq!(now[0].first_found, at("2026-10-20"));
    assert_eq!(now[0].deadline, Some(day("2026-10-27")));
    assert_eq!(now[0].observation.description, "2026-11-20 所见");
    let tally = Tally::of(&now);
    assert_eq!((tally.total, tally.new, tally.repeated), (1, 0, 1));
}

#[test]
fn what_is_looked_at_and_gone_is_mended_and_told_once() {
    let november = census("2026-11-20", &october(), &[], true);
    assert_eq!(only(&november), (FindingState::Mended, 1, "复核已整改"));
    assert_eq!(november[0].mended_on, Some(day("2026-11-20")));
    let tally = Tally::of(&november);
    assert_eq!((tally.total, tally.mended), (0, 1));
    let history = [october(), november.clone()].concat();
    let again = census("2026-11-25", &november, &[], true);
    assert_eq!(again, november, "the second run of the period still tells it");
    assert_eq!(census("2026-12-20", &history, &[], true), []);
}

#[test]
fn what_comes_back_is_a_relapse_with_a_new_deadline() {
    let november = census("2026-11-20", &october(), &[], true);
    let december = census("2026-12-14", &november, &[seen(STALE, "/a", "2026-12-14")], true);
    assert_eq!(only(&december), (FindingState::Relapsed, 1, "整改后再次出现"));
    assert_eq!(december[0].first_found, at("2026-10-20"));
    assert_eq!(december[0].deadline, Some(day("2026-12-21")));
    assert_eq!(december[0].mended_on, None);
    assert_eq!(Tally::of(&december).new, 1);
    let january = census("2027-01-20", &december, &[seen(STALE, "/a", "2027-01-20")], true);
    assert_eq!(only(&january), (FindingState::Relapsed, 2, "复核仍存在"));
    assert_eq!(january[0].deadline, Some(day("2026-12-21")));
}

#[test]
fn mended_long_ago_and_back_again_is_a_relapse_too() {
    let mut september = census("2026-09-20", &[], &[seen(STALE, "/a", "2026-09-20")], true);
    september[0].state = FindingState::Mended;
    let now = census("2026-11-20", &september, &[seen(STALE, "/a", "2026-11-20")], true);
    assert_eq!(only(&now).0, FindingState::Relapsed);
}

#[test]
fn running_the_same_period_again_adds_nothing() {
    let first = census("2026-11-18", &october(), &[seen(STALE, "/a", "2026-11-18")], true);
    let both = [october(), first.clone()].concat();
    let second = census("2026-11-20", &both, &[seen(STALE, "/a", "2026-11-20")], true);
    assert_eq!(only(&second), (FindingState::Open, 2, "复核仍存在"));
    assert_eq!(second[0].deadline, first[0].deadline);

    let new = census("2026-11-18", &[], &[seen(STALE, "/b", "2026-11-18")], true);
    let again = census("2026-11-20", &new, &[seen(STALE, "/b", "2026-11-20")], true);
    assert_eq!(only(&again).1, 1);
    assert_eq!(again[0].first_found, at("2026-11-18"));
    assert_eq!(Tally::of(&again).new, 1);
}

#[test]
fn periods_without_a_census_do_not_break_the_row() {
    let mut before = october();
    for (on, row) in [("2026-12-20", 2), ("2027-03-20", 3)] {
        before = census(on, &before, &[seen(STALE, "/a", on)], true);
        assert_eq!(only(&before).1, row, "{on}");
    }
}

#[test]
fn what_a_person_excused_stays_excused_and_out_of_the_score() {
    for state in [FindingState::FalseAlarm, FindingState::Subtracted, FindingState::Exempt] {
        let mut before = october();
        before[0].state = state;
        before[0].review = "张三：栏目已归档".into();
        before[0].remark = "见来函".into();
        let observations = [seen(STALE, "/a", "2026-11-20"), seen(STALE, "/b", "2026-11-20")];
        let now = census("2026-11-20", &before, &observations, true);
        assert_eq!((now[0].state, now[0].review.as_str()), (state, "张三：栏目已归档"));
        assert_eq!(now[0].remark, "见来函");
        let tally = Tally::of(&now);
        assert_eq!((tally.total, tally.excused), (1, 1));
        let left = with_context("2026-11-20", &[], true, |it| scored(&before, &observations, it));
        assert_eq!(left, observations[1..]);
        assert_eq!(census("2026-11-20", &before, &[], true), [], "gone: nothing to tell");
    }
}

#[test]
fn judging_a_run_again_keeps_what_persons_did_and_calls_nothing_mended() {
    let first = census(
        "2026-11-20",
        &[],
        &[seen(STALE, "/a", "2026-11-20"), seen(STALE, "/b", "2026-11-20")],
        true,
    );
    let mut own = first.clone();
    own[0].state = FindingState::Notified;
    let observations = [seen(STALE, "/a", "2026-11-20")];
    let again = with_context("2026-11-21", &own, true, |it| reconcile(&[], &observations, it));
    assert_eq!(only(&again), (FindingState::Notified, 1, ""));
    assert_eq!(again[0].deadline, first[0].deadline, "the deadline that was notified stays");
    own[0].state = FindingState::FalseAlarm;
    let again = with_context("2026-11-21", &own, true, |it| reconcile(&[], &observations, it));
    assert_eq!(only(&again).0, FindingState::FalseAlarm);
    let left = with_context("2026-11-21", &own, true, |it| scored(&[], &observations, it));
    assert_eq!(left, []);
}

#[test]
fn a_person_who_reopens_in_this_run_overrules_the_excuse_of_the_last() {
    let mut before = october();
    before[0].state = FindingState::FalseAlarm;
    let mut own = census("2026-11-20", &before, &[seen(STALE, "/a", "2026-11-20")], true);
    own[0].state = FindingState::Open;
    let observations = [seen(STALE, "/a", "2026-11-20")];
    let again = with_context("2026-11-21", &own, true, |it| reconcile(&before, &observations, it));
    assert_eq!(only(&again).0, FindingState::Open);
}

#[test]
fn one_fault_observed_twice_is_one_finding_at_its_graver_level() {
    let mut veto = seen(STALE, "/a", "2026-11-20");
    Arc::make_mut(&mut veto).level = Level::Veto;
    let observations = [seen(STALE, "/a", "2026-11-20"), veto, seen(STALE, "/b", "2026-11-20")];
    let now = census("2026-11-20", &[], &observations, true);
    let levels: Vec<Level> = now.iter().map(|it| it.level).collect();
    assert_eq!(levels, [Level::Veto, Level::Deduct]);
    assert_eq!(now[0].deadline, Some(day("2026-11-23")), "a veto has its own, shorter time");
}

#[test]
fn records_of_other_sites_and_later_periods_are_passed_over() {
    let mut later = october();
    later[0].period = later[0].period.next().next();
    later[0].state = FindingState::Mended;
    let mut elsewhere = october();
    elsewhere[0].site.0 = "b.gov.cn".into();
    let before = [later, elsewhere].concat();
    let now = census("2026-11-20", &before, &[seen(STALE, "/a", "2026-11-20")], true);
    assert_eq!(only(&now), (FindingState::Open, 1, ""));
    assert_eq!(census("2026-11-20", &before, &[], true), []);
}
