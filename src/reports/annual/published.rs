//! Items published in the year by month and class: each month as the audit of the month and the one after it saw it.

use crate::model::evidence::Published;
use crate::model::site::ColumnClass;
use crate::model::time::{Period, end_of_day, shanghai};
use crate::reports::annual::Known;
use crate::store::YearPart;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Published entries of one site in one year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Publishing {
    /// By month, over all columns: an entry in several columns counts once. `None`: not known.
    pub months: [Option<Known>; 12],
    /// Over the year, of the classes of which anything is known; an entry in columns of two classes counts in both.
    pub classes: BTreeMap<ColumnClass, Known>,
    /// Months in which the site was to be seen and that are not known, or not whole.
    pub open_months: Vec<u32>,
    pub total: Option<Known>,
}

/// How one bundle counted one month.
#[derive(Clone, Copy)]
struct Seen {
    count: usize,
    /// Nothing of the month can be missing.
    is_whole: bool,
}

/// `parts`: the site's bundles of the year and of the January after it, of any order. `expected`: whether the site was
/// there to publish in the month. `until`: the last day that
/// the year's figures are to reach.
pub fn publishing(
    parts: &[YearPart],
    year: i32,
    until: NaiveDate,
    expected: impl Fn(Period) -> bool,
) -> Publishing {
    let mut seen: BTreeMap<(Option<ColumnClass>, Period), Vec<Seen>> = BTreeMap::new();
    for part in parts {
        for row in rows(part).filter(|it| it.month.year == year) {
            let last_day = row.month.last_day();
            let reaches = if until < last_day {
                until <= part.as_of.with_timezone(&shanghai()).date_naive()
            } else {
                end_of_day(last_day) <= part.as_of
            };
            let is_whole = row.complete && reaches;
            seen.entry((row.class, row.month))
                .or_default()
                .push(Seen { count: row.count, is_whole });
        }
    }
    let of = |class: Option<ColumnClass>, month: Period| {
        seen.get(&(class, month)).and_then(|it| best(it))
    };
    let has_some = |month| of(None, month).is_some_and(|it| 0 < it.count);
    let months: Vec<Period> = (1..=12)
        .map(|month| Period { year, month })
        .filter(|it| it.first_day() <= until && (expected(*it) || has_some(*it)))
        .collect();
    let mut publishing = Publishing::default();
    for month in &months {
        let known = of(None, *month);
        if known.is_none_or(|it| it.is_least) {
            publishing.open_months.push(month.month);
        }
        if let Some(place) = publishing.months.get_mut(month.month as usize - 1) {
            *place = known;
        }
    }
    publishing.total = Known::sum(months.iter().map(|it| of(None, *it)));
    for class in ColumnClass::ALL {
        let total = Known::sum(months.iter().map(|it| of(Some(*class), *it)));
        if let Some(total) = total {
            publishing.classes.insert(*class, total);
        }
    }
    publishing
}

/// A bundle that does not tell classes still has the number of its own month.
fn rows(part: &YearPart) -> impl Iterator<Item = Published> {
    let counts = &part.counts;
    let is_read = 0 < counts.pages && 0 < counts.columns;
    let own = Published {
        class: None,
        month: part.period,
        count: counts.published.count,
        complete: counts.published.complete && part.complete,
    };
    let old = (counts.by_month.is_empty() && is_read).then_some(own);
    counts.by_month.iter().copied().chain(old)
}

/// The most that was seen; whole where a whole count says no less.
fn best(seen: &[Seen]) -> Option<Known> {
    let most = seen.iter().map(|it| it.count).max()?;
    let is_whole = seen.iter().any(|it| it.is_whole && it.count == most);
    Some(Known { count: most, is_least: !is_whole })
}
