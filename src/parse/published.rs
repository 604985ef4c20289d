//! The day on which an article was published, and every place of the page that tells one.

use crate::model::page::{DateSource, Metas, Place, Witness};
use crate::parse::dates::{self, Spot};
use crate::parse::day::AuditDay;
use crate::parse::doc::Doc;
use crate::parse::folded::Folded;
use crate::parse::head::title;
use crate::parse::lists::published_cells;
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(发布时间|发布日期|发表时间|发表日期|发布于|发表于|公开日期|公开时间|上网日期|上传时间|录入时间|信息时间|更新时间|更新日期|时间|日期)\\s*[:]?\\s*[\\[【（(]?\\s*$")
        .expect("the expression is valid")
});
/// What stands beside the day in the line below a title.
const BESIDE: [&str; 12] = [
    "来源",
    "作者",
    "浏览",
    "点击",
    "阅读",
    "访问",
    "字体",
    "字号",
    "编辑",
    "发布人",
    "发布者",
    "分享",
];
/// Letters within which such a word stands.
const LINE: usize = 30;
/// Longer ones are paragraphs, which may lead elsewhere too.
const ROW: usize = 120;
/// Letters of a page in which its day is looked for.
const TEXT: usize = 60_000;

/// All places that tell the day of publication, in the order of trust.
pub(super) fn witnesses(doc: &Doc, metas: &Metas, address: &Url, as_of: AuditDay) -> Vec<Witness> {
    let good = |date: &NaiveDate| !dates::is_future(*date, as_of);
    let text = dates::plain(doc.text_of(body(doc), TEXT));
    let mut spots = dates::whole(&text);
    spots.retain(|it| {
        let (before, after) = (&text[..it.start], &text[it.end..]);
        good(&it.date) && !dates::is_other_day(before, after) && !dates::is_neighbour(before)
    });
    let sure = |label: &str| !matches!(label, "时间" | "日期" | "更新时间" | "更新日期");
    let label = || {
        labelled(&text, &spots, sure)
            .or_else(|| in_table(doc).filter(good))
            .or_else(|| labelled(&text, &spots, |_| true))
    };
    let bare = || {
        in_line(&text, &spots)
            .or_else(|| near_title(doc, &text, &spots))
            .or_else(|| signature(doc, as_of))
    };
    [
        (DateSource::Meta, metas.pub_date.as_deref().and_then(dates::stamp).filter(good)),
        (DateSource::Label, label()),
        (DateSource::Address, dates::in_address(address).and_then(dates::Hint::date).filter(good)),
        (DateSource::Text, bare()),
    ]
    .into_iter()
    .filter_map(|(source, date)| Some(Witness { date: date?, source }))
    .collect()
}

fn labelled(text: &str, spots: &[Spot], wanted: fn(&str) -> bool) -> Option<NaiveDate> {
    spots.iter().find_map(|spot| {
        let tail = last(&text[..spot.start], 16);
        let label = LABEL.captures(tail)?;
        let word = label.get(1)?;
        // 晚间开放时间 at the end of a title is no label.
        let is_tail = matches!(word.as_str(), "时间" | "日期")
            && !label[0].contains([':', '[', '(', '（', '【'])
            && tail[..word.start()].ends_with(char::is_alphabetic);
        (!is_tail && wanted(word.as_str())).then_some(spot.date)
    })
}

/// A table that names its days in a row above them.
fn in_table(doc: &Doc) -> Option<NaiveDate> {
    published_cells(doc).find_map(|it| dates::stamp(doc.text_of(it, 60)))
}

/// Beside 来源 and the like, as in the line below a title.
fn in_line(text: &str, spots: &[Spot]) -> Option<NaiveDate> {
    let spot = spots.iter().find(|it| {
        let (before, after) = (&text[..it.start], &text[it.end..]);
        let end = after.char_indices().nth(LINE).map_or(after.len(), |(at, _)| at);
        let holds = |text: &str| BESIDE.iter().any(|it| text.contains(it));
        is_alone(before, after)
            && !dates::is_clock(after)
            && (holds(last(before, LINE)) || holds(&after[..end]))
    });
    spot.map(|it| it.date)
}

