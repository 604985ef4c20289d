//! Annexes, each on a new page, wide ones on pages across.

use crate::reports::document::docx::body::Outside;
use crate::reports::document::docx::front::characters_of_title;
use crate::reports::document::docx::pages::Pages;
use crate::reports::document::docx::text::{
    balanced, blank_lines, lines, paragraph, paragraph_with, run,
};
use crate::reports::document::docx::xml::Xml;
use crate::reports::document::docx::{charts, sections, tables};
use crate::reports::document::{Annex, Document};

/// Whether the last page lies across.
pub(super) fn write<'a>(
    xml: &mut Xml,
    outside: &mut Outside<'_, 'a>,
    document: &'a Document,
    pages: &Pages,
) -> bool {
    let mut wide = false;
    for annex in &document.annexes {
        let turns = annex.wide != wide;
        if turns {
            sections::end(xml, pages, wide);
        }
        wide = annex.wide;
        one(xml, outside, annex, !turns, document.annexes.len());
    }
    wide
}

fn one<'a>(
    xml: &mut Xml,
    outside: &mut Outside<'_, 'a>,
    annex: &'a Annex,
    breaks: bool,
    all: usize,
) {
    let mark = if all == 1 { "附件".to_owned() } else { format!("附件{}", annex.number) };
    paragraph_with(
        xml,
        "annexmark",
        |xml| {
            if breaks {
                xml.empty("w:pageBreakBefore", &[]);
            }
        },
        |xml| run(xml, &mark),
    );
    blank_lines(xml, 1);
    let title = balanced(&annex.title, characters_of_title(annex.wide));
    paragraph_with(xml, "annextitle", |_| {}, |xml| lines(xml, &title));
    paragraph_with(xml, "gap", |_| {}, |_| {});
    for chart in &annex.charts {
        charts::show(xml, outside, chart, annex.wide);
    }
    for table in &annex.tables {
        tables::write(xml, outside, table, annex.wide);
    }
    for note in &annex.notes {
        paragraph(xml, "tablenote", note);
    }
}
