//! `suspect_dates`: from the future, older in the address than in the list, all at once; and what only looks so.

use crate::checks::build;
use crate::checks::build::*;
use chrono::{Days, NaiveDate};
use pucha::model::evidence::SiteEvidence;
use pucha::model::facts::features::{
    AheadEntry, AheadList, Burst, PageSeen, RedatedColumn, RedatedEntry,
};
use pucha::model::page::DateSource;
use pucha::model::rule::Level;
use pucha::model::verdict::Observation;
use pucha::parse::{Source, page};
use std::fs;

/// What is said of this check alone.
fn judged(evidence: &SiteEvidence) -> Vec<Observation> {
    build::judged(evidence).into_iter().filter(|it| it.code.starts_with("suspect_dates")).collect()
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
    PageSeen { page: url("http://www.a.gov.cn/tzgg/"), visit: id("Elist"), seen_at: noon() }
}

fn after(days: u64) -> NaiveDate {
    today() + Days::new(days)
}

#[test]
fn made_lists_have_the_days_ahead_that_their_table_says() {
    let text = include_str!("../fixtures/checks/suspect_dates/cases.toml");
    let table: toml::Table = toml::from_str(text).expect("a table");
    assert!(table.len() >= 4);
    for (file, expected) in table {
        let path = format!("tests/fixtures/checks/suspect_dates/{file}");
        let body = fs::read(path).expect("a page");
        let address = url("http://www.a.gov.cn/tzgg/");
        let source = Source {
            address: &address,
            status: 200,
            headers: &[],
            body: &body,
            as_of: today(),
            includes: &[],
        };
        let page = page(&source);
        let ahead: Vec<String> =
            page.extras.features.ahead.iter().map(|it| it.date.to_string()).collect();
        let wanted = expected["ahead"].as_array().expect("a list");
        let wanted: Vec<&str> = wanted.iter().filter_map(toml::Value::as_str).collect();
        assert_eq!(ahead, wanted, "{file}");
    }
}

fn ahead(name: &str, title: &str, date: NaiveDate) -> SiteEvidence {
    let entry = AheadEntry {
        title: title.into(),
        address: url("http://www.a.gov.cn/tzgg/1.html"),
        date,
        list: Some(name.into()),
    };
    let list = AheadList { name: name.into(), seen: seen(), ordinary: 7, entries: vec![entry] };
    with(|it| it.facts.features.ahead = vec![list])
}

#[test]
fn a_day_ahead_may_be_the_time_zone_and_two_are_not() {
    let code = |date| found(&ahead("通知公告", "关于办公时间的通知", date));
    assert!(code(after(1)).is_empty());
    assert_eq!(code(after(2)), ["suspect_dates.future"]);
    let rows = judged(&ahead("通知公告", "关于办公时间的通知", after(2)));
    assert_eq!((rows[0].level, rows[0].column.as_str()), (Level::Remind, "通知公告"));
    assert!(rows[0].description.contains("2026年11月22日"));
}

#[test]
fn days_to_come_and_empty_fields_are_no_fault() {
    for evidence in [
        ahead("活动预告", "广场文艺演出", after(20)),
        ahead("通知公告", "项目申报截止时间", after(20)),
        ahead("通知公告", "关于办公时间的通知", day("2038-01-19")),
        ahead("通知公告", "关于办公时间的通知", day("2099-12-31")),
    ] {
        assert!(judged(&evidence).is_empty());
    }
}

#[test]
fn a_list_of_nothing_but_days_to_come_is_undecided() {
    let mut evidence = ahead("惠民演出", "广场文艺演出", after(20));
    evidence.facts.features.ahead[0].ordinary = 0;
    assert!(found(&evidence).is_empty());
    assert_eq!(undecided(&evidence), ["suspect_dates.future"]);
}

#[test]
fn an_audit_of_a_day_gone_by_does_not_blame_what_was_published_since() {
    let mut evidence = ahead("通知公告", "关于办公时间的通知", after(10));
    evidence.facts.features.ahead[0].seen.seen_at = noon() + chrono::Duration::days(9);
    assert!(judged(&evidence).is_empty());
    evidence.facts.features.ahead[0].seen.seen_at = noon() + chrono::Duration::days(7);
    assert_eq!(found(&evidence), ["suspect_dates.future"]);
}

/// Entries shown as of `listed` days ago, each under an address that is `gap` days older.
fn redated(listed: &[u64], gap: u64) -> SiteEvidence {
    let entry = |(at, days): (usize, &u64)| RedatedEntry {
        title: format!("第{at}条"),
        address: url(&format!("http://www.a.gov.cn/tzgg/{at}.html")),
        listed: ago(*days),
        by_address: ago(*days + gap),
        by_article: ago(*days),
        article_source: DateSource::Meta,
        visit: id(&format!("E{at}")),
    };
    let mut days = listed.to_vec();
    days.sort_unstable();
    days.dedup();
    let column = RedatedColumn {
        name: "通知公告".into(),
        seen: seen(),
        compared: listed.len(),
        days: days.len(),
        entries: listed.iter().enumerate().map(entry).collect(),
    };
    with(|it| it.facts.features.redated = vec![column])
}

#[test]
fn several_recent_items_under_addresses_years_older_are_told() {
    assert_eq!(found(&redated(&[2, 5, 9], 730)), ["suspect_dates.backdated"]);
    assert!(judged(&redated(&[2, 5], 730)).is_empty());
    assert!(judged(&redated(&[2, 5, 9], 729)).is_empty());
    // Old items with old days are where they belong.
    assert!(judged(&redated(&[91, 95, 99], 900)).is_empty());
    let rows = judged(&redated(&[2, 5, 9], 900));
    assert_eq!(rows[0].level, Level::Remind);
    assert!(rows[0].description.contains("需人工核实"));
}

#[test]
fn an_article_that_tells_the_old_day_is_honest() {
    let mut evidence = redated(&[2, 5, 9], 900);
    for entry in &mut evidence.facts.features.redated[0].entries {
        entry.by_article = entry.by_address;
    }
    assert!(judged(&evidence).is_empty());
}

#[test]
fn a_column_all_of_one_day_may_have_been_moved() {
    let evidence = redated(&[6, 6, 6, 6], 900);
    assert!(found(&evidence).is_empty());
    assert_eq!(undecided(&evidence), ["suspect_dates.backdated"]);
}

fn burst(name: &str, entries: usize, days_ago: u64, quiet_days: Option<i64>) -> SiteEvidence {
    let burst = Burst {
        name: name.into(),
        seen: seen(),
        day: ago(days_ago),
        entries,
        quiet_days,
        first_title: "某项工作".into(),
    };
    with(|it| it.facts.features.bursts = vec![burst])
}

#[test]
fn many_items_on_one_day_after_a_long_silence_are_told() {
    let code = |entries, days, quiet| found(&burst("工作动态", entries, days, Some(quiet)));
    assert_eq!(code(20, 14, 31), ["suspect_dates.burst"]);
    assert!(code(19, 14, 31).is_empty());
    assert!(code(20, 15, 31).is_empty());
    assert!(code(20, 14, 30).is_empty());
}

#[test]
fn columns_that_publish_many_at_once_and_new_ones_are_left_alone() {
    for name in ["财政预决算", "惠民惠农补贴", "行政处罚公示"] {
        assert!(judged(&burst(name, 60, 3, Some(200))).is_empty(), "{name}");
    }
    assert!(judged(&burst("工作动态", 60, 3, None)).is_empty());
}
