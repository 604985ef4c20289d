//! The day that an address tells.

use crate::parse::dates::{day, expression, number, part};
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

/// What an address tells of the day on which its page was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) struct Hint {
    pub(in crate::parse) year: i32,
    pub(in crate::parse) month: Option<u32>,
    pub(in crate::parse) day: Option<u32>,
}

static ADDRESS: LazyLock<[Regex; 6]> = LazyLock::new(|| {
    [
        r"[/_]t?(20\d{2})(\d{2})(\d{2})(?:[/_\d.]|$)",
        r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|_|$)",
        r"/((?:19|20)\d{2})-(\d{1,2})-?/?(\d{1,2})/",
        r"/(20\d{2})/(\d{2})(\d{2})/",
        r"/((?:19|20)\d{2})[-/]?(\d{2})/",
        r"/((?:19|20)\d{2})/",
    ]
    .map(expression)
});
static YEAR_AND_CODE: LazyLock<Regex> =
    LazyLock::new(|| expression(r"/(20\d{2})/[A-Za-z]+_(\d{2})(\d{2})/"));

/// What the path of an address tells.
pub(in crate::parse) fn in_address(address: &Url) -> Option<Hint> {
    let path = address.path();
    if let Some(found) = YEAR_AND_CODE.captures(path) {
        let (year, month, date) = (number(&found, 1), part(&found, 2), part(&found, 3));
        if day(year, month, date).is_some() {
            return Some(Hint { year, month: Some(month), day: Some(date) });
        }
    }
    for form in ADDRESS.iter() {
        let Some(found) = form.captures(path) else { continue };
        let year = number(&found, 1);
        let month = found.get(2).map(|_| part(&found, 2));
        let date = found.get(3).map(|_| part(&found, 3));
        if day(year, month.unwrap_or(1), date.unwrap_or(1)).is_some() {
            return Some(Hint { year, month, day: date });
        }
    }
    None
}

impl Hint {
    pub(in crate::parse) fn date(self) -> Option<NaiveDate> {
        day(self.year, self.month?, self.day?)
    }

    /// The year in which a printed month and day come nearest to what the address says.
    pub(in crate::parse) fn year_of(self, month: u32, date: u32) -> Option<NaiveDate> {
        let middle = day(self.year, self.month.unwrap_or(month), self.day.unwrap_or(15))?;
        (self.year - 1..=self.year + 1)
            .filter(|year| self.month.is_some() || *year == self.year)
            .filter_map(|year| day(year, month, date))
            .min_by_key(|it| (*it - middle).num_days().abs())
    }
}
