//! From text to a tree of nodes, by html5ever's tree builder with a cap on nesting and on the number of elements.

mod capped;
mod sink;

use crate::parse::tree::capped::{Capped, spare};
use crate::parse::tree::sink::Sink;
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, QualName};

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
    let tokenizer = Tokenizer::new(Capped::new(builder, budget), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&spare(html)));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let cut = tokenizer.sink.cut.get();
    Tree { nodes: tokenizer.sink.builder.sink.into_nodes(), cut }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tree::capped::DEEPEST;

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
    fn elements_that_reopen_do_not_multiply_without_bound() {
        let reopened: String = (0..20_000)
            .flat_map(|it| ["<p><b a=".to_owned(), it.to_string(), "></p>".to_owned()])
            .collect();
        let tree = grow(&reopened);
        assert!(tree.cut && tree.nodes.len() < 3 * (ELEMENTS + reopened.len() / BYTES_FOR_ELEMENT));
    }
}
