//! A month as the store holds it.

use crate::config::Settings;
use crate::model::site::{Site, SiteStatus};
use crate::model::time::{Period, shanghai};
use crate::model::verdict::{Arithmetic, Conclusion, SiteState, Verdict};
use crate::reports::answered;
use crate::reports::causes;
use crate::reports::portals;
use crate::reports::{Basis, Month, PeriodRate, Previous, RunTimes, SiteResult};
use crate::store::{Run, RunState, SiteResult as Stored, Store, StoreError};
use std::collections::HashMap;

/// Everything of `period`; `None` when the period holds no judgments. A site of the newest run's register that has
/// not been judged yet is there as 无法判定. Blocks on the disk.
pub fn month(
    store: &Store,
    settings: &Settings,
    period: Period,
    basis: Basis,
) -> Result<Option<Month>, StoreError> {
    let stored = store.results(period)?;
    let Some(newest) = stored.iter().map(|it| &it.run).max_by_key(|it| it.number).cloned() else {
        return Ok(None);
    };
    let register = store.register(&newest.id)?.unwrap_or_default();
    let previous = store.previous_results(period)?.map(|(period, results)| past(period, results));
    let year_ago = Period { year: period.year - 1, month: period.month };
    let last_year = Some(store.results(year_ago)?).filter(|it| !it.is_empty());
    let answers = store.unit_answers(period)?;
    let month = causes::told(Month {
        period,
        as_of: newest.as_of.with_timezone(&shanghai()).date_naive(),
        office: settings.office.clone(),
        rectification: settings.rectification.clone(),
        basis,
        results: portals::told(complete(register.sites, stored, &newest)),
        previous,
        last_year: last_year.map(|it| past(year_ago, it)),
        rates: rates(store, period)?,
    });
    Ok(Some(answered::told(month, &answers)))
}

fn past(period: Period, results: Vec<Stored>) -> Previous {
    Previous { period, results: results.into_iter().map(result).collect() }
}

/// Of the judged periods before, as many as make a year with this one.
fn rates(store: &Store, period: Period) -> Result<Vec<PeriodRate>, StoreError> {
    const BEFORE: usize = 11;
    let mut rates: Vec<PeriodRate> = Vec::new();
    for (of, conclusion, sites) in store.conclusions_before(period)? {
        let counted = match conclusion {
            Conclusion::Qualified => (sites, sites),
            Conclusion::Unqualified => (0, sites),
            Conclusion::NotJudged | Conclusion::NotRated => (0, 0),
        };
        match rates.last_mut().filter(|it| it.period == of) {
            Some(it) => {
                it.qualified += counted.0;
                it.judged += counted.1;
            }
            None => rates.push(PeriodRate { period: of, qualified: counted.0, judged: counted.1 }),
        }
    }
    let first = rates.len().saturating_sub(BEFORE);
    Ok(rates.split_off(first))
}

/// In the register's order; judged sites that left the register come last.
fn complete(register: Vec<Site>, stored: Vec<Stored>, newest: &Run) -> Vec<SiteResult> {
    let places: HashMap<String, usize> =
        stored.iter().enumerate().map(|(place, it)| (it.site.key.0.clone(), place)).collect();
    let mut stored: Vec<Option<Stored>> = stored.into_iter().map(Some).collect();
    let mut results: Vec<SiteResult> = register
        .into_iter()
        .map(|site| {
            let judged = places.get(&site.key.0).and_then(|it| stored[*it].take());
            judged.map_or_else(|| not_yet(site, newest), result)
        })
        .collect();
    results.extend(stored.into_iter().flatten().map(result));
    results
}

fn result(stored: Stored) -> SiteResult {
    SiteResult {
        site: stored.site,
        verdict: stored.verdict,
        observations: stored.observations,
        findings: stored.findings,
        run: times(&stored.run),
    }
}

fn times(run: &Run) -> RunTimes {
    RunTimes {
        id: run.id.0.clone(),
        started_at: run.started_at,
        finished_at: (run.state != RunState::Running).then_some(run.changed_at),
    }
}

fn not_yet(site: Site, newest: &Run) -> SiteResult {
    let (state, conclusion) = match site.status {
        SiteStatus::Suspended => (SiteState::Suspended, Conclusion::NotRated),
        SiteStatus::Closed => (SiteState::Closed, Conclusion::NotRated),
        SiteStatus::Running | SiteStatus::Moved => (SiteState::NotJudged, Conclusion::NotJudged),
    };
    let verdict = Verdict {
        state,
        conclusion,
        score: None,
        vetoes: Vec::new(),
        in_order_by_hand: Vec::new(),
        arithmetic: Arithmetic::default(),
        deductions: Vec::new(),
        notes: vec!["本期尚未检查".into()],
        home_newest: None,
        availability: None,
        pages: 0,
        links: 0,
    };
    let (observations, findings) = (Vec::new(), Vec::new());
    SiteResult { site, verdict, observations, findings, run: times(newest) }
}
