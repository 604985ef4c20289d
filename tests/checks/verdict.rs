//! The verdict: vetoes before scores, caps, sums of tenths, and when nothing is concluded.

use crate::checks::build::*;
use pucha::checks::{check_all, site_state};
use pucha::model::evidence::SiteEvidence;
use pucha::model::page::{LinkKind, NoticeKind, PageKind};
use pucha::model::rule::{Level, ScoreSheet};
use pucha::model::site::SiteStatus;
use pucha::model::verdict::{Conclusion, Observation, SiteState, Verdict};
use pucha::model::visit::{Barrier, Failure, Fault, Reach};
use pucha::verdict::{VerdictInput, judge};
use std::sync::Arc;

fn verdict(evidence: &SiteEvidence) -> Verdict {
    let rules = rules();
    let observations: Vec<_> = check_all(evidence, &rules).into_iter().map(Arc::new).collect();
    let state = site_state(evidence, &rules);
    judge(&VerdictInput::of(evidence, state, &observations, &rules.score))
}

fn observation(level: Level, item: &str, points: f64) -> Observation {
    Observation {
        code: "stale_columns".into(),
        level,
        subject: String::new(),
        column: "甲".into(),
        description: "某事".into(),
        page: None,
        link: None,
        last_update: None,
        days_late: None,
        found_at: noon(),
        evidence: vec![id("E1")],
        points,
        item: (level == Level::Deduct).then(|| item.to_owned()),
    }
}

fn scored(observations: &[Observation], sheet: &ScoreSheet) -> Verdict {
    let observations: Vec<_> = observations.iter().cloned().map(Arc::new).collect();
    judge(&VerdictInput::of(&healthy(), SiteState::Normal, &observations, sheet))
}

#[test]
fn the_worked_example_ends_at_89() {
    let of = |item: &str, points| observation(Level::Deduct, item, points);
    let four = [of("政策文件", 5.0), of("办事统计", 2.0), of("留言公开", 3.0), of("网站标识", 1.0)];
    let verdict = scored(&four, &rules().score);
    assert_eq!((verdict.score, verdict.conclusion), (Some(89.0), Conclusion::Qualified));
    assert_eq!(verdict.deductions.len(), 4);
}

#[test]
fn an_item_never_loses_more_than_it_has() {
    let links = vec![observation(Level::Deduct, "可用性", 1.0); 12];
    let verdict = scored(&links, &rules().score);
    assert_eq!(verdict.score, Some(95.0));
    let line = &verdict.deductions[0];
    assert_eq!((line.count, line.sum, line.cap), (12, 12.0, Some(5.0)));
}

#[test]
fn tenths_add_up_as_a_person_adds_them() {
    for (count, score) in [(1, 99.9), (3, 99.7), (7, 99.3), (49, 95.1), (50, 95.0), (60, 95.0)] {
        let links = vec![observation(Level::Deduct, "可用性", 0.1); count];
        assert_eq!(scored(&links, &rules().score).score, Some(score), "{count}");
    }
}

#[test]
fn below_the_pass_mark_is_unqualified_and_on_it_is_not() {
    let mut sheet = rules().score;
    sheet.groups[0].items[0].points = Some(60.0);
    for (points, conclusion) in [(40.0, Conclusion::Qualified), (40.1, Conclusion::Unqualified)] {
        let one = [observation(Level::Deduct, &sheet.groups[0].items[0].name, points)];
        assert_eq!(scored(&one, &sheet).conclusion, conclusion);
    }
}

#[test]
fn a_veto_stops_the_scoring_and_reminders_cost_nothing() {
    let verdict = scored(&[observation(Level::Veto, "", 0.0)], &rules().score);
    assert_eq!((verdict.score, verdict.conclusion), (None, Conclusion::Unqualified));
    assert_eq!(verdict.vetoes, ["stale_columns"]);
    let verdict = scored(&[observation(Level::Remind, "", 0.0)], &rules().score);
    assert_eq!((verdict.score, verdict.conclusion), (Some(100.0), Conclusion::Qualified));
}

