//! `annual_report`, `interpretation` and `late_disclosure`: by the day of the audit, and by what was read.

use crate::checks::build::*;
use chrono::NaiveDate;
use pucha::checks::check_all;
use pucha::model::evidence::{SectionLead, SiteEvidence};
use pucha::model::facts::publication::{
    Interpretation, Interpreting, Labelled, OfSite, PolicyFile, Report, ReportKind, Shelf,
    ShownDay, SignedFile, Whose,
};
use pucha::model::page::{NoticeKind, Place};
use pucha::model::rule::Level;
use pucha::model::site::{SiteStatus, UnitClass};
use pucha::model::time::{end_of_day, months_before};
use pucha::model::verdict::Observation;
use std::sync::Arc;

/// The reports of the last years, each in time.
pub(super) fn published() -> OfSite {
    let of_year =
        |year: i32| ReportKind::ALL.map(|kind| report(kind, year, &format!("{}-01-20", year + 1)));
    let reports = (2015..=2030).flat_map(of_year).collect();
    OfSite { reports, looked_for: true, ..OfSite::default() }
}

fn shown(date: &str, visit: &str) -> ShownDay {
    ShownDay { date: day(date), visit: id(visit) }
}

/// In a list and on its own page with the same day.
fn report(kind: ReportKind, year: i32, date: &str) -> Report {
    Report {
        kind,
        year: Some(year),
        title: format!("甲县{year}年{}", kind.chinese()),
        address: url(&format!("http://www.a.gov.cn/nb/{}{year}.html", kind.chinese())),
        whose: Whose::Own,
        is_doubtful: false,
        is_attachment: false,
        on_shelf: true,
        page: url("http://www.a.gov.cn/nb/"),
        visit: id("Enb"),
        seen_at: noon(),
        listed: Some(shown(date, "Enb")),
        own_page: Some(shown(date, "Earticle")),
    }
}

fn shelf(kind: ReportKind) -> Shelf {
    Shelf {
        kind,
        name: kind.chinese().into(),
        address: url("http://www.a.gov.cn/nb/"),
        visit: id("Enb"),
        seen_at: noon(),
        entries: 8,
        complete: true,
    }
}

/// The portal, or a township's own site, on another day of audit, with these reports and both columns read.
fn on(class: UnitClass, today: &str, reports: Vec<Report>) -> SiteEvidence {
    with(|it| {
        it.site = site(HOME, class);
        it.as_of = end_of_day(day(today));
        it.facts.publication.reports = reports;
        it.facts.publication.shelves = ReportKind::ALL.map(shelf).to_vec();
    })
}

fn rows(evidence: &SiteEvidence, check: &str) -> Vec<Observation> {
    let all = check_all(evidence, &rules());
    all.into_iter().filter(|it| it.code.split('.').next() == Some(check)).collect()
}

/// Kind of the code and subject, `?` before what is undecided.
fn said(evidence: &SiteEvidence, check: &str) -> Vec<String> {
    let line = |it: &Observation| {
        let open = if it.level == Level::NotJudged { "?" } else { "" };
        let kind = it.code.split_once('.').map_or("", |(_, kind)| kind);
        format!("{open}{kind} {}", it.subject).trim().to_owned()
    };
    let rows = rows(evidence, check);
    for row in rows.iter().filter(|it| it.level != Level::NotJudged) {
        assert!(!row.evidence.is_empty() && row.description.ends_with('。'), "{row:?}");
    }
    rows.iter().map(line).collect()
}

#[test]
fn nothing_is_missing_before_the_deadline() {
    const DISCLOSURE: &str = "missing 政府信息公开年报";
    const WEBSITE: &str = "missing 政府网站工作年度报表";
    for (class, today, expected) in [
        (
            UnitClass::Township,
            "2026-12-31",
            vec![format!("{DISCLOSURE}2025"), format!("{WEBSITE}2025")],
        ),
        (UnitClass::Township, "2027-01-01", vec![]),
        (UnitClass::Township, "2027-01-31", vec![]),
        (
            UnitClass::Township,
            "2027-02-01",
            vec![format!("{DISCLOSURE}2026"), format!("{WEBSITE}2026")],
        ),
        (
            UnitClass::Department,
            "2028-02-29",
            vec![format!("{DISCLOSURE}2027"), format!("{WEBSITE}2027")],
        ),
        (UnitClass::County, "2027-01-31", vec![]),
        (UnitClass::County, "2027-02-01", vec![format!("{WEBSITE}2026")]),
        (UnitClass::County, "2028-02-29", vec![format!("{WEBSITE}2027")]),
        (UnitClass::County, "2027-03-31", vec![format!("{WEBSITE}2026")]),
        (
            UnitClass::County,
            "2027-04-01",
            vec![format!("{DISCLOSURE}2026"), format!("{WEBSITE}2026")],
        ),
        (UnitClass::Other, "2027-04-01", vec![]),
    ] {
        // The reports of years before do not help.
        let old = |kind| report(kind, 2024, "2025-01-20");
        let evidence = on(class, today, ReportKind::ALL.map(old).to_vec());
        assert_eq!(said(&evidence, "annual_report"), expected, "{class} {today}");
    }
}

