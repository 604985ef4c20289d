//! Keeps from the tree builder what was made to hurt it: attributes without number, nesting, formatting left open.

use crate::parse::tree::sink::Sink;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;
use std::borrow::Cow;
use std::cell::Cell;

/// Browsers stop here too. The tree builder searches its open elements for most tags, so its work would grow with the
/// square of the depth.
pub(super) const DEEPEST: u32 = 500;

/// More attributes than this has no tag that somebody wrote.
pub(super) const MOST_ATTRIBUTES: usize = 3_000;

/// The tokenizer compares each attribute of a tag with all before it: cuts tags that were made to hurt.
pub(super) fn spare(html: &str) -> Cow<'_, str> {
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

pub(super) struct Capped {
    pub(super) builder: TreeBuilder<usize, Sink>,
    /// Elements that the page may have.
    budget: usize,
    pub(super) cut: Cell<bool>,
    /// Formatting elements that were opened and not closed.
    formatting: Cell<usize>,
}

impl Capped {
    pub(super) fn new(builder: TreeBuilder<usize, Sink>, budget: usize) -> Self {
        Self { builder, budget, cut: Cell::new(false), formatting: Cell::new(0) }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_thousands_of_attributes_are_cut_and_others_are_not() {
        let bomb = format!("<p {}>x</p>", "a ".repeat(50_000));
        assert!(spare(&bomb).len() < 7_000 && spare(&bomb).ends_with(">x</p>"));
        let page = "<p class=a>x</p> ".repeat(5_000);
        assert_eq!(spare(&page), page);
    }
}
