//! A month as the store holds it.

use crate::config::Settings;
use crate::model::time::{Period, shanghai};
use crate::reports::{Basis, Month, Previous, RunTimes, SiteResult};
use crate::store::{RunState, SiteResult as Stored, Store, StoreError};

/// Everything of `period`; `None` when the period holds no judgments. Blocks on the disk.
pub fn month(
    store: &Store,
    settings: &Settings,
    period: Period,
    basis: Basis,
) -> Result<Option<Month>, StoreError> {
    let stored = store.results(period)?;
    let Some(newest) = stored.iter().max_by_key(|it| it.run.number) else { return Ok(None) };
    let as_of = newest.run.as_of.with_timezone(&shanghai()).date_naive();
    let previous = store.previous_results(period)?.map(|(period, results)| Previous {
        period,
        results: results.into_iter().map(result).collect(),
    });
    Ok(Some(Month {
        period,
        as_of,
        office: settings.office.clone(),
        rectification: settings.rectification.clone(),
        basis,
        results: stored.into_iter().map(result).collect(),
        previous,
    }))
}

fn result(stored: Stored) -> SiteResult {
    let run = stored.run;
    SiteResult {
        site: stored.site,
        verdict: stored.verdict,
        observations: stored.observations,
        findings: stored.findings,
        run: RunTimes {
            finished_at: (run.state != RunState::Running).then_some(run.changed_at),
            id: run.id.0,
            started_at: run.started_at,
        },
    }
}
