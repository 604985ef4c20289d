//! Named styles, so that a clerk changes one and the document follows.

use crate::reports::ReportError;
use crate::reports::document::docx::NAMESPACES;
use crate::reports::document::docx::measures::{
    ABOVE_RED_LINE, LINE, NARROWED, SIZE_3, characters,
};
use crate::reports::document::docx::xml::Xml;

pub(super) mod fonts;
mod list;

use fonts::{FANG_SONG, LATIN, Typeface};
use list::{Lines, STYLES, Style};

pub(super) fn part() -> Result<Vec<u8>, ReportError> {
    let mut xml = Xml::new();
    xml.element("w:styles", &NAMESPACES[..2], |xml| {
        defaults(xml);
        xml.element(
            "w:style",
            &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "a")],
            |xml| {
                xml.value("w:name", "Normal");
                xml.empty("w:qFormat", &[]);
                xml.element("w:pPr", &[], |xml| {
                    xml.value("w:widowControl", 0);
                    first_line(xml, 2);
                    xml.value("w:jc", "both");
                });
                // Again, because LibreOffice counts the grid's characters from this style alone.
                xml.element("w:rPr", &[], |xml| {
                    xml.value("w:w", NARROWED);
                    xml.value("w:sz", SIZE_3);
                    xml.value("w:szCs", SIZE_3);
                });
            },
        );
        character_styles(xml);
        table_styles(xml);
        for style in STYLES {
            named(xml, style);
        }
    });
    xml.finish()
}

/// 3号 仿宋 and one line of the grid, which is what the grid's characters are counted from.
fn defaults(xml: &mut Xml) {
    xml.element("w:docDefaults", &[], |xml| {
        xml.element("w:rPrDefault", &[], |xml| {
            xml.element("w:rPr", &[], |xml| {
                typeface(xml, FANG_SONG, LATIN);
                xml.value("w:kern", 2);
                xml.value("w:sz", SIZE_3);
                xml.value("w:szCs", SIZE_3);
                xml.empty(
                    "w:lang",
                    &[("w:val", "en-US"), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")],
                );
            });
        });
        xml.element("w:pPrDefault", &[], |xml| {
            xml.element("w:pPr", &[], |xml| lines(xml, Lines::Grid));
        });
    });
}

fn character_styles(xml: &mut Xml) {
    xml.element(
        "w:style",
        &[("w:type", "character"), ("w:default", "1"), ("w:styleId", "a0")],
        |xml| {
            xml.value("w:name", "Default Paragraph Font");
            xml.value("w:uiPriority", 1);
            xml.empty("w:semiHidden", &[]);
        },
    );
    xml.element("w:style", &[("w:type", "character"), ("w:styleId", "link")], |xml| {
        xml.value("w:name", "Hyperlink");
        xml.value("w:basedOn", "a0");
        xml.value("w:uiPriority", 99);
        xml.element("w:rPr", &[], |xml| xml.value("w:color", "1F3864"));
    });
}

fn table_styles(xml: &mut Xml) {
    let margins = |xml: &mut Xml, side: &str, upright: &str| {
        xml.element("w:tblCellMar", &[], |xml| {
            for (name, width) in
                [("w:top", upright), ("w:left", side), ("w:bottom", upright), ("w:right", side)]
            {
                xml.empty(name, &[("w:w", width), ("w:type", "dxa")]);
            }
        });
    };
    xml.element(
        "w:style",
        &[("w:type", "table"), ("w:default", "1"), ("w:styleId", "a1")],
        |xml| {
            xml.value("w:name", "Normal Table");
            xml.value("w:uiPriority", 99);
            xml.empty("w:semiHidden", &[]);
            xml.element("w:tblPr", &[], |xml| {
                xml.empty("w:tblInd", &[("w:w", "0"), ("w:type", "dxa")]);
                margins(xml, "0", "0");
            });
        },
    );
    xml.element("w:style", &[("w:type", "table"), ("w:styleId", "grid")], |xml| {
        xml.value("w:name", "Table Grid");
        xml.value("w:basedOn", "a1");
        xml.value("w:uiPriority", 39);
        xml.element("w:tblPr", &[], |xml| {
            xml.element("w:tblBorders", &[], |xml| {
                for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                    let line =
                        [("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "auto")];
                    xml.empty(side, &line);
                }
            });
            margins(xml, "60", "28");
        });
    });
}

fn named(xml: &mut Xml, style: &Style) {
    let builtin = list::is_built_in(style.name);
    let mut attributes = vec![("w:type", "paragraph")];
    if !builtin {
        attributes.push(("w:customStyle", "1"));
    }
    attributes.push(("w:styleId", style.id));
    xml.element("w:style", &attributes, |xml| {
        xml.value("w:name", style.name);
        xml.value("w:basedOn", "a");
        xml.value("w:next", style.next);
        xml.empty("w:qFormat", &[]);
        xml.element("w:pPr", &[], |xml| paragraph(xml, style));
        xml.element("w:rPr", &[], |xml| {
            let ascii = if style.font == fonts::SONG { fonts::SONG } else { LATIN };
            typeface(xml, style.font, ascii);
            if let Some(colour) = style.colour {
                xml.value("w:color", colour);
            }
            if style.lines != Lines::Grid {
                xml.value("w:w", 100);
            }
            xml.value("w:sz", style.size);
            xml.value("w:szCs", style.size);
        });
    });
}

fn paragraph(xml: &mut Xml, style: &Style) {
    if style.keep_next {
        xml.empty("w:keepNext", &[]);
    }
    if style.outline.is_some() {
        xml.empty("w:keepLines", &[]);
    }
    if style.line_below {
        let space = ABOVE_RED_LINE.to_string();
        xml.element("w:pBdr", &[], |xml| {
            let line =
                [("w:val", "single"), ("w:sz", "12"), ("w:space", &space), ("w:color", "FF0000")];
            xml.empty("w:bottom", &line);
        });
    }
    if style.breaks_words {
        xml.value("w:wordWrap", 0);
    }
    if style.lines != Lines::Grid {
        xml.value("w:snapToGrid", 0);
    }
    lines(xml, style.lines);
    first_line(xml, style.first_line);
    xml.value("w:jc", style.align);
    if let Some(level) = style.outline {
        xml.value("w:outlineLvl", level);
    }
}

fn lines(xml: &mut Xml, lines: Lines) {
    let (height, rule) = match lines {
        Lines::Grid => (240, "auto"),
        Lines::Body => (LINE, "exact"),
        Lines::Exactly(height) => (height, "exact"),
        Lines::AtLeast(height) => (height, "atLeast"),
        Lines::Free => (240, "auto"),
    };
    let height = height.to_string();
    xml.empty(
        "w:spacing",
        &[("w:before", "0"), ("w:after", "0"), ("w:line", &height), ("w:lineRule", rule)],
    );
}

/// So many characters; the twips are for programs that do not know characters.
fn first_line(xml: &mut Xml, number: u32) {
    let hundredths = (number * 100).to_string();
    let twips = characters(f64::from(number)).to_string();
    xml.empty("w:ind", &[("w:firstLineChars", &hundredths), ("w:firstLine", &twips)]);
}

/// Chinese and other letters set apart.
fn typeface(xml: &mut Xml, chinese: Typeface, latin: Typeface) {
    xml.empty(
        "w:rFonts",
        &[
            ("w:ascii", latin.name),
            ("w:hAnsi", latin.name),
            ("w:eastAsia", chinese.name),
            ("w:cs", latin.name),
        ],
    );
}
