//! `service_guides`, `service_statistics` and opened attachments: pages through the parser, then the checks and their
//! boundaries.

use crate::checks::build::{self, *};
use crate::checks::pages::{self, all_listed, cases, folder};
use pucha::model::evidence::{SectionLead, SiteEvidence};
use pucha::model::facts::services::{
    Element, ElementClass, ElementState, Entrance, Guide, GuideFact, OnPage, StatisticsFact,
};
use pucha::model::page::{Emptiness, Place};
use pucha::model::rule::Level;
use pucha::model::site::{ColumnClass, UnitClass};
use pucha::model::verdict::Observation;
use pucha::model::visit::Reach;
use pucha::parse::files::{Content, Says, content};
use serde::Deserialize;
use std::fs;

/// Codes of the findings on services; other checks have tests of their own.
fn found(evidence: &SiteEvidence) -> Vec<String> {
    build::found(evidence).into_iter().filter(|it| it.starts_with("service_")).collect()
}

fn undecided(evidence: &SiteEvidence) -> Vec<String> {
    build::undecided(evidence).into_iter().filter(|it| it.starts_with("service_")).collect()
}

fn read(check: &str, file: &str) -> OnPage {
    pages::read(check, file, "http://www.a.gov.cn/bszn/1.html").services
}

fn names(guide: &Guide, states: &[ElementState]) -> String {
    let wanted = guide.elements.iter().filter(|it| states.contains(&it.state));
    wanted.map(|it| it.class.chinese()).collect::<Vec<_>>().join(" ")
}

