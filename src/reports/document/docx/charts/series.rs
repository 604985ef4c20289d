//! One series: its name, colour, labels and figures, with a gap where nothing is known.

use crate::reports::document::chart::{Chart, ChartKind};
use crate::reports::document::docx::charts::part::{TEXT, solid, text_properties};
use crate::reports::document::docx::charts::workbook::{SHEET, column};
use crate::reports::document::docx::xml::Xml;

/// Told apart on a grey copy too.
const COLOURS: [&str; 4] = ["1F4E79", "9DC3E6", "595959", "BFBFBF"];
const DASHES: [&str; 4] = ["solid", "dash", "sysDot", "dashDot"];
const MARKERS: [&str; 4] = ["circle", "square", "triangle", "diamond"];

pub(super) fn write(xml: &mut Xml, chart: &Chart, index: usize) {
    let series = &chart.series[index];
    let letters = column(index + 1);
    let last = chart.categories.len() + 1;
    let is_line = chart.kind == ChartKind::Line;
    xml.element("c:ser", &[], |xml| {
        xml.value("c:idx", index);
        xml.value("c:order", index);
        xml.element("c:tx", &[], |xml| {
            xml.element("c:strRef", &[], |xml| {
                xml.texts("c:f", &format!("{SHEET}!${letters}$1"));
                strings(xml, std::slice::from_ref(&series.name));
            });
        });
        look(xml, index, is_line);
        if is_line {
            marker(xml, index);
        } else {
            xml.value("c:invertIfNegative", 0);
        }
        labels(xml, is_line);
        xml.element("c:cat", &[], |xml| {
            xml.element("c:strRef", &[], |xml| {
                xml.texts("c:f", &format!("{SHEET}!$A$2:$A${last}"));
                strings(xml, &chart.categories);
            });
        });
        xml.element("c:val", &[], |xml| {
            xml.element("c:numRef", &[], |xml| {
                xml.texts("c:f", &format!("{SHEET}!${letters}$2:${letters}${last}"));
                numbers(xml, chart.categories.len(), &series.values);
            });
        });
        if is_line {
            xml.value("c:smooth", 0);
        }
    });
}

fn look(xml: &mut Xml, index: usize, is_line: bool) {
    let colour = COLOURS[index % COLOURS.len()];
    xml.element("c:spPr", &[], |xml| {
        if is_line {
            xml.element("a:ln", &[("w", "22225"), ("cap", "rnd")], |xml| {
                solid(xml, colour);
                xml.value("a:prstDash", DASHES[index % DASHES.len()]);
                xml.empty("a:round", &[]);
            });
        } else {
            solid(xml, colour);
            xml.element("a:ln", &[("w", "6350")], |xml| solid(xml, "404040"));
        }
    });
}

fn marker(xml: &mut Xml, index: usize) {
    xml.element("c:marker", &[], |xml| {
        xml.value("c:symbol", MARKERS[index % MARKERS.len()]);
        xml.value("c:size", 6);
        xml.element("c:spPr", &[], |xml| solid(xml, COLOURS[index % COLOURS.len()]));
    });
}

fn labels(xml: &mut Xml, is_line: bool) {
    xml.element("c:dLbls", &[], |xml| {
        xml.empty("c:numFmt", &[("formatCode", "General"), ("sourceLinked", "0")]);
        xml.element("c:spPr", &[], |xml| {
            xml.empty("a:noFill", &[]);
            xml.element("a:ln", &[], |xml| xml.empty("a:noFill", &[]));
        });
        text_properties(xml, TEXT);
        xml.value("c:dLblPos", if is_line { "t" } else { "outEnd" });
        for (name, shown) in [
            ("c:showLegendKey", 0),
            ("c:showVal", 1),
            ("c:showCatName", 0),
            ("c:showSerName", 0),
            ("c:showPercent", 0),
            ("c:showBubbleSize", 0),
        ] {
            xml.value(name, shown);
        }
    });
}

fn strings(xml: &mut Xml, texts: &[String]) {
    xml.element("c:strCache", &[], |xml| {
        xml.value("c:ptCount", texts.len());
        for (index, text) in texts.iter().enumerate() {
            point(xml, index, text);
        }
    });
}

fn numbers(xml: &mut Xml, count: usize, values: &[Option<f64>]) {
    xml.element("c:numCache", &[], |xml| {
        xml.texts("c:formatCode", "General");
        xml.value("c:ptCount", count);
        for (index, value) in values.iter().take(count).enumerate() {
            if let Some(value) = value.filter(|it| it.is_finite()) {
                point(xml, index, &value.to_string());
            }
        }
    });
}

fn point(xml: &mut Xml, index: usize, value: &str) {
    xml.element("c:pt", &[("idx", &index.to_string())], |xml| xml.texts("c:v", value));
}
