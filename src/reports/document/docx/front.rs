//! The first page's upper part: red head, 发文字号, red line, title, addressees.

use crate::reports::document::Document;
use crate::reports::document::docx::measures::{ABOVE_HEAD, SIZE_2, type_area, whole, width};
use crate::reports::document::docx::text::{
    balanced, blank_lines, lines, paragraph, paragraph_with, run_with,
};
use crate::reports::document::docx::xml::Xml;

/// Widest character of a red head, 15 mm in twips.
const WIDEST: f64 = 850.0;
/// Characters of a red head are narrower than high.
const NARROWED: f64 = 0.8;

pub(super) fn write(xml: &mut Xml, document: &Document) {
    if !document.head.is_empty() {
        head(xml, &document.head);
        blank_lines(xml, 2);
        paragraph(xml, "numberline", &document.number);
        blank_lines(xml, 2);
    } else if !document.number.is_empty() {
        paragraph(xml, "number", &document.number);
        blank_lines(xml, 1);
    }
    title(xml, &document.title);
    blank_lines(xml, 1);
    if !document.addressees.is_empty() {
        paragraph(xml, "addressees", &document.addressees);
    }
}

/// In one line, however long the name is.
fn head(xml: &mut Xml, name: &str) {
    let (space, _) = type_area(false);
    let each = (f64::from(space) * 0.97 / width(name).max(1.0)).min(WIDEST);
    let half_points = whole((each / NARROWED / 10.0).floor().max(2.0)).to_string();
    let line = whole(each / NARROWED * 1.1).to_string();
    let above = ABOVE_HEAD.to_string();
    paragraph_with(xml, "blank", |xml| exact_line(xml, &above), |_| {});
    paragraph_with(
        xml,
        "head",
        |xml| exact_line(xml, &line),
        |xml| {
            run_with(xml, name, |xml| {
                xml.value("w:w", whole(NARROWED * 100.0));
                xml.value("w:sz", &half_points);
                xml.value("w:szCs", &half_points);
            });
        },
    );
}

fn exact_line(xml: &mut Xml, height: &str) {
    xml.empty("w:spacing", &[("w:line", height), ("w:lineRule", "exact")]);
}

/// Its parts in one line where they fit, else each in its own, and a part that is too long in several.
fn title(xml: &mut Xml, parts: &[String]) {
    let most = characters_of_title(false);
    let whole = parts.concat();
    let broken: Vec<String> = if width(&whole) <= most {
        vec![whole]
    } else {
        parts.iter().flat_map(|it| balanced(it, most)).collect()
    };
    paragraph_with(xml, "title", |_| {}, |xml| lines(xml, &broken));
}

/// How many characters of 2号 stand in a line.
pub(super) fn characters_of_title(wide: bool) -> f64 {
    f64::from(type_area(wide).0) / 10.0 / f64::from(SIZE_2)
}
