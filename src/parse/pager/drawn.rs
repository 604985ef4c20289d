//! Pagers that stand in the page: links to the next page, page numbers, words of how many there are.

use crate::model::page::Pager;
use crate::parse::address::resolve;
use crate::parse::dates::plain;
use crate::parse::doc::Doc;
use crate::parse::folded::beginning;
use crate::reference::paging::{self, Words};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;
use url::Url;

struct Expressions {
    words: &'static Words,
    total: Vec<Regex>,
    total_near: Vec<Regex>,
    pages: Vec<Regex>,
    pages_near: Vec<Regex>,
}

static WORDS: LazyLock<Expressions> = LazyLock::new(|| {
    let words = paging::words();
    let all = |texts: &[String]| {
        texts.iter().map(|it| Regex::new(it).expect("the embedded expressions are valid")).collect()
    };
    Expressions {
        words,
        total: all(&words.total),
        total_near: all(&words.total_near),
        pages: all(&words.pages),
        pages_near: all(&words.pages_near),
    }
});

/// Links and words of a pager that is drawn within a range.
pub(super) fn read(
    doc: &Doc,
    within: &Range<usize>,
    (page, base): (&Url, &Url),
    pager: &mut Pager,
) {
    for at in within.clone() {
        let node = &doc.nodes[at];
        if &*node.tag != "a" || node.raw || pager.next.is_some() {
            continue;
        }
        let text = doc.any_text(at);
        let is_next = is_next(&text)
            || text.is_empty() && node.attr("title").is_some_and(|it| is_next(it.trim()));
        if is_next {
            let address = node.attr("href").and_then(|it| resolve(base, it));
            pager.next = address.filter(|it| it != page);
        }
    }
    pager.pages = pager.pages.or_else(|| last_number(doc, within));
    let text = doc.text_of(within.clone(), 6_000);
    let text = plain(beginning(text, 1_500));
    let said = &*WORDS;
    if text.contains("页") || text.contains("条") {
        pager.total = pager.total.or_else(|| first(&said.total, &text));
        pager.pages = pager.pages.or_else(|| first(&said.pages, &text));
        let near = beginning(&text, 120);
        if pager.pages.is_some() || near.contains("页") {
            pager.total = pager.total.or_else(|| first(&said.total_near, near));
            pager.pages = pager
                .pages
                .or_else(|| first(&said.pages_near, near).filter(|_| near.contains("页")));
        }
    }
}

pub(super) fn is_next(text: &str) -> bool {
    if 16 < text.len() {
        return false;
    }
    if matches!(text.trim(), "»" | "›") {
        return true;
    }
    let bare = text.trim_matches(|it: char| !it.is_alphabetic()).to_lowercase();
    WORDS.words.next.contains(&bare)
}

/// The largest page number among the links, when some between were left out: `1 2 3 .. 59`.
fn last_number(doc: &Doc, within: &Range<usize>) -> Option<u32> {
    let mut numbers: Vec<u32> = within
        .clone()
        .filter(|it| &*doc.nodes[*it].tag == "a" && !doc.nodes[*it].raw && doc.size(*it) <= 3)
        .filter_map(|it| doc.any_text(it).parse().ok())
        .filter(|it| (1..5_000).contains(it))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let runs_up = [[1, 2], [2, 3], [1, 3]].iter().any(|it| numbers.starts_with(it));
    let last = *numbers.last()?;
    (runs_up && numbers.len() + 2 < last as usize && 2 < numbers.len()).then_some(last)
}

fn first(expressions: &[Regex], text: &str) -> Option<u32> {
    expressions.iter().find_map(|it| it.captures(text)?.get(1)?.as_str().parse().ok())
}
