//! The page's text in blocks, and which of them begin with the label of a guide.

use crate::model::page::Place;
use crate::parse::doc::Doc;
use crate::parse::folded::is_blank;
use crate::reference::guides::{self, Label};
use std::ops::Range;

/// A page with more has no labels that anybody wrote.
const MOST_BLOCKS: usize = 6_000;
/// Of a block so much is kept as shows whether it says anything.
const LONGEST: usize = 400;
/// A label with its number and colon is not longer.
const LONGEST_HEAD: usize = 24;

/// Text between two breaks.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) text: String,
    /// Text up to the first element within it.
    first: String,
    pub(super) nodes: Range<usize>,
    /// `h1` to `h6`, `dt`, the cell that it is in.
    kind: Kind,
    pub(super) cell: Option<usize>,
    /// Stands in a menu.
    pub(super) in_menu: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading(u8),
    Term,
    Plain,
}

/// How a label is set off from what it names: labels of one guide are written alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Its level.
    Heading(u8),
    Term,
    /// `一、`, `（一）` or `1.`
    Numbered(char),
    Colon,
    Bracket,
    Plain,
}

/// A label at the beginning of a block.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) label: Label,
    pub(super) form: Form,
    /// What follows it in the same block.
    pub(super) rest: String,
}

/// The blocks that a visitor can come to see, hidden tabs among them, the footer not.
pub(super) fn blocks(doc: &Doc) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    // Ends of the block elements around.
    let mut around: Vec<(usize, Kind, Option<usize>)> = Vec::new();
    for (at, node) in doc.nodes.iter().enumerate() {
        while around.last().is_some_and(|(end, ..)| *end <= at) {
            around.pop();
            close(&mut open, &mut found);
        }
        if MOST_BLOCKS < found.len() {
            break;
        }
        if node.is_text() {
            if node.raw || node.place == Place::Footer {
                continue;
            }
            let (_, kind, cell) = around.last().copied().unwrap_or((0, Kind::Plain, None));
            let block = open.get_or_insert_with(|| Block {
                text: String::new(),
                first: String::new(),
                nodes: at..at,
                kind,
                cell,
                in_menu: node.place == Place::Nav,
            });
            block.take(&node.text, at);
        } else if !is_inline(&node.tag) {
            close(&mut open, &mut found);
            let (_, outer, cell) = around.last().copied().unwrap_or((0, Kind::Plain, None));
            let (kind, cell) = match &*node.tag {
                "h1" => (Kind::Heading(1), cell),
                "h2" => (Kind::Heading(2), cell),
                "h3" => (Kind::Heading(3), cell),
                "h4" => (Kind::Heading(4), cell),
                "h5" | "h6" => (Kind::Heading(5), cell),
                "dt" => (Kind::Term, cell),
                "td" | "th" => (Kind::Plain, Some(at)),
                "dd" | "ul" | "ol" | "table" => (Kind::Plain, cell),
                _ => (outer, cell),
            };
            around.push((node.end, kind, cell));
        }
    }
    close(&mut open, &mut found);
    found
}

fn close(open: &mut Option<Block>, found: &mut Vec<Block>) {
    found.extend(open.take().filter(|it| !it.text.is_empty()));
}

fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "b"
            | "strong"
            | "em"
            | "i"
            | "u"
            | "font"
            | "span"
            | "label"
            | "sub"
            | "sup"
            | "o:p"
            | "big"
            | "small"
            | "mark"
            | "img"
            | "script"
            | "style"
            | "input"
    )
}

