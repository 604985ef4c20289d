//! `zombie_site`: one cause and no other finding; a closed site that shows it is closed is as it should be.

use crate::checks::build::*;
use pucha::checks::site_state;
use pucha::model::evidence::{HomeFact, SiteEvidence};
use pucha::model::page::{Emptiness, MarkState, NoticeKind, PageKind};
use pucha::model::site::{ColumnClass, SiteStatus, UnitClass};
use pucha::model::verdict::SiteState;

fn state(evidence: &SiteEvidence) -> SiteState {
    site_state(evidence, &rules())
}

/// A home page of which nothing can be right, so that only the one cause keeps other findings out.
fn bare(home: &mut HomeFact) {
    home.newest = None;
    home.entries = 0;
    home.dated_entries = 0;
    home.inner_links = 0;
    home.text_chars = 12;
    home.identity.icp.state = MarkState::Missing;
}

#[test]
fn a_placeholder_has_that_finding_and_no_other() {
    let evidence = with_home(|home| {
        bare(home);
        home.kind = PageKind::Placeholder;
        home.notice = Some((NoticeKind::UnderConstruction, "网站建设中".into()));
    });
    assert_eq!(found(&evidence), ["zombie_site.placeholder"]);
    assert_eq!(state(&evidence), SiteState::Zombie);
    let empty = with_home(|home| {
        bare(home);
        home.kind = PageKind::Other;
        home.emptiness = Emptiness::Empty;
    });
    assert_eq!(found(&empty), ["zombie_site.placeholder"]);
}

#[test]
fn a_page_drawn_by_scripts_is_no_empty_shell() {
    let evidence = with_home(|home| {
        bare(home);
        home.kind = PageKind::Shell;
        home.emptiness = Emptiness::Undecided;
    });
    assert!(found(&evidence).is_empty());
    assert!(undecided(&evidence).contains(&"stale_home".to_owned()));
}

#[test]
fn a_living_page_that_mentions_construction_is_no_placeholder() {
    let evidence = with_home(|home| {
        home.notice = Some((NoticeKind::UnderConstruction, "栏目建设中".into()));
    });
    assert!(found(&evidence).is_empty());
}

#[test]
fn a_hijacked_domain_has_that_finding_and_no_other() {
    let foreign = |home: &mut HomeFact| {
        home.names_itself = false;
        home.title = "澳门娱乐城".into();
        let marks = &mut home.identity;
        for mark in [
            &mut marks.site_code,
            &mut marks.badge,
            &mut marks.error_report,
            &mut marks.host_unit,
            &mut marks.police,
            &mut marks.icp,
        ] {
            mark.state = MarkState::Missing;
        }
    };
    let gambling = with_home(|home| {
        foreign(home);
        home.notice = Some((NoticeKind::Hijacked, "百家乐".into()));
    });
    assert_eq!(found(&gambling), ["zombie_site.hijacked"]);
    assert_eq!(found(&with_home(foreign)), ["zombie_site.hijacked"]);
    let named = with_home(|home| {
        home.notice = Some((NoticeKind::Hijacked, "赌博".into()));
    });
    assert!(found(&named).is_empty(), "an article against gambling");
    assert_eq!(undecided(&named), ["zombie_site.hijacked"]);
    let unseen = with_home(|home| {
        foreign(home);
        home.identity.badge.state = MarkState::Unseen;
    });
    assert!(!found(&unseen).contains(&"zombie_site.hijacked".to_owned()));
}

#[test]
fn a_home_page_on_another_host_has_moved() {
    let elsewhere = with_home(|home| home.landed = url("http://www.b.gov.cn/town/"));
    assert_eq!(found(&elsewhere), ["zombie_site.moved"]);
    assert_eq!(state(&elsewhere), SiteState::Moved);
    for same in ["https://a.gov.cn/index.html", "http://www.a.gov.cn/portal/home.html"] {
        let evidence = with_home(|home| home.landed = url(same));
        assert!(found(&evidence).is_empty(), "{same}");
    }
    let registered = with(|it| {
        it.site.status = SiteStatus::Moved;
        it.home.as_mut().expect("a home page").landed = url("http://www.b.gov.cn/");
    });
    assert!(judged(&registered).is_empty());
    assert_eq!(state(&registered), SiteState::Moved);
}

