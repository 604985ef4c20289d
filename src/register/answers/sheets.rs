//! Any spreadsheet as rows of text, cell by cell, so that a cell far out costs nothing; merged cells filled in.

use crate::register::csv_text;
use crate::register::decode;
use crate::register::workbook;
use calamine::{Data, Dimensions, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Cells of all sheets, and bytes that the parts of the file may have when unpacked.
const MOST_CELLS: usize = 2_000_000;
const MOST_BYTES: u64 = 256 << 20;
/// Columns further out hold nothing of a list.
const MOST_COLUMNS: u32 = 256;

pub(super) struct Sheet {
    /// Empty for a text file.
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    /// From 1, as the spreadsheet shows it.
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
}

type Cells = BTreeMap<(u32, u32), String>;

pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    if !workbook::is_workbook(bytes) {
        return Ok(vec![text(bytes)]);
    }
    if bytes.starts_with(b"PK") {
        refuse_bombs(bytes)?;
    }
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => xlsx(book),
        // xls and ods.
        Err(_) => Ok(workbook::sheets(bytes.to_vec())?
            .into_iter()
            .map(|rows| Sheet {
                name: String::new(),
                rows: rows.into_iter().map(|(number, cells)| Row { number, cells }).collect(),
            })
            .collect()),
    }
}

fn refuse_bombs(bytes: &[u8]) -> Result<(), String> {
    let broken = |_| "不是完好的 Excel 文件，请用 Excel 打开后另存为 xlsx（不加密码）".to_owned();
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut size = 0_u64;
    for at in 0..parts.len() {
        size = size.saturating_add(parts.by_index_raw(at).map_err(broken)?.size());
    }
    if MOST_BYTES < size {
        return Err("文件解开后超过 256 MiB，不像是问题清单；请核对文件".into());
    }
    Ok(())
}

fn xlsx(mut book: Xlsx<Cursor<&[u8]>>) -> Result<Vec<Sheet>, String> {
    let mut left = MOST_CELLS;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let unread =
            |why: &dyn std::fmt::Display| format!("工作表“{name}”读不出来（{why}），请另存为 xlsx");
        let mut cells = Cells::new();
        let mut reader = book.worksheet_cells_reader(&name).map_err(|it| unread(&it))?;
        while let Some(cell) = reader.next_cell().map_err(|it| unread(&it))? {
            left = left.checked_sub(1).ok_or("文件里的单元格太多，不像是问题清单；请核对文件")?;
            let (row, column) = cell.get_position();
            let text = workbook::text(&Data::from(cell.get_value().clone()));
            if column < MOST_COLUMNS && !text.trim().is_empty() {
                cells.insert((row, column), text);
            }
        }
        drop(reader);
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        fill(&mut cells, &merged);
        sheets.push(Sheet { name, rows: rows(cells) });
    }
    Ok(sheets)
}

/// A merged area says the same in each of its rows that hold something else.
fn fill(cells: &mut Cells, merged: &[Dimensions]) {
    let there: Vec<u32> = cells.keys().map(|it| it.0).collect();
    for area in merged.iter().take(MOST_CELLS) {
        let Some(text) = cells.get(&area.start).cloned() else { continue };
        let from = there.partition_point(|it| *it < area.start.0);
        let mut last = None;
        for row in there[from..].iter().take_while(|it| **it <= area.end.0) {
            if last != Some(*row) {
                cells.entry((*row, area.start.1)).or_insert_with(|| text.clone());
                last = Some(*row);
            }
        }
    }
}

fn rows(cells: Cells) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for ((row, column), text) in cells {
        let (number, column) = (row as usize + 1, column as usize);
        if rows.last().is_none_or(|it| it.number != number) {
            rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(row) = rows.last_mut() {
            row.cells.resize(column, String::new());
            row.cells.push(text);
        }
    }
    rows
}

fn text(bytes: &[u8]) -> Sheet {
    const KNOWN: &[&str] = &["问题编号", "整改情况", "整改完成日期", "说明"];
    let text = decode::text(bytes, KNOWN);
    let delimiter = csv_text::delimiter(&text, KNOWN);
    let rows = csv_text::records(&text, delimiter)
        .into_iter()
        .map(|it| Row { number: it.line, cells: it.cells })
        .collect();
    Sheet { name: String::new(), rows }
}
