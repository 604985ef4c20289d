//! From text to a tree of nodes, by html5ever's tree builder with a cap on nesting and on the number of elements.

use html5ever::TokenizerResult;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, QualName};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

/// Browsers stop here too. The tree builder searches its open elements for most tags, so its work would grow with the
/// square of the depth.
const DEEPEST: u32 = 500;
const NONE: u32 = u32::MAX;

pub(super) enum Data {
    Document,
    Element(QualName, Vec<Attribute>),
    Text(String),
    Other,
}

pub(super) struct Raw {
    pub(super) data: Data,
    /// Numbers of nodes, half as wide as an index: most of what a page takes in memory are nodes.
    parent: u32,
    previous: u32,
    next: u32,
    first: u32,
    last: u32,
    depth: u32,
}

/// Nodes by index; the document is number 0.
pub(super) struct Tree {
    pub(super) nodes: Vec<Raw>,
    /// The page nests too deeply or holds too many elements: a part was left out.
    pub(super) cut: bool,
}

impl Tree {
    pub(super) fn first_child(&self, node: usize) -> Option<usize> {
        index(self.nodes[node].first)
    }

    pub(super) fn next_sibling(&self, node: usize) -> Option<usize> {
        index(self.nodes[node].next)
    }
}

fn index(number: u32) -> Option<usize> {
    (number != NONE).then_some(number as usize)
}

fn number(index: Option<usize>) -> u32 {
    index.and_then(|it| u32::try_from(it).ok()).unwrap_or(NONE)
}

/// Elements that any page may have, and bytes for each further one. The densest pages that people made have twice as many
/// bytes for each of their elements.
const ELEMENTS: usize = 8_000;
const BYTES_FOR_ELEMENT: usize = 12;

/// Parses a document or a fragment; a fragment stands in the body of the tree.
pub(super) fn grow(html: &str) -> Tree {
    let budget = ELEMENTS + html.len() / BYTES_FOR_ELEMENT;
    let builder = TreeBuilder::new(Sink::new(), TreeBuilderOpts::default());
    let capped = Capped { builder, budget, cut: Cell::new(false), formatting: Cell::new(0) };
    let tokenizer = Tokenizer::new(capped, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&spare(html)));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let cut = tokenizer.sink.cut.get();
    Tree { nodes: tokenizer.sink.builder.sink.nodes.into_inner(), cut }
}

/// More attributes than this has no tag that somebody wrote.
const MOST_ATTRIBUTES: usize = 3_000;

