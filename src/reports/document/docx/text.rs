//! Paragraphs and runs, and where a centred line is broken.

use crate::reports::document::docx::measures::width;
use crate::reports::document::docx::xml::Xml;

/// A paragraph of a style.
pub(super) fn paragraph(xml: &mut Xml, style: &str, text: &str) {
    paragraph_with(xml, style, |_| {}, |xml| run(xml, text));
}

/// A paragraph of a style, `""` for the body's, with properties of its own, in the schema's order after the style's name.
pub(super) fn paragraph_with(
    xml: &mut Xml,
    style: &str,
    properties: impl FnOnce(&mut Xml),
    inner: impl FnOnce(&mut Xml),
) {
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| {
            if !style.is_empty() {
                xml.value("w:pStyle", style);
            }
            properties(xml);
        });
        inner(xml);
    });
}

/// An empty line of the type area.
pub(super) fn blank_lines(xml: &mut Xml, number: usize) {
    for _ in 0..number {
        paragraph_with(xml, "blank", |_| {}, |_| {});
    }
}

/// Lines of one paragraph.
pub(super) fn lines(xml: &mut Xml, lines: &[String]) {
    for (index, line) in lines.iter().enumerate() {
        if 0 < index {
            xml.element("w:r", &[], |xml| xml.empty("w:br", &[]));
        }
        run(xml, line);
    }
}

pub(super) fn run(xml: &mut Xml, text: &str) {
    run_with(xml, text, |_| {});
}

/// A run with properties of its own, in the schema's order after the typeface.
pub(super) fn run_with(xml: &mut Xml, text: &str, properties: impl FnOnce(&mut Xml)) {
    if text.is_empty() {
        return;
    }
    xml.element("w:r", &[], |xml| {
        xml.element("w:rPr", &[], |xml| {
            if text.contains(is_both) {
                xml.empty("w:rFonts", &[("w:hint", "eastAsia")]);
            }
            properties(xml);
        });
        xml.element("w:t", &[("xml:space", "preserve")], |xml| xml.text(text));
    });
}

/// Characters of Chinese and of Western typesetting alike, which Word sets in the Western typeface unless told.
fn is_both(letter: char) -> bool {
    matches!(
        letter,
        '“' | '”' | '‘' | '’' | '—' | '–' | '…' | '·' | '×' | '÷' | '°' | '±' | '§' | '①'
            ..='⑳' | '→' | '↑' | '↓'
    )
}

/// A centred text as few lines of much the same length, none wider than `most` characters where that can be. Words of
/// letters or digits stay whole, and no line begins or ends with a mark that must not.
pub(super) fn balanced(text: &str, most: f64) -> Vec<String> {
    let mut rest: Vec<char> = text.trim().chars().collect();
    let mut broken = Vec::new();
    loop {
        let whole = wide(&rest);
        let left = (whole / most).ceil();
        if left <= 1.0 {
            break;
        }
        let Some(at) = best_break(&rest, whole / left, most) else { break };
        let tail = rest.split_off(at);
        broken.push(rest.iter().collect::<String>().trim().to_owned());
        rest = tail;
    }
    broken.push(rest.iter().collect::<String>().trim().to_owned());
    broken
}

/// Before which character to break, nearest to `ideal` and not beyond `most`.
fn best_break(letters: &[char], ideal: f64, most: f64) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    let mut so_far = 0.0;
    for at in 1..letters.len() {
        so_far += wide(&letters[at - 1..at]);
        if most < so_far {
            break;
        }
        if !may_break(letters[at - 1], letters[at]) {
            continue;
        }
        // After a word that joins, the text is best broken.
        let bonus =
            if matches!(letters[at - 1], '的' | '和' | '与' | '及' | '、' | '，' | '；' | '（')
            {
                1.6
            } else {
                0.0
            };
        let cost = (so_far - ideal).abs() - bonus;
        if best.is_none_or(|(known, _)| cost < known) {
            best = Some((cost, at));
        }
    }
    best.map(|(_, at)| at)
}

fn may_break(before: char, after: char) -> bool {
    let joined = before.is_ascii_alphanumeric()
        && (after.is_ascii_alphanumeric() || matches!(after, '年' | '月' | '日'));
    let of_date = matches!(before, '年' | '月') && after.is_ascii_digit();
    let opens = matches!(before, '（' | '《' | '“' | '〔' | '(' | '「');
    let closes = matches!(
        after,
        '）' | '》' | '”' | '〕' | ')' | '、' | '，' | '；' | '：' | '。' | '的' | '」'
    );
    !joined && !of_date && !opens && !closes
}

fn wide(letters: &[char]) -> f64 {
    width(&letters.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_becomes_lines_of_much_the_same_length() {
        for (text, lines) in [
            ("关于2026年11月政府网站检查情况的通报", vec!["关于2026年11月政府网站检查情况的通报"]),
            (
                "霍邱县人民政府办公室关于2026年11月政府网站检查情况的通报",
                vec!["霍邱县人民政府办公室关于", "2026年11月政府网站检查情况的通报"],
            ),
            ("单位类别", vec!["单位类别"]),
            ("", vec![""]),
        ] {
            let broken = balanced(text, 20.0);
            assert_eq!(broken.concat(), text);
            assert!(broken.iter().all(|it| width(it) <= 20.0), "{broken:?}");
            assert_eq!(broken.len(), lines.len(), "{broken:?}");
        }
        assert_eq!(balanced("单位类别", 3.5), ["单位", "类别"]);
        assert_eq!(balanced("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 3.5).len(), 1);
    }
}