#[test]
fn a_report_is_late_from_the_day_after_the_deadline() {
    for (class, kind, date, days) in [
        (UnitClass::Township, ReportKind::Disclosure, "2026-01-31", None),
        (UnitClass::Township, ReportKind::Disclosure, "2026-02-01", Some(1)),
        (UnitClass::Township, ReportKind::Disclosure, "2025-12-30", None),
        (UnitClass::County, ReportKind::Disclosure, "2026-03-31", None),
        (UnitClass::County, ReportKind::Disclosure, "2026-04-01", Some(1)),
        (UnitClass::County, ReportKind::Website, "2026-03-31", Some(59)),
        (UnitClass::County, ReportKind::Website, "2026-02-01", Some(1)),
    ] {
        let evidence = on(class, "2026-11-20", {
            let other = ReportKind::ALL.into_iter().find(|it| *it != kind).expect("two kinds");
            vec![report(kind, 2025, date), report(other, 2025, "2026-01-10")]
        });
        let found = rows(&evidence, "annual_report");
        assert_eq!(found.first().and_then(|it| it.days_late), days, "{class} {kind:?} {date}");
        if let Some(row) = found.first() {
            assert_eq!((row.code.as_str(), row.level), ("annual_report.late", Level::Remind));
            assert_eq!(row.subject, format!("{}2025", kind.chinese()));
            assert_eq!(row.last_update, Some(day(date)));
            assert_eq!(row.evidence, [id("Enb"), id("Earticle")]);
        }
    }
}

/// A township's own site in which only one thing is different.
fn town(change: impl FnOnce(&mut Vec<Report>, &mut Vec<Shelf>)) -> SiteEvidence {
    let website = report(ReportKind::Website, 2025, "2026-01-20");
    let mut evidence = on(UnitClass::Township, "2026-11-20", vec![website]);
    let facts = &mut evidence.facts.publication;
    change(&mut facts.reports, &mut facts.shelves);
    evidence
}

fn late() -> Report {
    report(ReportKind::Disclosure, 2025, "2026-03-15")
}

#[test]
fn what_may_be_the_report_is_left_to_a_person() {
    let like = |change: fn(&mut Report)| {
        let mut like = report(ReportKind::Disclosure, 2025, "2026-01-20");
        change(&mut like);
        town(|reports, _| reports.push(like))
    };
    for (name, evidence, expected) in [
        ("nobody's name", like(|it| it.whose = Whose::Unnamed), ""),
        ("an old name", like(|it| it.whose = Whose::Doubtful), "?missing 政府信息公开年报2025"),
        ("a title of sorts", like(|it| it.is_doubtful = true), "?missing 政府信息公开年报2025"),
        ("no year", like(|it| it.year = None), "?missing 政府信息公开年报2025"),
        (
            "no year, of years ago",
            like(|it| {
                it.year = None;
                it.listed = Some(shown("2024-01-12", "Enb"));
                it.own_page = None;
            }),
            "missing 政府信息公开年报2025",
        ),
        ("another's", like(|it| it.whose = Whose::Other), "missing 政府信息公开年报2025"),
        ("the year before", like(|it| it.year = Some(2024)), "missing 政府信息公开年报2025"),
    ] {
        assert_eq!(said(&evidence, "annual_report").join(","), expected, "{name}");
    }
}

