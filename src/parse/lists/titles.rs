//! What a row is called: the text of its link without dates, numbers and summaries.

use crate::parse::dates::{self, Piece};
use crate::parse::doc::Doc;
use crate::parse::folded::fold;

/// The link's text without dates; the attribute `title` where the text is cut or missing.
pub(super) fn title(doc: &Doc, link: usize) -> String {
    let text = shown(doc, link);
    let text = text.trim_matches(|it: char| it.is_whitespace() || "·•▪■◆◇●►▶>".contains(it)).trim();
    let full = doc.nodes[link].attr("title").map(fold).unwrap_or_default();
    let full = full.strip_prefix("标题：").map(str::to_owned).unwrap_or(full);
    let cut = text.trim_end_matches(['…', '.', '·']);
    let is_cut = cut.len() < text.len() || full.starts_with(cut) && text.len() < full.len();
    if !full.is_empty() && (text.is_empty() || is_cut) {
        return full.split(['\n', '\r']).next().unwrap_or_default().trim().to_owned();
    }
    text.to_owned()
}

/// What the picture in a link says in its place.
pub(super) fn picture(doc: &Doc, link: usize) -> String {
    let said = doc.range(link).find_map(|it| doc.nodes[it].attr("alt"));
    said.map(fold).unwrap_or_default()
}

/// A link round a whole card holds title, summary and date: the heading is its title, else its first block of words.
fn shown(doc: &Doc, link: usize) -> String {
    let heading = doc.range(link).find(|it| {
        matches!(&*doc.nodes[*it].tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
            && !words(doc, *it).is_empty()
    });
    if let Some(heading) = heading {
        return words(doc, heading);
    }
    let mut blocks = doc
        .range(link)
        .skip(1)
        .filter(|it| matches!(&*doc.nodes[*it].tag, "p" | "div" | "dt" | "dd" | "li"))
        .filter(|it| doc.range(*it).skip(1).all(|inner| !is_block(&doc.nodes[inner].tag)))
        .map(|it| words(doc, it))
        .filter(|it| 5 <= it.chars().filter(|it| it.is_alphabetic()).count());
    match (blocks.next(), blocks.next()) {
        (Some(first), Some(_)) => first,
        _ => words(doc, link),
    }
}

fn is_block(tag: &str) -> bool {
    matches!(tag, "p" | "div" | "dt" | "dd" | "li" | "ul" | "dl")
}

fn words(doc: &Doc, within: usize) -> String {
    let mut text = String::new();
    for at in doc.range(within) {
        let node = &doc.nodes[at];
        if node.is_text() && !node.raw && !is_date(&node.text) {
            text.push_str(&node.text);
            text.push(' ');
        }
    }
    fold(&text)
}

/// A date or a part of one that stands by itself.
fn is_date(text: &str) -> bool {
    let text = text.trim();
    let is_part = !text.is_empty()
        && text.chars().any(|it| it.is_ascii_digit())
        && text.chars().all(|it| it.is_ascii_digit() || "年月日-./: []()（）".contains(it));
    is_part
        || matches!(
            dates::piece(text),
            Some(Piece::Whole(_) | Piece::MonthDay(..) | Piece::YearMonth(..))
        )
}

/// Steps of a pager, days of a calendar and the like.
pub(super) fn is_step(title: &str) -> bool {
    // None of the words is longer.
    let bare: String = title.chars().filter(|it| it.is_alphabetic()).take(5).collect();
    bare.is_empty()
        || matches!(
            bare.to_lowercase().as_str(),
            "首页"
                | "上一页"
                | "下一页"
                | "尾页"
                | "末页"
                | "更多"
                | "查看更多"
                | "more"
                | "go"
                | "返回"
                | "详情"
                | "详细"
                | "查看"
                | "查看全文"
                | "阅读全文"
                | "下载"
        )
        || is_neighbour(&bare)
}

/// 上一篇 and 下一篇 lead to the articles before and after, and are no list.
pub(super) fn is_neighbour(text: &str) -> bool {
    let bare = text.trim_start_matches(|it: char| !it.is_alphabetic());
    ["上一篇", "下一篇", "上一条", "下一条", "上篇", "下篇", "前一篇", "后一篇"]
        .iter()
        .any(|it| bare.starts_with(it))
}

/// `[县水利局]` before the title is the column or unit that a row comes from; 下载 and 查看 go with it.
pub(super) fn is_beside(text: &str) -> bool {
    let text = text.trim();
    let bracketed =
        [('[', ']'), ('【', '】'), ('［', '］'), ('〔', '〕'), ('(', ')'), ('（', '）')]
            .iter()
            .any(|(open, close)| {
                text.starts_with(*open)
                    && text.find(*close) == text.rfind(*close)
                    && text.ends_with(*close)
            });
    bracketed || is_step(text)
}