impl Block {
    fn take(&mut self, text: &str, at: usize) {
        let was_empty = self.text.is_empty();
        for letter in text.chars() {
            if LONGEST < self.text.len() {
                break;
            }
            if !is_blank(letter) {
                self.text.push(letter);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
        if was_empty {
            self.first.clone_from(&self.text);
            self.nodes.start = at;
        }
        self.nodes.end = at + 1;
    }

    /// The label that the block begins with.
    pub(super) fn head(&self) -> Option<Head> {
        let (form, text) = self.form();
        let whole = |label| Head { label, form, rest: String::new() };
        if let Some(label) = guides::label(&bare(text)) {
            return Some(whole(label));
        }
        let begins: String = text.chars().take(LONGEST_HEAD).collect();
        if let Some((inside, _)) =
            begins.strip_prefix(['【', '[', '〔']).and_then(|it| it.split_once(['】', ']', '〕']))
        {
            let label = guides::label(&bare(inside))?;
            let rest = text.split_once(['】', ']', '〕']).map_or("", |(_, it)| it);
            let rest = rest.trim_start_matches([':', '：', ' ']).to_owned();
            return Some(Head { label, form: Form::Bracket, rest });
        }
        if let Some((before, _)) = begins.split_once([':', '：']) {
            let label = guides::label(&bare(before))?;
            let rest = text.split_once([':', '：']).map_or("", |(_, it)| it).trim().to_owned();
            let form = if form == Form::Plain { Form::Colon } else { form };
            return Some(Head { label, form, rest });
        }
        // `<b>设定依据</b>《…》`, or nothing but a blank between.
        let word = text.split(' ').next().unwrap_or_default();
        [self.first.trim(), word].into_iter().find_map(|begin| {
            let label = guides::label(&bare(begin)).filter(|it| !matches!(it, Label::May(_)))?;
            let rest = self.text.split_once(begin)?.1.trim().to_owned();
            Some(Head { label, form, rest })
        })
    }

    /// The number that it begins with.
    pub(super) fn number(&self) -> Option<u32> {
        numbered(&self.text).0?;
        let text = self.text.trim_start_matches(|it: char| !it.is_alphanumeric());
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse() {
            return Some(number);
        }
        let value = |it: char| "零一二三四五六七八九十".chars().position(|known| known == it);
        let values: Vec<usize> = text.chars().map_while(value).collect();
        let number = match values.as_slice() {
            [10, ones] => 10 + ones,
            [one] => *one,
            _ => return None,
        };
        u32::try_from(number).ok()
    }

    /// How it is set off, and its text without the number.
    pub(super) fn form(&self) -> (Form, &str) {
        let (number, text) = numbered(&self.text);
        let form = match (self.kind, number) {
            (Kind::Heading(level), _) => Form::Heading(level),
            (Kind::Term, _) => Form::Term,
            (Kind::Plain, Some(number)) => Form::Numbered(number),
            (Kind::Plain, None) => Form::Plain,
        };
        (form, text)
    }
}

/// The style of the number before a text (`一`, `(` or `1`), and the text without it.
pub(super) fn numbered(text: &str) -> (Option<char>, &str) {
    let text = text.trim_start_matches(['■', '●', '◆', '▪', '·', '★', '☆', '*', '>', ' ']);
    let is_digit = |it: char| it.is_ascii_digit();
    let is_han = |it: char| "一二三四五六七八九十".contains(it);
    let rest = text.trim_start_matches(['（', '(']);
    let bracketed = rest.len() < text.len();
    let after_digits = rest.trim_start_matches(is_digit);
    let after_han = rest.trim_start_matches(is_han);
    let (style, after) = if after_digits.len() < rest.len() {
        ('1', after_digits)
    } else if after_han.len() < rest.len() {
        ('一', after_han)
    } else {
        return (None, text);
    };
    let ends: &[char] =
        if bracketed { &['）', ')'] } else { &['、', '.', '．', ')', '）', '，', ' '] };
    match after.strip_prefix(ends) {
        Some(rest) => (Some(if bracketed { '(' } else { style }), rest.trim_start()),
        None => (None, text),
    }
}

/// A label without blanks, number, brackets and colon.
pub(super) fn bare(text: &str) -> String {
    let (_, text) = numbered(text);
    let text: String = text.chars().filter(|it| !is_blank(*it)).collect();
    let edges = [
        ':', '：', '【', '】', '[', ']', '〔', '〕', '■', '●', '◆', '▪', '·', '★', '*', '>', '-',
        '—', '。', '、', '|',
    ];
    let text = text.trim_matches(edges);
    // `联系电话（传真）`
    let text = text.split(['（', '(']).next().filter(|it| !it.is_empty()).unwrap_or(text);
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_without_their_dress() {
        for (text, expected) in [
            ("一、设定依据：", "设定依据"),
            ("（三）办 理 材 料", "办理材料"),
            ("3.联系电话（传真）", "联系电话"),
            ("【受理条件】", "受理条件"),
            ("一次性告知", "一次性告知"),
            ("12345热线", "12345热线"),
        ] {
            assert_eq!(bare(text), expected, "{text}");
        }
    }

    #[test]
    fn a_block_ends_where_a_line_ends_and_not_where_a_word_is_coloured() {
        let doc = Doc::new(
            "<div><p>一、设<span>定依据</span>：《某法》</p>办理地点：二楼<br>电话：1<b>2</b>3</div><footer>电话：9</footer>",
        );
        let found = blocks(&doc);
        let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["一、设定依据：《某法》", "办理地点：二楼", "电话：123"]);
        let head = found[0].head().unwrap();
        assert_eq!((head.form, head.rest.as_str()), (Form::Numbered('一'), "《某法》"));
    }
}
