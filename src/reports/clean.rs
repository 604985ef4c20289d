//! Text from foreign pages made fit for a cell or a paragraph: no control, bidi or invisible characters, no formulas.

/// One line: breaks and tabs become a space, control, bidi and invisible characters go, ends are trimmed.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        if is_break(letter) || letter == ' ' {
            gap = true;
        } else if !is_unseen(letter) {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(letter);
        }
    }
    line.trim().to_owned()
}

/// `text` as a spreadsheet shows it and does not compute it: what looks like the beginning of a formula gets an
/// apostrophe. A negative number among texts gets one too; numbers have cells of their own kind.
pub fn harmless(text: &str) -> String {
    let line = one_line(text);
    if line.starts_with(begins_formula) { format!("'{line}") } else { line }
}

/// `text` with at most `most` characters, the last an ellipsis where something was cut.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The sentences or parts of `text` that end within `most` characters, without the mark behind them; where the first one is
/// too long, as [`shortened`].
pub fn brief(text: &str, most: usize) -> String {
    const ENDS: [char; 2] = ['。', '；'];
    let text = text.trim_end_matches(['。', '；', '.']);
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    if end == text.len() {
        return text.to_owned();
    }
    // A mark within a quoted title ends nothing.
    let is_outside = |at: usize| {
        let count = |mark: &str| text[..at].matches(mark).count();
        count("“") == count("”") && count("《") == count("》")
    };
    let mut ends = text[..end].rmatch_indices(ENDS).map(|(at, _)| at);
    match ends.find(|at| is_outside(*at)) {
        Some(at) => text[..at].to_owned(),
        None => shortened(text, most),
    }
}

/// ASCII, full-width and small forms: spreadsheets in Chinese settings take full-width ones as well.
fn begins_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫')
}

/// Line ends of any kind, tabs, and blanks that do not break.
fn is_break(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{a0}'
    )
}

/// Control, bidi and invisible characters.
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_one_line_without_what_cannot_be_seen() {
        for (text, line) in [
            ("a\r\nb", "a b"),
            ("  a \n\n\t b  ", "a b"),
            ("a\u{0}b\u{7}c\u{1b}[31m", "abc[31m"),
            ("通知\u{202e}cod.exe\u{202c}", "通知cod.exe"),
            ("a\u{2028}b\u{85}c", "a b c"),
            ("\u{feff}a\u{200b}b", "ab"),
            ("全角　空格", "全角　空格"),
            ("", ""),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn a_cell_that_begins_like_a_formula_is_made_harmless() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+86 564", "'+86 564"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'=1"),
            ("\r=1", "'=1"),
            ("\u{200b}=1", "'=1"),
            (" =1", "'=1"),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠a", "'＠a"),
            ("a=1", "a=1"),
            ("2026-11-20", "2026-11-20"),
            ("0564-6021000", "0564-6021000"),
            ("http://www.a.gov.cn/?a=1", "http://www.a.gov.cn/?a=1"),
            ("—", "—"),
        ] {
            assert_eq!(harmless(text), cell, "{text:?}");
        }
    }

    #[test]
    fn long_texts_end_in_an_ellipsis() {
        assert_eq!(shortened("政府网站", 4), "政府网站");
        assert_eq!(shortened("政府网站检查", 4), "政府网…");
    }

    #[test]
    fn what_is_brief_ends_where_a_part_ends() {
        for (text, most, told) in [
            ("有2条。“甲”标为1日；“乙”标为2日。", 40, "有2条。“甲”标为1日；“乙”标为2日"),
            ("有2条。“甲”标为1日；“乙”标为2日。", 16, "有2条。“甲”标为1日"),
            ("有2条。“甲”标为1日；“乙”标为2日。", 10, "有2条"),
            ("“甲。乙丙丁”标为1日", 6, "“甲。乙丙…"),
            ("《甲；乙丙丁》标为1日", 6, "《甲；乙丙…"),
            ("标为2026年11月15日", 6, "标为202…"),
            ("", 6, ""),
        ] {
            assert_eq!(brief(text, most), told, "{text} {most}");
        }
    }
}
