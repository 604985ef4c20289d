//! Periods, days and months as the indicators count them, all in Asia/Shanghai.

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An instant as people in China read it (+08:00).
pub type Instant = DateTime<FixedOffset>;

/// The offset of Asia/Shanghai: +08:00 since 1991, no summer time.
pub fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours is a valid offset")
}

/// `utc` as read in Asia/Shanghai.
pub fn in_shanghai(utc: DateTime<Utc>) -> Instant {
    utc.with_timezone(&shanghai())
}

/// The last second of `day` in Asia/Shanghai: what a bare date means as audit instant.
pub fn end_of_day(day: NaiveDate) -> Instant {
    let last = day.and_hms_opt(23, 59, 59).expect("every day has a last second");
    shanghai().from_local_datetime(&last).single().expect("a fixed offset has no gaps")
}

/// The first second of `day` in Asia/Shanghai.
pub fn start_of_day(day: NaiveDate) -> Instant {
    let first = day.and_time(NaiveTime::MIN);
    shanghai().from_local_datetime(&first).single().expect("a fixed offset has no gaps")
}

/// First and last of the `days` whole days in Asia/Shanghai that had ended at `at`. A day has ended with its last
/// second, so that an audit on a bare date counts that day too.
pub fn ended_days(at: Instant, days: u32) -> (NaiveDate, NaiveDate) {
    let today = at.with_timezone(&shanghai()).date_naive();
    let before = |day: NaiveDate, days: u32| {
        day.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
    };
    let last = if end_of_day(today) <= at { today } else { before(today, 1) };
    (before(last, days.saturating_sub(1)), last)
}

/// `2026年11月5日`.
pub fn chinese_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `YYYY-MM-DD HH:MM`, the form of times in the ledger.
pub fn minute(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Several times to the second, the day said once as long as it stays the same: `2026-11-20 11:59:58、12:00:18`.
pub fn moments(times: &[Instant]) -> String {
    let mut day = None;
    let said: Vec<String> = times
        .iter()
        .map(|at| {
            let known = day.replace(at.date_naive()) == Some(at.date_naive());
            at.format(if known { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
        })
        .collect();
    said.join("、")
}

/// The month that a census is for (期次), written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    pub year: i32,
    pub month: u32,
}

impl Period {
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("a period holds a valid month")
    }

    pub fn last_day(self) -> NaiveDate {
        self.next().first_day() - Days::new(1)
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.first_day() - Days::new(1))
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.first_day() + Months::new(1))
    }

    /// `2026年11月`.
    pub fn chinese(self) -> String {
        format!("{}年{}月", self.year, self.month)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("期次“{text}”应写作年-月，例如 2026-11");
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let plain = |it: &str, digits| it.len() == digits && it.bytes().all(|b| b.is_ascii_digit());
        if !plain(year, 4) || !plain(month, 2) {
            return Err(wrong());
        }
        let (year, month) =
            (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
        NaiveDate::from_ymd_opt(year, month, 1).map(Self::of).ok_or_else(wrong)
    }
}

/// Whole days from `last` to `today`; negative when `last` lies ahead.
pub fn days_between(last: NaiveDate, today: NaiveDate) -> i64 {
    (today - last).num_days()
}

/// The same day `months` earlier, clamped to the month's end (31 August − 6 months = 28/29 February).
pub fn months_before(today: NaiveDate, months: u32) -> NaiveDate {
    today.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

/// How long a column may go without news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// The Nth day is in time, the next is late.
    Days(u32),
    /// Calendar months, clamped; the same day N months back is in time.
    Months(u32),
}

impl Window {
    /// The first day that still counts as in time when seen on `today`.
    pub fn earliest(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => {
                today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN)
            }
            Self::Months(months) => months_before(today, months),
        }
    }

    pub fn is_late(self, last: NaiveDate, today: NaiveDate) -> bool {
        last < self.earliest(today)
    }

    /// Days past the limit; 0 when in time.
    pub fn days_late(self, last: NaiveDate, today: NaiveDate) -> i64 {
        days_between(last, self.earliest(today)).max(0)
    }

    /// `14天` or `6个月`.
    pub fn chinese(self) -> String {
        match self {
            Self::Days(days) => format!("{days}天"),
            Self::Months(months) => format!("{months}个月"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_fourteenth_day_is_in_time_and_the_fifteenth_is_late() {
        let today = day("2026-11-20");
        assert!(!Window::Days(14).is_late(day("2026-11-06"), today));
        assert!(Window::Days(14).is_late(day("2026-11-05"), today));
        assert_eq!(Window::Days(14).days_late(day("2026-11-05"), today), 1);
    }

    #[test]
    fn a_week_is_of_days_that_have_ended_in_shanghai() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        for (audit, first, last) in [
            ("2026-11-20T23:59:59+08:00", "2026-11-14", "2026-11-20"),
            ("2026-11-20T23:59:58+08:00", "2026-11-13", "2026-11-19"),
            ("2026-11-20T00:00:00+08:00", "2026-11-13", "2026-11-19"),
            // Already the 20th in Shanghai, still the 19th in UTC.
            ("2026-11-19T16:00:00Z", "2026-11-13", "2026-11-19"),
            ("2026-11-19T15:59:59Z", "2026-11-13", "2026-11-19"),
            ("2026-11-19T15:59:58Z", "2026-11-12", "2026-11-18"),
            ("2028-03-01T09:00:00+08:00", "2028-02-23", "2028-02-29"),
        ] {
            assert_eq!(ended_days(at(audit), 7), (day(first), day(last)), "{audit}");
        }
        assert_eq!(ended_days(at("2026-11-20T09:00:00+08:00"), 1).0, day("2026-11-19"));
    }

    #[test]
    fn months_are_calendar_months_clamped_to_the_end() {
        for (today, months, earliest) in [
            ("2026-11-20", 6, "2026-05-20"),
            ("2026-08-31", 6, "2026-02-28"),
            ("2024-08-31", 6, "2024-02-29"),
            ("2024-02-29", 12, "2023-02-28"),
            ("2026-03-31", 1, "2026-02-28"),
        ] {
            assert_eq!(months_before(day(today), months), day(earliest), "{today} - {months}");
            assert!(!Window::Months(months).is_late(day(earliest), day(today)));
            assert!(Window::Months(months).is_late(day(earliest) - Days::new(1), day(today)));
        }
    }

    #[test]
    fn a_window_beyond_the_calendar_is_never_late() {
        for window in [Window::Days(u32::MAX), Window::Months(u32::MAX)] {
            assert!(!window.is_late(day("1900-01-01"), day("2026-11-20")));
        }
    }

    #[test]
    fn a_period_is_read_strictly() {
        assert_eq!("2026-11".parse::<Period>().unwrap().to_string(), "2026-11");
        for wrong in ["2026", "2026-13", "2026-1", "11-2026", "2026-11-01", ""] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
        let december: Period = "2026-12".parse().unwrap();
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.last_day(), day("2026-12-31"));
    }
}
