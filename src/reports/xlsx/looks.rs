//! How cells look: borders, wraps, number formats, and a tint by level, state and conclusion.

use crate::reports::table::Cell;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// Beside its colour each tint has its own weight of type, so that a grey print tells them apart too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tint {
    None,
    Grave,
    Middling,
    Mild,
    Good,
    Unknown,
}

impl Tint {
    pub(super) fn of(heading: Option<&str>, cell: &Cell) -> Self {
        let Cell::Text(text) = cell else { return Self::None };
        match (heading.unwrap_or_default(), text.as_str()) {
            ("问题等级", "单项否决")
            | ("结论", "不合格")
            | ("站点状态", "无法访问" | "僵尸")
            | ("整改情况", "反弹") => Self::Grave,
            ("问题等级", "扣分") | ("整改情况", "待整改" | "已通知") => {
                Self::Middling
            }
            ("问题等级", "提醒") => Self::Mild,
            ("结论", "合格") | ("整改情况", "已整改") => Self::Good,
            ("结论", "无法判定" | "不参评")
            | ("站点状态", "受阻" | "无法判定" | "已关停" | "临时下线" | "已迁移")
            | ("整改情况", "误报" | "核减" | "豁免") => Self::Unknown,
            _ => Self::None,
        }
    }
}

pub(super) struct Looks {
    pub(super) heading: Format,
    pub(super) text: Format,
    pub(super) answer: Format,
    pub(super) number: Format,
    pub(super) date: Format,
    pub(super) time: Format,
    pub(super) link: Format,
    tints: [Format; 5],
}

impl Looks {
    pub(super) fn new() -> Self {
        let plain = Format::new().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
        let text = plain.clone().set_text_wrap();
        let tint = |colour: &str| text.clone().set_background_color(colour);
        Self {
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color("D9E2F3")
                .set_border(FormatBorder::Thin),
            answer: text.clone().set_background_color("FFFBE6").set_unlocked(),
            number: plain.clone(),
            date: plain.clone().set_num_format("yyyy-mm-dd"),
            time: plain.clone().set_num_format("yyyy-mm-dd hh:mm"),
            link: plain.set_hyperlink(),
            tints: [
                tint("F4B6B6").set_bold(),
                tint("FCE4C4"),
                tint("FFF6D6").set_italic(),
                tint("D8EED3"),
                tint("E4E4E4").set_italic(),
            ],
            text,
        }
    }

    pub(super) fn text(&self, tint: Tint) -> &Format {
        match tint {
            Tint::None => &self.text,
            Tint::Grave => &self.tints[0],
            Tint::Middling => &self.tints[1],
            Tint::Mild => &self.tints[2],
            Tint::Good => &self.tints[3],
            Tint::Unknown => &self.tints[4],
        }
    }
}
