//! Text on its way to a terminal: what a page or a register brings in must not move the cursor, change colours, set the
//! clipboard or turn the reading order.

use crate::reports::clean::is_unseen;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Without control, bidi and invisible characters; breaks, tabs and a mark of UTF-8 at the very beginning stay.
pub(crate) fn fit(text: &str) -> Cow<'_, str> {
    let (mark, rest) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    if !rest.contains(is_told) {
        return Cow::Borrowed(text);
    }
    let kept = rest.chars().filter(|it| !is_told(*it));
    Cow::Owned(mark.chars().chain(kept).collect())
}

/// JSON that says the same in characters that a terminal only shows.
pub(crate) fn fit_json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_told) {
        return Cow::Borrowed(text);
    }
    let mut fit = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_told(letter) {
            // Such letters stand nowhere but in strings.
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(fit, "\\u{unit:04x}");
            }
        } else {
            fit.push(letter);
        }
    }
    Cow::Owned(fit)
}

fn is_told(letter: char) -> bool {
    is_unseen(letter) && !matches!(letter, '\n' | '\r' | '\t')
        || matches!(letter, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_only_what_it_shows() {
        for (text, shown) in [
            ("甲\n乙\t丙\r\n", "甲\n乙\t丙\r\n"),
            ("\u{1b}[31m红\u{1b}]52;c;aGk=\u{7}", "[31m红]52;c;aGk="),
            ("\u{9b}31m\u{202e}逆\u{2066}\u{200b}\u{0}", "31m逆"),
            ("\u{feff}期次,\u{feff}单位", "\u{feff}期次,单位"),
        ] {
            assert_eq!(fit(text), shown, "{text:?}");
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let text = serde_json::to_string("\u{1b}\u{9b}\u{202e}\u{e0041}甲").unwrap();
        let shown = fit_json(&text);
        assert!(!shown.contains(is_told), "{shown:?}");
        assert_eq!(
            serde_json::from_str::<String>(&shown).unwrap(),
            "\u{1b}\u{9b}\u{202e}\u{e0041}甲"
        );
    }
}
