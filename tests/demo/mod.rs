//! The simulated county: it sends nobody anywhere, serves what it plans, and its truth table names what exists.

mod filled;
mod pages;
mod serving;
mod story;
mod table;

use chrono::NaiveDate;
use pucha::demo::{County, SITES};

pub(crate) fn audit_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a valid day")
}

pub(crate) fn county() -> County {
    County::new(audit_day(), SITES)
}
