//! What every page bears: its number, and the mark of a draft.

use crate::reports::ReportError;
use crate::reports::document::Document;
use crate::reports::document::docx::NAMESPACES;
use crate::reports::document::docx::measures::{ABOVE_PAGE_NUMBER, BOTTOM, SIZE_4};
use crate::reports::document::docx::package::{Package, Part};
use crate::reports::document::docx::text::{paragraph_with, run};
use crate::reports::document::docx::xml::Xml;

/// From the paper's top to the header.
pub(super) const HEADER: u32 = 1_134;
/// One 4号 character, in twips; the page number's line is as high.
const CHARACTER: u32 = SIZE_4 * 10;
/// From the top of the page number's line to its dashes.
const DASH: u32 = 130;
/// From the paper's foot to the foot of the page number's line.
pub(super) const FOOTER: u32 = BOTTOM - (ABOVE_PAGE_NUMBER - DASH) - CHARACTER;

/// Pages of the right hand and of the left hand, in the words of the format.
const ODD: &str = "default";
const EVEN: &str = "even";

/// The parts that a section refers to.
pub(super) struct Pages {
    /// Element, which pages, identifier.
    pub(super) references: Vec<(&'static str, &'static str, String)>,
}

pub(super) fn add(package: &mut Package, document: &Document) -> Result<Pages, ReportError> {
    let mut references = Vec::new();
    if !document.draft_note.is_empty() {
        for (number, page) in [(1, ODD), (2, EVEN)] {
            let part = header(&document.draft_note, number)?;
            let id = package.add(Part::of_pages("header", &format!("header{number}"), part));
            references.push(("w:headerReference", page, id));
        }
    }
    for (number, page) in [(1, ODD), (2, EVEN)] {
        let part = footer(page)?;
        let id = package.add(Part::of_pages("footer", &format!("footer{number}"), part));
        references.push(("w:footerReference", page, id));
    }
    Ok(Pages { references })
}

/// `— 1 —`, at the outer side, one character from the type area's edge.
fn footer(page: &str) -> Result<Vec<u8>, ReportError> {
    let one = CHARACTER.to_string();
    let (side, chars, twips) = if page == ODD {
        ("right", "w:rightChars", "w:right")
    } else {
        ("left", "w:leftChars", "w:left")
    };
    let mut xml = Xml::new();
    xml.element("w:ftr", &NAMESPACES[..2], |xml| {
        paragraph_with(
            xml,
            "footer",
            |xml| {
                xml.empty("w:ind", &[(chars, "100"), (twips, &one)]);
                xml.value("w:jc", side);
            },
            page_number,
        );
    });
    xml.finish()
}

fn page_number(xml: &mut Xml) {
    run(xml, "—");
    let space = |xml: &mut Xml| {
        xml.element("w:r", &[], |xml| {
            xml.element("w:t", &[("xml:space", "preserve")], Xml::space);
        });
    };
    let field = |xml: &mut Xml, kind: &str| {
        xml.element("w:r", &[], |xml| xml.value_of("w:fldChar", "w:fldCharType", kind));
    };
    space(xml);
    field(xml, "begin");
    xml.element("w:r", &[], |xml| {
        xml.element("w:instrText", &[("xml:space", "preserve")], |xml| xml.text("PAGE"));
    });
    field(xml, "separate");
    run(xml, "1");
    field(xml, "end");
    space(xml);
    run(xml, "—");
}

/// The note above the type area, and 草稿 across the page behind the text.
fn header(note: &str, number: u32) -> Result<Vec<u8>, ReportError> {
    let namespaces = [
        NAMESPACES[0],
        NAMESPACES[1],
        ("xmlns:v", "urn:schemas-microsoft-com:vml"),
        ("xmlns:o", "urn:schemas-microsoft-com:office:office"),
        ("xmlns:w10", "urn:schemas-microsoft-com:office:word"),
    ];
    let mut xml = Xml::new();
    xml.element("w:hdr", &namespaces, |xml| {
        paragraph_with(
            xml,
            "header",
            |_| {},
            |xml| {
                xml.element("w:r", &[], |xml| {
                    xml.element("w:pict", &[], |xml| watermark(xml, number));
                });
                run(xml, note);
            },
        );
    });
    xml.finish()
}

/// As Word itself writes a watermark.
fn watermark(xml: &mut Xml, number: u32) {
    let attributes = [
        ("id", "_x0000_t136"),
        ("coordsize", "21600,21600"),
        ("o:spt", "136"),
        ("adj", "10800"),
        ("path", "m@7,l@8,m@5,21600l@6,21600e"),
    ];
    xml.element("v:shapetype", &attributes, |xml| {
        xml.element("v:formulas", &[], |xml| {
            for formula in [
                "sum #0 0 10800",
                "prod #0 2 1",
                "sum 21600 0 @1",
                "sum 0 0 @2",
                "sum 21600 0 @3",
                "if @0 @3 0",
                "if @0 21600 @1",
                "if @0 0 @2",
                "if @0 @4 21600",
                "mid @5 @6",
                "mid @8 @5",
                "mid @7 @8",
                "mid @6 @7",
                "sum @6 0 @5",
            ] {
                xml.empty("v:f", &[("eqn", formula)]);
            }
        });
        xml.empty("v:path", &[("textpathok", "t"), ("o:connecttype", "rect")]);
        xml.empty("v:textpath", &[("on", "t"), ("fitshape", "t")]);
    });
    let id = format!("PowerPlusWaterMarkObject{number}");
    let spid = format!("_x0000_s{}", 2048 + number);
    let style = "position:absolute;margin-left:0;margin-top:0;width:320pt;height:160pt;rotation:315;\
                 z-index:-251658752;mso-position-horizontal:center;\
                 mso-position-horizontal-relative:margin;mso-position-vertical:center;\
                 mso-position-vertical-relative:margin";
    let shape = [
        ("id", id.as_str()),
        ("o:spid", &spid),
        ("type", "#_x0000_t136"),
        ("alt", "草稿"),
        ("style", style),
        ("o:allowincell", "f"),
        ("fillcolor", "#d9d9d9"),
        ("stroked", "f"),
    ];
    xml.element("v:shape", &shape, |xml| {
        xml.empty("v:fill", &[("opacity", ".5")]);
        let font = "font-family:\"黑体\";font-size:1pt";
        xml.empty("v:textpath", &[("style", font), ("string", "草稿")]);
        xml.empty("w10:wrap", &[("anchorx", "margin"), ("anchory", "margin")]);
    });
}
