//! Excel and ODS sheets as rows of text.

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};
use std::io::Cursor;

/// Whether the bytes are a workbook, whatever the file is called: zip (xlsx, ods) or OLE (xls).
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// Rows that hold something, each with its number in the sheet, from 1.
type Sheet = Vec<(usize, Vec<String>)>;

/// The sheets in order; an error says what to do.
pub(crate) fn sheets(bytes: Vec<u8>) -> Result<Vec<Sheet>, String> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| {
        "不是完好的 Excel 文件，请用 Excel 打开后另存为 xlsx（不加密码）".to_owned()
    })?;
    let mut sheets = vec![];
    for name in book.sheet_names() {
        let range = book
            .worksheet_range(&name)
            .map_err(|error| format!("工作表“{name}”读不出来（{error}），请另存为 xlsx"))?;
        sheets.push(rows(&range));
    }
    Ok(sheets)
}

fn rows(range: &Range<Data>) -> Vec<(usize, Vec<String>)> {
    let (top, left) = range.start().unwrap_or_default();
    let lead = vec![String::new(); left as usize];
    let numbered = range.rows().zip(top as usize + 1..);
    numbered
        .map(|(cells, line)| (line, lead.iter().cloned().chain(cells.iter().map(text)).collect()))
        .filter(|(_, cells): &(usize, Vec<String>)| cells.iter().any(|it| !it.trim().is_empty()))
        .collect()
}

/// A cell as it is seen: a number without `.0`, a date as `2026-11-30`.
pub(crate) fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // `Display` writes a whole number without a point and never in scientific notation.
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}
