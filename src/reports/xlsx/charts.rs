//! Charts of a workbook: each with its figures in cells beside it, so that they can be changed in the program.

use crate::reports::clean::one_line;
use crate::reports::document::chart::{Chart as Figures, ChartKind};
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartLegendPosition, ChartType, Format, Workbook, Worksheet,
    XlsxError,
};

const SHEET: &str = "图表";
const FONT: &str = "宋体";
/// The figures stand from this column on, the charts to their left.
const FIGURES: u16 = 12;
/// Rows of the sheet that one chart takes.
const HEIGHT: u32 = 20;
const COLOURS: [&str; 4] = ["1F4E79", "9DC3E6", "7F7F7F", "D9D9D9"];

#[derive(Debug, Default)]
pub struct Charts(pub Vec<Figures>);

impl Charts {
    pub(super) fn write(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let page = book.add_worksheet();
        page.set_name(SHEET)?;
        page.set_column_width(FIGURES, 30)?;
        let mut row = 0;
        for figures in &self.0 {
            let last = cells(page, figures, row)?;
            page.insert_chart(row, 0, &chart(figures, row, last))?;
            row = last.max(row + HEIGHT) + 2;
        }
        Ok(())
    }
}

/// Writes the figures from the row on; the last row that holds some.
fn cells(page: &mut Worksheet, figures: &Figures, row: u32) -> Result<u32, XlsxError> {
    let bold = Format::new().set_bold();
    page.write_string_with_format(row, FIGURES, one_line(&figures.title), &bold)?;
    for (field, series) in (FIGURES + 1..).zip(&figures.series) {
        let name = format!("{}（{}）", one_line(&series.name), figures.unit);
        page.write_string_with_format(row, field, name, &bold)?;
    }
    let mut last = row;
    for (place, category) in figures.categories.iter().enumerate() {
        last += 1;
        page.write_string(last, FIGURES, one_line(category))?;
        for (field, series) in (FIGURES + 1..).zip(&figures.series) {
            if let Some(value) = series.values.get(place).copied().flatten() {
                page.write_number(last, field, value)?;
            }
        }
    }
    Ok(last)
}

fn chart(figures: &Figures, row: u32, last: u32) -> Chart {
    let mut chart = Chart::new(match figures.kind {
        ChartKind::Line => ChartType::Line,
        ChartKind::Columns => ChartType::Column,
        ChartKind::Bars => ChartType::Bar,
    });
    let font = || {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(10);
        font
    };
    let mut title = font();
    title.set_size(12).set_bold();
    chart.title().set_name(one_line(&figures.title).as_str()).set_font(&title);
    for (index, field) in (FIGURES + 1..).take(figures.series.len()).enumerate() {
        let mut label = ChartDataLabel::new();
        label.show_value().set_font(&font());
        chart
            .add_series()
            .set_name((SHEET, row, field))
            .set_categories((SHEET, row + 1, FIGURES, last, FIGURES))
            .set_values((SHEET, row + 1, field, last, field))
            .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(
                rust_xlsxwriter::ChartSolidFill::new().set_color(COLOURS[index % COLOURS.len()]),
            ))
            .set_data_label(&label);
    }
    // Of lying bars the upright axis, with the names, is the library's y axis.
    let unit = one_line(&figures.unit);
    chart.x_axis().set_font(&font());
    chart.y_axis().set_font(&font());
    if figures.kind == ChartKind::Bars {
        chart.y_axis().set_reverse();
        chart.x_axis().set_name(unit.as_str()).set_name_font(&font());
    } else {
        chart.y_axis().set_name(unit.as_str()).set_name_font(&font());
    }
    if figures.series.len() < 2 {
        chart.legend().set_hidden();
    } else {
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font());
    }
    chart.set_width(720).set_height(380);
    chart.set_alt_text(one_line(&figures.title));
    chart
}