/// From the first heading on, or the whole page.
fn body(doc: &Doc) -> std::ops::Range<usize> {
    let start = doc.all("h1").find(|it| doc.nodes[*it].is_shown()).unwrap_or(0);
    start..doc.nodes.len()
}

fn near_title(doc: &Doc, text: &str, spots: &[Spot]) -> Option<NaiveDate> {
    let title = title(doc);
    let head: String =
        title.split(['-', '_', '|', '—']).next().unwrap_or_default().trim().to_owned();
    let start = Some(head)
        .filter(|it| 3 < it.chars().count())
        .and_then(|it| text.find(&it).map(|at| at + it.len()))
        .unwrap_or(0);
    let is_near = |it: &&Spot| {
        let after = &text[it.end..];
        start <= it.start
            && text[start..it.start].chars().count() <= 120
            && is_alone(&text[..it.start], after)
            && !dates::is_clock(after)
    };
    spots.iter().find(is_near).map(|it| it.date)
}

/// Blanks or brackets around it: no part of a sentence.
fn is_alone(before: &str, after: &str) -> bool {
    let after = after.trim_start_matches('日');
    let ends = |it: char| it.is_whitespace() || "[](（)）【】|:T-".contains(it);
    before.chars().next_back().is_none_or(ends)
        && after.chars().next().is_none_or(|it| ends(it) || it.is_ascii_digit())
}

/// The last date of the text that stands by itself, as under a letter.
fn signature(doc: &Doc, as_of: AuditDay) -> Option<NaiveDate> {
    let text = dates::plain(&letter(doc));
    let alone = |spot: &&Spot| {
        let (before, after) = (&text[..spot.start], &text[spot.end..]);
        let behind = after.trim_start_matches('日');
        (behind.is_empty() || behind.starts_with(' '))
            && before.chars().next_back().is_none_or(char::is_whitespace)
            && !is_printed(before.trim_end(), behind.trim_start())
            && !dates::is_future(spot.date, as_of)
            && !dates::is_other_day(before, after)
            && !dates::is_neighbour(before)
            && !dates::is_clock(after)
    };
    dates::whole(&text).iter().rfind(alone).map(|it| it.date)
}

/// The text of the middle without rows that lead elsewhere: what is new beside an article has days of its own.
fn letter(doc: &Doc) -> String {
    let mut folded = Folded::default();
    let range = body(doc);
    let mut at = range.start;
    while at < range.end && folded.text.len() < TEXT {
        let node = &doc.nodes[at];
        if node.is_text() {
            if node.is_shown() && node.place == Place::Body {
                folded.push(&node.text);
            }
            at += 1;
            continue;
        }
        folded.gap();
        let is_row = matches!(&*node.tag, "li" | "tr" | "dd" | "dt" | "p")
            && 0 < doc.links_in(at)
            && doc.text_in(at) < ROW;
        at = if is_row { node.end } else { at + 1 };
    }
    folded.text
}

/// A stamp within the output of a program, as manuals quote it: a Latin word leads up to it, or a figure with the time
/// of day behind.
fn is_printed(before: &str, after: &str) -> bool {
    let clock = after.get(..5).is_some_and(|it| {
        it.bytes().enumerate().all(|(at, c)| if at == 2 { c == b':' } else { c.is_ascii_digit() })
    });
    before.ends_with(|it: char| it.is_ascii_alphabetic())
        || clock && before.ends_with(|it: char| it.is_ascii_digit())
}

/// So many of the last letters.
fn last(text: &str, letters: usize) -> &str {
    let at = text.char_indices().rev().nth(letters.saturating_sub(1)).map_or(0, |(at, _)| at);
    &text[at..]
}
