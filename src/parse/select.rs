//! Selectors over the laid-out page: `tag#id.class[attr^=x]` with `:first-child` and `:last-child`, descendants and children.

use crate::parse::doc::{Doc, Node};
use std::ops::Range;

/// More steps than this no family needs, and as many bits tell how far a node's ancestors matched.
const MOST_STEPS: usize = 8;

#[derive(Debug)]
pub(super) struct Selector {
    steps: Vec<Step>,
}

#[derive(Debug, Default)]
struct Step {
    /// Directly below what the step before matched.
    child: bool,
    tag: String,
    id: String,
    classes: Vec<String>,
    attrs: Vec<AttrTest>,
    first: bool,
    last: bool,
}

#[derive(Debug)]
struct AttrTest {
    name: String,
    how: How,
    value: String,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Is,
    Starts,
    Ends,
    Contains,
    Exists,
}

impl Selector {
    /// `None` for what is no selector of this kind.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut child = false;
        for word in words(text) {
            if word == ">" {
                if child || steps.is_empty() {
                    return None;
                }
                child = true;
                continue;
            }
            steps.push(Step { child, ..step(&word)? });
            child = false;
        }
        (!child && (1..=MOST_STEPS).contains(&steps.len())).then_some(Self { steps })
    }

    /// Matching elements of a range in document order. What stands above the range counts for nothing.
    pub(super) fn find(&self, doc: &Doc, range: Range<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let whole = 1_u8 << (self.steps.len() - 1);
        let from = range.start;
        // For each node which steps end at it, and which at it or above.
        let mut reached: Vec<(u8, u8)> = Vec::with_capacity(range.len());
        for at in range {
            let node = &doc.nodes[at];
            let above =
                if from < at && from <= node.parent { reached[node.parent - from] } else { (0, 0) };
            let mut own = 0;
            if !node.is_text() && !node.raw {
                for (number, step) in self.steps.iter().enumerate() {
                    let needed = if step.child { above.0 } else { above.1 };
                    let leads = number == 0 || needed & (1 << (number - 1)) != 0;
                    if leads && step.fits(doc, at) {
                        own |= 1 << number;
                    }
                }
            }
            if own & whole != 0 {
                found.push(at);
            }
            reached.push((own, own | above.1));
        }
        found
    }
}

impl Step {
    fn fits(&self, doc: &Doc, at: usize) -> bool {
        let node = &doc.nodes[at];
        let is = |name: &str, wanted: &str| {
            wanted.is_empty()
                || node.attr(name).is_some_and(|it| it.trim().eq_ignore_ascii_case(wanted))
        };
        (self.tag.is_empty() || *node.tag == *self.tag)
            && is("id", &self.id)
            && self.has_classes(node)
            && self.attrs.iter().all(|it| it.fits(node))
            && (!self.first || is_first(doc, at))
            && (!self.last || is_last(doc, at))
    }

    fn has_classes(&self, node: &Node) -> bool {
        self.classes.is_empty()
            || node.attr("class").is_some_and(|own| {
                self.classes
                    .iter()
                    .all(|class| own.split_whitespace().any(|it| it.eq_ignore_ascii_case(class)))
            })
    }
}

impl AttrTest {
    fn fits(&self, node: &Node) -> bool {
        node.attr(&self.name).map(str::trim).is_some_and(|it| match self.how {
            How::Exists => true,
            How::Is => it.eq_ignore_ascii_case(&self.value),
            How::Starts => it.starts_with(&*self.value),
            How::Ends => it.ends_with(&*self.value),
            How::Contains => it.contains(&*self.value),
        })
    }
}

fn is_first(doc: &Doc, at: usize) -> bool {
    let before = doc.children(doc.nodes[at].parent).find(|it| !doc.nodes[*it].is_text());
    before == Some(at)
}

fn is_last(doc: &Doc, at: usize) -> bool {
    let end = doc.nodes[doc.nodes[at].parent].end;
    let mut next = doc.nodes[at].end;
    while next < end && doc.nodes[next].is_text() {
        next = doc.nodes[next].end;
    }
    end <= next
}

