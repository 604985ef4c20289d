//! From observations to the conclusion on one site: vetoes, deductions with their caps, score.
//!
//! In: what the checks reported, the state, the score sheet. Out: one [`Verdict`] with its arithmetic shown.
//! Never: a conclusion where the site could not be judged, nor a veto without an observation behind it.

mod input;
mod score;
mod twice;

pub use input::VerdictInput;

use crate::model::rule::Level;
use crate::model::site::SiteStatus;
use crate::model::verdict::{Conclusion, Observation, SiteState, Verdict};
use std::sync::Arc;

/// Questions of a veto that concern the site as a whole: left open, nothing can be concluded.
const DECISIVE: &[&str] = &["unreachable", "stale_home", "missing_channel"];

pub fn judge(input: &VerdictInput<'_>) -> Verdict {
    let vetoes = vetoes(input.observations);
    let left_out = input.left_out();
    let deductions = score::deductions(input.observations, input.sheet, left_out);
    let (arithmetic, score) = score::total(&deductions, input.sheet, (left_out, &input.bonuses));
    let conclusion = conclude(input, !vetoes.is_empty(), arithmetic.deducted);
    let is_scored =
        vetoes.is_empty() && matches!(conclusion, Conclusion::Qualified | Conclusion::Unqualified);
    Verdict {
        state: input.state,
        conclusion,
        score: is_scored.then_some(score),
        vetoes,
        deductions,
        arithmetic,
        in_order_by_hand: Vec::new(),
        notes: input.notes(conclusion),
        home_newest: input.home_newest,
        availability: input.availability.filter(|_| conclusion != Conclusion::NotRated),
        pages: input.pages,
        links: input.links,
    }
}

fn conclude(input: &VerdictInput<'_>, has_veto: bool, deducted: f64) -> Conclusion {
    let is_not_rated = match input.status {
        SiteStatus::Suspended | SiteStatus::Closed => true,
        SiteStatus::Moved => input.state == SiteState::Moved,
        SiteStatus::Running => false,
    };
    if is_not_rated {
        Conclusion::NotRated
    } else if has_veto {
        Conclusion::Unqualified
    } else if !input.complete || !input.home_read || is_open(input) {
        Conclusion::NotJudged
    } else if deducted < input.sheet.pass {
        Conclusion::Unqualified
    } else {
        Conclusion::Qualified
    }
}

/// Whether the state, or an open question, keeps the site from being judged.
fn is_open(input: &VerdictInput<'_>) -> bool {
    matches!(
        input.state,
        SiteState::Unreachable | SiteState::Blocked | SiteState::NotJudged | SiteState::Moved
    ) || input.state == SiteState::Zombie
        || input.observations.iter().any(|it| is_open_question(it))
}

/// A question of the site as a whole that stayed open.
fn is_open_question(observation: &Observation) -> bool {
    let code = observation.code.as_str();
    observation.level == Level::NotJudged
        && (DECISIVE.contains(&code) || code.starts_with("zombie_site."))
}

/// Each code once, in the order of the bulletin, which is the order of the observations.
fn vetoes(observations: &[Arc<Observation>]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for observation in observations.iter().filter(|it| it.level == Level::Veto) {
        if !codes.contains(&observation.code) {
            codes.push(observation.code.clone());
        }
    }
    codes
}
