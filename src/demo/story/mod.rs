//! Three months of the county: when it is audited, what its sites were like before the last month, and what becomes of
//! their findings.
//!
//! The last month is the county as it stands, untouched. What the two months before it had otherwise is in [`plots`];
//! what the ledgers must say of it, month by month and by hand, is in [`ends`].

mod ends;
mod plots;

use crate::demo::lives::{CountRow, LifeRow};
use crate::demo::plan::SitePlan;
use crate::model::finding::FindingState;
use chrono::{Datelike, Months, NaiveDate};

/// Audit days of the story, the last first. The first month's lies just before the National Day holiday, so that its
/// deadlines lead over the holiday and a shifted workday.
const AUDITS: [(i32, u32, u32); 3] = [(2026, 11, 20), (2026, 10, 20), (2026, 9, 28)];

/// Months that the story tells.
pub const MONTHS: u32 = 3;

/// The most months that the demo plays.
pub const MOST_MONTHS: u32 = 12;

/// The audit day so many months before the last one.
pub fn audit_day(months_back: u32) -> NaiveDate {
    let last = AUDITS[0];
    let told = usize::try_from(months_back).ok().and_then(|it| AUDITS.get(it)).copied();
    let (year, month, day) = told.unwrap_or(last);
    let day = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    if told.is_some() { day } else { day - Months::new(months_back) }
}

/// What a person of the office decides after the audit of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub months_back: u32,
    pub unit: &'static str,
    pub code: &'static str,
    pub state: FindingState,
    pub who: &'static str,
    pub why: &'static str,
}

/// All decisions of the story.
const DECISIONS: &[Decision] = &[Decision {
    months_back: 2,
    unit: "澜青县财政局",
    code: "site_identity.badge",
    state: FindingState::FalseAlarm,
    who: "周雪",
    why: "该单位已提交挂标证明，标识由统一平台显示",
}];

/// Those that are taken after the audit of that month.
pub fn decisions(months_back: u32) -> impl Iterator<Item = &'static Decision> {
    DECISIONS.iter().filter(move |it| it.months_back == months_back)
}

/// Whether a site plays a part in the story.
pub(crate) fn is_told_of(unit: &str) -> bool {
    plots::PLOTS.iter().any(|it| it.0 == unit)
}

/// Makes a site what it was so many months before the last. Before the story the county does not list its sites.
pub(crate) fn play(site: &mut SitePlan, today: NaiveDate, months_back: u32) {
    let plot = plots::PLOTS.iter().find(|it| it.0 == site.unit);
    if let (Some((_, plot)), 1..MONTHS) = (plot, months_back) {
        plot(site, today, months_back);
    }
}

/// What the ledger must say in that month of the faults of these sites.
pub(crate) fn lives(sites: &[SitePlan], months_back: u32) -> Vec<LifeRow> {
    ends::lives(months_back)
        .filter_map(|(unit, row)| {
            let site = sites.iter().find(|it| it.unit == unit)?;
            let (unit, site_address) = (site.unit.clone(), site.address());
            Some(LifeRow { unit, site_address, ..row })
        })
        .collect()
}

/// What the results must say in that month of these sites.
pub(crate) fn counts(sites: &[SitePlan], months_back: u32) -> Vec<CountRow> {
    ends::counts(months_back)
        .filter_map(|(unit, counts, why)| {
            let site = sites.iter().find(|it| it.unit == unit)?;
            Some(CountRow {
                unit: site.unit.clone(),
                site_address: site.address(),
                counts,
                why: why.to_owned(),
            })
        })
        .collect()
}

/// 2026-10-10.
fn on(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(audit_day(0).year(), month, day).unwrap_or_default()
}
