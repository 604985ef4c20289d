//! `missing_sections` and `missing_channel`: looked for under all their names before they are missed.

use crate::checks::build::*;
use pucha::model::evidence::{ColumnFact, SectionLead, SiteEvidence};
use pucha::model::facts::publication::Entrance;
use pucha::model::page::{Emptiness, LinkKind, PageKind, Place};
use pucha::model::rule::Level;
use pucha::model::site::{ColumnClass, UnitClass};
use pucha::model::visit::Reach;

fn lead(name: &str) -> SectionLead {
    SectionLead {
        name: name.into(),
        address: url("http://zx.b.gov.cn/form"),
        place: Place::Nav,
        reach: None,
    }
}

fn without(name: &str) -> SiteEvidence {
    with(|it| it.sections.retain(|lead| lead.name != name))
}

/// A column that the register requires, without address.
fn required(name: &str) -> ColumnFact {
    ColumnFact {
        address: None,
        required: true,
        reach: None,
        visit: None,
        ..column(name, ColumnClass::Static, None)
    }
}

#[test]
fn a_portal_without_a_section_of_the_rules_is_found_once_by_its_name() {
    assert!(found(&healthy()).is_empty());
    let rows = judged(&without("领导之窗"));
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].code.as_str(), rows[0].column.as_str()), ("missing_sections", "领导信息"));
    assert_eq!((rows[0].item.as_deref(), rows[0].subject.as_str()), (Some("领导信息"), "领导信息"));
}

#[test]
fn a_part_of_the_disclosure_is_missed_only_where_its_pages_were_seen() {
    let entrance = |name: &str, page: &str| Entrance {
        name: name.into(),
        address: url(page),
        page: url(page),
        visit: id("Exxgk"),
        seen_at: noon(),
    };
    let bare = without("政府信息公开制度");
    assert_eq!(undecided(&bare), ["missing_sections"], "no entrance was seen");
    let mut seen = bare.clone();
    seen.facts.publication.entrances =
        vec![entrance("政府信息公开指南", "http://www.a.gov.cn/xxgk/")];
    let rows = judged(&seen);
    assert_eq!((rows[0].column.as_str(), rows[0].level), ("政府信息公开制度", Level::Remind));
    assert_eq!(rows.len(), 1);
    for name in ["制度", "政府信息公开规定", "信息公开制度汇编"] {
        let mut there = seen.clone();
        there.facts.publication.entrances.push(entrance(name, "http://www.a.gov.cn/xxgk/"));
        assert!(found(&there).is_empty() && undecided(&there).is_empty(), "{name}");
    }
    // On another host: read, or not.
    let mut platform = seen.clone();
    platform.sections.push(SectionLead { name: "信息公开平台".into(), ..lead("") });
    assert_eq!(undecided(&platform), ["missing_sections"]);
    platform.facts.publication.entrances.push(entrance("年报", "http://zx.b.gov.cn/xxgk/"));
    assert_eq!(found(&platform), ["missing_sections"]);
    platform.facts.publication.entrances.push(entrance("制度", "http://zx.b.gov.cn/xxgk/"));
    assert!(found(&platform).is_empty());
    // Without any disclosure that row says it all.
    let mut none = with(|it| it.sections.retain(|lead| !lead.name.contains("公开")));
    none.complete = true;
    assert_eq!(judged(&none).iter().filter(|it| it.code == "missing_sections").count(), 1);
    // The parts are asked of the portal only.
    let mut town = seen;
    town.site = site(HOME, UnitClass::Township);
    assert!(found(&town).is_empty());
}

#[test]
fn synonyms_and_columns_of_the_class_are_the_section() {
    let mut synonym = without("领导之窗");
    synonym.sections.push(lead("县 政府 · 领导 分工"));
    assert!(found(&synonym).is_empty());
    let mut by_class = without("政策解读");
    by_class.columns.push(column("图说", ColumnClass::Interpretation, Some(ago(3))));
    assert!(found(&by_class).is_empty());
}

#[test]
fn what_is_required_depends_on_the_class_of_unit() {
    let mut town = without("领导之窗");
    town.site = site(HOME, UnitClass::Township);
    assert!(found(&town).is_empty());
    town.sections.retain(|it| !it.name.contains("公开"));
    assert_eq!(found(&town), ["missing_sections"]);
    let mut other = town.clone();
    other.site = site(HOME, UnitClass::Other);
    assert!(found(&other).is_empty());
    town.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::Township);
    assert!(found(&town).is_empty(), "a section of the portal");
}

