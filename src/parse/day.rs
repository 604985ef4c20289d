//! The audit day as the readers see it: each question put to it narrows down for which other days a page reads the same.

use chrono::{Datelike, NaiveDate, TimeDelta};
use std::cell::Cell;

/// Audit days, both included, for which a page reads the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Days {
    const ALL: Self = Self { first: NaiveDate::MIN, last: NaiveDate::MAX };

    pub fn contain(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

thread_local! {
    /// Of what this thread is reading. A page is read by one thread from beginning to end.
    static DAYS: Cell<Days> = const { Cell::new(Days::ALL) };
}

/// What `read` makes, and the audit days for which it would make the same.
pub(super) fn tracked<T>(read: impl FnOnce() -> T) -> (T, Days) {
    DAYS.set(Days::ALL);
    let made = read();
    (made, DAYS.get())
}

/// The audit day. It cannot be had but by questions, so that none is asked unnoticed.
#[derive(Debug, Clone, Copy)]
pub(super) struct AuditDay(NaiveDate);

impl AuditDay {
    pub(super) fn new(day: NaiveDate) -> Self {
        Self(day)
    }

    /// Whether `date` is not after the audit day.
    pub(super) fn has_reached(self, date: NaiveDate) -> bool {
        let reached = date <= self.0;
        if reached {
            narrow(Days { first: date, ..Days::ALL });
        } else {
            narrow(Days { last: date.pred_opt().unwrap_or(date), ..Days::ALL });
        }
        reached
    }

    /// The last such day that is not after the audit day, of the last five years.
    pub(super) fn nearest_past(self, month: u32, date: u32) -> Option<NaiveDate> {
        let found = (self.0.year() - 4..=self.0.year())
            .rev()
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, date))
            .find(|it| *it <= self.0);
        match found {
            // The next such day is a year away at least, and none lies between this one and the audit day.
            Some(first) => {
                narrow(Days { first, last: self.0.max(first + TimeDelta::days(364)) });
            }
            None => narrow(Days { first: self.0, last: self.0 }),
        }
        found
    }

    /// The earlier of `date` and the audit day.
    pub(super) fn at_most(self, date: NaiveDate) -> NaiveDate {
        if self.has_reached(date) {
            return date;
        }
        narrow(Days { first: self.0, last: self.0 });
        self.0
    }
}

fn narrow(to: Days) {
    let days = DAYS.get();
    DAYS.set(Days { first: days.first.max(to.first), last: days.last.min(to.last) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_question_narrows_the_days() {
        let audit = AuditDay::new(day("2026-11-20"));
        let ((), days) = tracked(|| ());
        assert_eq!(days, Days::ALL);
        let (reached, days) = tracked(|| audit.has_reached(day("2026-11-20")));
        assert!(reached);
        assert_eq!(days, Days { first: day("2026-11-20"), last: NaiveDate::MAX });
        let (both, days) = tracked(|| {
            (audit.has_reached(day("2026-11-01")), audit.has_reached(day("2026-12-24")))
        });
        assert_eq!(both, (true, false));
        assert_eq!(days, Days { first: day("2026-11-01"), last: day("2026-12-23") });
        let (past, days) = tracked(|| audit.nearest_past(12, 24));
        assert_eq!(past, Some(day("2025-12-24")));
        assert_eq!(days, Days { first: day("2025-12-24"), last: day("2026-12-23") });
        let (none, days) = tracked(|| audit.nearest_past(2, 30));
        assert_eq!(none, None);
        assert_eq!(days, Days { first: day("2026-11-20"), last: day("2026-11-20") });
        let (last, days) = tracked(|| audit.at_most(day("2026-12-31")));
        assert_eq!(last, day("2026-11-20"));
        assert_eq!(days, Days { first: day("2026-11-20"), last: day("2026-11-20") });
    }

    proptest! {
        #[test]
        fn within_its_days_every_question_has_the_same_answer(
            audit in 0..4000_i64, other in 0..4000_i64, date in 0..4000_i64, month in 1..13_u32, of_month in 1..32_u32,
        ) {
            let of = |it: i64| day("2019-01-01") + TimeDelta::days(it);
            let ask = |it: i64| {
                let audit = AuditDay::new(of(it));
                [
                    tracked(|| Some(of(i64::from(audit.has_reached(of(date)))))),
                    tracked(|| audit.nearest_past(month, of_month)),
                    tracked(|| Some(audit.at_most(of(date)))),
                ]
            };
            for ((answer, days), (again, _)) in ask(audit).into_iter().zip(ask(other)) {
                prop_assert!(days.contain(of(audit)));
                if days.contain(of(other)) {
                    prop_assert_eq!(answer, again);
                }
            }
        }
    }
}
