//! 待核: what a person has yet to confirm is no problem of anybody's, and no site is called 不合格 because of it.

use crate::model::finding::Finding;
use crate::model::verdict::Conclusion;
use crate::reports::bulletin::words::is_pending;
use crate::reports::{Month, SiteResult};

/// The month, with sites whose only reason to be unqualified is pending told as not judged.
pub(crate) fn told(month: &Month) -> Month {
    let mut month = month.clone();
    for result in month.results.iter_mut().filter(|it| hangs_on_pending(it)) {
        let verdict = &mut result.verdict;
        verdict.conclusion = Conclusion::NotJudged;
        (verdict.score, verdict.vetoes) = (None, Vec::new());
        verdict.notes.push("单项否决类疑似问题待核实，核实后判定".into());
    }
    month
}

/// Of every veto, all findings that speak for it are pending.
fn hangs_on_pending(result: &SiteResult) -> bool {
    let vetoes = &result.verdict.vetoes;
    let speaks_for = |code: &str, it: &Finding| it.observation.code == code;
    let is_open = |code: &String| {
        let mut own = result.findings.iter().filter(|it| speaks_for(code, it)).peekable();
        own.peek().is_some() && own.all(is_pending)
    };
    !vetoes.is_empty() && vetoes.iter().all(is_open)
}

/// Pending findings of the period.
pub(crate) fn pending(month: &Month) -> impl Iterator<Item = (&SiteResult, &Finding)> {
    month.findings().filter(|(_, it)| is_pending(it) && !it.is_unchecked())
}