#[test]
fn guides_are_read_in_every_layout() {
    #[derive(Deserialize)]
    struct Case {
        file: String,
        guide: bool,
        #[serde(default)]
        lacks: String,
        #[serde(default)]
        open: String,
    }
    let cases: Vec<Case> = cases("service_guides", "cases.toml");
    all_listed("service_guides", &cases.iter().map(|it| it.file.clone()).collect());
    let mut wrong = Vec::new();
    for case in cases {
        let guide = read("service_guides", &case.file).guide.filter(|it| it.sure);
        let seen = guide.as_ref().map(|it| {
            (
                names(it, &[ElementState::Absent, ElementState::Blank]),
                names(it, &[ElementState::Unseen]),
            )
        });
        let expected = case.guide.then_some((case.lacks, case.open));
        if seen != expected {
            wrong.push(format!("{}: {seen:?}, not {expected:?}", case.file));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A guide that lacks the last `lacking` elements, and of which the `open` before them were not seen.
fn guide(number: usize, lacking: usize, open: usize) -> GuideFact {
    let all = ElementClass::ALL.iter().rev().enumerate().map(|(at, class)| Element {
        class: *class,
        state: match at {
            it if it < lacking => ElementState::Blank,
            it if it < lacking + open => ElementState::Unseen,
            _ => ElementState::Filled,
        },
    });
    let mut elements: Vec<Element> = all.collect();
    elements.reverse();
    GuideFact {
        address: url(&format!("http://www.a.gov.cn/bszn/{number}.html")),
        item: format!("事项{number}"),
        visit: id(&format!("Eguide{number}")),
        seen_at: noon(),
        elements,
    }
}

fn guides(lacking: &[usize]) -> SiteEvidence {
    with(|it| {
        it.facts.services.guides =
            lacking.iter().enumerate().map(|(at, lacking)| guide(at, *lacking, 0)).collect();
    })
}

fn vetoes(evidence: &SiteEvidence) -> usize {
    found(evidence).iter().filter(|it| *it == "service_guides.veto").count()
}

fn rows(evidence: &SiteEvidence, code: &str) -> Vec<Observation> {
    judged(evidence).into_iter().filter(|it| it.code == code).collect()
}

#[test]
fn each_guide_that_lacks_elements_is_a_row() {
    let rows = rows(&guides(&[0, 1, 2]), "service_guides.elements");
    let links: Vec<_> = rows.iter().map(|it| it.link.as_deref().unwrap_or_default()).collect();
    assert_eq!(links, ["http://www.a.gov.cn/bszn/1.html", "http://www.a.gov.cn/bszn/2.html"]);
    assert_eq!(
        rows[1].description,
        "办事指南“事项2”缺少2类要素：联系电话、办理流程（没有填写，或只填“无”“—”一类）。"
    );
    assert_eq!((rows[1].level, rows[1].item.as_deref()), (Level::Deduct, Some("办事指南")));
    assert_eq!(rows[1].evidence, [id("Eguide2")]);
}

#[test]
fn five_guides_without_four_elements_are_a_veto_and_four_are_not() {
    for (lacking, veto) in [
        (vec![4, 4, 4, 4, 4], true),
        (vec![4, 4, 4, 4, 0], false),
        (vec![4, 4, 4, 4, 3], false),
        (vec![8, 4, 5, 6, 7, 0, 0, 0], true),
        (vec![3, 3, 3, 3, 3, 3], false),
        // Fewer than five in all, and every one of them.
        (vec![4, 4, 4, 4], true),
        (vec![4], true),
        (vec![4, 3], false),
        (vec![], false),
    ] {
        assert_eq!(vetoes(&guides(&lacking)), usize::from(veto), "{lacking:?}");
    }
}

/// Guides by name and the elements that they lack.
fn named(guides: &[(&str, usize)]) -> SiteEvidence {
    with(|it| {
        it.facts.services.guides = guides
            .iter()
            .enumerate()
            .map(|(at, (name, lacking))| GuideFact {
                item: (*name).to_owned(),
                ..guide(at, *lacking, 0)
            })
            .collect();
    })
}

#[test]
fn the_veto_counts_items_and_not_their_pages() {
    let full = ("戊", 0);
    let undecided_veto = ["service_guides.veto".to_owned()];
    // Five pages of four items, beside a whole one: five items or four, a person has to say.
    let twice = named(&[("甲", 4), ("乙", 4), ("丙", 4), ("丁", 4), (" 甲 ", 4), full]);
    assert_eq!((vetoes(&twice), undecided(&twice)), (0, undecided_veto.to_vec()));
    assert_eq!(
        rows(&twice, "service_guides.veto")[0].description,
        "有5个办事指南页面缺少或可能缺少4类及以上要素，但其中有同名的指南，按名称合并为4个事项，\
         是否达到5个事项需人工核实：“甲”、“乙”、“丙”、“丁”。"
    );
    // Nor is a page another item because its title says that it is a guide.
    let titled = named(&[("甲", 4), ("乙", 4), ("丙", 4), ("丁", 4), ("甲办事指南", 4), full]);
    assert_eq!((vetoes(&titled), undecided(&titled)), (0, undecided_veto.to_vec()));
    // Five items, one of them twice.
    let six = named(&[("甲", 4), ("乙", 4), ("丙", 4), ("丁", 4), ("甲", 4), ("己", 4), full]);
    assert_eq!((vetoes(&six), undecided(&six)), (1, vec![]));
    let row = &rows(&six, "service_guides.veto")[0];
    assert!(row.description.starts_with("服务不实用：5个事项的办事指南"), "{}", row.description);
    assert_eq!(row.evidence.len(), 6, "a visit of each page");
    // One of five has a whole guide at another address.
    let better = named(&[("甲", 4), ("乙", 4), ("丙", 4), ("丁", 4), ("己", 4), ("己", 0)]);
    assert_eq!((vetoes(&better), undecided(&better)), (0, undecided_veto.to_vec()));
    // Four pages of two items and nothing else: each way of counting is a veto.
    assert_eq!(vetoes(&named(&[("甲", 4), ("乙", 4), ("甲", 4), ("乙", 4)])), 1);
    // Fewer than five pages are no veto, however they are counted.
    let few = named(&[("甲", 4), ("乙", 4), ("甲", 4), ("丙", 0)]);
    assert_eq!((vetoes(&few), undecided(&few)), (0, vec![]));
}

#[test]
fn an_excused_guide_counts_for_no_veto() {
    for lacking in [vec![4; 5], vec![4; 3]] {
        let mut evidence = guides(&lacking);
        let excused = ("service_guides.elements".into(), "http://www.a.gov.cn/bszn/1.html".into());
        evidence.excused.insert(excused);
        assert_eq!(vetoes(&evidence), 0);
    }
}

#[test]
fn few_guides_are_no_veto_where_there_may_be_more() {
    let mut elsewhere = guides(&[4, 4]);
    elsewhere.facts.services.entrances.push(Entrance {
        address: url("https://www.pzwfw.gov.cn/"),
        text: String::new(),
        visit: id("Ehome0"),
    });
    let mut unfinished = guides(&[4, 4]);
    unfinished.complete = false;
    let mut browser = guides(&[4, 4]);
    browser.counts.columns_need_browser = 1;
    for evidence in [elsewhere, unfinished, browser] {
        assert_eq!(vetoes(&evidence), 0);
        assert!(undecided(&evidence).contains(&"service_guides.veto".to_owned()));
    }
}

#[test]
fn what_a_picture_may_show_is_undecided() {
    let evidence = with(|it| {
        it.facts.services.guides = (0..5).map(|number| guide(number, 0, 4)).collect();
    });
    assert!(found(&evidence).is_empty());
    assert_eq!(undecided(&evidence), ["service_guides.elements", "service_guides.veto"]);
    let partly = with(|it| it.facts.services.guides = vec![guide(1, 1, 1)]);
    let row = &rows(&partly, "service_guides.elements")[0];
    assert!(
        row.description.contains("另有联系电话可能由图片、附件或脚本提供"),
        "{}",
        row.description
    );
}

#[test]
fn guides_are_judged_on_the_portal_only() {
    let mut town = guides(&[8, 8, 8, 8, 8]);
    town.site = site(HOME, UnitClass::Township);
    let mut section = guides(&[8, 8, 8, 8, 8]);
    section.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::County);
    for evidence in [town, section] {
        assert!(found(&evidence).iter().all(|it| !it.starts_with("service_guides")));
    }
}

fn without_services(change: impl FnOnce(&mut SiteEvidence)) -> SiteEvidence {
    with(|it| {
        it.sections.retain(|it| it.name != "办事服务");
        change(it);
    })
}

#[test]
fn a_portal_without_any_way_to_services_is_a_veto() {
    assert_eq!(found(&without_services(|_| {})), ["service_guides.none"]);
    let named = |name: &str| {
        let lead = SectionLead {
            name: name.into(),
            address: url("http://www.a.gov.cn/x/"),
            place: Place::Nav,
            reach: None,
        };
        found(&without_services(|it| it.sections.push(lead)))
    };
    for name in ["办事大厅", "政务服务网", "一网通办", "便民服务", "个人服务"]
    {
        assert!(named(name).is_empty(), "{name}");
    }
    for name in ["城关街道办事处", "志愿服务", "政务公开"] {
        assert_eq!(named(name), ["service_guides.none"], "{name}");
    }
    let only = |name: &str| {
        undecided(&without_services(|it| {
            it.sections.push(SectionLead {
                name: name.into(),
                address: url("http://www.a.gov.cn/x/"),
                place: Place::Nav,
                reach: None,
            });
        }))
    };
    for name in ["服务", "户籍查询", "街道办事处办理时间"] {
        assert_eq!(only(name), ["service_guides.none"], "{name}");
    }
    assert!(named("城关街道办事处办事指南").is_empty());
    let by_address = without_services(|it| {
        let address = url("https://www.pzwfw.gov.cn/a");
        let entrance = Entrance { address, text: String::new(), visit: id("Ehome0") };
        it.facts.services.entrances.push(entrance);
    });
    let by_class =
        without_services(|it| it.columns.push(column("我要查", ColumnClass::Services, None)));
    let by_guide = without_services(|it| it.facts.services.guides.push(guide(1, 0, 0)));
    for evidence in [by_address, by_class, by_guide] {
        assert!(found(&evidence).is_empty());
    }
}

#[test]
fn services_are_undecided_where_the_menu_was_not_seen() {
    let shell = without_services(|it| {
        it.home.as_mut().expect("a home page").emptiness = Emptiness::Undecided;
    });
    let menu = without_services(|it| it.home.as_mut().expect("a home page").menu_unseen = true);
    let unfinished = without_services(|it| it.complete = false);
    let dead = without_services(|it| {
        it.sections.push(SectionLead {
            name: "网上办事".into(),
            address: url("http://www.a.gov.cn/x/"),
            place: Place::Nav,
            reach: Some(Reach::Bad(pucha::model::visit::Fault::Status(404))),
        });
    });
    for evidence in [shell, menu, unfinished, dead] {
        assert!(!found(&evidence).contains(&"service_guides.none".to_owned()));
        assert!(undecided(&evidence).contains(&"service_guides.none".to_owned()));
    }
}

fn statistics(shown: &[Option<&str>]) -> SiteEvidence {
    with(|it| {
        let one = |(at, newest): (usize, Option<&str>)| StatisticsFact {
            name: "办件统计".into(),
            address: url(&format!("http://www.a.gov.cn/bjtj/{at}.html")),
            visit: id("Estatistics"),
            seen_at: noon(),
            newest: newest.map(day),
        };
        it.facts.services.statistics = shown.iter().copied().enumerate().map(one).collect();
    })
}

#[test]
fn statistics_are_late_after_three_calendar_months() {
    for (newest, late) in
        [("2026-11-01", false), ("2026-08-20", false), ("2026-08-19", true), ("2025-12-31", true)]
    {
        let codes = found(&statistics(&[Some(newest), Some("2025-01-31")]));
        assert_eq!(codes == ["service_statistics"], late, "{newest}");
    }
    let row = &rows(&statistics(&[Some("2026-08-19")]), "service_statistics")[0];
    assert_eq!(row.description, "办事统计“办件统计”最新数据截至2026年8月19日，超过3个月未更新。");
    assert!((row.points - 2.0).abs() < 1e-9);
    assert_eq!((row.days_late, row.item.as_deref()), (Some(1), Some("办事统计")));
}

#[test]
fn statistics_without_a_date_or_none_at_all_are_undecided() {
    for shown in [vec![], vec![None], vec![None, Some("2025-12-31")]] {
        assert_eq!(undecided(&statistics(&shown)), ["service_statistics"], "{shown:?}");
    }
    assert!(undecided(&statistics(&[None, Some("2026-11-01")])).is_empty());
    let by_column = with(|it| {
        it.facts.services.statistics.clear();
        it.columns.push(column("办事统计", ColumnClass::Event, Some(ago(100))));
    });
    assert_eq!(found(&by_column), ["service_statistics"]);
    let elsewhere = with(|it| {
        it.facts.services.statistics.clear();
        let mut other = column("办件统计", ColumnClass::External, None);
        other.external = true;
        it.columns.push(other);
    });
    assert_eq!(undecided(&elsewhere), ["service_statistics"]);
}

#[test]
fn statistics_are_read_from_their_pages() {
    #[derive(Deserialize)]
    struct Case {
        file: String,
        newest: Option<String>,
        says: String,
    }
    let cases: Vec<Case> = cases("service_statistics", "cases.toml");
    all_listed("service_statistics", &cases.iter().map(|it| it.file.clone()).collect());
    for case in cases {
        let read = read("service_statistics", &case.file).statistics;
        let newest = read.as_ref().and_then(|it| it.newest);
        assert_eq!(newest, case.newest.as_deref().map(day), "{}", case.file);
        let evidence = match read {
            Some(_) => statistics(&[newest.map(|it| it.to_string()).as_deref()]),
            None => statistics(&[]),
        };
        let says = if !found(&evidence).is_empty() {
            "found"
        } else if undecided(&evidence).is_empty() {
            "nothing"
        } else {
            "undecided"
        };
        assert_eq!(says, case.says, "{}", case.file);
    }
}

#[test]
fn what_comes_in_the_place_of_an_attachment_is_told_by_its_content() {
    #[derive(Deserialize)]
    struct Case {
        file: String,
        is: String,
    }
    for case in cases::<Case>("broken_links", "attachments.toml") {
        let body = fs::read(folder("broken_links").join(&case.file)).expect("a body");
        let is = match content(&[], &body) {
            Content::File(_) => "file",
            Content::Page(it) => match it.says {
                Says::NotThere | Says::Fault => "error",
                Says::Login => "login",
                Says::SomethingElse => "page",
            },
            Content::Empty | Content::Unknown => "nothing known",
        };
        assert_eq!(is, case.is, "{}", case.file);
    }
}
