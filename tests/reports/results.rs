//! The results table.

use crate::reports::build::{
    day, finding, for_periods, found, full_month, in_state, mended, month, scored, site, unchecked,
    unjudged, unrated, vetoed, with_previous,
};
use pucha::model::finding::FindingState;
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::model::verdict::SiteState;
use pucha::reports::Month;
use pucha::reports::results::results;
use pucha::reports::table::Table;

const HEADINGS: &str = "序号,期次,单位名称,单位类别,网站名称,网站标识码,网站地址,站点状态,结论,得分,否决项,问题总数,本期新增,上期未改,已整改,页面数,链接数,首页最新更新,可用率,排名,排名变化,备注";

fn column(table: &Table, heading: &str) -> Vec<String> {
    let place = table.headings.iter().position(|it| *it == heading).expect("a known heading");
    table.rows.iter().map(|it| it[place].shown()).collect()
}

fn column_of(month: &Month, heading: &str) -> Vec<String> {
    column(&results(month), heading)
}

#[test]
fn headings_are_those_that_other_programs_read() {
    assert_eq!(results(&month(Vec::new())).headings.join(","), HEADINGS);
}

#[test]
fn a_full_month_reads_like_this() {
    let text = String::from_utf8(results(&full_month()).csv().expect("a table")).expect("UTF-8");
    insta::assert_snapshot!(text.replace('\u{feff}', "<BOM>").replace('\r', ""));
}

#[test]
fn ranks_are_within_a_class_and_ties_share_them() {
    let town = |host: &str, score| scored(site(host, host, UnitClass::Township), score);
    let month = month(vec![
        town("a", 95.0),
        town("b", 98.0),
        town("c", 98.001),
        town("d", 60.0),
        scored(site("e", "e", UnitClass::Department), 70.0),
        vetoed(site("f", "f", UnitClass::Township), "stale_home"),
        unjudged(site("g", "g", UnitClass::Township), SiteState::Blocked, "受阻"),
        unrated(site("h", "h", UnitClass::Township)),
    ]);
    assert_eq!(column_of(&month, "单位名称"), ["a", "b", "c", "d", "f", "g", "h", "e"]);
    assert_eq!(column_of(&month, "排名"), ["3", "1", "1", "4", "", "", "", "1"]);
    assert_eq!(column_of(&month, "排名变化").concat(), "");
}

#[test]
fn ranks_move_against_the_last_period() {
    let town = |host: &str, score| scored(site(host, host, UnitClass::Township), score);
    let now = month(vec![
        town("a", 90.0),
        town("b", 99.0),
        town("c", 80.0),
        town("d", 70.0),
        town("e", 60.0),
    ]);
    let then = vec![
        town("a", 99.0),
        town("b", 90.0),
        town("c", 80.0),
        vetoed(site("d", "d", UnitClass::Township), "stale_home"),
    ];
    let month = with_previous(now, then);
    assert_eq!(column_of(&month, "排名变化"), ["↓1", "↑1", "持平", "新", "新"]);
}

#[test]
fn findings_are_counted_by_where_they_come_from() {
    let one = |column| finding("stale_columns", Level::Deduct, column);
    let result = found(
        site("a", "甲镇", UnitClass::Township),
        vec![
            one("一"),
            in_state(one("二"), FindingState::Relapsed),
            for_periods(in_state(one("三"), FindingState::Notified), 2),
            mended(one("四")),
            in_state(one("五"), FindingState::FalseAlarm),
            in_state(one("六"), FindingState::Exempt),
            finding("broken_links.internal", Level::NotJudged, "七"),
            unchecked(one("八")),
        ],
    );
    let month = month(vec![result]);
    for (heading, count) in
        [("问题总数", "3"), ("本期新增", "2"), ("上期未改", "1"), ("已整改", "1")]
    {
        assert_eq!(column_of(&month, heading), [count], "{heading}");
    }
    assert!(column_of(&month, "备注")[0].contains("此前记录的1个问题本期未能复核"));
}

#[test]
fn availability_is_a_percentage_and_its_sample_a_remark() {
    let mut few = site("a", "甲镇", UnitClass::Township);
    few.verdict.availability = Some((2.0 / 3.0, 3));
    let mut many = site("b", "乙镇", UnitClass::Township);
    many.verdict.availability = Some((0.9999, 10_000));
    let mut told = site("c", "丙镇", UnitClass::Township);
    told.verdict.notes.push("抽测3次。".into());
    let month = month(vec![few, many, told]);
    assert_eq!(column_of(&month, "可用率"), ["66.7%", "99.9%", "100.0%"]);
    assert_eq!(column_of(&month, "备注"), ["可用率为抽测结果（访问3次）", "", "抽测3次"]);
}

#[test]
fn json_has_the_same_headings_in_their_order_and_numbers_as_numbers() {
    let mut one = scored(site("a", "甲镇", UnitClass::Township), 95.25);
    one.verdict.home_newest = Some(day("2026-11-18"));
    let text = results(&month(vec![one])).json().expect("json");
    let text = String::from_utf8(text).expect("UTF-8");
    let rows: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
    assert_eq!(rows[0]["得分"], 95.25);
    assert_eq!(rows[0]["页面数"], 40);
    assert_eq!(rows[0]["首页最新更新"], "2026-11-18");
    assert!(rows[0]["否决项"].is_null());
    assert_eq!(rows[0].as_object().expect("an object").len(), 22);
    let places: Vec<_> = HEADINGS.split(',').map(|it| text.find(&format!("\"{it}\":"))).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some));
}
