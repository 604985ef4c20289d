//! Tables as workbooks: frozen headings, filters, dates as dates, links that open, colours by level, no formulas.

use crate::model::time::shanghai;
use crate::reports::ReportError;
use crate::reports::clean::{one_line, shortened};
use crate::reports::table::{Cell, Table};
use crate::reports::xlsx::looks::{Looks, Tint};
use chrono::{Datelike, NaiveDate, Timelike};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, ProtectionOptions, Url, Workbook, Worksheet,
    XlsxError,
};

mod charts;
mod looks;
mod widths;

/// What the format holds: rows, characters of a cell, links of a sheet, characters of a link.
const MOST_ROWS: usize = 1_048_576;
const MOST_CHARACTERS: usize = 32_767;
const MOST_LINKS: usize = 65_530;
const LONGEST_LINK: usize = 2_000;
const A4: u8 = 9;
/// The last of the columns that tell of whom a row speaks, printed on every sheet of a wide table.
const NAMING: u16 = 2;

/// One table and what its readers may do with it.
pub struct Sheet<'a> {
    pub table: &'a Table,
    /// Cells in which one of some words is chosen.
    pub choices: Vec<Choice>,
    /// Cells from this column on may be filled in; those before it are locked, without a password. `None`: all open.
    pub open_from: Option<u16>,
}

pub struct Choice {
    pub column: u16,
    pub words: &'static [&'static str],
}

impl<'a> Sheet<'a> {
    pub fn of(table: &'a Table) -> Self {
        Self { table, choices: Vec::new(), open_from: None }
    }
}

pub use charts::Charts;

/// Each table as one sheet; `made_on` is the date in the file's properties, so that the same tables are the same file.
pub fn workbook(tables: &[&Table], made_on: NaiveDate) -> Result<Vec<u8>, ReportError> {
    let all: Vec<Sheet<'_>> = tables.iter().map(|it| Sheet::of(it)).collect();
    sheets(&all, made_on)
}

pub fn sheets(all: &[Sheet<'_>], made_on: NaiveDate) -> Result<Vec<u8>, ReportError> {
    with_charts(all, &Charts::default(), made_on)
}

/// The same with a last sheet of charts, which is left out where there are none.
pub fn with_charts(
    all: &[Sheet<'_>],
    charts: &Charts,
    made_on: NaiveDate,
) -> Result<Vec<u8>, ReportError> {
    if let Some(long) = all.iter().find(|it| MOST_ROWS <= it.table.rows.len()) {
        return Err(ReportError::TooManyRows { rows: long.table.rows.len() });
    }
    write(all, charts, made_on)
        .map_err(|it| ReportError::Write { file: "xlsx", reason: it.to_string() })
}

fn write(all: &[Sheet<'_>], charts: &Charts, made_on: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = all.first().map_or("", |it| it.table.name);
    book.set_properties(
        &DocProperties::new().set_title(title).set_creation_datetime(&excel_date(made_on)?),
    );
    let looks = Looks::new();
    for sheet in all {
        fill(book.add_worksheet(), sheet, &looks)?;
    }
    charts.write(&mut book)?;
    book.save_to_buffer()
}

fn fill(page: &mut Worksheet, sheet: &Sheet<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let table = sheet.table;
    page.set_name(table.name)?;
    let widths = widths::widths(table);
    headings(page, table, (looks, &widths))?;
    let mut links = 0;
    for (row, cells) in (1..).zip(&table.rows) {
        page.set_row_height(row, widths::height(&widths, cells))?;
        for (field, cell) in (0..).zip(cells) {
            let as_link = links < MOST_LINKS && opens(cell);
            links += usize::from(as_link);
            let open = sheet.open_from.is_some_and(|it| it <= field);
            let tint = Tint::of(table.headings.get(usize::from(field)).copied(), cell);
            put(page, (row, field), cell, (looks, tint, open), as_link)?;
        }
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).max(1);
    for choice in &sheet.choices {
        let rule = DataValidation::new()
            .allow_list_strings(choice.words)?
            .set_error_title("请从下拉框中选")?
            .set_error_message(format!("只能填：{}", choice.words.join("、")))?;
        page.add_data_validation(1, choice.column, last_row, choice.column, &rule)?;
    }
    if sheet.open_from.is_some() {
        page.protect_with_options(&ProtectionOptions {
            sort: true,
            use_autofilter: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        });
    }
    Ok(())
}

fn headings(
    page: &mut Worksheet,
    table: &Table,
    (looks, widths): (&Looks, &[f64]),
) -> Result<(), XlsxError> {
    for ((field, heading), width) in (0..).zip(table.headings).zip(widths) {
        page.write_string_with_format(0, field, *heading, &looks.heading)?;
        page.set_column_width(field, *width)?;
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_field = u16::try_from(table.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.set_row_height(0, 30)?;
    page.set_freeze_panes(1, 0)?;
    page.autofilter(0, 0, last_row, last_field)?;
    page.set_repeat_rows(0, 0)?;
    let sheets = widths::sheets_across(widths);
    if 1 < sheets {
        page.set_repeat_columns(0, NAMING.min(last_field))?;
    }
    page.set_landscape().set_paper_size(A4).set_print_fit_to_pages(sheets, 0);
    page.set_header(format!("&C{}", table.name)).set_footer("&C第 &P 页，共 &N 页");
    Ok(())
}

fn put(
    page: &mut Worksheet,
    (row, field): (u32, u16),
    cell: &Cell,
    (looks, tint, open): (&Looks, Tint, bool),
    as_link: bool,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty if open => page.write_blank(row, field, &looks.answer)?,
        Cell::Empty => page.write_blank(row, field, &looks.text)?,
        Cell::Number(number) => {
            page.write_number_with_format(row, field, *number, &looks.number)?
        }
        Cell::Date(date) => {
            page.write_datetime_with_format(row, field, &excel_date(*date)?, &looks.date)?
        }
        Cell::Time(at) => {
            let at = at.with_timezone(&shanghai()).naive_local();
            let [hour, minute] = [at.hour(), at.minute()].map(|it| u16::try_from(it).unwrap_or(0));
            let value =
                excel_date(at.date())?.and_hms(hour, u8::try_from(minute).unwrap_or(0), 0)?;
            page.write_datetime_with_format(row, field, &value, &looks.time)?
        }
        Cell::Link(address) if as_link => {
            page.write_url_with_format(row, field, Url::new(one_line(address)), &looks.link)?
        }
        Cell::Text(text) | Cell::Link(text) => {
            let text = shortened(&one_line(text), MOST_CHARACTERS);
            page.write_string_with_format(row, field, text, looks.text(tint))?
        }
    };
    Ok(())
}

/// Whether the cell can be a link of a sheet: http or https, and short enough.
fn opens(cell: &Cell) -> bool {
    let Cell::Link(address) = cell else { return false };
    address.len() <= LONGEST_LINK
        && url::Url::parse(address).is_ok_and(|it| matches!(it.scheme(), "http" | "https"))
}

fn excel_date(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or(0);
    let [month, day] = [date.month(), date.day()].map(|it| u8::try_from(it).unwrap_or(0));
    ExcelDateTime::from_ymd(year, month, day)
}
