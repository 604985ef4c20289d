//! The tree laid out flat in document order, with what is hidden and which region each node stands in: every later
//! reader is a loop over a range.

mod lay;
mod text;

use crate::model::page::Place;
use crate::parse::regions;
use crate::parse::tree::grow;
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

    /// What was counted once.
    pub(super) fn own_text(&self, count: impl FnOnce() -> usize) -> usize {
        *self.own_text.get_or_init(count)
    }
}
