//! What follows the text: list of annexes, signature, date, remarks.

use crate::reports::document::Document;
use crate::reports::document::docx::measures::{characters, width};
use crate::reports::document::docx::text::{paragraph, paragraph_with, run};
use crate::reports::document::docx::xml::Xml;

/// Blank characters to the right of the date, and the fewest to the right of the signature.
const RIGHT_OF_DATE: f64 = 4.0;
const RIGHT_OF_SIGNATURE: f64 = 2.0;
/// The date begins so many characters to the right of where the signature begins.
const DATE_INDENT: f64 = 2.0;

pub(super) fn write(xml: &mut Xml, document: &Document) {
    annex_list(xml, document);
    if !document.signature.is_empty() || !document.date.is_empty() {
        kept_blank(xml);
    }
    if !document.signature.is_empty() {
        paragraph_with(
            xml,
            "signature",
            |xml| right_indent(xml, right_of_signature(&document.signature, &document.date)),
            |xml| run(xml, &document.signature),
        );
    }
    if !document.date.is_empty() {
        paragraph_with(
            xml,
            "date",
            |xml| right_indent(xml, RIGHT_OF_DATE),
            |xml| run(xml, &document.date),
        );
    }
    for note in &document.notes {
        paragraph(xml, "remark", note);
    }
}

/// Names of several annexes stand below each other, and their second lines below the name's first character.
fn annex_list(xml: &mut Xml, document: &Document) {
    let [first, ..] = document.annexes.as_slice() else { return };
    kept_blank(xml);
    let mark = "附件：";
    if document.annexes.len() == 1 {
        paragraph_with(
            xml,
            "annexlist",
            |xml| hanging(xml, 2.0, 2.0 + width(mark)),
            |xml| run(xml, &format!("{mark}{}", first.title)),
        );
        return;
    }
    let digits = document.annexes.iter().map(|it| it.number.to_string().len()).max().unwrap_or(1);
    let number_at = 2.0 + width(mark);
    // The number with its dot takes whole places of the grid in LibreOffice; the rest is for a tab to reach over.
    let name_at = number_at + if digits == 1 { 1.1 } else { 2.1 };
    for (index, annex) in document.annexes.iter().enumerate() {
        let (mark, begins) = if index == 0 { (mark, 2.0) } else { ("", number_at) };
        paragraph_with(
            xml,
            "annexlist",
            |xml| hanging(xml, begins, name_at),
            |xml| {
                run(xml, &format!("{mark}{}.", annex.number));
                xml.element("w:r", &[], |xml| xml.empty("w:tab", &[]));
                run(xml, &annex.title);
            },
        );
    }
}

/// A blank line that stays with what follows, so that no page begins with a signature alone.
fn kept_blank(xml: &mut Xml) {
    paragraph_with(xml, "blank", |xml| xml.empty("w:keepNext", &[]), |_| {});
}

/// First line from `begins`, further ones from `name_at` characters.
fn hanging(xml: &mut Xml, begins: f64, name_at: f64) {
    let (left, back) = (characters(name_at).to_string(), characters(name_at - begins).to_string());
    xml.element("w:tabs", &[], |xml| xml.empty("w:tab", &[("w:val", "left"), ("w:pos", &left)]));
    xml.empty("w:ind", &[("w:left", &left), ("w:hanging", &back)]);
}

fn right_indent(xml: &mut Xml, number: f64) {
    let (hundredths, twips) = (format!("{:.0}", number * 100.0), characters(number).to_string());
    xml.empty("w:ind", &[("w:rightChars", &hundredths), ("w:right", &twips)]);
}

/// In characters. Unsealed: the date begins two characters to the right of where the signature begins.
fn right_of_signature(signature: &str, date: &str) -> f64 {
    let begins = RIGHT_OF_DATE + width(date) + DATE_INDENT;
    (begins - width(signature)).max(RIGHT_OF_SIGNATURE)
}
