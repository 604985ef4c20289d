//! The tree laid out flat in document order, with what is hidden and which region each node stands in: every later
//! reader is a loop over a range.

use crate::model::page::Place;
use crate::parse::folded::Folded;
use crate::parse::islands;
use crate::parse::regions;
use crate::parse::tree::{Data, Tree, grow};
use html5ever::{Attribute, LocalName, local_name};
use std::cell::OnceCell;

/// One element or one stretch of text.
pub(super) struct Node {
    /// Empty for text.
    pub(super) tag: LocalName,
    pub(super) attrs: Vec<Attribute>,
    /// Empty for elements.
    pub(super) text: String,
    pub(super) parent: usize,
    /// The first node after this one and all that it holds.
    pub(super) end: usize,
    /// Not shown to a visitor by its own style or an ancestor's.
    pub(super) hidden: bool,
    /// Text of a script, style sheet, template and the like.
    pub(super) raw: bool,
    pub(super) place: Place,
}

impl Node {
    pub(super) fn is_text(&self) -> bool {
        self.tag == local_name!("")
    }

    pub(super) fn is_shown(&self) -> bool {
        !self.hidden && !self.raw
    }

    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|it| &*it.name.local == name).map(|it| &*it.value)
    }

    /// Class and identifier in lower case, for guesses.
    pub(super) fn names(&self) -> String {
        let mut names = self.attr("class").unwrap_or_default().to_ascii_lowercase();
        names.push(' ');
        names.push_str(&self.attr("id").unwrap_or_default().to_ascii_lowercase());
        names
    }
}

const LINK_TEXT: usize = 3_000;

pub(super) struct Doc {
    pub(super) nodes: Vec<Node>,
    pub(super) cut: bool,
    /// Of the source.
    pub(super) bytes: usize,
    /// Links before each node, one more than there are nodes.
    links_before: Vec<u32>,
    /// Bytes of text that is no script before each node, likewise.
    text_before: Vec<u32>,
    /// The shown text of the whole page with its blanks folded, and how much of it stands before each node, likewise.
    shown: String,
    shown_before: Vec<u32>,
    /// That of the middle, once it was asked for.
    middle: OnceCell<String>,
    own_text: OnceCell<usize>,
}

