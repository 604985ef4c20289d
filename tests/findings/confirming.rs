//! Judging again where a person is to confirm first: what a recheck closed meanwhile stays closed, and counts as it did.

use crate::findings::{at, seen, with_context};
use pucha::findings::{Context, reconcile, scored};
use pucha::model::finding::{Finding, FindingId, FindingState, SEEN_MENDED};
use pucha::model::rule::Level;
use pucha::model::verdict::Observation;
use pucha::model::visit::VisitId;
use std::collections::BTreeSet;
use std::sync::Arc;

const ON: &str = "2026-11-20";

fn observed() -> Vec<Arc<Observation>> {
    vec![seen("stale_columns", "/a", ON)]
}

/// The run judged again, with its own records and what a recheck closed since; and how many observations count.
fn judged(own: &[Finding], closed: &BTreeSet<FindingId>, first: &[Level]) -> (Finding, usize) {
    with_context(ON, own, true, |context| {
        let context = Context { closed, confirm_first: first, ..*context };
        let findings = reconcile(&[], &observed(), &context);
        assert_eq!(findings.len(), 1);
        (findings[0].clone(), scored(&[], &observed(), &context).len())
    })
}

/// As a recheck leaves it.
fn rechecked(finding: &Finding) -> Finding {
    Finding {
        state: FindingState::Mended,
        mended_on: Some(at("2026-11-25").date_naive()),
        mended_evidence: vec![VisitId("E00000000900e".into())],
        review: SEEN_MENDED.into(),
        ..finding.clone()
    }
}

#[test]
fn what_a_recheck_closed_stays_as_it_left_it_and_counts_only_if_it_was_confirmed() {
    let none = BTreeSet::new();
    for (first, is_confirmed, counts) in [
        (&[][..], false, 1),
        (&[Level::Veto], false, 1),
        (&[Level::Deduct], true, 1),
        (&[Level::Deduct], false, 0),
    ] {
        let what = format!("{first:?}, confirmed: {is_confirmed}");
        let (mut found, at_first) = judged(&[], &none, first);
        assert_eq!(at_first, usize::from(!first.contains(&Level::Deduct)), "{what}");
        if is_confirmed {
            assert_eq!(found.state, FindingState::Pending, "{what}");
            found.state = found.confirmed_state();
            found.deadline = Some(at("2026-11-30").date_naive());
            assert_eq!(judged(std::slice::from_ref(&found), &none, first).1, 1, "{what}");
        }
        let own = rechecked(&found);
        let closed = BTreeSet::from([own.id.clone()]);
        let (again, counted) = judged(std::slice::from_ref(&own), &closed, first);
        assert_eq!((&again, counted), (&own, counts), "{what}");
        let (twice, counted) = judged(&[again], &closed, first);
        assert_eq!((&twice, counted), (&own, counts), "{what}: judged twice");
    }
}

#[test]
fn what_a_person_reopened_after_a_recheck_is_open() {
    let (found, _) = judged(&[], &BTreeSet::new(), &[]);
    let closed = BTreeSet::from([found.id.clone()]);
    let (again, counted) = judged(&[found], &closed, &[]);
    assert_eq!((again.state, counted), (FindingState::Open, 1));
}

#[test]
fn an_exemption_that_comes_later_does_not_take_away_that_it_was_seen_put_right() {
    let (found, _) = judged(&[], &BTreeSet::new(), &[]);
    let own = [rechecked(&found)];
    let closed = BTreeSet::from([found.id.clone()]);
    with_context(ON, &own, true, |context| {
        let exempt = |_: &Observation| Some("改版".into());
        let context = Context { closed: &closed, exempt: &exempt, ..*context };
        assert_eq!(reconcile(&[], &observed(), &context), own);
        assert_eq!(scored(&[], &observed(), &context), []);
    });
}
