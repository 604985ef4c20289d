//! 整改时限 in working days, by the holiday calendar where it is known.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A deadline, and how sure the calendar is of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub day: NaiveDate,
    /// The first year on the way whose holidays are not known: there only weekends were left out.
    pub unknown_year: Option<i32>,
}

impl Due {
    /// What the operator is to be told when the calendar does not reach far enough.
    pub fn warning(&self) -> Option<String> {
        let year = self.unknown_year?;
        Some(format!(
            "没有 {year} 年的节假日安排，{year} 年内的整改时限只按周末推算；请在规则文件 holidays.toml 中补上，再运行 pucha rejudge"
        ))
    }
}

/// The last day in time: the day after `from` is the first that counts. With 0 working days `from` itself.
/// `is_workday` says `None` for days whose year it does not know.
pub fn due(
    from: NaiveDate,
    working_days: u32,
    is_workday: impl Fn(NaiveDate) -> Option<bool>,
) -> Due {
    let mut due = Due { day: from, unknown_year: None };
    let mut left = working_days;
    while 0 < left {
        let Some(next) = due.day.checked_add_days(Days::new(1)) else { break };
        due.day = next;
        let works = is_workday(next).unwrap_or_else(|| {
            due.unknown_year.get_or_insert(next.year());
            !matches!(next.weekday(), Weekday::Sat | Weekday::Sun)
        });
        left -= u32::from(works);
    }
    due
}