impl Doc {
    pub(super) fn new(html: &str) -> Self {
        let tree = grow(html);
        let mut doc = Self {
            nodes: Vec::with_capacity(tree.nodes.len()),
            cut: tree.cut,
            bytes: html.len(),
            links_before: Vec::new(),
            text_before: Vec::new(),
            shown: String::new(),
            shown_before: Vec::new(),
            middle: OnceCell::new(),
            own_text: OnceCell::new(),
        };
        doc.lay(tree);
        regions::mark(&mut doc.nodes);
        doc.count();
        doc
    }

    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[node].end;
        let mut next = node + 1;
        std::iter::from_fn(move || {
            let child = next;
            if end <= child {
                return None;
            }
            next = self.nodes[child].end;
            Some(child)
        })
    }

    /// The node and all that it holds.
    pub(super) fn range(&self, node: usize) -> std::ops::Range<usize> {
        node..self.nodes[node].end
    }

    pub(super) fn size(&self, node: usize) -> usize {
        self.nodes[node].end - node
    }

    /// How many `<a>` the node holds, itself included.
    pub(super) fn links_in(&self, node: usize) -> usize {
        (self.links_before[self.nodes[node].end] - self.links_before[node]) as usize
    }

    /// How many bytes of text the node holds, shown or not.
    pub(super) fn text_in(&self, node: usize) -> usize {
        (self.text_before[self.nodes[node].end] - self.text_before[node]) as usize
    }

    /// All elements of a name.
    pub(super) fn all<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = usize> + 'a {
        (0..self.nodes.len()).filter(move |it| &*self.nodes[*it].tag == tag)
    }

    /// Ancestors from the parent upwards.
    pub(super) fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = node;
        std::iter::from_fn(move || {
            if at == 0 {
                return None;
            }
            at = self.nodes[at].parent;
            Some(at)
        })
    }

    /// Siblings before a node, the nearest first.
    pub(super) fn before(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = self.nodes[node].parent;
        let mut at = node;
        std::iter::from_fn(move || {
            at = at.checked_sub(1).filter(|it| *it != parent)?;
            while self.nodes[at].parent != parent {
                at = self.nodes[at].parent;
            }
            Some(at)
        })
    }

    /// Shown text, blanks folded, with a blank where a block ends.
    pub(super) fn text(&self, node: usize) -> &str {
        self.text_of(self.range(node), usize::MAX)
    }

    /// Letters of a stretch of text that is shown.
    pub(super) fn letters(&self, node: usize) -> usize {
        let words = self.words(node);
        words.chars().count() - memchr::memchr_iter(b' ', words.as_bytes()).count()
    }

    /// What a stretch of text adds to the shown text, with a blank before it where there is one.
    fn words(&self, node: usize) -> &str {
        &self.shown[self.shown_before[node] as usize..self.shown_before[node + 1] as usize]
    }

    /// Shown text of the middle. The navigation does not speak for the page: it may name an archived column.
    pub(super) fn middle_text(&self) -> &str {
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

    /// What was counted once.
    pub(super) fn own_text(&self, count: impl FnOnce() -> usize) -> usize {
        *self.own_text.get_or_init(count)
    }

    /// Text whether shown or not, without scripts; for things that stand in a hidden tab. Not much more than a thousand
    /// letters of it, for it is that of links.
    pub(super) fn any_text(&self, node: usize) -> String {
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
    pub(super) fn text_of(&self, range: std::ops::Range<usize>, at_most: usize) -> &str {
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
    pub(super) fn source(&self, node: usize) -> String {
        self.nodes[self.range(node)].iter().map(|it| it.text.as_str()).collect()
    }

    /// Copies a tree in document order. Record islands in scripts are laid out as the list that a browser would draw.
    fn lay(&mut self, tree: Tree) {
        self.copy(tree, 0, false);
        for at in (1..self.nodes.len()).rev() {
            let parent = self.nodes[at].parent;
            self.nodes[parent].end = self.nodes[parent].end.max(self.nodes[at].end);
        }
    }

    fn copy(&mut self, mut tree: Tree, root: usize, is_island: bool) {
        let mut stack = vec![(0, root, false)];
        while let Some((at, parent, raw)) = stack.pop() {
            let data = std::mem::replace(&mut tree.nodes[at].data, Data::Other);
            let (me, raw) = match data {
                Data::Document if is_island => (parent, raw),
                Data::Element(name, _) if is_island && is_frame(&name.local) => (parent, raw),
                Data::Document => {
                    (self.push(local_name!(""), Vec::new(), String::new(), (0, false)), raw)
                }
                Data::Text(text) => {
                    (self.push(local_name!(""), Vec::new(), text, (parent, raw)), raw)
                }
                Data::Other => continue,
                Data::Element(name, attrs) => {
                    let inner_raw = raw || is_raw(&name.local);
                    (self.push(name.local, attrs, String::new(), (parent, raw)), inner_raw)
                }
            };
            let is_script = !is_island && self.nodes[me].tag == local_name!("script");
            if is_script && self.lay_island(&mut tree, at, (me, parent)) {
                continue;
            }
            let from = stack.len();
            let mut child = tree.first_child(at);
            while let Some(next) = child {
                stack.push((next, me, raw));
                child = tree.next_sibling(next);
            }
            stack[from..].reverse();
        }
    }

    /// Lays a script's text and then, as its sibling, the list in it; `false` where it holds none.
    fn lay_island(&mut self, tree: &mut Tree, at: usize, (me, parent): (usize, usize)) -> bool {
        let Some(child) = tree.first_child(at) else { return false };
        let Data::Text(source) = &mut tree.nodes[child].data else { return false };
        let Some(html) = islands::records(source) else { return false };
        let source = std::mem::take(source);
        self.push(local_name!(""), Vec::new(), source, (me, true));
        self.copy(grow(&html), parent, true);
        true
    }

    fn push(
        &mut self,
        tag: LocalName,
        attrs: Vec<Attribute>,
        text: String,
        under: (usize, bool),
    ) -> usize {
        let me = self.nodes.len();
        let (parent, raw) = under;
        self.nodes.push(Node {
            tag,
            attrs,
            text,
            parent,
            end: me + 1,
            hidden: false,
            raw,
            place: Place::Body,
        });
        me
    }

    fn count(&mut self) {
        let (mut links, mut text) = (0, 0);
        self.links_before = Vec::with_capacity(self.nodes.len() + 1);
        self.text_before = Vec::with_capacity(self.nodes.len() + 1);
        for node in &self.nodes {
            self.links_before.push(links);
            self.text_before.push(text);
            links += u32::from(node.tag == local_name!("a"));
            let bytes = if node.raw { 0 } else { node.text.len() };
            text = u32::try_from(bytes).map_or(u32::MAX, |it| text.saturating_add(it));
        }
        self.links_before.push(links);
        self.text_before.push(text);
        self.fold();
    }

    fn fold(&mut self) {
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

fn is_frame(tag: &str) -> bool {
    matches!(tag, "html" | "head" | "body")
}

/// Elements whose text nobody sees.
fn is_raw(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "textarea"
            | "title"
            | "iframe"
            | "noframes"
            | "select"
            | "datalist"
            | "object"
            | "svg"
            | "math"
    )
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
