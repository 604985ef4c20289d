//! The chart's part: title, plot, legend, typeface (`DrawingML`).

use crate::reports::ReportError;
use crate::reports::document::chart::{Chart, ChartKind};
use crate::reports::document::docx::NAMESPACES;
use crate::reports::document::docx::charts::axes;
use crate::reports::document::docx::charts::series;
use crate::reports::document::docx::xml::Xml;

/// Hundredths of a point.
const TITLE: &str = "1200";
pub(super) const TEXT: &str = "1000";
pub(super) const AXES: (&str, &str) = ("100000001", "100000002");

pub(super) fn write(chart: &Chart) -> Result<Vec<u8>, ReportError> {
    let namespaces = [NAMESPACES[4], NAMESPACES[3], NAMESPACES[1]];
    let mut xml = Xml::new();
    xml.element("c:chartSpace", &namespaces, |xml| {
        xml.value("c:date1904", 0);
        xml.value("c:lang", "zh-CN");
        xml.value("c:roundedCorners", 0);
        xml.element("c:chart", &[], |xml| {
            title(xml, chart);
            xml.value("c:autoTitleDeleted", 0);
            xml.element("c:plotArea", &[], |xml| {
                xml.empty("c:layout", &[]);
                plot(xml, chart);
                axes::write(xml, chart);
                xml.element("c:spPr", &[], |xml| xml.empty("a:noFill", &[]));
            });
            if 1 < chart.series.len() {
                xml.element("c:legend", &[], |xml| {
                    xml.value("c:legendPos", "b");
                    xml.value("c:overlay", 0);
                });
            }
            xml.value("c:plotVisOnly", 1);
            xml.value("c:dispBlanksAs", "gap");
        });
        xml.element("c:spPr", &[], |xml| {
            solid(xml, "FFFFFF");
            xml.element("a:ln", &[], |xml| xml.empty("a:noFill", &[]));
        });
        text_properties(xml, TEXT);
        xml.element("c:externalData", &[("r:id", "rId1")], |xml| xml.value("c:autoUpdate", 0));
    });
    xml.finish()
}

fn title(xml: &mut Xml, chart: &Chart) {
    let text = if chart.unit.is_empty() {
        chart.title.clone()
    } else {
        format!("{}（单位：{}）", chart.title, chart.unit)
    };
    xml.element("c:title", &[], |xml| {
        xml.element("c:tx", &[], |xml| {
            xml.element("c:rich", &[], |xml| {
                xml.empty("a:bodyPr", &[]);
                xml.element("a:p", &[], |xml| {
                    xml.element("a:pPr", &[], |xml| characters(xml, "a:defRPr", TITLE, "黑体"));
                    xml.element("a:r", &[], |xml| {
                        characters(xml, "a:rPr", TITLE, "黑体");
                        xml.texts("a:t", &text);
                    });
                });
            });
        });
        xml.value("c:overlay", 0);
    });
}

fn plot(xml: &mut Xml, chart: &Chart) {
    let (element, bars) = match chart.kind {
        ChartKind::Line => ("c:lineChart", None),
        ChartKind::Columns => ("c:barChart", Some("col")),
        ChartKind::Bars => ("c:barChart", Some("bar")),
    };
    xml.element(element, &[], |xml| {
        if let Some(direction) = bars {
            xml.value("c:barDir", direction);
        }
        xml.value("c:grouping", if bars.is_some() { "clustered" } else { "standard" });
        xml.value("c:varyColors", 0);
        for index in 0..chart.series.len() {
            series::write(xml, chart, index);
        }
        if bars.is_some() {
            xml.value("c:gapWidth", 60);
            if stands_alone(chart) {
                xml.value("c:overlap", 100);
            }
        } else {
            xml.value("c:marker", 1);
        }
        xml.value("c:axId", AXES.0);
        xml.value("c:axId", AXES.1);
    });
}

/// No category has figures of two series, so that bars need no place beside each other.
fn stands_alone(chart: &Chart) -> bool {
    (0..chart.categories.len()).all(|category| {
        let figures = chart.series.iter().filter_map(|it| it.values.get(category)?.as_ref());
        figures.count() <= 1
    })
}

pub(super) fn solid(xml: &mut Xml, colour: &str) {
    xml.element("a:solidFill", &[], |xml| xml.value("a:srgbClr", colour));
}

pub(super) fn text_properties(xml: &mut Xml, size: &str) {
    xml.element("c:txPr", &[], |xml| {
        xml.empty("a:bodyPr", &[]);
        xml.element("a:p", &[], |xml| {
            xml.element("a:pPr", &[], |xml| characters(xml, "a:defRPr", size, "宋体"));
            xml.empty("a:endParaRPr", &[("lang", "zh-CN")]);
        });
    });
}

/// The typeface is named for Chinese and other letters alike, so that no program falls back on one without Chinese.
fn characters(xml: &mut Xml, element: &str, size: &str, typeface: &str) {
    let mut attributes = vec![("sz", size), ("b", "0")];
    if element == "a:rPr" {
        attributes.insert(0, ("lang", "zh-CN"));
    }
    xml.element(element, &attributes, |xml| {
        solid(xml, "000000");
        for script in ["a:latin", "a:ea", "a:cs"] {
            xml.empty(script, &[("typeface", typeface)]);
        }
    });
}
