//! Workdays by the State Council's yearly calendar, `data/holidays/<year>.toml`.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Year {
    days_off: Vec<Stretch>,
    workdays: Vec<String>,
}

#[derive(Deserialize)]
struct Stretch {
    from: String,
    to: String,
}

const FILES: [(i32, &str); 2] = [
    (2025, include_str!("../../data/holidays/2025.toml")),
    (2026, include_str!("../../data/holidays/2026.toml")),
];

/// The calendars of all years that are known.
#[derive(Debug, Clone)]
pub struct Holidays {
    years: BTreeMap<i32, Days>,
}

#[derive(Debug, Clone, Default)]
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
        let years = FILES.iter().map(|(year, text)| (*year, read(text))).collect();
        Self { years }
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

fn read(text: &str) -> Days {
    let year: Year = toml::from_str(text).expect("the embedded calendar is well-formed");
    let day = |text: &str| text.parse::<NaiveDate>().expect("the embedded calendar holds dates");
    let mut days = Days::default();
    for stretch in &year.days_off {
        let to = day(&stretch.to);
        days.off.extend(day(&stretch.from).iter_days().take_while(|it| *it <= to));
    }
    days.on.extend(year.workdays.iter().map(|it| day(it)));
    days
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn every_shifted_workday_is_a_weekend() {
        for days in Holidays::embedded().years.values() {
            assert!(days.on.iter().all(|it| it.weekday().num_days_from_monday() > 4));
        }
    }
}
