//! What an official document holds: head, title, text, annexes, signature, colophon (GB/T 9704-2012).

use crate::reports::clean::one_line;
use crate::reports::document::chart::Chart;
use serde::{Deserialize, Serialize};
use url::Url;

/// Texts are plain: no control characters, no markup, one line each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Shown above everything until a person has issued the document; empty then.
    pub draft_note: String,
    /// 发文机关标志 in red, `霍邱县人民政府办公室文件`; empty: no red head.
    pub head: String,
    /// 发文字号, `霍政办〔2026〕12号`; may be empty.
    pub number: String,
    /// 标题, read on as one, a line break between its parts where it needs more than one line.
    pub title: Vec<String>,
    /// 主送机关, with its colon; may be empty.
    pub addressees: String,
    /// Paragraphs before the first chapter.
    pub opening: Vec<String>,
    /// 一、二、三.
    pub chapters: Vec<Chapter>,
    /// Paragraphs after the last chapter.
    pub closing: Vec<String>,
    pub annexes: Vec<Annex>,
    /// 署名 and 成文日期.
    pub signature: String,
    pub date: String,
    /// 附注, each in its brackets: `（此件公开发布）`, `（联系人：…）`.
    pub notes: Vec<String>,
    pub colophon: Option<Colophon>,
}

/// 版记.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colophon {
    /// 抄送, without the word; may be empty.
    pub copies: String,
    /// 印发机关.
    pub printer: String,
    /// 印发日期, `2026年11月28日`, without 印发.
    pub printed_on: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// With its number, `一、总体情况`.
    pub heading: String,
    pub blocks: Vec<Block>,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// With its number, `（一）栏目更新不及时`.
    pub heading: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Paragraph(String),
    Chart(Chart),
    Table(Table),
}

impl Block {
    /// Each text as a paragraph.
    pub fn paragraphs(texts: impl IntoIterator<Item = String>) -> Vec<Self> {
        texts.into_iter().map(Self::Paragraph).collect()
    }
}

/// 附件, on a page of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Annex {
    /// From 1; the only annex of a document is called 附件 without a number.
    pub number: usize,
    pub title: String,
    /// Printed across.
    pub wide: bool,
    pub charts: Vec<Chart>,
    pub tables: Vec<Table>,
    /// Paragraphs below the tables.
    pub notes: Vec<String>,
}

/// A table with a heading of its own, which may be empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub heading: String,
    pub columns: Vec<Column>,
    /// Each with as many fields as there are columns.
    pub rows: Vec<Vec<Field>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    /// Share of the table's width, in percent.
    pub percent: u32,
    pub centred: bool,
}

/// A cell's lines.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub text: String,
    /// Addresses below the text, as requested.
    pub addresses: Vec<Address>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    pub text: String,
    /// http or https: may be a link.
    pub opens: bool,
}

impl Column {
    /// Name, share of the width in percent, centred.
    pub fn all(columns: &[(&str, u32, bool)]) -> Vec<Self> {
        columns
            .iter()
            .map(|&(name, percent, centred)| Self { name: name.into(), percent, centred })
            .collect()
    }
}

impl Field {
    pub fn new(text: impl AsRef<str>) -> Self {
        Self { text: one_line(text.as_ref()), addresses: Vec::new() }
    }
}

impl Address {
    pub fn new(text: &str) -> Self {
        let text = one_line(text);
        let opens = Url::parse(&text).is_ok_and(|it| matches!(it.scheme(), "http" | "https"));
        Self { text, opens }
    }
}
