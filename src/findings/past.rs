//! What is recorded of one finding before it is judged: of former periods, of this one, of this very run.

use crate::findings::reconcile::Context;
use crate::model::finding::{Finding, FindingId, FindingState};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The latest records of one finding.
#[derive(Clone, Copy, Default)]
pub(super) struct Past<'a> {
    /// Of this period, by an earlier run.
    pub(super) same: Option<&'a Finding>,
    /// Of the latest period before it.
    pub(super) before: Option<&'a Finding>,
    /// Of this very run, when it judges again.
    pub(super) own: Option<&'a Finding>,
}

impl<'a> Past<'a> {
    pub(super) fn latest(&self) -> Option<&'a Finding> {
        self.same.or(self.before)
    }

    /// The record by which a person has taken it out, and that still holds on `day`.
    pub(super) fn excuse(&self, day: NaiveDate) -> Option<&'a Finding> {
        self.own
            .or(self.latest())
            .filter(|it| it.is_excused_by_a_person() && !it.excuse_has_ended(day))
    }
}

/// By finding; records of later periods and of other sites are passed over.
pub(super) fn pasts<'a>(
    previous: &'a [Finding],
    context: &Context<'a>,
) -> BTreeMap<FindingId, Past<'a>> {
    let mut pasts: BTreeMap<FindingId, Past<'a>> = BTreeMap::new();
    for finding in previous.iter().filter(|it| it.site == *context.site) {
        if context.period < finding.period {
            continue;
        }
        let past = pasts.entry(finding.id.clone()).or_default();
        if finding.period == context.period {
            past.same = Some(finding);
        } else if past.before.is_none_or(|it| it.period <= finding.period) {
            past.before = Some(finding);
        }
    }
    for finding in context.own.iter().filter(|it| it.site == *context.site) {
        pasts.entry(finding.id.clone()).or_default().own = Some(finding);
    }
    pasts
}

/// 连续期数. A period counts once, however often it is run; one in which it was mended breaks the row. A period without a
/// census, or in which the thing could not be looked at, neither counts nor breaks it: nobody saw the fault gone.
pub(super) fn periods_in_row(past: Past<'_>) -> u32 {
    match (past.before, past.same) {
        (Some(before), _) if before.state == FindingState::Mended => 1,
        (Some(before), _) => before.periods_in_row.saturating_add(1),
        (None, Some(same)) => same.periods_in_row,
        (None, None) => 1,
    }
}
