//! `stale_home`: the fifteenth day, entrances, undated pages, and pages that only a browser fills.

use crate::checks::build::*;
use pucha::model::evidence::{DatedFact, HomeFact, SiteEvidence};
use pucha::model::page::{DateSource, Emptiness, PageKind, Witness};

const CODE: &str = "stale_home";

fn is_found(evidence: &SiteEvidence) -> bool {
    found(evidence).contains(&CODE.to_owned())
}

fn is_open(evidence: &SiteEvidence) -> bool {
    undecided(evidence).contains(&CODE.to_owned())
}

#[test]
fn the_fourteenth_day_is_in_time_and_the_fifteenth_is_late() {
    for (days, late) in [(0, false), (13, false), (14, false), (15, true), (170, true)] {
        let evidence = with_home(|home| home.newest = Some(dated(ago(days))));
        assert_eq!(is_found(&evidence), late, "{days} days");
    }
    let rows = judged(&with_home(|home| home.newest = Some(dated(ago(15)))));
    let row = rows.iter().find(|it| it.code == CODE).expect("late");
    assert_eq!(row.days_late, Some(1));
    assert_eq!(row.last_update, Some(day("2026-11-05")));
    let expected = "发布于2026年11月5日，截至2026年11月20日已15天未更新，超过规定期限（14天）1天。";
    assert!(row.description.ends_with(expected), "{}", row.description);
}

#[test]
fn an_entrance_is_judged_by_all_second_level_pages_or_not_at_all() {
    let entrance = |newest: Option<u64>, complete: bool| {
        with_home(|home| {
            home.is_entrance = true;
            home.newest = None;
            (home.entries, home.dated_entries) = (0, 0);
            home.second_level_newest = newest.map(|it| dated(ago(it)));
            home.second_level_complete = complete;
        })
    };
    assert!(is_found(&entrance(Some(20), true)));
    for (newest, complete, open) in [
        (Some(3), true, false),
        (Some(3), false, false),
        (Some(20), false, true),
        (None, true, true),
    ] {
        let evidence = entrance(newest, complete);
        assert!(!is_found(&evidence), "{newest:?} {complete}");
        assert_eq!(is_open(&evidence), open, "{newest:?} {complete}");
    }
}

#[test]
fn what_a_script_may_fill_is_undecided_unless_something_fresh_shows() {
    let script = |days: u64| {
        with_home(|home| {
            home.newest = Some(dated(ago(days)));
            home.emptiness = Emptiness::Undecided;
        })
    };
    assert!(is_open(&script(40)) && !is_found(&script(40)));
    assert!(!is_open(&script(4)) && !is_found(&script(4)));
    let shell = with_home(|home| home.kind = PageKind::Shell);
    assert!(!is_found(&shell));
}

#[test]
fn an_undated_home_page_is_stale_only_where_nothing_fresh_could_stand_on_it() {
    let undated = |elsewhere: u64| {
        with(|it| {
            let home = it.home.as_mut().expect("a home page");
            home.newest = None;
            home.dated_entries = 0;
            it.newest = Some(dated(ago(elsewhere)));
            it.columns[0].newest = Some(dated(ago(elsewhere)));
        })
    };
    assert!(is_found(&undated(90)));
    assert!(is_open(&undated(5)) && !is_found(&undated(5)));
}

#[test]
fn a_home_page_without_lists_is_undecided() {
    let none = |emptiness: Emptiness| {
        with_home(|home: &mut HomeFact| {
            home.newest = None;
            (home.entries, home.dated_entries) = (0, 0);
            home.emptiness = emptiness;
        })
    };
    assert!(is_open(&none(Emptiness::Filled)));
    assert!(is_found(&none(Emptiness::Empty)));
}

/// The home page whose newest day, read there, is 40 days old.
fn late(source: DateSource, witnesses: Vec<Witness>) -> SiteEvidence {
    with_home(|home| {
        home.newest = Some(DatedFact { source, ..dated(ago(40)) });
        home.witnesses = witnesses;
    })
}

#[test]
fn a_year_that_nobody_printed_leaves_the_home_page_undecided() {
    assert!(is_open(&late(DateSource::Inferred, Vec::new())));
    assert!(is_found(&late(DateSource::List, Vec::new())));
}

#[test]
fn witnesses_of_the_home_pages_day_that_contradict_each_other_are_named() {
    let witness = |source, date: &str| Witness { source, date: day(date) };
    let rows = judged(&late(
        DateSource::List,
        vec![
            witness(DateSource::List, "2026-10-11"),
            witness(DateSource::Address, "2026-10-09"),
            witness(DateSource::Meta, "2026-10-14"),
        ],
    ));
    let row = rows.iter().find(|it| it.code == CODE).expect("late");
    let said = "（列表日期2026-10-11，正文日期2026-10-14，以前者为准）。";
    assert!(row.description.ends_with(said), "{}", row.description);
}
