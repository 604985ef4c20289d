//! Reads the parts of a docx as trees.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) children: Vec<Node>,
    /// Of this element alone.
    pub(crate) text: String,
}

impl Node {
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// The first below it, at any depth.
    pub(crate) fn first(&self, name: &str) -> Option<&Node> {
        self.all(name).into_iter().next()
    }

    /// All of a name below it, in the document's order.
    pub(crate) fn all(&self, name: &str) -> Vec<&Node> {
        let mut found = Vec::new();
        self.visit(&mut |it| {
            if it.name == name {
                found.push(it);
            }
        });
        found
    }

    pub(crate) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Node)) {
        for child in &self.children {
            see(child);
            child.visit(see);
        }
    }

    /// All text below it.
    pub(crate) fn words(&self) -> String {
        let mut words = String::new();
        self.visit(&mut |it| {
            if it.name == "w:t" {
                words.push_str(&it.text);
            }
        });
        words
    }

    /// `attribute` of the only element `name` below it.
    pub(crate) fn value(&self, name: &str, attribute: &str) -> String {
        self.first(name).map(|it| it.attribute(attribute).to_owned()).unwrap_or_default()
    }
}

/// Name and bytes of each file.
pub(crate) fn files(docx: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(docx)).expect("a zip");
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).expect("a file");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("readable");
            (file.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

pub(crate) fn part(docx: &[u8], name: &str) -> Node {
    tree(files(docx).get(name).unwrap_or_else(|| panic!("no part {name}")))
}

/// The root element.
pub(crate) fn tree(bytes: &[u8]) -> Node {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let forbidden = |it: char| it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(forbidden), "characters that XML forbids");
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(it) => open.push(node(&it)),
            Event::Empty(it) => open.last_mut().expect("a parent").children.push(node(&it)),
            Event::End(_) => {
                let done = open.pop().expect("an open element");
                open.last_mut().expect("a parent").children.push(done);
            }
            Event::Text(it) => open.last_mut().expect("a parent").text += &it.xml10_content(),
            Event::GeneralRef(it) => {
                let name = it.xml10_content();
                let text = match quick_xml::escape::resolve_predefined_entity(&name) {
                    Some(text) => text.to_owned(),
                    None => it
                        .resolve_char_ref()
                        .expect("a reference")
                        .expect("a character")
                        .to_string(),
                };
                open.last_mut().expect("a parent").text += &text;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "all elements are closed");
    open.remove(0).children.remove(0)
}

fn node(start: &BytesStart<'_>) -> Node {
    let attributes = start
        .attributes()
        .map(|it| {
            let it = it.expect("an attribute");
            let value = quick_xml::escape::unescape(&it.value).expect("escaped").into_owned();
            (it.key.as_ref().to_owned(), value)
        })
        .collect();
    Node { name: start.name().as_ref().to_owned(), attributes, ..Node::default() }
}
