//! The main part from head to colophon.

use crate::reports::ReportError;
use crate::reports::document::chart::Chart;
use crate::reports::document::docx::NAMESPACES;
use crate::reports::document::docx::charts;
use crate::reports::document::docx::package::Package;
use crate::reports::document::docx::pages::Pages;
use crate::reports::document::docx::tables;
use crate::reports::document::docx::text::paragraph;
use crate::reports::document::docx::xml::Xml;
use crate::reports::document::docx::{annexes, back, colophon, front, sections};
use crate::reports::document::{Block, Document};

/// What stands outside the main part and is referred to from it.
pub(super) struct Outside<'p, 'a> {
    pub(super) package: &'p mut Package,
    /// In the order of their numbers, from 1.
    pub(super) charts: Vec<&'a Chart>,
}

/// The part, and the charts that it shows in the order of their numbers.
pub(super) fn write<'a>(
    package: &mut Package,
    document: &'a Document,
    pages: &Pages,
) -> Result<(Vec<u8>, Vec<&'a Chart>), ReportError> {
    let mut outside = Outside { package, charts: Vec::new() };
    let mut xml = Xml::new();
    xml.element("w:document", &NAMESPACES, |xml| {
        xml.element("w:body", &[], |xml| {
            front::write(xml, document);
            text(xml, &mut outside, document);
            back::write(xml, document);
            let wide = annexes::write(xml, &mut outside, document, pages);
            colophon::write(xml, document, pages, wide);
            sections::last(xml, pages, document, wide);
        });
    });
    Ok((xml.finish()?, outside.charts))
}

fn text<'a>(xml: &mut Xml, outside: &mut Outside<'_, 'a>, document: &'a Document) {
    for it in &document.opening {
        paragraph(xml, "", it);
    }
    for chapter in &document.chapters {
        paragraph(xml, "1", &chapter.heading);
        blocks(xml, outside, &chapter.blocks);
        for section in &chapter.sections {
            paragraph(xml, "2", &section.heading);
            blocks(xml, outside, &section.blocks);
        }
    }
    for it in &document.closing {
        paragraph(xml, "", it);
    }
}

fn blocks<'a>(xml: &mut Xml, outside: &mut Outside<'_, 'a>, blocks: &'a [Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => paragraph(xml, "", text),
            Block::Chart(chart) => charts::show(xml, outside, chart, false),
            Block::Table(table) => tables::write(xml, outside, table, false),
        }
    }
}
