//! Tables with a heading row that is repeated, fixed widths, and addresses that open.

use crate::reports::document::docx::body::Outside;
use crate::reports::document::docx::measures::{type_area, width};
use crate::reports::document::docx::text::{
    balanced, lines, paragraph, paragraph_with, run, run_with,
};
use crate::reports::document::docx::xml::Xml;
use crate::reports::document::{Address, Column, Field, Table};
use std::fmt::Write;
use url::Url;

/// Blank at each side within a cell, in twips.
const MARGIN: u32 = 60;
/// Characters of an address that Word follows.
const LONGEST_LINK: usize = 2_000;
/// A row that needs more lines than this may break across pages.
const MOST_LINES: f64 = 16.0;

/// Size of a table's text: 小四, 五号 or 小五.
#[derive(Debug, Clone, Copy)]
struct Size {
    heading: &'static str,
    left: &'static str,
    centred: &'static str,
    /// Width of a character in twips.
    character: u32,
}

const SIZES: [Size; 3] = [
    Size { heading: "th12", left: "td12", centred: "tc12", character: 240 },
    Size { heading: "th10", left: "td10", centred: "tc10", character: 210 },
    Size { heading: "th9", left: "td9", centred: "tc9", character: 180 },
];

pub(super) fn write(xml: &mut Xml, outside: &mut Outside<'_, '_>, table: &Table, wide: bool) {
    if !table.heading.is_empty() {
        paragraph(xml, "tabletitle", &table.heading);
    }
    let (space, _) = type_area(wide);
    let size = size(table.columns.len(), wide);
    let widths = widths(&table.columns, space);
    xml.element("w:tbl", &[], |xml| {
        xml.element("w:tblPr", &[], |xml| {
            xml.value("w:tblStyle", "grid");
            xml.empty("w:tblW", &[("w:w", "5000"), ("w:type", "pct")]);
            xml.value("w:jc", "center");
            xml.value_of("w:tblLayout", "w:type", "fixed");
        });
        xml.element("w:tblGrid", &[], |xml| {
            for width in &widths {
                xml.value_of("w:gridCol", "w:w", &width.to_string());
            }
        });
        headings(xml, &table.columns, &widths, size);
        for fields in &table.rows {
            row(xml, outside, (fields, &table.columns), &widths, size);
        }
    });
    paragraph_with(xml, "gap", |_| {}, |_| {});
}

/// Twips of each column by its share.
fn widths(columns: &[Column], space: u32) -> Vec<u32> {
    let all: u32 = columns.iter().map(|it| it.percent.max(1)).sum();
    columns.iter().map(|it| space * it.percent.max(1) / all.max(1)).collect()
}

fn size(columns: usize, wide: bool) -> Size {
    match (columns, wide) {
        (..=4, _) | (5, true) => SIZES[0],
        (..=7, _) | (8, true) => SIZES[1],
        _ => SIZES[2],
    }
}

fn headings(xml: &mut Xml, columns: &[Column], widths: &[u32], size: Size) {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| {
            xml.empty("w:cantSplit", &[]);
            xml.empty("w:tblHeader", &[]);
        });
        for (column, &wide) in columns.iter().zip(widths) {
            cell(xml, wide, |xml| {
                let broken = balanced(&column.name, characters(wide, size));
                paragraph_with(xml, size.heading, |_| {}, |xml| lines(xml, &broken));
            });
        }
    });
}

fn row(
    xml: &mut Xml,
    outside: &mut Outside<'_, '_>,
    (fields, columns): (&[Field], &[Column]),
    widths: &[u32],
    size: Size,
) {
    let nothing = Field::default();
    let fields = |index: usize| fields.get(index).unwrap_or(&nothing);
    let high = widths.iter().enumerate().map(|(index, &it)| lines_of(fields(index), it, size));
    let whole_row = high.fold(0.0, f64::max) <= MOST_LINES;
    xml.element("w:tr", &[], |xml| {
        if whole_row {
            xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
        }
        for (index, (column, &wide)) in columns.iter().zip(widths).enumerate() {
            let style = if column.centred { size.centred } else { size.left };
            cell(xml, wide, |xml| content(xml, outside, fields(index), style));
        }
    });
}

fn cell(xml: &mut Xml, width: u32, inner: impl FnOnce(&mut Xml)) {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            xml.value("w:vAlign", "center");
        });
        inner(xml);
    });
}

fn content(xml: &mut Xml, outside: &mut Outside<'_, '_>, field: &Field, style: &str) {
    if !field.text.is_empty() || field.addresses.is_empty() {
        paragraph_with(xml, style, |_| {}, |xml| run(xml, &field.text));
    }
    for address in &field.addresses {
        paragraph_with(
            xml,
            style,
            |_| {},
            |xml| match target(address) {
                Some(target) => {
                    let id = outside.package.link(&target);
                    xml.element("w:hyperlink", &[("r:id", &id)], |xml| {
                        run_with(xml, &address.text, |_| {});
                    });
                }
                None => run(xml, &address.text),
            },
        );
    }
}

/// An address that may be a relationship's target: http or https, short enough, and nothing in it that a strict reader
/// of addresses refuses, or Word refuses the whole file.
fn target(address: &Address) -> Option<String> {
    if !address.opens {
        return None;
    }
    let url = Url::parse(&address.text).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return None;
    }
    let mut target = String::new();
    let text = url.as_str();
    let mut has_fragment = false;
    for (at, letter) in text.char_indices() {
        let plain = letter.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(letter);
        let kept = match letter {
            '%' => text[at + 1..].chars().take(2).filter(char::is_ascii_hexdigit).count() == 2,
            '#' => !std::mem::replace(&mut has_fragment, true),
            _ => plain,
        };
        if kept {
            target.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                let _ = write!(target, "%{byte:02X}");
            }
        }
    }
    (target.len() <= LONGEST_LINK).then_some(target)
}

/// How many characters stand in a line of a cell.
fn characters(cell: u32, size: Size) -> f64 {
    f64::from(cell.saturating_sub(2 * MARGIN).max(size.character)) / f64::from(size.character)
}

fn lines_of(field: &Field, cell: u32, size: Size) -> f64 {
    let most = characters(cell, size);
    let addresses = field.addresses.iter().map(|it| &it.text);
    std::iter::once(&field.text).chain(addresses).map(|it| (width(it) / most).ceil()).sum()
}
