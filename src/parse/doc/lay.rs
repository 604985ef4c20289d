//! Lays a tree out flat in document order, the lists in record islands included.

use crate::model::page::Place;
use crate::parse::doc::{Doc, Node};
use crate::parse::islands;
use crate::parse::tree::{Data, Tree, grow};
use html5ever::{Attribute, LocalName, local_name};

impl Doc {
    /// Copies a tree in document order. Record islands in scripts are laid out as the list that a browser would draw.
    pub(super) fn lay(&mut self, tree: Tree) {
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