#[test]
fn a_report_is_missing_only_where_all_was_read() {
    const MISSING: &str = "missing 政府信息公开年报2025";
    const OPEN: &str = "?missing 政府信息公开年报2025";
    let elsewhere = |name: &str| {
        let mut evidence = town(|_, shelves| shelves.clear());
        evidence.sections.push(SectionLead {
            name: name.into(),
            address: url("http://xxgk.b.gov.cn/"),
            place: Place::Nav,
            reach: None,
        });
        evidence
    };
    let bare = || town(|_, shelves| shelves.clear());
    let mut unfinished = bare();
    unfinished.complete = false;
    let mut drawn = bare();
    drawn.counts.columns_need_browser = 1;
    let mut cut = town(|_, shelves| shelves[0].complete = false);
    cut.complete = true;
    let mut column_read = town(|_, _| {});
    column_read.complete = false;
    let mut platform_beside = elsewhere("政府信息公开");
    platform_beside.facts.publication.shelves = vec![shelf(ReportKind::Disclosure)];
    for (name, evidence, expected) in [
        ("no column on a site read whole", bare(), MISSING),
        ("not read whole", unfinished, OPEN),
        ("a column by script", drawn, OPEN),
        ("a list not read to its end", cut, OPEN),
        ("the column read, the rest not", column_read, MISSING),
        ("a platform elsewhere", elsewhere("政府信息公开"), OPEN),
        ("the column elsewhere", elsewhere("政府信息公开年报"), OPEN),
        ("an own column beside the platform", platform_beside, MISSING),
        ("some link elsewhere", elsewhere("政务服务"), MISSING),
    ] {
        assert_eq!(said(&evidence, "annual_report"), [expected], "{name}");
    }
}

#[test]
fn a_bundle_of_a_program_that_looked_for_no_reports_misses_none() {
    let mut evidence = town(|reports, shelves| (*reports, *shelves) = Default::default());
    assert!(!said(&evidence, "annual_report").is_empty(), "looked for, and nothing there");
    evidence.facts.publication = OfSite::default();
    assert_eq!(said(&evidence, "annual_report"), [""; 0]);
}

#[test]
fn a_section_answers_for_its_own_column_only() {
    let section = |shelves: Vec<Shelf>| {
        let mut evidence = town(|reports, all| {
            reports.clear();
            *all = shelves;
        });
        evidence.site = site("http://www.a.gov.cn/nb/66/index.html", UnitClass::Township);
        said(&evidence, "annual_report")
    };
    let own = |kind| Shelf { address: url("http://www.a.gov.cn/nb/66/b/"), ..shelf(kind) };
    assert!(section(vec![]).is_empty());
    assert!(section(vec![shelf(ReportKind::Disclosure)]).is_empty(), "the portal's column");
    assert_eq!(section(vec![own(ReportKind::Disclosure)]), ["missing 政府信息公开年报2025"]);
    assert!(section(vec![own(ReportKind::Website)]).is_empty(), "the sheet is the portal's");
}

#[test]
fn lateness_needs_witnesses_that_agree() {
    let with_late = |change: fn(&mut Report)| {
        let mut late = late();
        change(&mut late);
        town(|reports, _| reports.push(late))
    };
    let copy = |address: &str, date: &str| {
        let mut copy = report(ReportKind::Disclosure, 2025, date);
        copy.address = url(address);
        copy
    };
    let moved = town(|reports, _| {
        reports.push(late());
        reports.push(report(ReportKind::Disclosure, 2024, "2026-03-15"));
    });
    let copied = town(|reports, _| {
        reports.push(late());
        reports.push(copy("http://www.a.gov.cn/n/1.html", "2026-01-12"));
    });
    let file_beside = town(|reports, _| {
        let mut file = copy("http://www.a.gov.cn/n/1.pdf", "2026-01-12");
        (file.listed, file.own_page, file.is_attachment) = (None, None, true);
        reports.push(file);
        reports.push(late());
    });
    for (name, evidence, expected) in [
        ("list and article", with_late(|_| {}), "late 政府信息公开年报2025"),
        (
            "put up again, the article says earlier",
            with_late(|it| it.own_page = Some(shown("2026-01-18", "Earticle"))),
            "?late 政府信息公开年报2025",
        ),
        (
            "the article was not read",
            with_late(|it| it.own_page = None),
            "?late 政府信息公开年报2025",
        ),
        ("only the article", with_late(|it| it.listed = None), "late 政府信息公开年报2025"),
        (
            "a file in a list",
            with_late(|it| {
                it.own_page = None;
                it.is_attachment = true;
            }),
            "late 政府信息公开年报2025",
        ),
        (
            "no day at all",
            with_late(|it| {
                it.own_page = None;
                it.listed = None;
            }),
            "?late 政府信息公开年报2025",
        ),
        ("all years put up on one day", moved, "?late 政府信息公开年报2025"),
        ("a copy in time", copied, ""),
        ("a file without a day beside", file_beside, "late 政府信息公开年报2025"),
    ] {
        assert_eq!(said(&evidence, "annual_report").join(","), expected, "{name}");
    }
}

