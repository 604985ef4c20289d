//! The text of a page and of its parts, blanks folded, with a blank where a block ends.

use crate::model::page::Place;
use crate::parse::doc::Doc;
use crate::parse::folded::Folded;

/// Bytes after which the text of a link is long enough.
const LINK_TEXT: usize = 3_000;

impl Doc {
    /// Shown text, blanks folded, with a blank where a block ends.
    pub(in crate::parse) fn text(&self, node: usize) -> &str {
        self.text_of(self.range(node), usize::MAX)
    }

    /// Letters of a stretch of text that is shown.
    pub(in crate::parse) fn letters(&self, node: usize) -> usize {
        let words = self.words(node);
        words.chars().count() - memchr::memchr_iter(b' ', words.as_bytes()).count()
    }

    /// What a stretch of text adds to the shown text, with a blank before it where there is one.
    fn words(&self, node: usize) -> &str {
        &self.shown[self.shown_before[node] as usize..self.shown_before[node + 1] as usize]
    }

    /// Shown text of the middle. The navigation does not speak for the page: it may name an archived column.
    pub(in crate::parse) fn middle_text(&self) -> &str {
        self.middle.get_or_init(|| {
            let mut middle = String::with_capacity(self.shown.len());
            let mut gap = false;
            for (at, it) in self.nodes.iter().enumerate() {
                let words = self.words(at);
                gap |= words.starts_with(' ') || !it.is_text() && breaks(&it.tag);
                if words.is_empty() || it.place != Place::Body {
                    continue;
                }
                if gap && !middle.is_empty() {
                    middle.push(' ');
                }
                gap = false;
                middle.push_str(words.trim_start_matches(' '));
            }
            middle
        })
    }

    /// Text whether shown or not, without scripts; for things that stand in a hidden tab. Not much more than a thousand
    /// letters of it, for it is that of links.
    pub(in crate::parse) fn any_text(&self, node: usize) -> String {
        let mut folded = Folded::default();
        for at in self.range(node) {
            let it = &self.nodes[at];
            if it.is_text() {
                if !it.raw {
                    folded.push(&it.text);
                }
            } else if breaks(&it.tag) {
                folded.gap();
            }
            if LINK_TEXT < folded.text.len() {
                break;
            }
        }
        folded.text
    }

    /// Ends with the node with which it grows longer than `at_most` bytes.
    pub(in crate::parse) fn text_of(&self, range: std::ops::Range<usize>, at_most: usize) -> &str {
        let before = |node: usize| self.shown_before[node] as usize;
        let (start, end) = (before(range.start), before(range.end));
        // The blank before it belongs to what stands there.
        let skipped = usize::from(self.shown[start..end].starts_with(' '));
        let start = start + skipped;
        if at_most < end.saturating_sub(start) {
            let nodes = &self.shown_before[range.start + 1..=range.end];
            let last = nodes.partition_point(|it| *it as usize <= start + at_most);
            return &self.shown[start..nodes[last] as usize];
        }
        self.shown.get(start..end).unwrap_or_default()
    }

    /// The source of a script or style sheet.
    pub(in crate::parse) fn source(&self, node: usize) -> String {
        self.nodes[self.range(node)].iter().map(|it| it.text.as_str()).collect()
    }

    pub(super) fn fold(&mut self) {
        let mut folded = Folded::default();
        let place = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.shown_before = Vec::with_capacity(self.nodes.len() + 1);
        for node in &self.nodes {
            self.shown_before.push(place(&folded.text));
            if node.is_text() {
                if node.is_shown() {
                    folded.push(&node.text);
                }
            } else if breaks(&node.tag) {
                folded.gap();
            }
        }
        self.shown_before.push(place(&folded.text));
        self.shown = folded.text;
    }
}

fn breaks(tag: &str) -> bool {
    !matches!(
        tag,
        "" | "a"
            | "b"
            | "strong"
            | "em"
            | "i"
            | "u"
            | "font"
            | "sub"
            | "sup"
            | "o:p"
            | "big"
            | "small"
            | "mark"
            | "voice"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::folded::is_blank;
    use proptest::prelude::*;

    /// Letter by letter, as it is meant.
    fn slowly(doc: &Doc, range: std::ops::Range<usize>, at_most: usize) -> String {
        let mut kept = String::new();
        let mut gap = false;
        for node in &doc.nodes[range] {
            if !node.is_text() {
                gap |= breaks(&node.tag) && !kept.is_empty();
            } else if node.is_shown() {
                for letter in node.text.chars() {
                    if is_blank(letter) {
                        gap = !kept.is_empty();
                    } else {
                        kept.extend(std::mem::take(&mut gap).then_some(' '));
                        kept.push(letter);
                    }
                }
            }
            if at_most < kept.len() {
                break;
            }
        }
        kept
    }

    /// Letter by letter, with a blank wherever something breaks or leaves a blank between the words.
    fn middle_slowly(doc: &Doc) -> String {
        let mut kept = String::new();
        let mut gap = false;
        for node in &doc.nodes {
            gap |= !node.is_text() && breaks(&node.tag);
            for letter in node.text.chars().filter(|_| node.is_shown()) {
                if is_blank(letter) {
                    gap = true;
                } else if node.place == Place::Body {
                    kept.extend((gap && !kept.is_empty()).then_some(' '));
                    gap = false;
                    kept.push(letter);
                }
            }
        }
        kept
    }

    proptest! {
        #[test]
        fn the_middle_is_the_text_that_stands_neither_above_nor_below(
            pieces in prop::collection::vec(
                "<p>|</p>|<b>|<nav>|</nav>|<footer>|</footer>|<div class=nav>|</div>|[ \u{3000}\n]{1,2}|[a。县“]{1,4}|<i hidden>|</i>",
                0..30,
            ),
        ) {
            let doc = Doc::new(&pieces.concat());
            prop_assert_eq!(doc.middle_text(), middle_slowly(&doc));
            for at in (0..doc.nodes.len()).filter(|it| doc.nodes[*it].is_text() && doc.nodes[*it].is_shown()) {
                let letters = doc.nodes[at].text.chars().filter(|it| !is_blank(*it)).count();
                prop_assert_eq!(doc.letters(at), letters);
            }
        }

        #[test]
        fn the_text_of_a_part_is_that_of_its_nodes(
            pieces in prop::collection::vec("<p>|</p>|<b>|</b>|<td>|<br>|[ \u{3000}\u{a0}\u{2003}\u{feff}\n]{1,3}|[a。县“]{1,4}|<i hidden>|</i>", 0..30),
            at_most in 0usize..12,
        ) {
            let doc = Doc::new(&pieces.concat());
            for start in 0..doc.nodes.len() {
                for end in start..=doc.nodes.len() {
                    prop_assert_eq!(doc.text_of(start..end, at_most), slowly(&doc, start..end, at_most));
                    prop_assert_eq!(doc.text_of(start..end, usize::MAX), slowly(&doc, start..end, usize::MAX));
                }
            }
        }
    }
}
