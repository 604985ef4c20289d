//! A page's middle as the stretches of text that a reader sees apart: cells, lines, labels.

use crate::model::page::Place;
use crate::parse::doc::Doc;
use crate::parse::folded::fold;
use std::ops::Range;

/// More of a page is no list and no letter.
const MOST: usize = 6_000;
const LONGEST: usize = 600;

#[derive(Debug)]
pub(super) struct Segment {
    pub(super) text: String,
    /// The first node of it, and the node after it.
    pub(super) node: usize,
    pub(super) end: usize,
}

/// Shown text of the range, apart where an element begins or ends. What stands on a picture counts as text.
pub(super) fn segments(doc: &Doc, range: Range<usize>) -> Vec<Segment> {
    let mut all: Vec<Segment> = Vec::new();
    let mut last = None;
    for at in range {
        let node = &doc.nodes[at];
        if !node.is_shown() || node.place != Place::Body {
            continue;
        }
        let is_text = node.is_text();
        let shown = if is_text {
            Some(node.text.as_str())
        } else if &*node.tag == "img" {
            node.attr("alt").or(node.attr("title"))
        } else {
            None
        };
        let text = shown.map(|it| joined(&fold(&it[..it.floor_char_boundary(LONGEST)])));
        let Some(text) = text.filter(|it| !it.is_empty()) else {
            continue;
        };
        // A comment in the middle of a text does not part it.
        match all.last_mut().filter(|_| is_text && last == Some(node.parent)) {
            Some(open) if open.end == at => open.text.push_str(&text),
            _ => all.push(Segment { text, node: at, end: 0 }),
        }
        if let Some(open) = all.last_mut() {
            open.end = at + 1;
        }
        last = is_text.then_some(node.parent);
        if MOST <= all.len() {
            break;
        }
    }
    all
}

/// `回 复 时 间：2026` without the blanks between letters that stand alone.
fn joined(text: &str) -> String {
    if !text.contains(' ') {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let letter = |at: usize| letters.get(at).copied();
    let is_han = |at: usize| letter(at).is_some_and(|it| ('\u{4e00}'..='\u{9fff}').contains(&it));
    let is_edge = |it: Option<char>| it.is_none_or(|it| !it.is_alphanumeric());
    let between = |at: usize| {
        0 < at
            && is_han(at - 1)
            && is_han(at + 1)
            && is_edge(at.checked_sub(2).and_then(letter))
            && is_edge(letter(at + 2))
    };
    letters
        .iter()
        .enumerate()
        .filter(|(at, it)| **it != ' ' || !between(*at))
        .map(|(_, it)| *it)
        .collect()
}

/// The text's first letters, with numbers that may be somebody's made unreadable.
pub(super) fn beginning(text: &str, most: usize) -> String {
    let letters: Vec<char> = text.chars().take(most).collect();
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut shown = String::with_capacity(text.len().min(most * 3));
    let mut at = 0;
    while at < letters.len() {
        let run = (at..letters.len()).take_while(|it| digit(*it)).count();
        if 7 <= run {
            shown.extend(&letters[at..at + 3]);
            shown.push_str("****");
        } else if 0 < run {
            shown.extend(&letters[at..at + run]);
        } else {
            shown.push(letters[at]);
        }
        at += run.max(1);
    }
    shown
}