fn policy(number: u32, date: NaiveDate) -> PolicyFile {
    PolicyFile {
        title: format!("关于印发《甲县第{number}号管理办法》的通知"),
        address: url(&format!("http://www.a.gov.cn/zcwj/{number}.html")),
        date,
        visit: id(&format!("Epolicy{number}")),
        seen_at: noon(),
        interpretations: vec![Interpretation {
            title: "《管理办法》政策解读".into(),
            address: url("http://www.a.gov.cn/zcjd/1.html"),
            visit: id("Ejd"),
            is_sure: true,
            leads_back: Some(true),
        }],
        leads_to_one: true,
        links_drawn: false,
    }
}

fn portal(files: Vec<PolicyFile>) -> SiteEvidence {
    with(|it| {
        it.facts.publication.policies = files;
        it.facts.publication.interpreting = Interpreting { columns: 1, followed: 1, titles: 9 };
    })
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn a_file_needs_its_interpretation_and_links_both_ways() {
    const ADDRESS: &str = "http://www.a.gov.cn/zcwj/1.html";
    let one = |change: fn(&mut PolicyFile)| {
        let mut file = policy(1, ago(60));
        change(&mut file);
        portal(vec![file])
    };
    let bare = |it: &mut PolicyFile| {
        it.interpretations.clear();
        it.leads_to_one = false;
    };
    let mut unread = one(bare);
    unread.facts.publication.interpreting.followed = 0;
    let mut no_column = one(bare);
    no_column.facts.publication.interpreting = Interpreting::default();
    let mut no_column_unfinished = no_column.clone();
    no_column_unfinished.complete = false;
    let mut town = one(bare);
    town.site = site(HOME, UnitClass::Township);
    for (name, evidence, expected) in [
        ("both ways", one(|_| {}), String::new()),
        ("none", one(bare), format!("missing {ADDRESS}")),
        ("none, and no column", no_column, format!("missing {ADDRESS}")),
        ("no column seen, not read whole", no_column_unfinished, "?missing".into()),
        ("the column was not read to the file's day", unread, "?missing".into()),
        (
            "a title that may mean it",
            one(|it| {
                it.interpretations[0].is_sure = false;
                it.leads_to_one = false;
            }),
            "?missing".into(),
        ),
        (
            "the page's links come by script",
            one(|it| {
                it.interpretations.clear();
                it.leads_to_one = false;
                it.links_drawn = true;
            }),
            "?missing".into(),
        ),
        (
            "published the other day",
            one(|it| {
                it.interpretations.clear();
                it.leads_to_one = false;
                it.date = ago(10);
            }),
            "?missing".into(),
        ),
        (
            "eleven days ago",
            one(|it| {
                it.interpretations.clear();
                it.leads_to_one = false;
                it.date = ago(11);
            }),
            format!("missing {ADDRESS}"),
        ),
        ("no way there", one(|it| it.leads_to_one = false), format!("unlinked {ADDRESS}")),
        (
            "no way back",
            one(|it| it.interpretations[0].leads_back = Some(false)),
            format!("unlinked {ADDRESS}"),
        ),
        (
            "the way back unknown",
            one(|it| it.interpretations[0].leads_back = None),
            "?unlinked".into(),
        ),
        (
            "the way there by script",
            one(|it| {
                it.leads_to_one = false;
                it.links_drawn = true;
            }),
            "?unlinked".into(),
        ),
        (
            "one of two leads back",
            one(|it| {
                let mut second = it.interpretations[0].clone();
                second.leads_back = Some(false);
                it.interpretations.insert(0, second);
            }),
            String::new(),
        ),
        ("a township's site", town, String::new()),
    ] {
        assert_eq!(said(&evidence, "interpretation").join(","), expected, "{name}");
    }
}

#[test]
fn the_sample_holds_the_newest_files_of_twelve_months() {
    let bare = |number: u32, date| PolicyFile {
        interpretations: Vec::new(),
        leads_to_one: false,
        ..policy(number, date)
    };
    let edge = months_before(today(), 12);
    assert_eq!(said(&portal(vec![bare(1, edge)]), "interpretation").len(), 1);
    let before = edge.pred_opt().expect("a day before");
    assert!(said(&portal(vec![bare(1, before)]), "interpretation").is_empty());
    let many: Vec<_> = (0..30).map(|it| bare(it, ago(u64::from(20 + it)))).collect();
    let found = rows(&portal(many), "interpretation");
    assert_eq!(found.len(), 20);
    assert_eq!(found[0].item.as_deref(), Some("解读比例"));
    assert!((found[0].points - 1.0).abs() < 1e-9);
}

fn signed(number: u32, from: &str, to: &str) -> SignedFile {
    SignedFile {
        title: format!("关于第{number}号事项的通知"),
        address: url(&format!("http://www.a.gov.cn/xxgk/{number}.html")),
        visit: id(&format!("Efile{number}")),
        seen_at: noon(),
        signed: Labelled { label: "成文日期".into(), date: day(from) },
        published: Labelled { label: "发布日期".into(), date: day(to) },
        is_decision: false,
    }
}

#[test]
fn documents_are_late_after_twenty_working_days_and_decisions_after_seven() {
    for (from, to, is_decision, expected) in [
        ("2026-09-01", "2026-09-28", false, None),
        ("2026-08-03", "2026-08-31", false, None),
        ("2026-08-03", "2026-09-01", false, Some(1)),
        // The week of 1 October does not count, the Saturday worked for it does.
        ("2026-09-18", "2026-10-22", false, None),
        ("2026-09-18", "2026-10-24", false, Some(1)),
        ("2026-08-03", "2026-08-12", true, None),
        ("2026-08-03", "2026-08-13", true, Some(1)),
    ] {
        let evidence = with(|it| {
            let file = SignedFile { is_decision, ..signed(1, from, to) };
            it.facts.publication.signed = vec![file];
        });
        let found = rows(&evidence, "late_disclosure");
        assert_eq!(found.first().and_then(|it| it.days_late), expected, "{from} {to}");
        if let Some(row) = found.first() {
            assert_eq!(
                (row.level, row.subject.as_str()),
                (Level::Remind, "http://www.a.gov.cn/xxgk/1.html")
            );
            assert_eq!(row.evidence, [id("Efile1")]);
        }
    }
}

#[test]
fn old_and_bulk_documents_and_unknown_years_are_left_to_a_person() {
    let of = |files: Vec<SignedFile>| {
        let mut evidence = with(|_| {});
        evidence.facts.publication.signed = files;
        said(&evidence, "late_disclosure").join(",")
    };
    let late = "http://www.a.gov.cn/xxgk/1.html";
    assert_eq!(of(vec![signed(1, "2025-11-20", "2026-11-02")]), late);
    assert_eq!(of(vec![signed(1, "2025-11-19", "2026-11-02")]), "", "signed before the window");
    assert_eq!(of(vec![signed(1, "2026-03-02", "2026-02-02")]), "", "signed after publication");
    assert_eq!(of(vec![signed(1, "2026-03-02", "2026-11-21")]), "", "published after the audit");
    let batch = |count: u32| (0..count).map(|it| signed(it, "2026-03-02", "2026-06-01")).collect();
    assert_eq!(of(batch(5)), "?", "five of one day");
    assert_eq!(of(batch(4)).split(',').count(), 4);
    let mut next_year =
        with(|it| it.facts.publication.signed = vec![signed(1, "2026-12-01", "2027-02-10")]);
    next_year.as_of = end_of_day(day("2027-03-01"));
    assert_eq!(said(&next_year, "late_disclosure"), ["?"], "no calendar of 2027");
}

#[test]
fn a_notice_of_moving_is_told_with_where_the_site_is_now() {
    let told = |address: Option<&str>| {
        let evidence = with_home(|it| {
            it.notice = Some((NoticeKind::Moved, "网站迁移公告".into()));
            (it.entries, it.newest, it.inner_links) = (0, None, 1);
        });
        let mut evidence = evidence;
        evidence.facts.publication.notice = Some(pucha::model::facts::publication::SiteNotice {
            kind: NoticeKind::Moved,
            phrase: "网站迁移公告".into(),
            address: address.map(url),
            visit: id("Ehome0"),
            seen_at: noon(),
        });
        let row = judged(&evidence).remove(0);
        assert_eq!(row.code, "zombie_site.moved");
        (row.description, row.link)
    };
    let (text, link) = told(Some("http://www.b.gov.cn/"));
    assert!(text.contains("给出的新网址为 http://www.b.gov.cn/"), "{text}");
    assert_eq!(link.as_deref(), Some("http://www.b.gov.cn/"));
    let (text, link) = told(None);
    assert!(text.contains("没有给出新网址") && link.is_none(), "{text}");
}

#[test]
fn a_suspended_site_is_left_to_a_person_for_how_long() {
    let mut evidence = with(|it| it.site.status = SiteStatus::Suspended);
    evidence.home = None;
    let rules = rules();
    let observations: Vec<_> = check_all(&evidence, &rules).into_iter().map(Arc::new).collect();
    let state = pucha::checks::site_state(&evidence, &rules);
    let input = pucha::verdict::VerdictInput::of(&evidence, state, &observations, &rules.score);
    let notes = pucha::verdict::judge(&input).notes.join("\n");
    assert!(notes.contains("30天") && notes.contains("人工核实"), "{notes}");
}
