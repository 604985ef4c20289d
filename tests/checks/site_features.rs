//! `site_features`: a search box that answers, an entrance for people with impairments.

use crate::checks::build;
use crate::checks::build::*;
use pucha::model::evidence::{Look, SiteEvidence};
use pucha::model::facts::features::{
    Entrance, EntranceFact, OnPage, PageSeen, SearchBox, SearchFact,
};
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::model::verdict::Observation;
use pucha::model::visit::{Barrier, Fault, Reach};
use pucha::parse::{Source, page};
use std::fs;

fn read(file: &str) -> OnPage {
    let body = fs::read(format!("tests/fixtures/checks/site_features/{file}")).expect("a page");
    let address = url(HOME);
    let source = Source {
        address: &address,
        status: 200,
        headers: &[],
        body: &body,
        as_of: today(),
        includes: &[],
    };
    page(&source).extras.features
}

#[test]
fn made_home_pages_offer_what_their_table_says() {
    let text = include_str!("../fixtures/checks/site_features/cases.toml");
    let table: toml::Table = toml::from_str(text).expect("a table");
    assert!(table.len() >= 6);
    for (file, expected) in table {
        let found = read(&file);
        let (name, asks) = match &found.search {
            SearchBox::Form { address } => ("form", Some(address.as_str())),
            SearchBox::Other => ("other", None),
            SearchBox::Hint => ("hint", None),
            SearchBox::None => ("none", None),
        };
        assert_eq!(Some(name), expected["search"].as_str(), "{file}");
        assert_eq!(asks, expected.get("asks").and_then(toml::Value::as_str), "{file}");
        let has_entrance = found.accessibility == Entrance::Shown;
        assert_eq!(Some(has_entrance), expected["entrance"].as_bool(), "{file}");
        assert_eq!(Some(found.parts_unseen), expected["parts_unseen"].as_bool(), "{file}");
    }
}

/// What is said of this check alone.
fn judged(evidence: &SiteEvidence) -> Vec<Observation> {
    build::judged(evidence).into_iter().filter(|it| it.code.starts_with("site_features")).collect()
}

fn found(evidence: &SiteEvidence) -> Vec<String> {
    let rows = judged(evidence).into_iter().filter(|it| it.level != Level::NotJudged);
    rows.map(|it| it.code).collect()
}

fn undecided(evidence: &SiteEvidence) -> Vec<String> {
    let rows = judged(evidence).into_iter().filter(|it| it.level == Level::NotJudged);
    rows.map(|it| it.code).collect()
}

fn seen() -> PageSeen {
    PageSeen { page: url(HOME), visit: id("Ehome0"), seen_at: noon() }
}

fn searched(found: SearchBox, looks: Vec<Look>) -> SiteEvidence {
    let fact = SearchFact { seen: seen(), found, parts_unseen: false, looks };
    with(|it| it.facts.features.search = Some(fact))
}

fn asked(reaches: &[Reach]) -> SiteEvidence {
    let address = url("http://www.a.gov.cn/search?q=%E5%85%AC%E5%BC%80");
    searched(SearchBox::Form { address }, looks(reaches))
}

const SEARCH: [&str; 1] = ["site_features.search"];

#[test]
fn a_search_is_found_not_to_work_when_two_looks_failed_alike() {
    let error = || Reach::Bad(Fault::Status(500));
    assert_eq!(found(&asked(&[error(), error()])), SEARCH);
    assert_eq!(found(&asked(&[not_found(), not_found()])), SEARCH);
    let said = || Reach::Bad(Fault::SoftNotFound);
    assert_eq!(found(&asked(&[said(), said()])), SEARCH);
    let rows = judged(&asked(&[error(), error()]));
    assert_eq!(rows[0].evidence.len(), 2);
    assert!(rows[0].link.as_deref().is_some_and(|it| it.contains("/search?q=")));
}

#[test]
fn a_search_that_answers_or_recovers_is_in_order() {
    assert!(judged(&asked(&[Reach::Ok])).is_empty());
    assert!(judged(&asked(&[not_found(), Reach::Ok])).is_empty());
}

#[test]
fn what_could_not_be_tried_is_undecided() {
    let error = || Reach::Bad(Fault::Status(500));
    for evidence in [
        asked(&[Reach::NotJudged(Barrier::Robots)]),
        asked(&[error(), Reach::NotJudged(Barrier::Status(403))]),
        asked(&[error()]),
        asked(&[error(), not_found()]),
        asked(&[]),
        searched(SearchBox::Other, Vec::new()),
        searched(SearchBox::Hint, Vec::new()),
    ] {
        assert!(found(&evidence).is_empty());
        assert_eq!(undecided(&evidence), SEARCH);
    }
}

#[test]
fn no_box_is_a_finding_only_on_a_page_that_was_seen_whole() {
    let none = || searched(SearchBox::None, Vec::new());
    assert_eq!(found(&none()), SEARCH);
    let mut parts = none();
    parts.facts.features.search.as_mut().expect("a fact").parts_unseen = true;
    let mut menu = none();
    menu.home.as_mut().expect("a home page").menu_unseen = true;
    let mut entrance = none();
    entrance.home.as_mut().expect("a home page").is_entrance = true;
    for half_seen in [parts, menu, entrance] {
        assert!(!found(&half_seen).contains(&SEARCH[0].to_owned()));
        assert!(undecided(&half_seen).contains(&SEARCH[0].to_owned()));
    }
}

#[test]
fn the_entrance_is_missed_on_a_whole_page_only() {
    let fact = |found, parts_unseen| {
        let fact = EntranceFact { seen: seen(), found, parts_unseen };
        with(|it| it.facts.features.accessibility = Some(fact))
    };
    assert_eq!(found(&fact(Entrance::None, false)), ["site_features.accessibility"]);
    assert_eq!(undecided(&fact(Entrance::None, true)), ["site_features.accessibility"]);
    assert!(judged(&fact(Entrance::Shown, true)).is_empty());
}

#[test]
fn only_portals_are_asked() {
    let mut evidence = searched(SearchBox::None, Vec::new());
    evidence.site = site(HOME, UnitClass::Department);
    assert!(!found(&evidence).contains(&SEARCH[0].to_owned()));
}
