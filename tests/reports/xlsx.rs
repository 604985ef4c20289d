//! Workbooks, read back by another library.

use crate::reports::build::{day, finding, found, full_month, month, site};
use calamine::{Data, DataType, Reader, Xlsx};
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::reports::document::chart::{Chart, ChartKind, Series};
use pucha::reports::ledger::ledger;
use pucha::reports::results::results;
use pucha::reports::table::Table;
use pucha::reports::xlsx::{Charts, Sheet, with_charts, workbook};
use std::io::{Cursor, Read};
use std::sync::Arc;

fn read(table: &Table) -> calamine::Range<Data> {
    let bytes = workbook(&[table], day("2026-11-20")).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a readable workbook");
    book.worksheet_range(table.name).expect("the sheet")
}

#[test]
fn a_workbook_holds_what_the_csv_holds() {
    for table in [ledger(&full_month()), results(&full_month())] {
        let range = read(&table);
        assert_eq!(range.height(), table.rows.len() + 1);
        let headings: Vec<String> =
            range.rows().next().expect("headings").iter().map(ToString::to_string).collect();
        assert_eq!(headings, table.headings);
        for (cells, row) in table.rows.iter().zip(range.rows().skip(1)) {
            for (cell, read) in cells.iter().zip(row) {
                if let Some(text) = read.get_string() {
                    assert_eq!(text, cell.shown());
                }
            }
        }
    }
}

/// The text of a sheet's own file within the workbook.
fn sheet_file(table: &Table) -> String {
    let bytes = workbook(&[table], day("2026-11-20")).expect("a workbook");
    let mut files = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    let mut sheet = files.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    sheet.read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn a_table_too_wide_for_a_sheet_of_paper_is_printed_on_several_side_by_side() {
    let wide = sheet_file(&ledger(&full_month()));
    let across = wide.split("<pageSetup").nth(1).expect("how it is printed");
    let across = across.split('>').next().unwrap_or_default();
    assert!(
        across.contains("fitToWidth=\"3\"") && across.contains("fitToHeight=\"0\""),
        "{across}"
    );
    let narrow = Table { name: "小表", headings: &["序号", "单位名称"], rows: Vec::new() };
    let narrow = sheet_file(&narrow);
    assert!(!narrow.contains("fitToWidth"), "one is what is meant where nothing is said");
}

#[test]
fn dates_are_dates_and_numbers_are_numbers() {
    let table = ledger(&full_month());
    let range = read(&table);
    let place =
        |heading| table.headings.iter().position(|it| *it == heading).expect("a known heading");
    let row = range.rows().nth(1).expect("a row");
    assert!(matches!(row[place("最后更新日期")], Data::DateTime(_)), "{row:?}");
    assert!(matches!(row[place("发现时间")], Data::DateTime(_)), "{row:?}");
    assert!(matches!(row[place("序号")], Data::Float(_) | Data::Int(_)), "{row:?}");
}

#[test]
fn a_formula_stays_text_and_a_huge_cell_is_cut() {
    let mut one = finding("stale_columns", Level::Deduct, "=1+1");
    Arc::make_mut(&mut one.observation).description = "长".repeat(40_000);
    Arc::make_mut(&mut one.observation).link =
        Some(format!("http://www.a.gov.cn/{}", "a".repeat(3000)));
    Arc::make_mut(&mut one.observation).page = Some("javascript:alert(1)".into());
    let table = ledger(&month(vec![found(site("a", "甲镇", UnitClass::Township), vec![one])]));
    let range = read(&table);
    let row = range.rows().nth(1).expect("a row");
    assert_eq!(row[10].to_string(), "=1+1");
    assert_eq!(row[11].to_string().chars().count(), 32_767);
    assert_eq!(row[12].to_string(), "javascript:alert(1)");
    assert_eq!(row[13].to_string().len(), 3020);
}

#[test]
fn the_same_table_is_the_same_file() {
    let table = results(&full_month());
    let made = || workbook(&[&table], day("2026-11-20")).expect("a workbook");
    assert_eq!(made(), made());
}

#[test]
fn lying_bars_have_the_first_name_on_top_and_grow_to_the_right() {
    let chart = Chart {
        title: "问题较多的单位".into(),
        kind: ChartKind::Bars,
        unit: "个".into(),
        categories: vec!["甲镇".into(), "乙局".into()],
        series: vec![Series { name: "问题".into(), values: vec![Some(3.0), Some(1.0)] }],
    };
    let table = ledger(&full_month());
    let bytes = with_charts(&[Sheet::of(&table)], &Charts(vec![chart]), day("2026-11-20"));
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes.expect("a workbook"))).expect("a zip");
    let mut xml = String::new();
    let mut part = parts.by_name("xl/charts/chart1.xml").expect("the chart");
    part.read_to_string(&mut xml).expect("text");
    let direction = |axis: &str| {
        let from = xml.split(axis).nth(1).expect("the axis");
        let value = from.split("orientation val=\"").nth(1).expect("an orientation");
        value.split('"').next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        (direction("<c:catAx>"), direction("<c:valAx>")),
        ("maxMin".into(), "minMax".into())
    );
}
