//! Charts as drawings that stay sharp and that Word can edit.

use crate::reports::ReportError;
use crate::reports::clean::{one_line, shortened};
use crate::reports::document::chart::{Chart, ChartKind};
use crate::reports::document::docx::NAMESPACES;
use crate::reports::document::docx::body::Outside;
use crate::reports::document::docx::measures::{EMU_PER_MM, whole};
use crate::reports::document::docx::package::Package;
use crate::reports::document::docx::text::paragraph_with;
use crate::reports::document::docx::xml::Xml;
use chrono::NaiveDate;
use std::fmt::Write;

mod axes;
mod part;
mod series;
mod workbook;

/// Width in millimetres, upright and across.
const WIDTH: (u32, u32) = (154, 220);
/// Height of a chart that is not made of lying bars, and of its parts where it is, in millimetres.
const HEIGHT: u32 = 78;
const AROUND_BARS: f64 = 24.0;
const EACH_BAR: f64 = 6.5;
const HIGHEST: (f64, f64) = (205.0, 130.0);

/// The chart in a paragraph of its own.
pub(super) fn show<'a>(xml: &mut Xml, outside: &mut Outside<'_, 'a>, chart: &'a Chart, wide: bool) {
    if chart.categories.is_empty() || chart.series.is_empty() {
        return;
    }
    outside.charts.push(chart);
    let number = outside.charts.len();
    let relation = outside.package.chart(number);
    let (width, height) = extent(chart, wide);
    let (width, height) = (width.to_string(), height.to_string());
    let extent = [("cx", width.as_str()), ("cy", height.as_str())];
    let number = number.to_string();
    let name = format!("图{number}");
    let text = alternative(chart);
    paragraph_with(
        xml,
        "chart",
        |_| {},
        |xml| {
            xml.element("w:r", &[], |xml| {
                xml.element("w:drawing", &[], |xml| {
                    let inline = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
                    xml.element("wp:inline", &inline, |xml| {
                        xml.empty("wp:extent", &extent);
                        xml.empty(
                            "wp:effectExtent",
                            &[("l", "0"), ("t", "0"), ("r", "0"), ("b", "0")],
                        );
                        xml.empty(
                            "wp:docPr",
                            &[("id", &number), ("name", &name), ("descr", &text)],
                        );
                        xml.empty("wp:cNvGraphicFramePr", &[]);
                        graphic(xml, &relation);
                    });
                });
            });
        },
    );
}

fn graphic(xml: &mut Xml, relation: &str) {
    xml.element("a:graphic", &[], |xml| {
        xml.element("a:graphicData", &[("uri", NAMESPACES[4].1)], |xml| {
            xml.empty("c:chart", &[("r:id", relation)]);
        });
    });
}

/// The chart's part and its workbook.
pub(super) fn add(
    package: &mut Package,
    number: usize,
    chart: &Chart,
    made_on: NaiveDate,
) -> Result<(), ReportError> {
    package.add_chart(number, part::write(chart)?, workbook::write(chart, made_on)?)
}

/// Width and height in English Metric Units.
fn extent(chart: &Chart, wide: bool) -> (u32, u32) {
    let width = if wide { WIDTH.1 } else { WIDTH.0 };
    let height = match chart.kind {
        ChartKind::Line | ChartKind::Columns => HEIGHT,
        ChartKind::Bars => {
            let bars = u32::try_from(chart.categories.len() * chart.series.len()).unwrap_or(1_000);
            let highest = if wide { HIGHEST.1 } else { HIGHEST.0 };
            whole((f64::from(bars) * EACH_BAR + AROUND_BARS).clamp(40.0, highest))
        }
    };
    (width * EMU_PER_MM, height * EMU_PER_MM)
}

/// Title and figures, for those who cannot see the chart.
fn alternative(chart: &Chart) -> String {
    let mut text = chart.title.clone();
    for series in &chart.series {
        let figures: Vec<String> = chart
            .categories
            .iter()
            .zip(&series.values)
            .map(|(category, value)| match value {
                Some(value) => format!("{category} {value}{}", chart.unit),
                None => format!("{category} 无数据"),
            })
            .collect();
        let _ = write!(text, "。{}：{}", series.name, figures.join("，"));
    }
    shortened(&one_line(&text), 2_000)
}
