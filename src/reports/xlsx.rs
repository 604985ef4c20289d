//! Tables as workbooks: frozen headings, filters, dates as dates, links that open, no formulas.

use crate::model::time::shanghai;
use crate::reports::ReportError;
use crate::reports::clean::{one_line, shortened};
use crate::reports::table::{Cell, Table};
use chrono::{Datelike, NaiveDate, Timelike};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet,
    XlsxError,
};

/// What the format holds: rows, characters of a cell, links of a sheet, characters of a link.
const MOST_ROWS: usize = 1_048_576;
const MOST_CHARACTERS: usize = 32_767;
const MOST_LINKS: usize = 65_530;
const LONGEST_LINK: usize = 2_000;
const A4: u8 = 9;

/// Each table as one sheet; `made_on` is the date in the file's properties, so that the same tables are the same file.
pub fn workbook(tables: &[&Table], made_on: NaiveDate) -> Result<Vec<u8>, ReportError> {
    if let Some(long) = tables.iter().find(|it| MOST_ROWS <= it.rows.len()) {
        return Err(ReportError::TooManyRows { rows: long.rows.len() });
    }
    write(tables, made_on).map_err(|it| ReportError::Write { file: "xlsx", reason: it.to_string() })
}

fn write(tables: &[&Table], made_on: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = tables.first().map_or("", |it| it.name);
    book.set_properties(
        &DocProperties::new().set_title(title).set_creation_datetime(&excel_date(made_on)?),
    );
    let looks = Looks::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.name)?;
        headings(sheet, table)?;
        let mut links = 0;
        for (row, cells) in (1..).zip(&table.rows) {
            for (field, cell) in (0..).zip(cells) {
                let as_link = links < MOST_LINKS && opens(cell);
                links += usize::from(as_link);
                put(sheet, (row, field), cell, &looks, as_link)?;
            }
        }
    }
    book.save_to_buffer()
}

fn headings(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color("D9E2F3")
        .set_border(FormatBorder::Thin);
    for (field, heading) in (0..).zip(table.headings) {
        sheet.write_string_with_format(0, field, *heading, &bold)?;
        sheet.set_column_width(field, width(heading))?;
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_field = u16::try_from(table.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_field)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

struct Looks {
    text: Format,
    number: Format,
    date: Format,
    time: Format,
    link: Format,
}

impl Looks {
    fn new() -> Self {
        let plain = Format::new().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
        Self {
            text: plain.clone().set_text_wrap(),
            number: plain.clone(),
            date: plain.clone().set_num_format("yyyy-mm-dd"),
            time: plain.clone().set_num_format("yyyy-mm-dd hh:mm"),
            link: plain.set_hyperlink(),
        }
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, field): (u32, u16),
    cell: &Cell,
    looks: &Looks,
    as_link: bool,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, field, &looks.text)?,
        Cell::Number(number) => {
            sheet.write_number_with_format(row, field, *number, &looks.number)?
        }
        Cell::Date(date) => {
            sheet.write_datetime_with_format(row, field, &excel_date(*date)?, &looks.date)?
        }
        Cell::Time(at) => {
            let at = at.with_timezone(&shanghai()).naive_local();
            let [hour, minute] = [at.hour(), at.minute()].map(|it| u16::try_from(it).unwrap_or(0));
            let value =
                excel_date(at.date())?.and_hms(hour, u8::try_from(minute).unwrap_or(0), 0)?;
            sheet.write_datetime_with_format(row, field, &value, &looks.time)?
        }
        Cell::Link(address) if as_link => {
            sheet.write_url_with_format(row, field, Url::new(one_line(address)), &looks.link)?
        }
        Cell::Text(text) | Cell::Link(text) => {
            let text = shortened(&one_line(text), MOST_CHARACTERS);
            sheet.write_string_with_format(row, field, text, &looks.text)?
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

/// In characters of the default font.
fn width(heading: &str) -> f64 {
    match heading {
        "序号" | "排名" | "扣分" | "得分" => 6.0,
        "问题描述" | "整改要求" | "备注" => 44.0,
        "网站地址" | "问题页面" | "问题链接" | "依据条款" => 32.0,
        "单位名称" | "网站名称" | "指标" | "指标代码" | "栏目名称" | "否决项" => {
            22.0
        }
        "发现时间" | "证据编号" => 17.0,
        "最后更新日期" | "整改时限" | "整改完成日期" | "首页最新更新" | "网站标识码" => {
            12.5
        }
        _ => 10.0,
    }
}
