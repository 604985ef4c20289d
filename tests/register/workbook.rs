//! The register as Excel keeps it.

use crate::register::{COLUMNS, SITES, load_bytes};
use pucha::cli::register::check;
use pucha::config::Settings;
use pucha::model::time::Window;
use pucha::register::load;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::fs;
use tempfile::TempDir;

fn headings(sheet: &mut Worksheet, row: u32, headings: &str) {
    for (cell, heading) in (0..).zip(headings.trim().split(',')) {
        sheet.write(row, cell, heading).expect("a heading");
    }
}

fn site(sheet: &mut Worksheet, row: u32, unit: &str, home: &str) {
    for (cell, text) in [(0, unit), (1, "县直"), (2, unit), (3, home)] {
        sheet.write(row, cell, text).expect("a cell");
    }
}

#[test]
fn numbers_in_cells_read_as_they_are_seen() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    headings(sheet, 0, SITES);
    site(sheet, 1, "甲局", "http://www.a.gov.cn/");
    sheet.write(1, 4, 3_415_220_001_f64).expect("a code as a number");
    sheet.write(1, 8, 13_900_000_000_f64).expect("a phone as a number");
    let columns = book.add_worksheet();
    headings(columns, 0, COLUMNS);
    for (cell, text) in
        (0..).zip(["http://www.a.gov.cn/", "通知", "http://www.a.gov.cn/t/", "通知公告"])
    {
        columns.write(1, cell, text).expect("a cell");
    }
    columns.write(1, 4, 30).expect("a limit as a number");
    let bytes = book.save_to_buffer().expect("a workbook");
    // One workbook with both sheets serves as both files, whatever its ending.
    let loaded = load_bytes(&bytes, &bytes).expect("a register");
    assert!(loaded.faults.is_empty(), "{:?}", loaded.faults);
    let site = &loaded.register.sites[0];
    assert_eq!(site.site_code.as_deref(), Some("3415220001"));
    assert_eq!(site.phone, "13900000000");
    assert_eq!(loaded.register.columns[0].limit, Some(Window::Days(30)));
}

#[test]
fn rows_are_numbered_as_in_the_sheet() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "说明：只填第二张表").expect("a note");
    let sheet = book.add_worksheet();
    sheet.write(1, 1, "某县网站清单").expect("a title");
    headings(sheet, 3, SITES);
    site(sheet, 4, "甲局", "http://www.a.gov.cn/");
    site(sheet, 7, "乙局", "www.b.gov.cn");
    let bytes = book.save_to_buffer().expect("a workbook");
    let loaded = load_bytes(&bytes, b"").expect("a register");
    assert_eq!(loaded.register.sites.len(), 1);
    let lines: Vec<usize> = loaded.faults.iter().map(|it| it.line).collect();
    assert_eq!(lines, [8], "{:?}", loaded.faults);
}

#[test]
fn a_date_in_the_place_of_days_is_named() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    headings(sheet, 0, COLUMNS);
    for (cell, text) in
        (0..).zip(["http://www.a.gov.cn/", "通知", "http://www.a.gov.cn/t/", "通知公告"])
    {
        sheet.write(1, cell, text).expect("a cell");
    }
    let date = ExcelDateTime::from_ymd(2026, 11, 30).expect("a date");
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(1, 4, &date, &format).expect("a date cell");
    let columns = book.save_to_buffer().expect("a workbook");
    let sites = format!("{SITES}甲局,县直,甲网,http://www.a.gov.cn/,,,,,,,\n");
    let loaded = load_bytes(sites.as_bytes(), &columns).expect("a register");
    assert_eq!(loaded.faults[0].value, "2026-11-30");
    assert!(loaded.faults[0].text.contains("是日期"), "{}", loaded.faults[0]);
}

#[test]
fn a_broken_workbook_is_a_message() {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend([7; 400]);
    let message = load_bytes(&bytes, b"").expect_err("no workbook").to_string();
    assert!(message.contains("sites.csv") && message.contains("Excel"), "{message}");
    let message =
        load_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk", b"").expect_err("no workbook");
    assert!(message.to_string().contains("Excel"), "{message}");
}

#[test]
fn the_check_prints_every_fault_and_a_summary() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("config")).expect("a folder");
    let sites = folder.path().join("config/sites.csv");
    let settings = Settings { root: folder.path().to_owned(), ..Settings::default() };
    let good = "甲局,,甲网,http://www.a.gov.cn/,,,,,,,\n";
    let bad = "乙局,县直,乙网,www.b.gov.cn,,,,,,,\n";
    fs::write(&sites, format!("{SITES}{good}")).expect("a sites file");
    let (text, code) = check(&settings).expect("a register");
    assert!(code == 0 && text.contains("提示，本行照用"), "{text}");
    fs::write(&sites, format!("{SITES}{good}{bad}")).expect("a sites file");
    let (text, code) = check(&settings).expect("a register");
    assert!(text.contains("1 个站点，0 个栏目，1 处错误，1 处提示") && code == 1, "{text}");
    fs::write(&sites, format!("{SITES}{}", bad.repeat(30))).expect("a sites file");
    let (text, code) = check(&settings).expect("only faults");
    assert!(text.contains("config/sites.csv:31") && code == 1, "{text}");
    fs::remove_file(&sites).expect("no file");
    let message = load(&settings).expect_err("no file").to_string();
    assert!(message.contains("pucha init"), "{message}");
}
