//! Wrong words of the visible text, without quotations, longer right words, and names that were right when it was written.

use crate::model::facts::content::WrongWord;
use crate::model::page::{Certainty, PageKind, Published};
use crate::parse::extras::Reading;
use crate::parse::folded::beginning;
use crate::parse::personal::masked;
use crate::reference::wording::{Entry, hits};
use chrono::{Datelike, NaiveDate};

const MOST: usize = 20;
/// A hostile page may hold nothing else.
const MOST_HITS: usize = 2_000;
/// Letters of context on either side.
const AROUND: usize = 12;
/// Letters back to which a quotation may have begun.
const QUOTE: usize = 80;
/// Letters around an old name in which something may tell that it is meant as such.
const NEAR: usize = 16;

/// Pages that teach what is wrong hold the wrong forms.
const TEACHES: [&str; 8] =
    ["错别字", "易错", "禁用词", "慎用词", "正确写法", "规范用字", "错误表述", "容易写错"];
/// Before an old name: it is meant as the old one.
const FORMER: [&str; 15] = [
    "原", "前身", "旧称", "时任", "曾任", "历任", "先后", "撤销", "更名", "改为", "组建", "整合",
    "划入", "合并", "转隶",
];
/// After it.
const RENAMED: [&str; 9] = ["更名", "改为", "改名", "合并", "撤销", "（现", "(现", "（已", "职责"];

pub(super) fn words(reading: &Reading<'_>) -> Vec<WrongWord> {
    let text = reading.text;
    let mut found: Vec<WrongWord> = Vec::new();
    let mut teaches = None;
    for (entry, at) in hits(text).take(MOST_HITS) {
        if is_quoted(text, at) || !is_wrong_then(entry, reading, at) {
            continue;
        }
        if *teaches.get_or_insert_with(|| text.holds_any(TEACHES)) {
            return Vec::new();
        }
        let context = context(text, at, entry.wrong.len());
        match found.iter_mut().find(|it| it.wrong == entry.wrong && it.context == context) {
            Some(known) => known.count += 1,
            None => found.push(WrongWord { wrong: entry.wrong.clone(), count: 1, context }),
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Whether a quotation or title stands open there.
fn is_quoted(text: &str, at: usize) -> bool {
    let opened = text[..at].chars().rev().take(QUOTE).find_map(|it| match it {
        '“' | '《' | '「' | '『' | '‘' | '〈' => Some(true),
        '”' | '》' | '」' | '』' | '’' | '〉' => Some(false),
        _ => None,
    });
    opened == Some(true)
}

/// A name that was right once is wrong only in an article that surely is newer, and does not speak of the past.
fn is_wrong_then(entry: &Entry, reading: &Reading<'_>, at: usize) -> bool {
    let Some(since) = entry.since else { return true };
    let is_newer = |it: &Published| since <= it.date && it.source.certainty() <= Certainty::Likely;
    if reading.kind != PageKind::Article || !reading.published.is_some_and(is_newer) {
        return false;
    }
    let before = last(&reading.text[..at], NEAR);
    let after = beginning(&reading.text[at + entry.wrong.len()..], NEAR);
    !(FORMER.iter().any(|it| before.contains(it))
        || RENAMED.iter().any(|it| after.contains(it))
        || names_earlier_year(before, since)
        || names_earlier_year(after, since))
}

fn names_earlier_year(text: &str, since: NaiveDate) -> bool {
    text.split(|it: char| !it.is_ascii_digit())
        .filter(|it| it.len() == 4)
        .filter_map(|it| it.parse::<i32>().ok())
        .any(|it| (1900..=since.year()).contains(&it))
}

fn context(text: &str, at: usize, length: usize) -> String {
    let (before, rest) = text.split_at(at);
    let (word, after) = rest.split_at(length);
    // Of a number that is cut through, enough would be left to know it by.
    let plain = |it: &str| -> String {
        it.chars().map(|it| if it.is_ascii_digit() { '*' } else { it }).collect()
    };
    let (before, after) = (plain(last(before, AROUND)), plain(beginning(after, AROUND)));
    masked(&format!("{before}{word}{after}")).into_owned()
}

fn last(text: &str, letters: usize) -> &str {
    let start = text.char_indices().rev().take(letters).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}
