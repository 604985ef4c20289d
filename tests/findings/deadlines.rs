//! Working days over weekends, holidays, made-up Saturdays and years without a calendar.

use crate::findings::{calendar, census, day, seen, with_context};
use chrono::NaiveDate;
use pucha::findings::deadlines::due;
use pucha::findings::{Context, reconcile};
use pucha::model::finding::{Finding, FindingState};

#[test]
fn deadlines_count_working_days_from_the_next_day_on() {
    for (from, days, last) in [
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 5, "2026-11-27"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-10-01", 5, "2026-10-13"),
    ] {
        let due = due(day(from), days, calendar);
        assert_eq!(due.day, day(last), "{from} + {days}");
        assert_eq!(due.warning(), None);
    }
}

#[test]
fn an_unknown_year_counts_weekends_only_and_says_so() {
    let due = due(day("2026-12-30"), 5, calendar);
    assert_eq!(due.day, day("2027-01-06"));
    assert_eq!(due.unknown_year, Some(2027));
    assert!(due.warning().expect("a warning").contains("2027 年的节假日安排"));
}

#[test]
fn a_calendar_that_comes_later_puts_off_what_the_unit_was_not_told_and_nothing_else() {
    let seen_on = |on| [seen("stale_columns", "a", on)];
    let first = census("2026-12-30", &[], &seen_on("2026-12-30"), true);
    assert_eq!(first[0].deadline, Some(day("2027-01-06")));
    let with_new_year = |it: NaiveDate| {
        let is_off = (day("2027-01-01")..=day("2027-01-03")).contains(&it);
        if is_off { Some(false) } else { calendar(it) }
    };
    let again = |own: &[Finding], previous: &[Finding]| {
        with_context("2026-12-30", own, true, |context| {
            let context = Context { is_workday: &with_new_year, ..*context };
            reconcile(previous, &seen_on("2026-12-30"), &context)[0].deadline
        })
    };
    assert_eq!(again(&first, &[]), Some(day("2027-01-07")));
    let in_state = |state| vec![Finding { state, ..first[0].clone() }];
    for told in [FindingState::Notified, FindingState::Relapsed] {
        assert_eq!(again(&in_state(told), &[]), Some(day("2027-01-06")), "{told}");
    }
    let later = vec![Finding { deadline: Some(day("2027-01-15")), ..first[0].clone() }];
    assert_eq!(again(&later, &[]), Some(day("2027-01-15")), "a person's decision");
    let earlier = census("2026-11-20", &[], &seen_on("2026-11-20"), true);
    assert_eq!(again(&[], &earlier), Some(day("2026-11-27")), "of an earlier month");
}
