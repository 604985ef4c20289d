//! Ledger and results in a real spreadsheet program: every cell where it belongs, Chinese readable, no formula run.

use crate::reports::build::{day, finding, found, month, site};
use calamine::{Data, Reader, Xlsx};
use pucha::model::rule::Level;
use pucha::model::site::UnitClass;
use pucha::reports::explanations;
use pucha::reports::ledger::ledger;
use pucha::reports::table::{Cell, Table};
use pucha::reports::xlsx::workbook;
use std::io::Cursor;
use std::process::Command;
use std::sync::Arc;

/// What a page may say to make a spreadsheet compute, or take a text for something else.
const HOSTILE: &[&str] = &[
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1;2)",
    "\t=1+1",
    "＝1+1",
    "'=1+1",
    "\"=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"",
    "一,二\"三\";四\n五",
    "中文“引号”《书名》",
];

fn hostile() -> Table {
    let findings = HOSTILE.iter().enumerate().map(|(number, text)| {
        let mut it = finding("stale_columns", Level::Deduct, &format!("{number}"));
        Arc::make_mut(&mut it.observation).description = (*text).into();
        Arc::make_mut(&mut it.observation).column = (*text).into();
        it
    });
    ledger(&month(vec![found(site("a", "=县局", UnitClass::Department), findings.collect())]))
}

fn converted(name: &str, bytes: &[u8], options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, into) = (folder.path().join(name), folder.path().join("out"));
    std::fs::write(&from, bytes).expect("a file");
    let profile =
        format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let ran = Command::new("soffice")
        .args([&profile, "--headless"])
        .args(options)
        .arg("--outdir")
        .arg(&into)
        .arg(&from)
        .output()
        .expect("soffice runs");
    let made = std::fs::read_dir(&into).ok().and_then(|mut it| it.next());
    let made = made.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    std::fs::read(made.expect("an entry").path()).expect("the converted file")
}

/// Cells of the first sheet, and how many formulas it holds.
fn read(bytes: Vec<u8>) -> (Vec<Vec<Data>>, usize) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    let formulas = book.worksheet_formula(&name).expect("formulas");
    let count = formulas.cells().filter(|(_, _, it)| !it.is_empty()).count();
    let range = book.worksheet_range(&name).expect("cells");
    (range.rows().map(<[Data]>::to_vec).collect(), count)
}

#[test]
fn the_csv_opens_with_every_cell_in_its_column_and_computes_nothing() {
    let table = hostile();
    // Comma, double quote, UTF-8, from line 1; all columns as text, as a careful clerk would import it.
    let options = ["--infilter=CSV:44,34,76,1,,0,false,false", "--convert-to", "xlsx"];
    let csv = table.csv().expect("a csv");
    let (rows, formulas) = read(converted("台账.csv", &csv, &options));
    assert_eq!(formulas, 0);
    assert_eq!(rows.len(), table.rows.len() + 1);
    let headings: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    assert_eq!(headings, table.headings);
    for (cells, read) in table.rows.iter().zip(&rows[1..]) {
        for ((heading, cell), seen) in table.headings.iter().zip(cells).zip(read) {
            let Cell::Text(text) = cell else { continue };
            let (shown, seen) = (Cell::text(text).shown(), seen.to_string());
            let bare = seen.trim_start_matches('\'');
            assert_eq!(bare, shown.trim_start_matches('\''), "{heading}");
        }
    }
}

#[test]
fn the_xlsx_opens_with_every_text_as_it_is_and_computes_nothing() {
    let table = hostile();
    let month = month(Vec::new());
    let about = explanations::ledger(&month);
    let bytes = workbook(&[&table, &about], day("2026-11-20")).expect("a workbook");
    let (rows, formulas) = read(again(&converted("台账.xlsx", &bytes, &["--convert-to", "ods"])));
    assert_eq!(formulas, 0);
    assert_eq!(rows.len(), table.rows.len() + 1);
    for (cells, read) in table.rows.iter().zip(&rows[1..]) {
        for ((heading, cell), seen) in table.headings.iter().zip(cells).zip(read) {
            match cell {
                Cell::Text(_) => assert_eq!(seen.to_string(), cell.shown(), "{heading}"),
                Cell::Date(_) | Cell::Time(_) => {
                    assert!(matches!(seen, Data::DateTime(_)), "{heading}: {seen:?}");
                }
                Cell::Number(number) => {
                    assert_eq!(seen.to_string().parse::<f64>().ok(), Some(*number), "{heading}");
                }
                Cell::Link(_) | Cell::Empty => {}
            }
        }
    }
    let code = table.headings.iter().position(|it| *it == "网站标识码").expect("the column");
    assert_eq!(rows[1][code], Data::String("3415220001".into()), "a code stays a text");
}

/// Back from the program's own format, so that it has read and written every cell itself.
fn again(ods: &[u8]) -> Vec<u8> {
    converted("台账.ods", ods, &["--convert-to", "xlsx"])
}
