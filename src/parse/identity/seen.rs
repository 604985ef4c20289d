//! Where the marks of a government site may stand: the page's text, what its scripts write, its includes, its pictures.

use crate::model::page::Link;
use crate::parse::doc::Doc;
use crate::parse::{Include, charset, includes, links, scripts};
use crate::reference::grams::{Grams, Indexed};
use percent_encoding::percent_decode_str;
use url::Url;

/// Everything shown in which a mark may stand.
pub(in crate::parse) struct Seen<'a> {
    pub(super) text: String,
    pub(super) grams: Grams,
    pub(super) links: &'a [Link],
    /// Those that scripts write and includes bring.
    pub(super) written: Vec<Link>,
    /// Addresses and identifiers of scripts, for marks that a national script draws.
    pub(super) drawn: String,
}

/// `text`: that of the whole document.
pub(in crate::parse) fn seen<'a>(
    doc: &Doc,
    text: &Indexed<'_>,
    links: &'a [Link],
    base: &Url,
    includes: &[Include<'_>],
) -> Seen<'a> {
    let mut seen = Seen {
        text: text.text().to_owned(),
        grams: text.grams.clone(),
        links,
        written: Vec::new(),
        drawn: String::new(),
    };
    seen.add_drawn(doc);
    seen.add_written(doc, base, 2);
    for include in includes {
        let decoded = charset::decode(include.body, include.headers);
        let is_markup = decoded.text.trim_start().starts_with('<');
        let html = if is_markup { decoded.text } else { scripts::written(&decoded.text) };
        let doc = Doc::new(&html);
        seen.written.extend(links::all(&doc, include.address));
        seen.add(&doc, doc.text(0));
        seen.add_written(&doc, include.address, 1);
    }
    seen
}

impl Seen<'_> {
    pub(super) fn links(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().chain(&self.written).filter(|it| !it.hidden)
    }

    fn add(&mut self, doc: &Doc, text: &str) {
        for part in ["\n", text] {
            self.text.push_str(part);
            self.grams.add(part);
        }
        self.add_drawn(doc);
    }

    fn add_drawn(&mut self, doc: &Doc) {
        for at in doc.all("script").filter(|it| !doc.nodes[*it].raw && !doc.nodes[*it].hidden) {
            let node = &doc.nodes[at];
            for name in ["src", "id", "sitecode"] {
                if let Some(value) = node.attr(name) {
                    self.drawn.push_str(if name == "sitecode" { "sitecode=" } else { "" });
                    self.drawn.push_str(value);
                    self.drawn.push('\n');
                }
            }
        }
        for at in doc.all("img").filter(|it| doc.nodes[*it].is_shown()) {
            let node = &doc.nodes[at];
            self.drawn.push_str(node.attr("alt").unwrap_or_default());
            self.drawn.push_str(node.attr("title").unwrap_or_default());
            self.drawn.push('\n');
        }
    }

    /// What the scripts of a page write, and what the scripts written by them write.
    fn add_written(&mut self, doc: &Doc, base: &Url, depth: usize) {
        if depth == 0 {
            return;
        }
        for at in doc.all("script").filter(|it| !doc.nodes[*it].raw && !doc.nodes[*it].hidden) {
            let source = doc.source(at);
            let html = scripts::written(&source);
            if source.contains("conac.cn/js") {
                let decoded = percent_decode_str(&scripts::without_comments(&source))
                    .decode_utf8_lossy()
                    .into_owned();
                self.drawn.push_str(&decoded);
            }
            if !html.is_empty() {
                let inner = Doc::new(&html);
                self.written.extend(links::all(&inner, base));
                self.add(&inner, inner.text(0));
                self.add_written(&inner, base, depth - 1);
            }
        }
    }

    /// Words that stand in footers; several of them tell that the footer could be read.
    pub(in crate::parse) fn has_footer(&self) -> bool {
        let words = includes::FOOTER_WORDS.iter();
        2 <= words.filter(|it| self.grams.may_hold(it) && self.text.contains(*it)).count()
    }
}
