//! `broken_links`: two looks alike, the last by GET; everything else is no finding.

use crate::checks::build::*;
use pucha::model::evidence::{LinkFact, SiteEvidence};
use pucha::model::page::LinkKind;
use pucha::model::visit::{Barrier, Failure, Fault, Reach};

fn of(link: LinkFact) -> SiteEvidence {
    with(|it| it.links.push(link))
}

fn status(code: u16) -> Reach {
    Reach::Bad(Fault::Status(code))
}

#[test]
fn a_link_is_broken_after_two_looks_alike() {
    let failed = |it| Reach::Bad(Fault::Failure(it));
    for (name, looks, broken) in [
        ("404 twice", vec![status(404), status(404)], true),
        ("500 then 502", vec![status(500), status(502)], true),
        ("time-out twice", vec![failed(Failure::TimeOut), failed(Failure::TimeOut)], true),
        ("unlike, then alike", vec![status(500), status(404), status(404)], true),
        ("once", vec![status(404)], false),
        ("unlike", vec![status(404), failed(Failure::TimeOut)], false),
        ("came back", vec![status(404), Reach::Ok], false),
        ("flickered", vec![Reach::Ok, status(404), status(404)], false),
        ("refused", vec![status(404), Reach::NotJudged(Barrier::Status(403))], false),
        ("no look", vec![], false),
    ] {
        let evidence = of(link(LinkKind::Page, &looks));
        assert_eq!(!found(&evidence).is_empty(), broken, "{name}");
    }
    let mut by_head = link(LinkKind::Page, &[status(404), status(404)]);
    by_head.looks[1].by_get = false;
    assert!(found(&of(by_head)).is_empty(), "last look by HEAD");
}

#[test]
fn each_kind_has_its_code_and_scripts_have_none() {
    let gone = [not_found(), not_found()];
    for (kind, internal, codes) in [
        (LinkKind::Page, true, vec!["broken_links.internal"]),
        (LinkKind::Frame, true, vec!["broken_links.internal"]),
        (LinkKind::Page, false, vec!["broken_links.external"]),
        (LinkKind::Image, false, vec!["broken_links.image"]),
        (LinkKind::Attachment, true, vec!["broken_links.attachment"]),
        (LinkKind::Script, true, vec![]),
        (LinkKind::Style, true, vec![]),
    ] {
        let evidence = of(LinkFact { internal, ..link(kind, &gone) });
        assert_eq!(found(&evidence), codes, "{kind:?}");
    }
}

#[test]
fn a_row_names_page_link_times_and_how_many_pages_more() {
    let row = judged(&of(link(LinkKind::Page, &[not_found(), not_found()]))).remove(0);
    assert_eq!(row.link.as_deref(), Some("http://www.a.gov.cn/x/%E7%94%B2.html"));
    assert_eq!(row.page.as_deref(), Some("http://www.a.gov.cn/x/"));
    assert_eq!(
        row.description,
        "链接“办事指南”打不开：页面不存在（404）；2026-11-20 11:59:59、12:00:59共2次检查结果一致；另有2个页面也含此链接。"
    );
    assert_eq!(row.evidence.len(), 2);
}

#[test]
fn a_link_on_the_home_page_costs_more() {
    let gone = [not_found(), not_found()];
    for (on_home, points) in [(true, 1.0), (false, 0.1)] {
        let row = judged(&of(LinkFact { on_home, ..link(LinkKind::Page, &gone) })).remove(0);
        assert!((row.points - points).abs() < 1e-9);
    }
}
