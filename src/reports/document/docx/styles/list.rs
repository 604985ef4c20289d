//! Each style of the document: typeface, size, lines, indent.

use crate::reports::document::docx::measures::{
    SIZE_2, SIZE_3, SIZE_4, SIZE_5, SIZE_SMALL_4, SIZE_SMALL_5,
};
use crate::reports::document::docx::styles::fonts::{
    BIAO_SONG, FANG_SONG, HEI, KAI, SONG, Typeface,
};

/// Height of a line, in twips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// 22 on a page, 28 characters each.
    Body,
    Exactly(u32),
    AtLeast(u32),
    /// As high as what stands in it.
    Free,
}

#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) id: &'static str,
    /// Names of built-in styles are English, programs show them in their own language.
    pub(super) name: &'static str,
    pub(super) next: &'static str,
    pub(super) font: Typeface,
    /// Half-points.
    pub(super) size: u32,
    pub(super) colour: Option<&'static str>,
    pub(super) lines: Lines,
    /// Indent of the first line, in characters.
    pub(super) first_line: u32,
    pub(super) align: &'static str,
    pub(super) outline: Option<u32>,
    pub(super) keep_next: bool,
    /// The red line of a red head.
    pub(super) line_below: bool,
    /// Addresses may break within a word.
    pub(super) breaks_words: bool,
}

const PLAIN: Style = Style {
    id: "",
    name: "",
    next: "a",
    font: FANG_SONG,
    size: SIZE_3,
    colour: None,
    lines: Lines::Body,
    first_line: 0,
    align: "left",
    outline: None,
    keep_next: false,
    line_below: false,
    breaks_words: false,
};

const fn cell(id: &'static str, name: &'static str, size: u32, line: u32) -> Style {
    Style { id, name, next: id, size, lines: Lines::AtLeast(line), breaks_words: true, ..PLAIN }
}

const fn head_cell(id: &'static str, name: &'static str, size: u32, line: u32) -> Style {
    Style {
        font: HEI,
        align: "center",
        keep_next: true,
        breaks_words: false,
        ..cell(id, name, size, line)
    }
}

const fn centred(style: Style, id: &'static str, name: &'static str) -> Style {
    Style { id, name, next: id, align: "center", ..style }
}

pub(super) const STYLES: &[Style] = &[
    Style {
        id: "head",
        name: "发文机关标志",
        next: "number",
        font: BIAO_SONG,
        colour: Some("FF0000"),
        align: "center",
        lines: Lines::Free,
        ..PLAIN
    },
    Style { id: "number", name: "发文字号", align: "center", ..PLAIN },
    Style {
        id: "numberline",
        name: "发文字号和红色分隔线",
        align: "center",
        line_below: true,
        ..PLAIN
    },
    Style { id: "blank", name: "空行", ..PLAIN },
    Style {
        id: "title",
        name: "Title",
        font: BIAO_SONG,
        size: SIZE_2,
        align: "center",
        lines: Lines::Exactly(700),
        keep_next: true,
        ..PLAIN
    },
    Style { id: "addressees", name: "主送机关", align: "both", ..PLAIN },
    Style {
        id: "1",
        name: "heading 1",
        font: HEI,
        first_line: 2,
        align: "both",
        outline: Some(0),
        keep_next: true,
        ..PLAIN
    },
    Style {
        id: "2",
        name: "heading 2",
        font: KAI,
        first_line: 2,
        align: "both",
        outline: Some(1),
        keep_next: true,
        ..PLAIN
    },
    Style {
        id: "3",
        name: "heading 3",
        first_line: 2,
        align: "both",
        outline: Some(2),
        keep_next: true,
        ..PLAIN
    },
    Style { id: "annexlist", name: "附件说明", ..PLAIN },
    Style {
        id: "signature", name: "署名", next: "date", align: "right", keep_next: true, ..PLAIN
    },
    Style { id: "date", name: "成文日期", align: "right", ..PLAIN },
    Style { id: "remark", name: "附注", first_line: 2, align: "both", ..PLAIN },
    Style {
        id: "annexmark",
        name: "附件标识",
        next: "annextitle",
        font: HEI,
        keep_next: true,
        ..PLAIN
    },
    Style {
        id: "annextitle",
        name: "附件标题",
        font: BIAO_SONG,
        size: SIZE_2,
        align: "center",
        outline: Some(0),
        lines: Lines::Exactly(700),
        keep_next: true,
        ..PLAIN
    },
    Style {
        id: "tabletitle",
        name: "表格标题",
        font: HEI,
        size: SIZE_SMALL_4,
        align: "center",
        lines: Lines::Exactly(440),
        keep_next: true,
        ..PLAIN
    },
    head_cell("th12", "表头小四", SIZE_SMALL_4, 360),
    head_cell("th10", "表头五号", SIZE_5, 312),
    head_cell("th9", "表头小五", SIZE_SMALL_5, 270),
    cell("td12", "表格小四", SIZE_SMALL_4, 360),
    cell("td10", "表格五号", SIZE_5, 312),
    cell("td9", "表格小五", SIZE_SMALL_5, 270),
    centred(cell("", "", SIZE_SMALL_4, 360), "tc12", "表格小四居中"),
    centred(cell("", "", SIZE_5, 312), "tc10", "表格五号居中"),
    centred(cell("", "", SIZE_SMALL_5, 270), "tc9", "表格小五居中"),
    Style {
        id: "tablenote",
        name: "表注",
        size: SIZE_5,
        align: "both",
        lines: Lines::Exactly(320),
        ..PLAIN
    },
    Style { id: "chart", name: "图", align: "center", lines: Lines::Free, ..PLAIN },
    Style {
        id: "colophon",
        name: "版记",
        size: SIZE_4,
        align: "both",
        lines: Lines::Exactly(500),
        ..PLAIN
    },
    Style {
        id: "footer",
        name: "footer",
        font: SONG,
        size: SIZE_4,
        align: "left",
        lines: Lines::Exactly(280),
        ..PLAIN
    },
    Style {
        id: "header",
        name: "header",
        font: HEI,
        size: SIZE_5,
        colour: Some("C00000"),
        align: "center",
        lines: Lines::Exactly(320),
        ..PLAIN
    },
    Style { id: "end", name: "节末", size: 2, lines: Lines::Exactly(20), ..PLAIN },
    Style { id: "gap", name: "表后", size: 2, lines: Lines::Exactly(120), ..PLAIN },
];

pub(super) fn is_built_in(name: &str) -> bool {
    name.is_ascii()
}