/// Split at blanks outside brackets; `>` is a word of its own.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        if !inside && (letter.is_whitespace() || letter == '>') {
            words.push(if letter == '>' { ">".to_owned() } else { String::new() });
            if letter == '>' {
                words.push(String::new());
            }
        } else if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

fn step(word: &str) -> Option<Step> {
    let mut step = Step::default();
    let (tag, mut rest) = name(word);
    step.tag = tag.to_ascii_lowercase();
    while let Some(mark) = rest.chars().next() {
        rest = &rest[mark.len_utf8()..];
        if mark == '[' {
            let (test, after) = rest.split_once(']')?;
            step.attrs.push(attr_test(test)?);
            rest = after;
            continue;
        }
        let (word, after) = name(rest);
        match (mark, word) {
            (_, "") => return None,
            ('#', id) => id.clone_into(&mut step.id),
            ('.', class) => step.classes.push(class.to_owned()),
            (':', "first-child") => step.first = true,
            (':', "last-child") => step.last = true,
            _ => return None,
        }
        rest = after;
    }
    Some(step)
}

fn name(text: &str) -> (&str, &str) {
    let end =
        text.find(|it: char| !it.is_alphanumeric() && it != '-' && it != '_').unwrap_or(text.len());
    text.split_at(end)
}

fn attr_test(test: &str) -> Option<AttrTest> {
    let (name, rest) = name(test);
    let (how, value) = if rest.is_empty() {
        (How::Exists, rest)
    } else if let Some(value) = rest.strip_prefix("^=") {
        (How::Starts, value)
    } else if let Some(value) = rest.strip_prefix("$=") {
        (How::Ends, value)
    } else if let Some(value) = rest.strip_prefix("*=") {
        (How::Contains, value)
    } else {
        (How::Is, rest.strip_prefix('=')?)
    };
    let value = value.trim_matches(['"', '\'']).to_owned();
    let is_whole = !name.is_empty() && (!value.is_empty() || matches!(how, How::Exists));
    is_whole.then(|| AttrTest { name: name.to_ascii_lowercase(), how, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_find_what_they_say() {
        let doc = Doc::new(
            "<div id=main class='box List'><ul><li class=a><a href='/info/1/2.htm'>1</a><b>x</b></li><li class='a split'>\
             <a href=/b>2</a></li></ul></div><ul class=a><li><a href=/info/3>3</a></li></ul>",
        );
        let all = 0..doc.nodes.len();
        for (selector, expected) in [
            ("a", "1 2 3"),
            ("#main a", "1 2"),
            ("div.list li.a a", "1 2"),
            (".a a", "1 2 3"),
            ("ul > a", ""),
            ("ul > li > a", "1 2 3"),
            ("#main > ul > li a[href^='/info/']", "1"),
            ("li.split a", "2"),
            ("li.a.split > a", "2"),
            ("a[href*=info]", "1 3"),
            ("a[href$='.htm']", "1"),
            ("a[href=/b]", "2"),
            ("[class] a[href]", "1 2 3"),
            ("li:last-child a", "2 3"),
            ("li:first-child a", "1 3"),
            ("li a:last-child", "2 3"),
            ("ul.none a", ""),
        ] {
            let found = Selector::new(selector).unwrap_or_else(|| panic!("{selector}"));
            let texts: Vec<&str> =
                found.find(&doc, all.clone()).into_iter().map(|it| doc.text(it)).collect();
            assert_eq!(texts.join(" "), expected, "{selector}");
        }
    }

    #[test]
    fn what_is_no_selector_is_refused() {
        for text in [
            "", ">", "a >", "> a", "a > > b", "a..b", "a[", "a[=x]", "a[b=]", "a:hover", "a, b",
            "a + b", "a#",
        ] {
            assert!(Selector::new(text).is_none(), "{text}");
        }
    }

    #[test]
    fn only_the_range_counts() {
        let doc = Doc::new("<div class=x><p><b>1</b></p></div>");
        let p = doc.all("p").next().unwrap();
        let found = |text: &str| Selector::new(text).unwrap().find(&doc, doc.range(p)).len();
        assert_eq!((found("b"), found("p b"), found(".x b")), (1, 1, 0));
    }
}
