//! The story of the months is well told: each month's truth table has the faults that its ledger must show, and no others.

use crate::demo::county;
use pucha::demo::{
    County, Expect, LifeRow, MONTHS, SITES, Subject, TruthRow, audit_day, decisions,
};
use pucha::model::finding::FindingState;
use std::collections::{BTreeMap, BTreeSet};

fn is_planted(truth: &[TruthRow], life: &LifeRow) -> bool {
    truth.iter().any(|row| {
        row.site_address == life.site_address
            && matches!(&row.expect, Expect::Finding { code, subject }
                if *code == life.code && *subject == life.subject)
    })
}

#[test]
fn the_last_month_is_the_county_as_it_stands() {
    let (last, stands) = (County::of_month(0, SITES), county());
    assert_eq!(last.as_of(), stands.as_of());
    assert_eq!(last.truth(), stands.truth());
    assert_eq!(last.sites_csv(), stands.sites_csv());
    assert_eq!(last.columns_csv(), stands.columns_csv());
    assert!(last.pages().eq(stands.pages()));
}

#[test]
fn a_fault_is_planted_in_the_months_in_which_the_ledger_finds_it_and_in_no_other() {
    for months_back in 0..MONTHS {
        for county in [County::of_month(months_back, SITES), County::of_story(months_back)] {
            let truth = county.truth();
            let lives = county.lives();
            assert!(30 < lives.len(), "{}", lives.len());
            for life in &lives {
                let found = life.stand.as_ref().is_some_and(|it| {
                    it.state != FindingState::Mended && it.review != Some("本期未能复核")
                });
                let what = format!("{} {} {}, {}", county.as_of(), life.unit, life.code, life.why);
                assert_eq!(is_planted(&truth, life), found, "{what}");
            }
        }
    }
}

#[test]
fn what_cannot_be_looked_at_is_a_trap_or_behind_one_cause() {
    for months_back in 0..MONTHS {
        let truth = County::of_story(months_back).truth();
        for life in County::of_story(months_back).lives() {
            let unseen = life.stand.as_ref().is_some_and(|it| it.review == Some("本期未能复核"));
            let mut own = truth.iter().filter(|it| it.site_address == life.site_address);
            let is_about = |row: &TruthRow| match &row.expect {
                Expect::Nothing { code, subject, .. } => {
                    *code == life.code && *subject == life.subject
                }
                Expect::Finding { code, .. } => {
                    code == "unreachable" || code.starts_with("zombie_site")
                }
                Expect::State(state) => state.chinese() != "正常",
            };
            assert!(!unseen || own.any(is_about), "{months_back} {} {}", life.unit, life.code);
        }
    }
}

#[test]
fn each_month_has_one_state_a_site_and_contradicts_itself_nowhere() {
    for months_back in 0..=MONTHS {
        let county = County::of_month(months_back, SITES);
        let mut states: BTreeMap<String, usize> = BTreeMap::new();
        let mut faults: BTreeSet<(String, String, Subject)> = BTreeSet::new();
        let truth = county.truth();
        for row in &truth {
            match &row.expect {
                Expect::State(_) => *states.entry(row.site_address.clone()).or_default() += 1,
                Expect::Finding { code, subject } => {
                    let fault = (row.site_address.clone(), code.clone(), subject.clone());
                    assert!(faults.insert(fault), "{months_back} twice: {} {code}", row.unit);
                }
                Expect::Nothing { .. } => {}
            }
        }
        assert!(county.homes().iter().all(|home| states.get(home) == Some(&1)), "{states:?}");
        for row in &truth {
            if let Expect::Nothing { code, subject, .. } = &row.expect {
                let same = (row.site_address.clone(), code.clone(), subject.clone());
                assert!(!faults.contains(&same), "{months_back} {} {code} {subject}", row.unit);
            }
        }
    }
}

#[test]
fn before_its_story_begins_the_county_has_not_its_sites() {
    let told: BTreeSet<String> =
        County::of_story(0).lives().into_iter().map(|it| it.site_address).collect();
    assert!(8 <= told.len(), "{told:?}");
    let before = County::of_month(MONTHS, SITES);
    assert_eq!(before.homes().len(), SITES - told.len());
    assert!(before.homes().iter().all(|it| !told.contains(it)));
    assert!(before.lives().is_empty() && before.counts_of_sites().is_empty());
}

#[test]
fn months_follow_each_other_and_decisions_are_about_planted_faults() {
    for months_back in 0..11 {
        let (later, earlier) = (audit_day(months_back), audit_day(months_back + 1));
        let months = |day: chrono::NaiveDate| {
            use chrono::Datelike;
            day.year() * 12 + i32::try_from(day.month()).expect("a month")
        };
        assert_eq!(months(later), months(earlier) + 1, "{earlier} {later}");
    }
    let all: Vec<_> = (0..MONTHS).flat_map(decisions).collect();
    assert!(!all.is_empty());
    for decision in all {
        let truth = County::of_story(decision.months_back).truth();
        let is_it = |row: &&TruthRow| {
            row.unit == decision.unit
                && matches!(&row.expect, Expect::Finding { code, .. } if code == decision.code)
        };
        assert_eq!(truth.iter().filter(is_it).count(), 1, "{decision:?}");
    }
}
