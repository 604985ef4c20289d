//! Working days over weekends, holidays, made-up Saturdays and years without a calendar.

use crate::findings::{calendar, day};
use pucha::findings::deadlines::due;

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
