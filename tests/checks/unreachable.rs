//! `unreachable`: the rule's visits make a veto, a census's few a reminder, and doubt makes neither.

use crate::checks::build::*;
use chrono::{Days, Duration, NaiveDate};
use pucha::checks::{Availability, Rulebook, check_all, site_state};
use pucha::model::evidence::{HomeVisit, SiteEvidence};
use pucha::model::page::PageKind;
use pucha::model::rule::Level;
use pucha::model::time::start_of_day;
use pucha::model::verdict::{Observation, SiteState};
use pucha::model::visit::{Barrier, Failure, Fault, Reach};

fn timed_out() -> Reach {
    Reach::Bad(Fault::Failure(Failure::TimeOut))
}

fn own_outage() -> Reach {
    Reach::NotJudged(Barrier::OwnNetwork)
}

fn visit(day: NaiveDate, minute: i64, reach: Reach) -> HomeVisit {
    let elapsed_ms = if reach == timed_out() { 15_001 } else { 300 };
    let at = start_of_day(day) + Duration::minutes(minute);
    HomeVisit { id: id(&format!("E{day}-{minute}")), at, reach, elapsed_ms }
}

/// Visits of a week that ends with the day `last`: so many on each of its days, evenly spaced; the first `failed` of
/// them failed.
fn week_to(last: NaiveDate, per_day: [i64; 7], failed: usize) -> Vec<HomeVisit> {
    let mut visits = Vec::new();
    for (back, count) in (0..7).rev().zip(per_day) {
        for number in 0..count {
            let reach = if visits.len() < failed { timed_out() } else { Reach::Ok };
            visits.push(visit(last - Days::new(back), number * 1440 / count, reach));
        }
    }
    visits
}

fn probed(per_day: [i64; 7], failed: usize) -> SiteEvidence {
    with(|it| it.probes = week_to(today(), per_day, failed))
}

/// The one row about availability.
fn row(evidence: &SiteEvidence) -> Option<Observation> {
    let mut rows: Vec<_> =
        judged(evidence).into_iter().filter(|it| it.code == "unreachable").collect();
    assert!(rows.len() < 2, "{rows:?}");
    rows.pop()
}

fn level(evidence: &SiteEvidence) -> Option<Level> {
    row(evidence).map(|it| it.level)
}

fn counted(evidence: &SiteEvidence) -> (usize, usize, u32) {
    let rules = rules();
    let week = Availability::of(&evidence.probes, evidence.as_of, &rules.unreachable.params);
    (week.visits(), week.failed(), week.full_days())
}

#[test]
fn the_veto_begins_at_five_percent_and_the_warning_at_three() {
    let twenty = [20; 7];
    let odd = [20, 20, 20, 20, 20, 20, 23];
    let most = [72; 7];
    for (per_day, failed, share, expected) in [
        (twenty, 7, "5.0", Some(Level::Veto)),
        (twenty, 6, "4.2", Some(Level::Remind)),
        (twenty, 140, "100.0", Some(Level::Veto)),
        (twenty, 0, "0.0", None),
        // 4.9 % of 143, and 4.96 % that must not be shown as 5.0.
        (odd, 7, "4.8", Some(Level::Remind)),
        (odd, 8, "5.5", Some(Level::Veto)),
        (most, 25, "4.9", Some(Level::Remind)),
        (most, 26, "5.1", Some(Level::Veto)),
        // 3 % of 504 is 15.12.
        (most, 15, "2.9", None),
        (most, 16, "3.1", Some(Level::Remind)),
    ] {
        let evidence = probed(per_day, failed);
        let row = row(&evidence);
        assert_eq!(row.as_ref().map(|it| it.level), expected, "{failed} of {per_day:?}");
        if let Some(row) = row {
            let total: i64 = per_day.iter().sum();
            let text = format!("共探测{total}次，失败{failed}次，失败比例{share}%");
            assert!(row.description.contains(&text), "{}", row.description);
            assert_eq!(row.evidence.len(), failed);
            assert_eq!(row.description.contains("预警"), expected == Some(Level::Remind));
        }
    }
}

#[test]
fn exactly_three_percent_warns() {
    let mut tables = tables();
    let params = tables.get_mut("unreachable").expect("the rule")["params"].as_table_mut();
    let params = params.expect("its numbers");
    params.insert("days".into(), 1.into());
    params.insert("spaced_minutes".into(), 10.into());
    let rules = Rulebook::from_tables("2019", &tables).expect("rules");
    for (failed, expected) in [(2, None), (3, Some(Level::Remind)), (5, Some(Level::Veto))] {
        let reach = |at| if at < failed { timed_out() } else { Reach::Ok };
        let evidence = with(|it| {
            it.probes = (0..100).map(|at| visit(today(), at * 14, reach(at))).collect();
        });
        let rows = check_all(&evidence, &rules);
        let row = rows.iter().find(|it| it.code == "unreachable");
        assert_eq!(row.map(|it| it.level), expected, "{failed} %");
    }
}

