//! The workbook within the document from which Word draws a chart anew.

use crate::reports::ReportError;
use crate::reports::clean::{one_line, shortened};
use crate::reports::document::chart::Chart;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// Of the sheet that the chart's references name.
pub(super) const SHEET: &str = "Sheet1";
/// Characters of a cell.
const MOST_CHARACTERS: usize = 32_767;

/// Categories in column A from row 2, a series in each further column with its name in row 1.
pub(super) fn write(chart: &Chart, made_on: NaiveDate) -> Result<Vec<u8>, ReportError> {
    book(chart, made_on).map_err(|it| ReportError::Write { file: "docx", reason: it.to_string() })
}

fn book(chart: &Chart, made_on: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let text = |text: &str| shortened(&one_line(text), MOST_CHARACTERS);
    let mut book = Workbook::new();
    let year = u16::try_from(made_on.year()).unwrap_or(1900);
    let [month, day] = [made_on.month(), made_on.day()].map(|it| u8::try_from(it).unwrap_or(1));
    let made_at = ExcelDateTime::from_ymd(year, month, day)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    for (row, category) in (1..).zip(&chart.categories) {
        sheet.write_string(row, 0, text(category))?;
    }
    for (column, series) in (1..).zip(&chart.series) {
        sheet.write_string(0, column, text(&series.name))?;
        for (row, value) in (1..).zip(&series.values) {
            if let Some(value) = value.filter(|it| it.is_finite()) {
                sheet.write_number(row, column, value)?;
            }
        }
    }
    book.save_to_buffer()
}

/// `B`, `AA`: the letters of a column from 0.
pub(super) fn column(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
        if number == 0 {
            return letters.into_iter().collect();
        }
        number -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_their_letters() {
        for (number, letters) in
            [(0, "A"), (1, "B"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(column(number), letters);
        }
    }
}