#[test]
fn each_state_has_its_conclusion() {
    let timed_out = || Reach::Bad(Fault::Failure(Failure::TimeOut));
    let placeholder = |it: &mut SiteEvidence| {
        let home = it.home.as_mut().expect("a home page");
        (home.kind, home.newest, home.dated_entries) = (PageKind::Placeholder, None, 0);
        home.notice = Some((NoticeKind::ServerDefault, "Welcome to nginx".into()));
    };
    let unreachable = |it: &mut SiteEvidence| {
        it.home = None;
        it.home_visits = vec![home_visit(timed_out(), 0), home_visit(timed_out(), 5)];
    };
    for (evidence, state, conclusion) in [
        (healthy(), SiteState::Normal, Conclusion::Qualified),
        (with(placeholder), SiteState::Zombie, Conclusion::Unqualified),
        (with(unreachable), SiteState::Unreachable, Conclusion::NotJudged),
        (with(|it| it.barrier = Some(Barrier::Robots)), SiteState::Blocked, Conclusion::NotJudged),
        (
            with(|it| {
                unreachable(it);
                it.site.status = SiteStatus::Closed;
            }),
            SiteState::Closed,
            Conclusion::NotRated,
        ),
        (with(|it| it.site.status = SiteStatus::Closed), SiteState::Zombie, Conclusion::NotRated),
        (
            with(|it| it.site.status = SiteStatus::Suspended),
            SiteState::Suspended,
            Conclusion::NotRated,
        ),
        (
            with_home(|home| home.landed = url("http://www.b.gov.cn/")),
            SiteState::Moved,
            Conclusion::NotJudged,
        ),
        (with_home(|home| home.kind = PageKind::Shell), SiteState::Normal, Conclusion::Qualified),
    ] {
        let verdict = verdict(&evidence);
        assert_eq!((verdict.state, verdict.conclusion), (state, conclusion), "{:?}", verdict.notes);
        let has_score = verdict.score.is_some();
        assert_eq!(has_score, conclusion == Conclusion::Qualified);
    }
}

#[test]
fn an_unfinished_census_concludes_nothing_unless_a_veto_is_proved() {
    let unfinished = with(|it| it.complete = false);
    assert_eq!(verdict(&unfinished).conclusion, Conclusion::NotJudged);
    let proved = with(|it| {
        it.complete = false;
        it.columns.extend((0..5).map(|i| empty_column(&format!("栏目{i}"))));
    });
    let verdict = verdict(&proved);
    assert_eq!(verdict.conclusion, Conclusion::Unqualified);
    assert_eq!(verdict.vetoes, ["empty_columns.veto"]);
}

#[test]
fn an_open_question_of_the_whole_site_is_not_a_pass() {
    let script = with_home(|home| {
        home.kind = PageKind::Shell;
        home.newest = None;
    });
    let verdict = verdict(&script);
    assert_eq!((verdict.conclusion, verdict.score), (Conclusion::NotJudged, None));
    assert!(verdict.notes.iter().any(|it| it.contains("需浏览器")), "{:?}", verdict.notes);
}

#[test]
fn availability_and_notes_come_from_the_evidence() {
    let evidence = with(|it| {
        it.home_visits.push(home_visit(Reach::NotJudged(Barrier::OwnNetwork), 9));
        it.home_visits.push(home_visit(Reach::Bad(Fault::Status(500)), 12));
        it.counts.links_not_judged = 7;
        it.remarks.push("页面数达到上限".into());
        it.links.push(link(LinkKind::Page, &[not_found(), not_found()]));
    });
    let verdict = verdict(&evidence);
    let (share, visits) = verdict.availability.expect("visits were judged");
    assert!((share - 2.0 / 3.0).abs() < 1e-9 && visits == 3);
    assert!(verdict.notes.iter().any(|it| it.starts_with("7条链接")));
    assert!(verdict.notes.iter().any(|it| it == "页面数达到上限"));
    assert_eq!((verdict.score, verdict.home_newest), (Some(99.9), Some(ago(1))));
}

#[test]
fn of_a_site_that_is_not_rated_no_availability_is_told() {
    for status in [SiteStatus::Closed, SiteStatus::Suspended] {
        let gone = with(|it| {
            it.site.status = status;
            it.home_visits.push(home_visit(Reach::Bad(Fault::Status(500)), 12));
        });
        assert_eq!(verdict(&gone).availability, None, "{status}");
    }
}
