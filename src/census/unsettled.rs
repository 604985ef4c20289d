//! What a verdict may not say as long as a person has to confirm what it would rest on.

use crate::model::finding::{Finding, FindingState};
use crate::model::rule::Level;
use crate::model::verdict::{Conclusion, SiteState, Verdict};

/// Findings beside which nothing else of the site is told: without them nothing is known of it.
const WHOLE_SITE: [&str; 4] = [
    "zombie_site.placeholder",
    "zombie_site.hijacked",
    "zombie_site.moved",
    "zombie_site.not_closed",
];

/// The verdict, which was made without the findings that wait for a person: what it cannot conclude from the rest is
/// left open, and how much waits stands in its notes.
pub(crate) fn told(mut verdict: Verdict, findings: &[Finding]) -> Verdict {
    let waits = |it: &&Finding| it.state == FindingState::Pending && !it.is_unchecked();
    let of_level = |wanted: fn(Level) -> bool| {
        findings.iter().filter(waits).filter(|it| wanted(it.level)).count()
    };
    let vetoes = of_level(|it| it == Level::Veto);
    let others = of_level(|it| it != Level::Veto);
    let whole = |it: &&Finding| WHOLE_SITE.contains(&it.observation.code.as_str());
    let no_fault = |it: &&Finding| it.state == FindingState::FalseAlarm;
    let is_wrong_alarm = findings.iter().filter(no_fault).any(|it| whole(&it));
    let is_zombie = |it: &Finding| it.observation.code.starts_with("zombie_site.");
    let doubts_zombie = findings.iter().filter(|it| waits(it) || no_fault(it)).any(is_zombie);
    let is_rated = verdict.conclusion != Conclusion::NotRated;
    if doubts_zombie && matches!(verdict.state, SiteState::Zombie | SiteState::Moved) && is_rated {
        let rest_is_known = !findings.iter().any(|it| whole(&it)) && vetoes == 0;
        verdict.state = if rest_is_known { SiteState::Normal } else { SiteState::NotJudged };
    }
    let mut notes = Vec::new();
    if 0 < vetoes {
        notes.push(format!("{vetoes}个单项否决类疑似问题待核，核实后判定"));
    }
    if is_wrong_alarm {
        notes.push("认定误报的问题之外，本期未另作检查，请重新检查该站点".to_owned());
    }
    if 0 < others {
        notes.push(format!("{others}个疑似问题待核，未计入得分"));
    }
    if (0 < vetoes || is_wrong_alarm) && verdict.conclusion == Conclusion::Qualified {
        (verdict.conclusion, verdict.score) = (Conclusion::NotJudged, None);
    }
    verdict.notes.splice(0..0, notes);
    verdict
}
