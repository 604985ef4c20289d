//! Whether a round's failures are our own: by table.

use pucha::census::probe::{Before, HostSeen, Outage, Sentinels, own_outage};
use pucha::model::visit::{Barrier, Failure, Fault, Reach};

const OPENED: Before = Before { judged_opened: Some(true), last_opened: Some(true) };
const FAILED: Before = Before { judged_opened: Some(false), last_opened: Some(false) };
/// The last round was taken for our own outage, the one before was well.
const OURS: Before = Before { judged_opened: Some(true), last_opened: Some(false) };
const UNKNOWN: Before = Before { judged_opened: None, last_opened: None };

const NOBODY: Sentinels = Sentinels { before: None, after: None };
const WELL: Sentinels = Sentinels { before: Some(true), after: Some(true) };

/// So many hosts: how they stood before, and whether they failed now.
fn hosts(groups: &[(usize, Before, bool)]) -> Vec<HostSeen> {
    let each = |(count, before, failed): &(usize, Before, bool)| {
        vec![HostSeen { failed: *failed, before: *before }; *count]
    };
    groups.iter().flat_map(each).collect()
}

#[test]
fn everything_at_once_is_ours_and_less_is_theirs() {
    let all = Some(Outage::AllAtOnce);
    for (groups, sentinels, expected) in [
        (vec![(20, OPENED, true)], NOBODY, all),
        // Four fifths exactly are not more than four fifths.
        (vec![(16, OPENED, true), (4, OPENED, false)], NOBODY, None),
        (vec![(17, OPENED, true), (4, OPENED, false)], NOBODY, all),
        // Four hosts are not everything, five are.
        (vec![(4, OPENED, true)], NOBODY, None),
        (vec![(5, OPENED, true)], NOBODY, all),
        (vec![(1, OPENED, true), (30, OPENED, false)], NOBODY, None),
        // Hosts that have long been dead neither help nor hinder.
        (vec![(30, FAILED, true), (5, OPENED, true)], NOBODY, all),
        (vec![(30, FAILED, true), (5, OPENED, false)], NOBODY, None),
        (vec![(30, FAILED, true)], NOBODY, None),
        // A first round in which nothing opens convicts nobody.
        (vec![(20, UNKNOWN, true)], NOBODY, all),
        // As long as nobody can be asked it is ours.
        (vec![(20, OURS, true)], NOBODY, all),
        // Sentinels answer: the first round may have been ours, the second was not.
        (vec![(20, OPENED, true)], WELL, all),
        (vec![(20, OURS, true)], WELL, None),
        (vec![(20, OPENED, false)], NOBODY, None),
        (vec![], NOBODY, None),
    ] {
        assert_eq!(
            own_outage(&hosts(&groups), false, sentinels),
            expected,
            "{groups:?} {sentinels:?}"
        );
    }
}

#[test]
fn a_sentinel_that_is_silent_before_or_after_takes_the_round_out() {
    let one = hosts(&[(1, OPENED, true), (40, OPENED, false)]);
    for (before, after, expected) in [
        (Some(true), Some(true), None),
        (Some(false), Some(true), Some(Outage::NoSentinel)),
        (Some(true), Some(false), Some(Outage::NoSentinel)),
        (Some(false), Some(false), Some(Outage::NoSentinel)),
        (None, None, None),
    ] {
        assert_eq!(own_outage(&one, false, Sentinels { before, after }), expected);
    }
    let well = hosts(&[(41, OPENED, false)]);
    let silent = Sentinels { before: Some(false), after: None };
    assert_eq!(own_outage(&well, false, silent), None, "nothing failed, nothing to take out");
    assert_eq!(own_outage(&one, true, NOBODY), Some(Outage::Watched));
}

#[test]
fn only_failures_on_the_way_may_be_ours() {
    let failed = |reach: Reach| HostSeen::new(&reach, OPENED).failed;
    for failure in [
        Failure::NameUnknown,
        Failure::NameServer,
        Failure::Refused,
        Failure::Reset,
        Failure::Unreachable,
        Failure::TimeOut,
    ] {
        assert!(failed(Reach::Bad(Fault::Failure(failure))), "{failure:?}");
    }
    for theirs in [
        Reach::Ok,
        Reach::Bad(Fault::Status(502)),
        Reach::Bad(Fault::Failure(Failure::RedirectLoop)),
        Reach::Bad(Fault::Failure(Failure::BrokenAnswer)),
        Reach::NotJudged(Barrier::Status(403)),
    ] {
        assert!(!failed(theirs.clone()), "{theirs:?}");
    }
    assert!(failed(Reach::NotJudged(Barrier::OwnNetwork)));
}

#[test]
fn what_is_known_of_a_host_comes_from_its_last_visits() {
    let mut before = Before::default();
    for (reach, judged, last) in [
        (Reach::Ok, Some(true), Some(true)),
        (Reach::NotJudged(Barrier::OwnNetwork), Some(true), Some(false)),
        (Reach::Bad(Fault::Status(500)), Some(false), Some(false)),
        (Reach::NotJudged(Barrier::Robots), Some(false), Some(false)),
        (Reach::Ok, Some(true), Some(true)),
    ] {
        before.note(&reach);
        assert_eq!((before.judged_opened, before.last_opened), (judged, last), "{reach:?}");
    }
}
