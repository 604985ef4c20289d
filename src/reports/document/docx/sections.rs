//! Sections: pages upright or across, with the grid of the type area and the same page numbers.

use crate::reports::document::Document;
use crate::reports::document::docx::measures::{
    BOTTOM, CHARACTER_SPACE, LEFT, LINE, PAPER, RIGHT, TOP,
};
use crate::reports::document::docx::pages::{FOOTER, HEADER, Pages};
use crate::reports::document::docx::text::paragraph_with;
use crate::reports::document::docx::xml::Xml;

/// Ends a section in the middle of the document.
pub(super) fn end(xml: &mut Xml, pages: &Pages, wide: bool) {
    paragraph_with(xml, "end", |xml| properties(xml, pages, wide, "nextPage"), |_| {});
}

/// The last section; a colophon that follows a page across stands on an even page of its own.
pub(super) fn last(xml: &mut Xml, pages: &Pages, document: &Document, after_wide: bool) {
    let own_page = after_wide && document.colophon.is_some();
    paragraph_with(xml, "end", |_| {}, |_| {});
    let kind = if own_page { "evenPage" } else { "nextPage" };
    properties(xml, pages, after_wide && !own_page, kind);
}

fn properties(xml: &mut Xml, pages: &Pages, wide: bool, kind: &str) {
    xml.element("w:sectPr", &[], |xml| {
        for (element, page, id) in &pages.references {
            xml.empty(element, &[("w:type", page), ("r:id", id)]);
        }
        xml.value("w:type", kind);
        let (width, height) = (PAPER.0.to_string(), PAPER.1.to_string());
        if wide {
            xml.empty("w:pgSz", &[("w:w", &height), ("w:h", &width), ("w:orient", "landscape")]);
        } else {
            xml.empty("w:pgSz", &[("w:w", &width), ("w:h", &height)]);
        }
        // Turned with the page, so that bound pages have one type area.
        let [top, right, bottom, left] =
            if wide { [LEFT, TOP, RIGHT, BOTTOM] } else { [TOP, RIGHT, BOTTOM, LEFT] };
        let footer = FOOTER - (BOTTOM - bottom);
        let sides = [
            ("w:top", top),
            ("w:right", right),
            ("w:bottom", bottom),
            ("w:left", left),
            ("w:header", HEADER),
            ("w:footer", footer),
            ("w:gutter", 0),
        ]
        .map(|(name, width)| (name, width.to_string()));
        xml.empty("w:pgMar", &sides.each_ref().map(|(name, width)| (*name, width.as_str())));
        xml.value_of("w:cols", "w:space", "425");
        let (line, space) = (LINE.to_string(), CHARACTER_SPACE.to_string());
        xml.empty(
            "w:docGrid",
            &[("w:type", "linesAndChars"), ("w:linePitch", &line), ("w:charSpace", &space)],
        );
    });
}