#[test]
fn an_early_warning_leaves_state_and_other_findings_alone() {
    let mut evidence = probed([20; 7], 5);
    evidence.columns.push(empty_column("甲"));
    let found_beside = found(&evidence);
    assert!(["unreachable", "empty_columns"].iter().all(|it| found_beside.contains(&(*it).into())));
    assert_eq!(site_state(&evidence, &rules()), SiteState::Normal);
}

#[test]
fn every_day_needs_its_twenty_visits() {
    assert_eq!(level(&probed([20; 7], 30)), Some(Level::Veto));
    for (per_day, full) in [
        ([20, 20, 20, 19, 20, 20, 20], 6),
        ([48, 48, 48, 19, 48, 48, 48], 6),
        ([0, 20, 20, 20, 20, 20, 20], 6),
        ([19; 7], 0),
    ] {
        let evidence = probed(per_day, 30);
        assert_eq!(counted(&evidence).2, full, "{per_day:?}");
        let row = row(&evidence).expect("a sample");
        assert_eq!(row.level, Level::Remind, "{per_day:?}");
        let text = row.description;
        assert!(text.starts_with("抽测：") && text.contains("失败30次"), "{text}");
        assert!(text.contains(&format!("次数足够的有{full}天")), "{text}");
        assert_eq!(site_state(&evidence, &rules()), SiteState::Normal);
    }
}

#[test]
fn a_sample_of_probes_speaks_only_of_what_failed_twice_and_often() {
    for (failed, expected) in [(0, None), (1, None), (2, Some(Level::Remind))] {
        assert_eq!(level(&probed([0, 0, 0, 0, 0, 0, 20], failed)), expected, "{failed} of 20");
    }
    assert_eq!(level(&probed([0, 0, 0, 0, 20, 20, 20], 2)), None, "2 of 60 is below five percent");
}

#[test]
fn visits_that_crowd_count_once_and_fail_only_together() {
    let crowded = |reaches: &[Reach], minutes: i64| {
        with(|it| {
            it.probes = (0..)
                .zip(reaches)
                .map(|(at, reach)| visit(today(), at * minutes, reach.clone()))
                .collect();
        })
    };
    let bad = vec![timed_out(); 140];
    assert_eq!(counted(&crowded(&bad, 1)), (7, 7, 0), "140 in 140 minutes");
    assert_eq!(counted(&crowded(&bad[..20], 19)), (10, 10, 0));
    assert_eq!(counted(&crowded(&bad[..20], 20)), (20, 20, 1));
    let mixed = [timed_out(), Reach::Ok, timed_out(), timed_out()];
    assert_eq!(counted(&crowded(&mixed, 10)), (2, 1, 0), "one of the first pair opened");
    assert_eq!(counted(&crowded(&[Reach::Ok, timed_out()], 10)), (1, 0, 0));
}

#[test]
fn our_own_outages_are_left_out_and_said() {
    let mut evidence = probed([24; 7], 9);
    for at in evidence.probes.iter_mut().skip(60).take(4) {
        at.reach = own_outage();
    }
    let row = row(&evidence).expect("a veto");
    assert_eq!(row.level, Level::Veto);
    assert!(row.description.contains("共探测164次，失败9次，失败比例5.4%"), "{}", row.description);
    assert!(row.description.contains("本机网络中断的4次访问不计入"), "{}", row.description);
    // A fifth on one day leaves that day with nineteen.
    for at in evidence.probes.iter_mut().skip(48).take(1) {
        at.reach = own_outage();
    }
    assert_eq!(level(&evidence), Some(Level::Remind));
    let mut outage = probed([24; 7], 0);
    outage.probes.iter_mut().for_each(|it| it.reach = own_outage());
    assert_eq!(row_and_count(&outage), (None, 0));
}

fn row_and_count(evidence: &SiteEvidence) -> (Option<Level>, usize) {
    (level(evidence), counted(evidence).0)
}

#[test]
fn what_was_barred_or_given_up_too_early_does_not_count() {
    for reach in [
        Reach::NotJudged(Barrier::Status(403)),
        Reach::NotJudged(Barrier::Challenge("jiasule".into())),
        Reach::NotJudged(Barrier::Robots),
        Reach::NotJudged(Barrier::Tls),
    ] {
        let mut evidence = probed([24; 7], 0);
        evidence.probes.iter_mut().take(80).for_each(|it| it.reach = reach.clone());
        assert_eq!((level(&evidence), counted(&evidence).0), (None, 88), "{reach:?}");
    }
    let mut hasty = probed([24; 7], 80);
    hasty.probes.iter_mut().take(80).for_each(|it| it.elapsed_ms = 14_999);
    assert_eq!((level(&hasty), counted(&hasty).0), (None, 88), "it might have opened in time");
}

