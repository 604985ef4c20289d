//! The home page visits of the week before the audit, counted as the rule of unreachable sites counts them.

use crate::checks::unreachable::Params;
use crate::model::evidence::HomeVisit;
use crate::model::time::{Instant, ended_days, shanghai};
use crate::model::visit::{Barrier, Failure, Fault, Reach};
use chrono::{Duration, NaiveDate};
use std::collections::BTreeMap;

/// Visits closer together than the rule's spacing count as one. It failed only when each of them failed.
#[derive(Debug)]
struct Spaced<'a> {
    visits: Vec<&'a HomeVisit>,
    failed: bool,
}

/// The whole days that had ended at the audit, and the judged visits of each.
#[derive(Debug)]
pub struct Availability<'a> {
    spaced: Vec<Spaced<'a>>,
    by_day: BTreeMap<NaiveDate, u32>,
    /// Visits while our own network was down, which count for nothing.
    pub own_outages: usize,
    days: u32,
    visits_per_day: u32,
}

impl<'a> Availability<'a> {
    /// `probes` in order of time.
    pub fn of(probes: &'a [HomeVisit], audit: Instant, params: &Params) -> Self {
        let (first, last) = ended_days(audit, params.days);
        let mut week = Self::empty(params);
        let gap = Duration::minutes(params.spaced_minutes.into());
        let mut counted: Option<Instant> = None;
        for visit in probes {
            let day = visit.at.with_timezone(&shanghai()).date_naive();
            if day < first || last < day {
                continue;
            }
            week.own_outages += usize::from(visit.reach == Reach::NotJudged(Barrier::OwnNetwork));
            let Some(failed) = failed(visit, params) else { continue };
            match (counted, week.spaced.last_mut()) {
                (Some(since), Some(spaced)) if visit.at - since < gap => {
                    spaced.visits.push(visit);
                    spaced.failed &= failed;
                }
                _ => {
                    counted = Some(visit.at);
                    week.spaced.push(Spaced { visits: vec![visit], failed });
                    *week.by_day.entry(day).or_default() += 1;
                }
            }
        }
        week
    }

    fn empty(params: &Params) -> Self {
        Self {
            spaced: Vec::new(),
            by_day: BTreeMap::new(),
            own_outages: 0,
            days: params.days,
            visits_per_day: params.visits_per_day,
        }
    }

    /// Visits that count.
    pub fn visits(&self) -> usize {
        self.spaced.len()
    }

    pub fn failed(&self) -> usize {
        self.spaced.iter().filter(|it| it.failed).count()
    }

    /// Days with as many visits as the rule asks for.
    pub fn full_days(&self) -> u32 {
        let full = self.by_day.values().filter(|it| self.visits_per_day <= **it).count();
        u32::try_from(full).unwrap_or(u32::MAX)
    }

    /// Whether each of the rule's days has its visits, so that a share says something.
    pub fn is_enough(&self) -> bool {
        self.days <= self.full_days()
    }

    /// Whether at least `percent` of the visits failed. In whole numbers of visits, so that 5 % is 5 %.
    #[expect(clippy::cast_precision_loss, reason = "a week's visits are far below 2^52")]
    pub fn reaches(&self, percent: f64) -> bool {
        !self.spaced.is_empty()
            && percent * self.visits() as f64 <= self.failed() as f64 * 100.0 + 1e-9
    }

    /// In percent with one decimal, never rounded up to a limit that was not reached: `4.9`.
    pub fn failed_percent(&self) -> String {
        let tenths = self.failed() * 1000 / self.visits().max(1);
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    /// All failed visits, in order.
    pub(super) fn failures(&self) -> Vec<&'a HomeVisit> {
        let failed = self.spaced.iter().filter(|it| it.failed);
        failed.flat_map(|it| it.visits.iter().copied()).collect()
    }
}

/// Whether the home page did not open in time; `None` where the visit does not tell.
fn failed(visit: &HomeVisit, params: &Params) -> Option<bool> {
    let limit = u64::from(params.open_within_seconds) * 1000;
    match visit.reach {
        Reach::NotJudged(_) => None,
        // Given up before the rule's time was over: it might still have opened.
        Reach::Bad(Fault::Failure(Failure::TimeOut)) if visit.elapsed_ms < limit => None,
        Reach::Bad(_) => Some(true),
        Reach::Ok => Some(limit <= visit.elapsed_ms),
    }
}