#[test]
fn a_notice_in_place_of_the_home_page_says_that_the_site_has_moved() {
    let notice = |kind: NoticeKind, links: usize| {
        with_home(|home| {
            home.notice = Some((kind, "迁移公告".into()));
            (home.entries, home.dated_entries, home.inner_links) = (0, 0, links);
            (home.newest, home.second_level_newest) = (None, None);
        })
    };
    assert_eq!(found(&notice(NoticeKind::Moved, 1)), ["zombie_site.moved"]);
    assert_eq!(state(&notice(NoticeKind::Moved, 1)), SiteState::Moved);
    assert_eq!(found(&notice(NoticeKind::Closed, 1)), ["zombie_site.moved"]);
    let living = notice(NoticeKind::Moved, 12);
    assert!(
        !found(&living).contains(&"zombie_site.moved".to_owned()),
        "a living site's news of a move"
    );
}

#[test]
fn a_closed_site_is_found_only_when_its_content_opens() {
    let closed = |change: &dyn Fn(&mut SiteEvidence)| {
        with(|it| {
            it.site.status = SiteStatus::Closed;
            change(it);
        })
    };
    let open = closed(&|_| {});
    assert_eq!(found(&open), ["zombie_site.not_closed"]);
    assert_eq!(state(&open), SiteState::Zombie);
    let home = |it: &mut SiteEvidence, change: &dyn Fn(&mut HomeFact)| {
        change(it.home.as_mut().expect("a home page"));
    };
    for (name, right) in [
        ("does not open", closed(&|it| it.home = None)),
        (
            "closing notice",
            closed(&|it| {
                home(it, &|it| it.notice = Some((NoticeKind::Closed, "本站已关停".into())));
            }),
        ),
        (
            "leads to the portal",
            closed(&|it| home(it, &|it| it.landed = url("http://www.b.gov.cn/"))),
        ),
        ("server default page", closed(&|it| home(it, &|it| it.kind = PageKind::Placeholder))),
        ("behind a barrier", closed(&|it| it.barrier = Some(pucha::model::visit::Barrier::Robots))),
    ] {
        assert!(judged(&right).is_empty(), "{name}");
        assert_eq!(state(&right), SiteState::Closed, "{name}");
    }
}

#[test]
fn a_suspended_site_is_never_found() {
    let evidence = with(|it| {
        it.site.status = SiteStatus::Suspended;
        it.columns.push(empty_column("甲"));
    });
    assert!(judged(&evidence).is_empty());
    assert_eq!(state(&evidence), SiteState::Suspended);
}

#[test]
fn abandoned_means_nothing_newer_anywhere_and_all_of_it_read() {
    let old = |days: u64| {
        with(|it| {
            it.site = site(HOME, UnitClass::Township);
            it.newest = Some(dated(ago(days)));
            it.home.as_mut().expect("a home page").newest = Some(dated(ago(days)));
            it.columns = beside(vec![column("工作动态", ColumnClass::News, Some(ago(days + 3)))]);
        })
    };
    assert!(!found(&old(180)).contains(&"zombie_site.abandoned".to_owned()));
    let late = old(181);
    assert_eq!(found(&late), ["zombie_site.abandoned", "stale_home", "stale_columns"]);
    assert_eq!(state(&late), SiteState::Zombie);
    let mut unfinished = old(400);
    unfinished.complete = false;
    assert!(!found(&unfinished).contains(&"zombie_site.abandoned".to_owned()));
    let mut shell = old(400);
    shell.counts.columns_need_browser = 1;
    assert!(!found(&shell).contains(&"zombie_site.abandoned".to_owned()));
    let mut fresh = old(400);
    fresh.columns[0].newest = Some(dated(ago(30)));
    assert!(!found(&fresh).contains(&"zombie_site.abandoned".to_owned()));
}
