//! Where the tree builder puts its nodes.

use crate::parse::tree::capped::MOST_ATTRIBUTES;
use crate::parse::tree::{Data, NONE, Raw, index, number};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

pub(super) struct Sink {
    nodes: RefCell<Vec<Raw>>,
    pub(super) elements: Cell<usize>,
    /// Of the node that was put in last, an approximation of how many elements are open.
    pub(super) depth: Cell<u32>,
}

impl Sink {
    pub(super) fn new() -> Self {
        let sink = Self { nodes: RefCell::default(), elements: Cell::new(0), depth: Cell::new(0) };
        sink.add(Data::Document);
        sink
    }

    pub(super) fn into_nodes(self) -> Vec<Raw> {
        self.nodes.into_inner()
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