#[test]
fn the_week_is_of_whole_days_in_shanghai() {
    // At noon of the 20th the week is the 13th to the 19th; the morning does not count, nor does the 12th.
    let mut evidence = probed([20; 7], 0);
    evidence.as_of = noon();
    evidence.probes = week_to(ago(1), [20; 7], 7);
    evidence.probes.extend((0..20).map(|at| visit(today(), at * 30, timed_out())));
    let before = (0..20).map(|at| visit(ago(8), at * 60, timed_out()));
    evidence.probes.splice(0..0, before);
    let first = row(&evidence).expect("a veto");
    let text = "首页在2026年11月13日至2026年11月19日共探测140次，失败7次";
    assert!(first.description.starts_with(text), "{}", first.description);
    // Midnight parts the days, not the 24 hours before the audit: a visit at 00:00 is of the new day.
    let edge = with(|it| {
        it.probes = week_to(today(), [20; 7], 0);
        it.probes[19] = visit(ago(6), 1439, Reach::Ok);
        it.probes[20] = visit(ago(5), 19, Reach::Ok);
    });
    assert_eq!(counted(&edge), (140, 0, 7), "twenty minutes apart over midnight");
    let moved = with(|it| {
        it.probes = week_to(today(), [20; 7], 0);
        it.probes[19] = visit(ago(5), 0, Reach::Ok);
    });
    assert_eq!(counted(&moved).2, 6, "the day before has nineteen now");
    // The same instants told in another zone are the same days.
    let mut abroad = probed([20; 7], 7);
    let zone = chrono::FixedOffset::west_opt(5 * 3600).expect("a zone");
    abroad.probes.iter_mut().for_each(|it| it.at = it.at.with_timezone(&zone));
    assert_eq!(counted(&abroad), (140, 7, 7));
}

#[test]
fn a_section_says_whose_visits_it_shares() {
    let evidence = with(|it| {
        it.site = site("http://www.a.gov.cn/public/column/66?type=4", it.site.unit_class);
        it.probes = week_to(today(), [20; 7], 14);
    });
    let rows = check_all(&evidence, &rules());
    let row = rows.iter().find(|it| it.code == "unreachable").expect("a veto");
    assert_eq!(row.level, Level::Veto);
    assert!(row.description.starts_with("所在主机的首页在"), "{}", row.description);
}

#[test]
fn probes_that_open_after_fifteen_seconds_failed() {
    let mut slow = probed([20; 7], 0);
    slow.probes.iter_mut().take(7).for_each(|it| it.elapsed_ms = 15_000);
    assert_eq!(level(&slow), Some(Level::Veto));
    slow.probes.iter_mut().take(7).for_each(|it| it.elapsed_ms = 14_999);
    assert_eq!(level(&slow), None);
}

#[test]
fn a_census_alone_is_a_reminder_that_says_so() {
    let evidence = with(|it| {
        it.home = None;
        it.home_visits = vec![home_visit(timed_out(), 0), home_visit(timed_out(), 5)];
    });
    let rows = judged(&evidence);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].code.as_str(), rows[0].level), ("unreachable", Level::Remind));
    assert!(rows[0].description.contains("抽测") && rows[0].description.contains("2次"));
    assert_eq!(site_state(&evidence, &rules()), SiteState::Unreachable);
}

#[test]
fn one_visit_or_one_that_cannot_be_judged_accuses_nobody() {
    let barred = Reach::NotJudged(Barrier::OwnNetwork);
    for visits in [
        vec![home_visit(timed_out(), 0)],
        vec![home_visit(timed_out(), 0), home_visit(barred, 5)],
        vec![home_visit(timed_out(), 0), home_visit(Reach::Ok, 5)],
        vec![],
    ] {
        let evidence = with(|it| {
            it.home = None;
            it.home_visits = visits;
        });
        assert!(!found(&evidence).contains(&"unreachable".to_owned()));
        assert_eq!(site_state(&evidence, &rules()), SiteState::NotJudged);
    }
}

#[test]
fn behind_a_barrier_nothing_is_found() {
    for (barrier, state) in [
        (Barrier::Robots, SiteState::Blocked),
        (Barrier::Challenge("jiasule".into()), SiteState::Blocked),
        (Barrier::Status(403), SiteState::Blocked),
        (Barrier::OwnNetwork, SiteState::NotJudged),
    ] {
        let evidence = with(|it| {
            it.home = None;
            it.barrier = Some(barrier);
            it.columns.push(empty_column("甲"));
            it.links.push(link(pucha::model::page::LinkKind::Page, &[not_found(), not_found()]));
        });
        assert!(judged(&evidence).is_empty());
        assert_eq!(site_state(&evidence, &rules()), state);
    }
}

#[test]
fn a_challenge_page_in_place_of_the_home_page_is_a_barrier_too() {
    let evidence = with_home(|home| {
        home.kind = PageKind::Blocked;
        home.newest = None;
    });
    assert!(judged(&evidence).is_empty());
    assert_eq!(site_state(&evidence, &rules()), SiteState::Blocked);
}

#[test]
fn a_site_that_fails_too_often_but_was_read_keeps_its_other_findings() {
    let mut evidence = probed([20; 7], 9);
    evidence.columns.push(empty_column("甲"));
    let found_beside = found(&evidence);
    assert!(["unreachable", "empty_columns"].iter().all(|it| found_beside.contains(&(*it).into())));
    evidence.home = None;
    assert_eq!(found(&evidence), ["unreachable"]);
}