#[test]
fn sections_are_undecided_where_the_page_could_not_be_read() {
    let mut shell = without("领导之窗");
    shell.home.as_mut().expect("a home page").emptiness = Emptiness::Undecided;
    let mut unfinished = without("领导之窗");
    unfinished.complete = false;
    let mut browser = without("领导之窗");
    browser.columns[0].kind = PageKind::Shell;
    for evidence in [shell, unfinished, browser] {
        assert!(!found(&evidence).contains(&"missing_sections".to_owned()));
        assert!(undecided(&evidence).contains(&"missing_sections".to_owned()));
    }
}

#[test]
fn a_column_that_the_register_requires_is_looked_for_by_name() {
    let evidence = with(|it| it.columns.push(required("乡村振兴")));
    let rows = judged(&evidence);
    assert_eq!((rows[0].code.as_str(), rows[0].column.as_str()), ("missing_sections", "乡村振兴"));
    let named = with(|it| {
        it.columns.push(required("乡村振兴"));
        it.sections.push(lead("乡村振兴专栏"));
    });
    assert!(found(&named).is_empty());
    let section = with(|it| {
        it.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::Township);
        it.columns.push(required("乡村振兴"));
    });
    assert_eq!(found(&section), ["missing_sections"]);
}

#[test]
fn a_required_column_is_gone_only_when_two_looks_say_so() {
    let gone = |looks: &[Reach]| {
        with(|it| {
            let page = ColumnFact {
                required: true,
                reach: Some(not_found()),
                ..column("乡村振兴", ColumnClass::Static, None)
            };
            let address = page.address.clone().expect("it has one");
            it.links
                .push(pucha::model::evidence::LinkFact { address, ..link(LinkKind::Page, looks) });
            it.columns.push(page);
        })
    };
    let twice = found(&gone(&[not_found(), not_found()]));
    assert!(twice.contains(&"missing_sections".to_owned()));
    let once = gone(&[not_found()]);
    assert!(found(&once).is_empty());
    assert_eq!(undecided(&once), ["missing_sections"]);
}

#[test]
fn a_portal_without_a_channel_is_a_veto() {
    assert_eq!(found(&without("县长信箱")), ["missing_channel"]);
    for name in ["网上信访", "纪检举报", "举报信箱", "在线访谈", "民意征集"] {
        let mut evidence = without("县长信箱");
        evidence.sections.push(lead(name));
        assert_eq!(found(&evidence), ["missing_channel"], "{name}");
    }
    for name in ["网上咨询", "12345热线", "互动交流", "政民互动", "领导信箱", "我要留言"]
    {
        let mut evidence = without("县长信箱");
        evidence.sections.push(lead(name));
        assert!(found(&evidence).is_empty(), "{name}");
    }
}

#[test]
fn a_hub_whose_sub_columns_are_no_channels_is_none() {
    let hub = |child: &str| {
        let mut evidence = without("县长信箱");
        let mut parent = column("互动交流", ColumnClass::Consultation, None);
        parent.children = vec![2];
        let mut lead = lead("互动交流");
        lead.address = parent.address.clone().expect("it has one");
        evidence.sections.push(lead);
        evidence.columns.push(parent);
        evidence.columns.push(column(child, ColumnClass::Static, None));
        found(&evidence)
    };
    assert_eq!(hub("网上信访"), ["missing_channel"]);
    assert!(hub("咨询留言").is_empty());
}

#[test]
fn channels_are_asked_of_the_portal_only_and_undecided_where_unread() {
    let mut town = without("县长信箱");
    town.site = site(HOME, UnitClass::Township);
    assert!(found(&town).is_empty());
    let mut section = without("县长信箱");
    section.site = site("http://www.a.gov.cn/public/column/66?type=4", UnitClass::County);
    assert!(found(&section).is_empty());
    let mut unfinished = without("县长信箱");
    unfinished.complete = false;
    assert!(undecided(&unfinished).contains(&"missing_channel".to_owned()));
    let mut dead = without("县长信箱");
    dead.sections.push(SectionLead { reach: Some(not_found()), ..lead("网上咨询") });
    assert!(undecided(&dead).contains(&"missing_channel".to_owned()));
}

#[test]
fn a_short_form_of_a_known_section_is_found_under_that_sections_words() {
    let evidence = with(|it| {
        it.columns.push(required("公开年报"));
        it.sections.push(lead("政府信息公开年度报告"));
    });
    assert!(found(&evidence).is_empty());
}

#[test]
fn what_a_menu_that_was_not_seen_may_offer_is_not_missing() {
    let evidence = with(|it| {
        it.sections.clear();
        it.columns.retain(|it| it.class == ColumnClass::News);
        if let Some(home) = &mut it.home {
            home.menu_unseen = true;
        }
    });
    assert!(found(&evidence).is_empty());
    assert!(undecided(&evidence).contains(&"missing_channel".to_owned()));
    assert!(undecided(&evidence).contains(&"missing_sections".to_owned()));
}