/// The tokenizer compares each attribute of a tag with all before it: cuts tags that were made to hurt.
fn spare(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept = String::new();
    let mut copied = 0;
    let mut blanks = None;
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], &mut blanks) {
            (b'<', None) if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                blanks = Some(0);
            }
            (b'>', _) => blanks = None,
            (b' ' | b'\n' | b'\t' | b'\r' | b'\x0c' | b'/', Some(count)) => {
                *count += 1;
                if MOST_ATTRIBUTES < *count {
                    let end = html[at..].find('>').map_or(html.len(), |it| at + it);
                    kept.push_str(&html[copied..at]);
                    copied = end;
                    at = end;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 { Cow::Borrowed(html) } else { Cow::Owned(kept + &html[copied..]) }
}

struct Capped {
    builder: TreeBuilder<usize, Sink>,
    budget: usize,
    cut: Cell<bool>,
    /// Formatting elements that were opened and not closed.
    formatting: Cell<usize>,
}

impl TokenSink for Capped {
    type Handle = usize;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<usize> {
        let is_end = matches!(token, Token::EOFToken);
        if !is_end && self.budget < self.builder.sink.elements.get() {
            self.cut.set(true);
            return TokenSinkResult::Continue;
        }
        if let Token::TagToken(tag) = &token
            && tag.kind == TagKind::StartTag
            && DEEPEST < self.builder.sink.depth.get()
            && nests(&tag.name)
        {
            self.cut.set(true);
            return TokenSinkResult::Continue;
        }
        if let Token::TagToken(tag) = &token
            && is_formatting(&tag.name)
        {
            let open = self.formatting.get();
            if tag.kind == TagKind::EndTag {
                self.formatting.set(open.saturating_sub(1));
            } else if FORMATTING < open {
                return TokenSinkResult::Continue;
            } else {
                self.formatting.set(open + 1);
            }
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The tree builder keeps those that were left open, to open them again in each further block, and compares each new one
/// with all of them.
const FORMATTING: usize = 500;

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// Elements that hold only text or nothing do not deepen the tree, and must keep their own text apart.
fn nests(name: &str) -> bool {
    !matches!(
        name,
        "script"
            | "style"
            | "textarea"
            | "title"
            | "iframe"
            | "noscript"
            | "xmp"
            | "noframes"
            | "img"
            | "br"
    )
}

struct Sink {
    nodes: RefCell<Vec<Raw>>,
    elements: Cell<usize>,
    /// Of the node that was put in last, an approximation of how many elements are open.
    depth: Cell<u32>,
}

impl Sink {
    fn new() -> Self {
        let sink = Self { nodes: RefCell::default(), elements: Cell::new(0), depth: Cell::new(0) };
        sink.add(Data::Document);
        sink
    }

    fn add(&self, data: Data) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.len() == nodes.capacity() {
            // Growing by a quarter keeps a large page from holding twice what it needs.
            let more = 64 + nodes.len() / 4;
            nodes.reserve_exact(more);
        }
        nodes.push(Raw {
            data,
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
            depth: 0,
        });
        nodes.len() - 1
    }

    /// Puts `child` under `parent` before `next`, or last.
    fn link(&self, parent: usize, child: usize, next: Option<usize>) {
        self.unlink(child);
        let mut nodes = self.nodes.borrow_mut();
        let previous = next.map_or(nodes[parent].last, |it| nodes[it].previous);
        nodes[child].depth = nodes[parent].depth + 1;
        self.depth.set(nodes[child].depth);
        nodes[child].parent = number(Some(parent));
        nodes[child].previous = previous;
        nodes[child].next = number(next);
        let me = number(Some(child));
        if let Some(previous) = index(previous) {
            nodes[previous].next = me;
        } else {
            nodes[parent].first = me;
        }
        if let Some(next) = next { nodes[next].previous = me } else { nodes[parent].last = me }
    }

    fn unlink(&self, child: usize) {
        let mut nodes = self.nodes.borrow_mut();
        let Raw { parent, previous, next, .. } = nodes[child];
        let Some(parent) = index(parent) else { return };
        if let Some(previous) = index(previous) {
            nodes[previous].next = next;
        } else {
            nodes[parent].first = next;
        }
        if let Some(next) = index(next) {
            nodes[next].previous = previous;
        } else {
            nodes[parent].last = previous;
        }
        nodes[child].parent = NONE;
        nodes[child].previous = NONE;
        nodes[child].next = NONE;
    }

    fn put(&self, parent: usize, child: NodeOrText<usize>, next: Option<usize>) {
        match child {
            NodeOrText::AppendNode(child) => self.link(parent, child, next),
            NodeOrText::AppendText(text) => {
                let before = {
                    let nodes = self.nodes.borrow();
                    index(next.map_or(nodes[parent].last, |it| nodes[it].previous))
                };
                if let Some(before) = before
                    && let Data::Text(already) = &mut self.nodes.borrow_mut()[before].data
                {
                    already.push_str(&text);
                    return;
                }
                let child = self.add(Data::Text(text.to_string()));
                self.link(parent, child, next);
                self.depth.set(self.depth.get().saturating_sub(1));
            }
        }
    }

    fn parent(&self, node: usize) -> Option<usize> {
        index(self.nodes.borrow()[node].parent)
    }

    /// Comments count as elements: each takes as much.
    fn count(&self) {
        self.elements.set(self.elements.get() + 1);
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target].data {
            Data::Element(name, _) => name,
            _ => unreachable!("the tree builder asks elements only for their names"),
        })
    }

    fn create_element(&self, name: QualName, mut attrs: Vec<Attribute>, _: ElementFlags) -> usize {
        self.count();
        attrs.shrink_to_fit();
        self.add(Data::Element(name, attrs))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.count();
        self.add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.count();
        self.add(Data::Other)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.put(*parent, child, None);
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        before: &usize,
        child: NodeOrText<usize>,
    ) {
        if self.parent(*element).is_none() {
            self.append(before, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn pop(&self, node: &usize) {
        self.depth.set(self.nodes.borrow()[*node].depth.saturating_sub(1));
    }

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, new: NodeOrText<usize>) {
        if let Some(parent) = self.parent(*sibling) {
            self.put(parent, new, Some(*sibling));
        }
    }

    fn add_attrs_if_missing(&self, target: &usize, attrs: Vec<Attribute>) {
        if let Data::Element(_, own) = &mut self.nodes.borrow_mut()[*target].data {
            for attr in attrs {
                if own.len() < MOST_ATTRIBUTES && own.iter().all(|it| it.name != attr.name) {
                    own.push(attr);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.unlink(*target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        loop {
            let Some(child) = index(self.nodes.borrow()[*node].first) else { return };
            self.link(*new_parent, child, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deepest(tree: &Tree) -> u32 {
        tree.nodes.iter().map(|it| it.depth).max().unwrap_or_default()
    }

    #[test]
    fn deep_nesting_is_cut_and_what_follows_is_still_read() {
        for bomb in
            ["<div>", "<ul><li>", "<b>", "<table><tr><td>", "<font color=a><p>", "<table><i>"]
        {
            let tree = grow(&format!("{}<p id=end>x", bomb.repeat(20_000)));
            assert!(deepest(&tree) < 3 * DEEPEST, "{bomb}: {}", deepest(&tree));
            assert!(tree.nodes.len() < 400_000, "{bomb}: {}", tree.nodes.len());
        }
        let closed = format!("{}{}<p id=end>x", "<div>".repeat(5_000), "</div>".repeat(5_000));
        let tree = grow(&closed);
        assert!(tree.cut);
        let shallow = tree
            .nodes
            .iter()
            .any(|it| it.depth < 6 && matches!(&it.data, Data::Text(text) if text == "x"));
        assert!(shallow);
    }

    #[test]
    fn tags_of_thousands_of_attributes_are_cut_and_others_are_not() {
        let bomb = format!("<p {}>x</p>", "a ".repeat(50_000));
        assert!(spare(&bomb).len() < 7_000 && spare(&bomb).ends_with(">x</p>"));
        let page = "<p class=a>x</p> ".repeat(5_000);
        assert_eq!(spare(&page), page);
    }

    #[test]
    fn elements_that_reopen_do_not_multiply_without_bound() {
        let reopened: String = (0..20_000)
            .flat_map(|it| ["<p><b a=".to_owned(), it.to_string(), "></p>".to_owned()])
            .collect();
        let tree = grow(&reopened);
        assert!(tree.cut && tree.nodes.len() < 3 * (ELEMENTS + reopened.len() / BYTES_FOR_ELEMENT));
    }
}
