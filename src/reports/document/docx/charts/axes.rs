//! The two axes of a chart.

use crate::reports::document::chart::{Chart, ChartKind};
use crate::reports::document::docx::charts::part::{AXES, TEXT, solid, text_properties};
use crate::reports::document::docx::xml::Xml;

const GREY: &str = "7F7F7F";
const LIGHT: &str = "D9D9D9";

pub(super) fn write(xml: &mut Xml, chart: &Chart) {
    let lying = chart.kind == ChartKind::Bars;
    categories(xml, lying);
    values(xml, chart, lying);
}

/// The first category of lying bars stands on top.
fn categories(xml: &mut Xml, lying: bool) {
    xml.element("c:catAx", &[], |xml| {
        xml.value("c:axId", AXES.0);
        scaling(xml, if lying { "maxMin" } else { "minMax" }, false);
        xml.value("c:delete", 0);
        xml.value("c:axPos", if lying { "l" } else { "b" });
        xml.empty("c:numFmt", &[("formatCode", "@"), ("sourceLinked", "0")]);
        xml.value("c:majorTickMark", "none");
        xml.value("c:minorTickMark", "none");
        xml.value("c:tickLblPos", "low");
        line(xml, GREY);
        text_properties(xml, TEXT);
        xml.value("c:crossAx", AXES.1);
        xml.value("c:crosses", "autoZero");
        xml.value("c:auto", 0);
        xml.value("c:lblAlgn", "ctr");
        xml.value("c:lblOffset", 100);
        xml.value("c:noMultiLvlLbl", 1);
    });
}

/// Bars and columns bear their figures, so that their axis is not needed.
fn values(xml: &mut Xml, chart: &Chart, lying: bool) {
    let is_line = chart.kind == ChartKind::Line;
    xml.element("c:valAx", &[], |xml| {
        xml.value("c:axId", AXES.1);
        scaling(xml, "minMax", !is_line);
        xml.value("c:delete", u8::from(!is_line));
        xml.value("c:axPos", if lying { "b" } else { "l" });
        if is_line {
            xml.element("c:majorGridlines", &[], |xml| line(xml, LIGHT));
        }
        xml.empty("c:numFmt", &[("formatCode", "General"), ("sourceLinked", "0")]);
        xml.value("c:majorTickMark", "none");
        xml.value("c:minorTickMark", "none");
        xml.value("c:tickLblPos", "nextTo");
        line(xml, GREY);
        text_properties(xml, TEXT);
        xml.value("c:crossAx", AXES.0);
        xml.value("c:crosses", if lying { "max" } else { "autoZero" });
        xml.value("c:crossBetween", "between");
    });
}

fn scaling(xml: &mut Xml, orientation: &str, from_nought: bool) {
    xml.element("c:scaling", &[], |xml| {
        xml.value("c:orientation", orientation);
        if from_nought {
            xml.value("c:min", 0);
        }
    });
}

fn line(xml: &mut Xml, colour: &str) {
    xml.element("c:spPr", &[], |xml| {
        xml.element("a:ln", &[("w", "6350")], |xml| solid(xml, colour));
    });
}
