//! A template as a clerk writes it, made ready for the engine: notes taken out, headings and paragraph breaks marked.

use crate::reports::bulletin::template::names::encoded;

/// Signs that no text of a document holds, so that nothing from a page is ever taken for a heading.
const MARK: char = '\u{1}';
const END: char = '\u{4}';
const BREAK: char = '\u{3}';

/// A part of the text in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Chapter(String),
    Section(String),
    /// By its name.
    Chart(String),
    Paragraph(String),
}

/// For the engine; each line stays on its line.
pub(crate) fn prepared(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let bare = line.trim();
            if bare.starts_with('#') {
                String::new()
            } else if bare.is_empty() {
                BREAK.to_string()
            } else if let Some((kind, name)) = heading(bare) {
                format!("{MARK}{kind}：{name}{END}")
            } else {
                bare.to_owned()
            }
        })
        .collect();
    encoded(&lines.join("\n"))
}

/// Kind and name of a line that is `【章：总体情况】` and nothing else; the kind is one letter, known or not.
pub(crate) fn heading(line: &str) -> Option<(char, &str)> {
    let inner = line.trim().strip_prefix('【')?.strip_suffix('】')?;
    let (kind, name) = inner.split_once(['：', ':'])?;
    let mut letters = kind.trim().chars();
    let letter = letters.next()?;
    letters.next().is_none().then(|| (letter, name.trim()))
}

/// What the engine made of [`prepared`] text.
pub(crate) fn pieces(rendered: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut paragraph = String::new();
    let mut rest = rendered;
    while let Some(at) = rest.find([MARK, BREAK]) {
        paragraph.extend(joined(&rest[..at]));
        end_paragraph(&mut pieces, &mut paragraph);
        let is_mark = rest[at..].starts_with(MARK);
        rest = &rest[at + 1..];
        if !is_mark {
            continue;
        }
        let Some((head, after)) = rest.split_once(END) else { continue };
        rest = after;
        let name: String = joined(head).skip(2).collect();
        pieces.push(match head.chars().next() {
            Some('章') => Piece::Chapter(name),
            Some('图') => Piece::Chart(name),
            _ => Piece::Section(name),
        });
    }
    paragraph.extend(joined(rest));
    end_paragraph(&mut pieces, &mut paragraph);
    pieces
}

/// The lines of a text that are no blank, each without its ends; for a title, where each is a part of its own.
pub(crate) fn parts(rendered: &str) -> Vec<String> {
    rendered
        .split(['\n', BREAK])
        .map(|it| it.trim().to_owned())
        .filter(|it| !it.is_empty())
        .collect()
}

fn joined(lines: &str) -> impl Iterator<Item = char> + '_ {
    lines.lines().flat_map(|it| it.trim().chars())
}

fn end_paragraph(pieces: &mut Vec<Piece>, paragraph: &mut String) {
    if !paragraph.is_empty() {
        pieces.push(Piece::Paragraph(std::mem::take(paragraph)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_until_a_blank_one_and_notes_vanish() {
        let text = "# 说明\n【章：总体情况】\n第一句，\n# 又是说明\n　　第二句。\n\n【图：合格率】\n另一段。";
        assert_eq!(
            pieces(&prepared(text)),
            [
                Piece::Chapter("总体情况".into()),
                Piece::Paragraph("第一句，第二句。".into()),
                Piece::Chart("合格率".into()),
                Piece::Paragraph("另一段。".into()),
            ]
        );
    }

    #[test]
    fn brackets_within_a_line_are_no_heading() {
        for line in ["【监测通报】", "见【章：一】", "【重要：一】", "【】", "章：一"]
        {
            assert_eq!(heading(line), None, "{line}");
        }
        assert_eq!(heading("　【节：排名】 "), Some(('节', "排名")));
    }
}
