//! The rectification list.

use crate::reports::build::{
    finding, for_periods, found, full_month, in_state, mended, month, period, site, unchecked,
    undecided,
};
use pucha::model::finding::FindingState;
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::reports::Month;
use pucha::reports::ledger::ledger;
use std::path::Path;
use std::sync::Arc;

const HEADINGS: &str = "序号,期次,单位名称,单位类别,网站名称,网站标识码,网站地址,指标代码,指标,问题等级,栏目名称,问题描述,问题页面,问题链接,最后更新日期,超期天数,发现时间,证据编号,依据条款,整改要求,整改时限,连续期数,扣分,整改情况,整改完成日期,复核结果,备注";

pub(crate) fn csv(month: &Month) -> String {
    String::from_utf8(ledger(month).csv().expect("a ledger")).expect("UTF-8")
}

/// The records as any CSV reader has them, headings first.
fn records(month: &Month) -> Vec<Vec<String>> {
    let text = csv(month);
    let text = text.strip_prefix('\u{feff}').expect("a BOM");
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|it| it.expect("a record").iter().map(str::to_owned).collect())
        .collect()
}

fn field(month: &Month, row: usize, heading: &str) -> String {
    let records = records(month);
    let place = records[0].iter().position(|it| it == heading).expect("a known heading");
    records[row][place].clone()
}

#[test]
fn headings_are_those_that_other_programs_read() {
    let text = csv(&month(Vec::new()));
    assert_eq!(text, format!("\u{feff}{HEADINGS}\r\n"));
}

#[test]
fn every_line_ends_with_carriage_return_and_line_feed() {
    let text = csv(&full_month());
    assert!(text.starts_with('\u{feff}'));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches('\u{feff}').count(), 1);
}

#[test]
fn a_full_month_reads_like_this() {
    insta::assert_snapshot!(csv(&full_month()).replace('\u{feff}', "<BOM>").replace('\r', ""));
}

#[test]
fn rows_go_by_class_unit_level_code_and_column() {
    let township = found(
        site("t", "甲镇", UnitClass::Township),
        vec![
            finding("stale_columns", Level::Deduct, "乙"),
            finding("site_identity.icp", Level::Remind, ""),
            finding("stale_columns.veto", Level::Veto, ""),
            finding("empty_columns", Level::Deduct, "丙"),
            finding("stale_columns", Level::Deduct, "丁"),
        ],
    );
    let department = found(
        site("d", "乙局", UnitClass::Department),
        vec![finding("stale_home", Level::Veto, "")],
    );
    let late =
        found(site("u", "甲镇", UnitClass::Township), vec![finding("stale_home", Level::Veto, "")]);
    let other =
        found(site("v", "丙镇", UnitClass::Township), vec![finding("stale_home", Level::Veto, "")]);
    let month = month(vec![department, township, other, late]);
    let rows: Vec<String> = records(&month)[1..]
        .iter()
        .map(|it| [&it[0], &it[2], &it[9], &it[7], &it[10]].map(String::as_str).join(" "))
        .collect();
    assert_eq!(
        rows,
        [
            "1 甲镇 单项否决 stale_columns.veto ",
            "2 甲镇 扣分 empty_columns 丙",
            "3 甲镇 扣分 stale_columns 丁",
            "4 甲镇 扣分 stale_columns 乙",
            "5 甲镇 提醒 site_identity.icp ",
            "6 甲镇 单项否决 stale_home ",
            "7 丙镇 单项否决 stale_home ",
            "8 乙局 单项否决 stale_home ",
        ]
    );
}

#[test]
fn foreign_text_is_one_harmless_line() {
    for (text, cell) in [
        ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        ("＝1", "'＝1"),
        ("一\r\n二\n三", "一 二 三"),
        ("a,\"b\"", "a,\"b\""),
        ("倒\u{202e}置\u{0}", "倒置"),
    ] {
        let mut hostile = finding("stale_columns", Level::Deduct, "");
        Arc::make_mut(&mut hostile.observation).column = text.into();
        Arc::make_mut(&mut hostile.observation).description = text.into();
        let month = month(vec![found(site("a", text, UnitClass::Township), vec![hostile])]);
        assert_eq!(field(&month, 1, "栏目名称"), cell, "{text:?}");
        assert_eq!(field(&month, 1, "问题描述"), cell, "{text:?}");
        assert_eq!(field(&month, 1, "单位名称"), cell, "{text:?}");
        assert_eq!(records(&month).len(), 2, "{text:?}");
    }
}

