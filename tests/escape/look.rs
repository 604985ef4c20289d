//! What must not stand raw, whatever the place.

use std::cell::RefCell;

/// Gathers what is wrong, so that one look tells of every place.
#[derive(Default)]
pub(super) struct Look(RefCell<Vec<String>>);

/// Control, bidi and invisible characters, but for breaks and tabs.
fn acts(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}'
            | '\u{e0000}'..='\u{e007f}')
}

impl Look {
    pub(super) fn wrong(&self, text: String) {
        self.0.borrow_mut().push(text);
    }

    pub(super) fn nothing_was_wrong(&self) {
        let all = self.0.borrow();
        assert!(all.is_empty(), "\n{}\n", all.join("\n"));
    }

    pub(super) fn terminal(&self, place: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some((at, letter)) = text.char_indices().find(|(_, it)| acts(*it)) {
            let around: String = text[at..].chars().take(60).collect();
            self.wrong(format!("{place} holds {letter:?}: {around:?}"));
        }
    }

    /// What has to be one line.
    pub(super) fn line(&self, place: &str, text: &str) {
        self.terminal(place, text);
        if text.contains(['\n', '\r', '\t']) {
            self.wrong(format!("{place} is more than a line: {text:?}"));
        }
    }

    /// Standard error with a progress bar in it, whose own movements of the cursor are ours.
    pub(super) fn beside_bar(&self, place: &str, text: &str) {
        let own = regex::Regex::new("\u{1b}\\[[0-9]*[ABGKJ]|\r").expect("a pattern");
        self.terminal(place, &own.replace_all(text, ""));
    }

    /// The words are there: a test does not pass by losing them.
    pub(super) fn holds(&self, place: &str, text: &str, words: &[&str]) {
        for word in words {
            if !text.contains(word) {
                self.wrong(format!("{word} is not in {place}"));
            }
        }
    }
}
