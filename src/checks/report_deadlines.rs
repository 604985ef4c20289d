//! When each report is due, and from whom.

use crate::checks::params;
use crate::model::facts::publication::ReportKind;
use crate::model::rule::Sureness;
use crate::model::site::UnitClass;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(super) const MISSING: &str = "annual_report.missing";
pub(super) const LATE: &str = "annual_report.late";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub disclosure: Deadline,
    pub county_disclosure: Deadline,
    pub website: Deadline,
}

/// The last day of the year on which a report is in time, and who has to publish one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    pub units: Vec<String>,
    pub month: u32,
    pub day: u32,
    pub sureness: Sureness,
}

impl Deadline {
    pub(super) fn asks(&self, class: UnitClass) -> bool {
        self.units.iter().any(|it| it == class.chinese())
    }

    pub(super) fn of(&self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }

    fn fault(&self, key: &str) -> Option<String> {
        if let Some(unit) = self.units.iter().find(|it| UnitClass::from_chinese(it).is_none()) {
            return Some(format!("{key} 的 units 中不认识单位类别“{unit}”"));
        }
        // A year without 29 February: the day has to be there every year.
        self.of(2025).is_none().then(|| format!("{key} 的 month、day 应是每年都有的一天"))
    }
}

impl Params {
    pub(super) fn deadline(&self, kind: ReportKind, class: UnitClass) -> &Deadline {
        match kind {
            ReportKind::Website => &self.website,
            ReportKind::Disclosure if class == UnitClass::County => &self.county_disclosure,
            ReportKind::Disclosure => &self.disclosure,
        }
    }
}

impl params::Params for Params {
    const CODES: &'static [&'static str] = &[MISSING, LATE];

    fn thresholds(&self) -> Vec<String> {
        let line = |name: &str, it: &Deadline| {
            format!("{name}：每年{}月{}日前发布（{}）", it.month, it.day, it.sureness)
        };
        vec![
            line("政府信息公开年报", &self.disclosure),
            line("县政府的政府信息公开年报", &self.county_disclosure),
            line("政府网站工作年度报表", &self.website),
        ]
    }

    fn faults(&self) -> Vec<String> {
        let all = [
            ("disclosure", &self.disclosure),
            ("county_disclosure", &self.county_disclosure),
            ("website", &self.website),
        ];
        all.iter().filter_map(|(key, it)| it.fault(key)).collect()
    }
}
