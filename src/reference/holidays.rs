//! Workdays by the State Council's yearly calendar, `data/holidays/<year>.toml`.

use crate::model::profile::HolidayYear;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

const FILES: [&str; 2] =
    [include_str!("../../data/holidays/2025.toml"), include_str!("../../data/holidays/2026.toml")];

/// The calendars of all years that are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Holidays {
    years: BTreeMap<i32, Days>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Days {
    off: BTreeSet<NaiveDate>,
    on: BTreeSet<NaiveDate>,
}

impl Default for Holidays {
    fn default() -> Self {
        Self::embedded()
    }
}

impl Holidays {
    pub fn embedded() -> Self {
        let read = |text| toml::from_str(text).expect("the embedded calendar is well-formed");
        let years: Vec<HolidayYear> = FILES.into_iter().map(read).collect();
        Self { years: BTreeMap::new() }.with(&years)
    }

    /// These years in place of those that were known.
    #[must_use]
    pub fn with(mut self, years: &[HolidayYear]) -> Self {
        self.years.extend(years.iter().map(|it| (it.year, Days::of(it))));
        self
    }

    /// `None`: the calendar of that year is not known.
    pub fn is_workday(&self, day: NaiveDate) -> Option<bool> {
        let days = self.years.get(&day.year())?;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Some(days.on.contains(&day) || !weekend && !days.off.contains(&day))
    }

    /// Workdays after `from`, up to `to` and with it; `None` where a year between them is not known.
    pub fn workdays_after(&self, from: NaiveDate, to: NaiveDate) -> Option<u32> {
        if (from.year()..=to.year()).any(|year| !self.years.contains_key(&year)) {
            return None;
        }
        let days = from.iter_days().skip(1).take_while(|it| *it <= to);
        Some(days.map(|it| u32::from(self.is_workday(it) == Some(true))).sum())
    }
}

impl Days {
    fn of(year: &HolidayYear) -> Self {
        let days_of = |from: NaiveDate, to| from.iter_days().take_while(move |it| *it <= to);
        Self {
            off: year.days_off.iter().flat_map(|it| days_of(it.from, it.to)).collect(),
            on: year.workdays.iter().copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::profile::HolidayTable;

    #[test]
    fn holidays_weekends_and_shifted_workdays_are_known() {
        let holidays = Holidays::embedded();
        for (day, works) in [
            ("2026-10-01", Some(false)),
            ("2026-10-08", Some(true)),
            ("2026-10-10", Some(true)),
            ("2026-09-20", Some(true)),
            ("2026-11-21", Some(false)),
            ("2026-11-20", Some(true)),
            ("2026-02-16", Some(false)),
            ("2026-02-28", Some(true)),
            ("2025-02-08", Some(true)),
            ("2025-10-08", Some(false)),
            ("2027-01-04", None),
        ] {
            assert_eq!(holidays.is_workday(day.parse().unwrap()), works, "{day}");
        }
    }

    #[test]
    fn workdays_are_counted_from_the_day_after() {
        let holidays = Holidays::embedded();
        for (from, to, days) in [
            ("2026-09-30", "2026-10-08", Some(1)),
            ("2026-09-30", "2026-10-10", Some(3)),
            ("2026-11-02", "2026-11-02", Some(0)),
            ("2026-11-02", "2026-11-30", Some(20)),
            ("2026-11-02", "2026-12-01", Some(21)),
            ("2025-12-31", "2026-01-05", Some(2)),
            ("2024-12-31", "2025-01-06", None),
            ("2026-12-25", "2027-01-06", None),
        ] {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(holidays.workdays_after(from, to), days, "{from} {to}");
        }
    }

    #[test]
    fn the_years_that_come_along_are_sound() {
        for text in FILES {
            let year: HolidayYear = toml::from_str(text).unwrap();
            assert_eq!(year.fault(), None, "{}", year.year);
        }
    }

    #[test]
    fn a_year_of_the_operator_s_is_known_and_goes_before_ours() {
        let years: HolidayTable = toml::from_str(
            "[[years]]
             year = 2027
             days_off = [{ from = '2027-01-01', to = '2027-01-03', name = '元旦' }]
             workdays = ['2027-01-09']
             [[years]]
             year = 2026
             days_off = [{ from = '2026-01-01', to = '2026-01-01' }]",
        )
        .unwrap();
        let holidays = Holidays::embedded().with(&years.years);
        for (day, works) in [
            ("2027-01-01", Some(false)),
            ("2027-01-04", Some(true)),
            ("2027-01-09", Some(true)),
            ("2027-01-10", Some(false)),
            ("2026-10-01", Some(true)),
            ("2025-10-01", Some(false)),
            ("2028-01-01", None),
        ] {
            assert_eq!(holidays.is_workday(day.parse().unwrap()), works, "{day}");
        }
    }
}
