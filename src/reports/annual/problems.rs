//! Problems over the year: each time a fault appeared, until it was put right, excused, or the year ended.

use crate::model::finding::{Finding, FindingId, FindingState};
use crate::model::rule::Level;
use crate::model::time::{Period, shanghai};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// One appearance of one fault. A fault that comes back after it was put right is a problem again (反弹).
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub id: FindingId,
    pub code: String,
    /// 指标.
    pub indicator: String,
    pub level: Level,
    /// The period in which it was first recorded this time, and the day on which it was seen.
    pub found: Period,
    pub found_on: NaiveDate,
    pub is_relapse: bool,
    pub deadline: Option<NaiveDate>,
    pub end: End,
    /// The period whose record first said so.
    pub since: Period,
}

/// How it stood at the end of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Open,
    /// Still to be confirmed by a person: held against nobody.
    Pending,
    /// Seen to be gone on that day.
    Mended(NaiveDate),
    /// 误报, 核减, 豁免.
    Excused(FindingState),
}

impl Problem {
    /// Counted among the problems: neither excused nor to be confirmed.
    pub fn counts(&self) -> bool {
        matches!(self.end, End::Open | End::Mended(_))
    }

    pub fn is_found_in(&self, year: i32) -> bool {
        self.found.year == year
    }

    pub fn mended_on(&self) -> Option<NaiveDate> {
        match self.end {
            End::Mended(on) => Some(on),
            _ => None,
        }
    }

    /// Whole days from seen to seen gone.
    pub fn days(&self) -> Option<i64> {
        self.mended_on().map(|it| (it - self.found_on).num_days().max(0))
    }
}

/// Problems of one site that belong to the year: found in it, or open when it began. `lives`: the site's findings, one
/// record a period, the oldest first; none of a period after the year.
pub fn problems(lives: &[Finding], year: i32) -> Vec<Problem> {
    let mut by_id: BTreeMap<&FindingId, Vec<Problem>> = BTreeMap::new();
    for record in lives.iter().filter(|it| it.level != Level::NotJudged && it.period.year <= year) {
        step(by_id.entry(&record.id).or_default(), record);
    }
    let mut all: Vec<Problem> = by_id
        .into_values()
        .flatten()
        .map(|it| as_of_year(it, year))
        .filter(|it| belongs(it, year))
        .collect();
    all.sort_by(|a, b| (a.found, &a.code, &a.id).cmp(&(b.found, &b.code, &b.id)));
    all
}

fn step(problems: &mut Vec<Problem>, record: &Finding) {
    let end = match record.state {
        FindingState::Mended => {
            End::Mended(record.mended_on.unwrap_or_else(|| record.period.last_day()))
        }
        FindingState::Pending => End::Pending,
        state if state.is_excused() => End::Excused(state),
        _ => End::Open,
    };
    let last = problems.last_mut();
    let is_again = match last.as_ref().map(|it| it.end) {
        None => true,
        // A record that repeats the day on which it was put right is no new appearance.
        Some(End::Mended(before)) => end != End::Mended(before),
        Some(_) => false,
    };
    match last {
        Some(last) if !is_again => {
            if last.end != end {
                last.since = record.period;
            }
            last.end = end;
            last.level = record.level;
            last.deadline = record.deadline.or(last.deadline);
        }
        last => {
            let is_relapse = last.is_some() || record.state == FindingState::Relapsed;
            let seen = if is_relapse { record.observation.found_at } else { record.first_found };
            let found_on = seen.with_timezone(&shanghai()).date_naive();
            // The first record may be of a later period than the fault, where earlier ones are not kept.
            let found = if is_relapse { record.period } else { first(record, found_on) };
            problems.push(Problem {
                id: record.id.clone(),
                code: record.observation.code.clone(),
                indicator: record.indicator.to_string(),
                level: record.level,
                found,
                found_on,
                is_relapse,
                deadline: record.deadline,
                end,
                since: record.period,
            });
        }
    }
}

fn first(record: &Finding, found_on: NaiveDate) -> Period {
    let long_ago = record.state == FindingState::Mended || 1 < record.periods_in_row;
    if long_ago { record.period.min(Period::of(found_on)) } else { record.period }
}

/// What was put right after the year's end was open then.
fn as_of_year(mut problem: Problem, year: i32) -> Problem {
    if problem.mended_on().is_some_and(|it| year < it.year()) {
        problem.end = End::Open;
    }
    problem
}

fn belongs(problem: &Problem, year: i32) -> bool {
    problem.is_found_in(year)
        || match problem.end {
            End::Mended(on) => on.year() == year,
            End::Excused(_) => problem.since.year == year,
            End::Open | End::Pending => true,
        }
}
