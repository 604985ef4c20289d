//! A finding's life over the months, as tables of what was before and what is seen now.

mod confirming;
mod deadlines;
mod life;
mod seen;
mod undecided;

use chrono::{Datelike, NaiveDate, Weekday};
use pucha::findings::{Context, Texts, WorkingDays, reconcile};
use pucha::model::finding::{Finding, FindingState};
use pucha::model::rule::Level;
use pucha::model::site::SiteKey;
use pucha::model::time::{Instant, Period, end_of_day};
use pucha::model::verdict::Observation;
use pucha::model::visit::VisitId;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(crate) fn at(text: &str) -> Instant {
    end_of_day(day(text))
}

pub(crate) fn key() -> SiteKey {
    SiteKey("a.gov.cn".into())
}

/// The autumn of 2026 as the State Council arranged it for this test; no other year is known.
pub(crate) fn calendar(day: NaiveDate) -> Option<bool> {
    if day.year() != 2026 {
        return None;
    }
    let holiday = day.month() == 10 && day.day() <= 7;
    let made_up = (day.month(), day.day()) == (10, 10);
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    Some(made_up || !(holiday || weekend))
}

pub(crate) fn seen(code: &str, subject: &str, on: &str) -> Arc<Observation> {
    Arc::new(Observation {
        code: code.into(),
        level: Level::Deduct,
        subject: subject.into(),
        column: "要闻".into(),
        description: format!("{on} 所见"),
        page: None,
        link: None,
        last_update: None,
        days_late: None,
        found_at: at(on),
        evidence: vec![VisitId("E000000000001".into())],
        points: 5.0,
        item: None,
    })
}

/// One census of the site: on `on`, with these records before it, these observations, and those subjects looked at well.
pub(crate) fn census(
    on: &str,
    previous: &[Finding],
    observations: &[Arc<Observation>],
    seen_well: bool,
) -> Vec<Finding> {
    with_context(on, &[], seen_well, |context| reconcile(previous, observations, context))
}

pub(crate) fn with_context<T>(
    on: &str,
    own: &[Finding],
    seen_well: bool,
    work: impl FnOnce(&Context<'_>) -> T,
) -> T {
    let texts = |code: &str| Texts {
        indicator: format!("指标 {code}").into(),
        clause: "条款".into(),
        remedy: "更新".into(),
    };
    work(&Context {
        site: &key(),
        period: Period::of(day(on)),
        now: at(on),
        working_days: WorkingDays { veto: 1, deduct: 5, remind: 10 },
        own,
        closed: &BTreeSet::new(),
        texts: &texts,
        is_workday: &calendar,
        seen_well: &|_| seen_well,
        witnesses: &|_| vec![VisitId("E00000000900d".into())],
        exempt: &|_| None,
        confirm_first: &[],
    })
}

/// State, periods in a row and review of the only finding.
pub(crate) fn only(findings: &[Finding]) -> (FindingState, u32, &str) {
    assert_eq!(findings.len(), 1, "{findings:#?}");
    (findings[0].state, findings[0].periods_in_row, &findings[0].review)
}