#[test]
fn addresses_dates_and_times_keep_their_forms() {
    let mut one = finding("broken_links.internal", Level::Deduct, "政策文件");
    Arc::make_mut(&mut one.observation).link =
        Some("http://www.a.gov.cn/%E6%94%BF.html?x=1,2".into());
    Arc::make_mut(&mut one.observation).points = 0.1 + 0.2;
    let month = month(vec![found(site("a", "甲镇", UnitClass::Township), vec![one])]);
    for (heading, text) in [
        ("期次", "2026-11"),
        ("网站地址", "http://www.a.gov.cn/"),
        ("问题页面", "http://www.a.gov.cn/zwgk/index.html?a=1"),
        ("问题链接", "http://www.a.gov.cn/%E6%94%BF.html?x=1,2"),
        ("最后更新日期", "2026-03-01"),
        ("超期天数", "80"),
        ("发现时间", "2026-11-20 08:15"),
        ("证据编号", "E0123456789ab;Eba9876543210"),
        ("整改时限", "2026-11-27"),
        ("连续期数", "1"),
        ("扣分", "0.3"),
        ("整改情况", "待整改"),
        ("整改完成日期", ""),
    ] {
        assert_eq!(field(&month, 1, heading), text, "{heading}");
    }
}

#[test]
fn times_are_told_in_shanghai() {
    let mut one = finding("stale_home", Level::Veto, "");
    let utc = chrono::FixedOffset::east_opt(0).expect("an offset");
    Arc::make_mut(&mut one.observation).found_at = one.observation.found_at.with_timezone(&utc);
    let month = month(vec![found(site("a", "甲镇", UnitClass::Township), vec![one])]);
    assert_eq!(field(&month, 1, "发现时间"), "2026-11-20 08:15");
}

#[test]
fn findings_put_right_or_taken_back_stay_with_their_state() {
    for (one, state, points) in [
        (mended(finding("stale_columns", Level::Deduct, "甲")), "已整改", ""),
        (
            in_state(finding("stale_columns", Level::Deduct, "甲"), FindingState::Mended),
            "已整改",
            "4",
        ),
        (
            in_state(finding("stale_columns", Level::Deduct, "甲"), FindingState::FalseAlarm),
            "误报",
            "",
        ),
        (
            in_state(finding("stale_columns", Level::Deduct, "甲"), FindingState::Subtracted),
            "核减",
            "",
        ),
        (in_state(finding("stale_columns", Level::Deduct, "甲"), FindingState::Exempt), "豁免", ""),
        (
            in_state(finding("stale_columns", Level::Deduct, "甲"), FindingState::Relapsed),
            "反弹",
            "4",
        ),
        (for_periods(finding("stale_columns", Level::Deduct, "甲"), 3), "待整改", "4"),
        (unchecked(finding("stale_columns", Level::Deduct, "甲")), "待整改", ""),
    ] {
        let month = month(vec![found(site("a", "甲镇", UnitClass::Township), vec![one])]);
        assert_eq!(field(&month, 1, "整改情况"), state);
        assert_eq!(field(&month, 1, "扣分"), points, "{state}");
    }
}

#[test]
fn the_undecided_is_never_in_the_ledger() {
    let blocked =
        undecided(site("a", "甲镇", UnitClass::Township), "broken_links.internal", "被拦截");
    let kept = found(blocked, vec![finding("broken_links.external", Level::NotJudged, "")]);
    assert_eq!(records(&month(vec![kept])).len(), 1);
}

#[test]
fn a_hundred_sites_with_thirty_problems_each_are_no_trouble() {
    let results = (0..100)
        .map(|number| {
            let all =
                (0..30).map(|it| finding("stale_columns", Level::Deduct, &format!("栏目{it}")));
            found(
                site(&format!("s{number}"), &format!("第{number}镇"), UnitClass::Township),
                all.collect(),
            )
        })
        .collect();
    let month = month(results);
    assert_eq!(records(&month).len(), 3001);
    pucha::reports::bulletin::html(&month).expect("a bulletin");
}

#[test]
fn files_are_named_after_their_period() {
    let path = pucha::cli::ledger::default_path(
        Path::new("/county"),
        period("2026-11"),
        pucha::cli::ledger::Format::Xlsx,
    );
    assert_eq!(path, Path::new("/county/var/out/2026-11/整改台账-2026-11.xlsx"));
}
