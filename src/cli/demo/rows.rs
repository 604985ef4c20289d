//! What ledger and results of a month hold, as rows that the simulated county compares with what it knows.

use crate::demo::{Counts, FoundLife, FoundRow};
use crate::model::finding::{Finding, FindingState, Tally};
use crate::model::rule::Level;
use crate::model::verdict::SiteState;
use crate::store::SiteResult;

/// What was found this time: without what is mended, and without what could only be carried on.
pub(super) fn found(results: &[SiteResult]) -> Vec<FoundRow> {
    rows(results)
        .filter(|(_, it)| it.level != Level::NotJudged)
        .filter(|(_, it)| it.state != FindingState::Mended && !it.is_unchecked())
        .map(|(result, finding)| row(result, finding))
        .collect()
}

pub(super) fn states(results: &[SiteResult]) -> Vec<(String, SiteState)> {
    results.iter().map(|it| (it.site.home.to_string(), it.verdict.state)).collect()
}

pub(super) fn lives(results: &[SiteResult]) -> Vec<FoundLife> {
    rows(results)
        .map(|(result, finding)| FoundLife {
            row: row(result, finding),
            state: finding.state,
            periods_in_row: finding.periods_in_row,
            review: finding.review.clone(),
            deadline: finding.deadline,
            mended_on: finding.mended_on,
            first_found: finding.first_found.date_naive(),
        })
        .collect()
}

pub(super) fn counts(results: &[SiteResult]) -> Vec<(String, Counts)> {
    let counts = |result: &SiteResult| {
        let Tally { new, repeated, mended, unchecked, excused, .. } = Tally::of(&result.findings);
        let conclusion = result.verdict.conclusion;
        Counts { new, repeated, mended, unchecked, excused, conclusion }
    };
    results.iter().map(|it| (it.site.home.to_string(), counts(it))).collect()
}

fn rows(results: &[SiteResult]) -> impl Iterator<Item = (&SiteResult, &Finding)> {
    results.iter().flat_map(|result| result.findings.iter().map(move |it| (result, it)))
}

fn row(result: &SiteResult, finding: &Finding) -> FoundRow {
    FoundRow {
        site_address: result.site.home.to_string(),
        code: finding.observation.code.clone(),
        column: finding.observation.column.clone(),
        link: finding.observation.link.clone().unwrap_or_default(),
    }
}
