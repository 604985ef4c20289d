//! 整改情况 of a finding, from what was recorded of it and what is observed now.

use crate::findings::past::Past;
use crate::findings::reconcile::Context;
use crate::model::finding::{CAME_BACK, Finding, FindingState, NOT_MENDED, SEEN_MENDED};
use crate::model::rule::Level;
use chrono::NaiveDate;

/// The state of a finding that is observed. What persons, a recheck and notices did with the run's own record stays.
pub(super) fn state(past: Past<'_>, level: Level, context: &Context<'_>) -> FindingState {
    if let Some(excused) = past.excuse(context.today()) {
        return excused.state;
    }
    if past.own.is_some_and(|it| was_mended_since(it) || was_closed(it, context)) {
        return FindingState::Mended;
    }
    let own = past.own.map(|it| it.state);
    if own == Some(FindingState::Notified) {
        // The notice went out on the strength of this very run.
        return FindingState::Notified;
    }
    let before = past.latest().map_or(FindingState::Open, |it| match it.state {
        FindingState::Mended => FindingState::Relapsed,
        FindingState::Pending => it.confirmed_state(),
        // Excused by then, but the term is over, or a person reopened it in this very run.
        state if state.is_excused() => own.filter(|it| is_asked(*it)).unwrap_or(FindingState::Open),
        state => state,
    });
    if waits(past, level, context) { FindingState::Pending } else { before }
}

/// Whether a person is to confirm it first: newly found, come back, or graver now than what was confirmed.
fn waits(past: Past<'_>, level: Level, context: &Context<'_>) -> bool {
    let asked = |level: Level| context.confirm_first.contains(&level);
    // What waits has no deadline, and keeps none when it is closed.
    let was_asked =
        |it: &Finding| is_asked(it.state) || was_closed(it, context) && it.deadline.is_some();
    let is_confirmed = |it: &Finding| was_asked(it) && (it.level <= level || asked(it.level));
    if !asked(level) || past.own.is_some_and(is_confirmed) {
        return false;
    }
    past.latest().is_none_or(|it| match it.state {
        FindingState::Mended | FindingState::Pending => true,
        // What was excused was known; it is open again by its term, or by a person's word.
        state if state.is_excused() => false,
        _ => !is_confirmed(it),
    })
}

fn is_asked(state: FindingState) -> bool {
    state.is_open() && state != FindingState::Pending
}

/// A recheck or a person called it mended after the run: the run's own evidence cannot say otherwise.
fn was_mended_since(own: &Finding) -> bool {
    own.state == FindingState::Mended && own.review != SEEN_MENDED
}

/// A recheck closed it after the run was judged: the run's own evidence still shows what was seen gone later.
pub(super) fn was_closed(own: &Finding, context: &Context<'_>) -> bool {
    own.state == FindingState::Mended && context.closed.contains(&own.id)
}

/// Whether it does not count in the score: excused, or waiting for a person, also where a recheck closed it meanwhile.
pub(super) fn is_out(past: Past<'_>, level: Level, context: &Context<'_>) -> bool {
    let state = state(past, level, context);
    let closed_unconfirmed =
        past.own.is_some_and(|it| was_closed(it, context)) && waits(past, level, context);
    state.is_excused() || state == FindingState::Pending || closed_unconfirmed
}

/// Whether the run's own record of what is not observed any more was made by a person or a recheck.
pub(super) fn stands(own: &Finding, day: NaiveDate, context: &Context<'_>) -> bool {
    let is_excused = own.is_excused_by_a_person() && !own.excuse_has_ended(day);
    let is_reopened = own.state.is_open() && own.review == NOT_MENDED;
    is_excused || is_reopened || was_mended_since(own) || was_closed(own, context)
}

/// Whether it had been put right before it was found this time.
pub(super) fn came_back(past: Past<'_>) -> bool {
    past.latest().is_some_and(|it| it.came_back || it.state == FindingState::Mended)
}

pub(super) fn review(state: FindingState, past: Past<'_>) -> String {
    let was_open = |it: Option<&Finding>| it.is_some_and(|it| it.state.is_open());
    let open_all_along = was_open(past.before) && past.same.is_none_or(|it| it.state.is_open());
    let is_back =
        state == FindingState::Relapsed || state == FindingState::Pending && came_back(past);
    match past.latest() {
        _ if is_back && !open_all_along => CAME_BACK.into(),
        Some(_) => "复核仍存在".into(),
        None => String::new(),
    }
}
