//! 版记: who gets copies, who printed it and when, at the foot of the last page.

use crate::reports::document::Document;
use crate::reports::document::docx::measures::{
    LEFT, SIZE_4, THICK, THIN, type_area, whole, width,
};
use crate::reports::document::docx::pages::Pages;
use crate::reports::document::docx::sections;
use crate::reports::document::docx::text::{paragraph_with, run};
use crate::reports::document::docx::xml::Xml;

/// One 4号 character, in twips.
const CHARACTER: u32 = SIZE_4 * 10;

/// Below the text of the last page; after a landscape page on an even page of its own, which is upright.
pub(super) fn write(xml: &mut Xml, document: &Document, pages: &Pages, after_wide: bool) {
    let Some(colophon) = &document.colophon else { return };
    if after_wide {
        sections::end(xml, pages, true);
    }
    let (space, _) = type_area(false);
    let printed = format!("{}印发", colophon.printed_on);
    xml.element("w:tbl", &[], |xml| {
        xml.element("w:tblPr", &[], |xml| {
            place(xml);
            borders(xml);
            xml.value_of("w:tblLayout", "w:type", "fixed");
            xml.element("w:tblCellMar", &[], |xml| {
                for side in ["w:left", "w:right"] {
                    xml.empty(side, &[("w:w", "0"), ("w:type", "dxa")]);
                }
            });
        });
        // Programs set some space between digits and Chinese.
        let right = whole((width(&printed) + 3.5) * f64::from(CHARACTER));
        let columns = [space.saturating_sub(right), right];
        xml.element("w:tblGrid", &[], |xml| {
            for width in columns {
                xml.value_of("w:gridCol", "w:w", &width.to_string());
            }
        });
        if !colophon.copies.is_empty() {
            xml.element("w:tr", &[], |xml| {
                cell(xml, space, 2, |xml| {
                    copies(xml, &format!("抄送：{}", colophon.copies));
                });
            });
        }
        xml.element("w:tr", &[], |xml| {
            cell(xml, columns[0], 1, |xml| {
                line(xml, "left", &colophon.printer);
            });
            cell(xml, columns[1], 1, |xml| line(xml, "right", &printed));
        });
    });
}

/// At the foot of the type area, as wide as it.
fn place(xml: &mut Xml) {
    let left = LEFT.to_string();
    xml.empty(
        "w:tblpPr",
        &[
            ("w:leftFromText", "0"),
            ("w:rightFromText", "0"),
            ("w:topFromText", "0"),
            ("w:bottomFromText", "0"),
            ("w:vertAnchor", "margin"),
            // From the paper's edge: LibreOffice sets a table as wide as the text in its place in the text otherwise.
            ("w:horzAnchor", "page"),
            ("w:tblpX", &left),
            ("w:tblpYSpec", "bottom"),
        ],
    );
    let width = type_area(false).0.to_string();
    xml.empty("w:tblW", &[("w:w", &width), ("w:type", "dxa")]);
}

fn borders(xml: &mut Xml) {
    let (thick, thin) = (THICK.to_string(), THIN.to_string());
    xml.element("w:tblBorders", &[], |xml| {
        for (side, size) in [("w:top", &thick), ("w:bottom", &thick), ("w:insideH", &thin)] {
            let line =
                [("w:val", "single"), ("w:sz", size), ("w:space", "0"), ("w:color", "000000")];
            xml.empty(side, &line);
        }
    });
}

fn cell(xml: &mut Xml, width: u32, span: u32, inner: impl FnOnce(&mut Xml)) {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            if 1 < span {
                xml.value("w:gridSpan", span);
            }
        });
        inner(xml);
    });
}

/// One character blank at both sides; further lines begin below the first name.
fn copies(xml: &mut Xml, text: &str) {
    let one = CHARACTER.to_string();
    let (left, back) = ((CHARACTER * 4).to_string(), (CHARACTER * 3).to_string());
    paragraph_with(
        xml,
        "colophon",
        |xml| xml.empty("w:ind", &[("w:left", &left), ("w:right", &one), ("w:hanging", &back)]),
        |xml| run(xml, text),
    );
}

fn line(xml: &mut Xml, side: &str, text: &str) {
    let one = CHARACTER.to_string();
    let indent = if side == "left" { "w:left" } else { "w:right" };
    paragraph_with(
        xml,
        "colophon",
        |xml| {
            xml.empty("w:ind", &[(indent, &one)]);
            xml.value("w:jc", side);
        },
        |xml| run(xml, text),
    );
}
