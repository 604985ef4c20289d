//! A page's middle as the stretches of text that a reader sees apart: cells, lines, labels.

use crate::model::page::Place;
use crate::parse::doc::{Doc, breaks, fold};
use std::ops::Range;

/// More of a page is no list and no letter.
const MOST: usize = 6_000;
const LONGEST: usize = 600;

#[derive(Debug)]
pub(super) struct Segment {
    pub(super) text: String,
    /// The first node of it.
    pub(super) node: usize,
}

/// Shown text of the range, apart where a block begins. What stands on a picture counts as text.
pub(super) fn segments(doc: &Doc, range: Range<usize>) -> Vec<Segment> {
    let mut all = Vec::new();
    let mut open = Segment { text: String::new(), node: range.start };
    for at in range {
        let node = &doc.nodes[at];
        if !node.is_shown() || node.place != Place::Body {
            continue;
        }
        if !node.is_text() {
            let alt = (&*node.tag == "img").then(|| node.attr("alt").or(node.attr("title")));
            if breaks(&node.tag) {
                close(&mut open, at, &mut all);
            }
            if let Some(alt) = alt.flatten() {
                open.text.push_str(alt);
                close(&mut open, at, &mut all);
            }
            continue;
        }
        if open.text.is_empty() {
            open.node = at;
        }
        if open.text.len() < LONGEST {
            open.text.push_str(&node.text);
        }
        if MOST <= all.len() {
            break;
        }
    }
    let end = open.node;
    close(&mut open, end, &mut all);
    all
}

fn close(open: &mut Segment, next: usize, all: &mut Vec<Segment>) {
    let text = joined(&fold(&open.text));
    if !text.is_empty() {
        all.push(Segment { text, node: open.node });
    }
    open.text.clear();
    open.node = next;
}

/// `回 复 时 间：2026` without the blanks between Han letters.
fn joined(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_han =
        |at: usize| letters.get(at).is_some_and(|it| ('\u{4e00}'..='\u{9fff}').contains(it));
    let between = |at: usize| 0 < at && is_han(at - 1) && is_han(at + 1);
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
