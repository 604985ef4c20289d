//! Writes XML elements. Whatever text goes in, what comes out is well-formed XML 1.0.

use crate::reports::ReportError;
use crate::reports::clean::one_line;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::fmt::Display;
use std::io;

pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    fault: Option<io::Error>,
}

impl Xml {
    /// A part with its declaration.
    pub(super) fn new() -> Self {
        let mut xml = Self { writer: Writer::new(Vec::new()), fault: None };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml
    }

    /// An element with attributes and what `inner` writes.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inner: impl FnOnce(&mut Self),
    ) {
        self.event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
        inner(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element that holds nothing.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())));
    }

    /// An element whose only attribute is its value: `w:val` of Word's elements, `val` of the others.
    pub(super) fn value(&mut self, name: &str, value: impl Display + Copy) {
        let attribute = if name.starts_with("w:") { "w:val" } else { "val" };
        self.empty(name, &[(attribute, &value.to_string())]);
    }

    /// An element with one attribute of another name.
    pub(super) fn value_of(&mut self, name: &str, attribute: &str, value: &str) {
        self.empty(name, &[(attribute, value)]);
    }

    /// A single space as text.
    pub(super) fn space(&mut self) {
        self.event(Event::Text(BytesText::new(" ")));
    }

    /// An element that holds text only.
    pub(super) fn texts(&mut self, name: &str, text: &str) {
        self.element(name, &[], |xml| xml.text(text));
    }

    /// Foreign text: one line, escaped, without what XML 1.0 forbids and what turns the direction of writing.
    pub(super) fn text(&mut self, text: &str) {
        let line = one_line(text);
        self.event(Event::Text(BytesText::new(&line)));
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, ReportError> {
        match self.fault {
            None => Ok(self.writer.into_inner()),
            Some(fault) => Err(ReportError::Write { file: "docx", reason: fault.to_string() }),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        if self.fault.is_none() {
            self.fault = self.writer.write_event(event).err();
        }
    }
}
