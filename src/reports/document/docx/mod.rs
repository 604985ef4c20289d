//! The document for Word, WPS and `LibreOffice`: `WordprocessingML` in the layout of GB/T 9704-2012.
//!
//! In: a document and the day it is made on. Out: a package of parts, the same bytes for the same document. Never: a
//! word of its own beyond what the layout asks for (附件, 抄送, 印发, the page numbers).

use crate::reports::ReportError;
use crate::reports::document::Document;
use chrono::NaiveDate;

mod annexes;
mod back;
mod body;
mod charts;
mod colophon;
mod front;
mod measures;
mod package;
mod pages;
mod properties;
mod sections;
mod settings;
mod styles;
mod tables;
mod text;
mod xml;

use package::{Package, Part};

/// The main part's namespaces, all that its elements use.
const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
];

/// `made_on` is the day in the file's properties.
pub(crate) fn docx(document: &Document, made_on: NaiveDate) -> Result<Vec<u8>, ReportError> {
    let mut package = Package::default();
    properties::add(&mut package, document, made_on)?;
    package.add(Part::of_document("styles", styles::part()?));
    package.add(Part::of_document("settings", settings::part()?));
    package.add(Part::of_document("fontTable", styles::fonts::part()?));
    let pages = pages::add(&mut package, document)?;
    let (body, charts) = body::write(&mut package, document, &pages)?;
    for (number, chart) in (1..).zip(charts) {
        charts::add(&mut package, number, chart, made_on)?;
    }
    package.finish(body)
}
