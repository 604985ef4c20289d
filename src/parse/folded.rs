//! Text with its blanks folded, and quick ways through text that is mostly Han letters.

/// Gathers text and folds its blanks.
#[derive(Default)]
pub(in crate::parse) struct Folded {
    pub(in crate::parse) text: String,
    gap: bool,
}

impl Folded {
    pub(in crate::parse) fn gap(&mut self) {
        self.gap = !self.text.is_empty();
    }

    pub(in crate::parse) fn push(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let (word, blank) = word(rest);
            if !word.is_empty() {
                if self.gap {
                    self.text.push(' ');
                    self.gap = false;
                }
                self.text.push_str(word);
            }
            if blank == 0 {
                return;
            }
            self.gap();
            rest = &rest[word.len() + blank..];
        }
    }
}

/// Everything before the first blank, and the length of that blank; 0 where there is none.
fn word(text: &str) -> (&str, usize) {
    let mut from = 0;
    while let Some(at) = next_of(text, from, &MAY_BE_BLANK) {
        let letter = text[at..].chars().next().unwrap_or_default();
        if is_blank(letter) {
            return (&text[..at], letter.len_utf8());
        }
        from = at + letter.len_utf8();
    }
    (text, 0)
}

/// Bytes with which the letters begin that [`is_blank`] knows.
const MAY_BE_BLANK: [bool; 256] = table(&[9, 10, 11, 12, 13, 32, 0xc2, 0xe1, 0xe2, 0xe3, 0xef]);

/// A set of first bytes of letters.
pub(in crate::parse) const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// Where the next letter from `from` on begins with one of the bytes. Han letters, which most of a page is, are taken in
/// one step.
pub(in crate::parse) fn next_of(text: &str, from: usize, first: &[bool; 256]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        if first[usize::from(*byte)] {
            return Some(at);
        }
        at += if *byte < 0xe4 { 1 } else { 3 };
    }
    None
}

/// Where the next figure from `from` on stands. Most of a text holds none, and is passed in steps of many bytes.
pub(in crate::parse) fn next_figure(text: &str, from: usize) -> Option<usize> {
    const STEP: usize = 64;
    let rest = text.as_bytes().get(from..)?;
    let holds = |piece: &[u8]| piece.iter().fold(false, |any, it| any | it.is_ascii_digit());
    let passed = rest.chunks(STEP).take_while(|it| !holds(it)).map(<[u8]>::len).sum::<usize>();
    rest[passed..].iter().position(u8::is_ascii_digit).map(|it| from + passed + it)
}

/// The first letters of a text.
pub(in crate::parse) fn beginning(text: &str, letters: usize) -> &str {
    if text.len() <= letters {
        return text;
    }
    let mut rest = text.chars();
    // A step over many letters is counted in pieces; one over each of them with its place is not.
    match letters.checked_sub(1) {
        Some(last) => _ = rest.nth(last),
        None => return "",
    }
    &text[..text.len() - rest.as_str().len()]
}

pub(in crate::parse) fn is_blank(letter: char) -> bool {
    // Han letters, which most of a page is, are decided first.
    !matches!(letter, '\u{3001}'..='\u{d7ff}')
        && (letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}'))
}

/// Blanks folded to one, none at the ends.
pub(in crate::parse) fn fold(text: &str) -> String {
    let mut folded = Folded::default();
    folded.push(text);
    folded.text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_figure_is_found_wherever_a_step_ends() {
        let text = format!("{}7{}８{}90", "县".repeat(20), "a".repeat(64), "，".repeat(43));
        let all: Vec<usize> =
            text.bytes().enumerate().filter(|it| it.1.is_ascii_digit()).map(|it| it.0).collect();
        for from in 0..=text.len() {
            let expected = all.iter().copied().find(|it| from <= *it);
            assert_eq!(next_figure(&text, from), expected, "{from}");
        }
        assert_eq!((next_figure("", 0), next_figure("县", 9)), (None, None));
    }

    #[test]
    fn a_beginning_is_counted_in_letters() {
        for (text, letters, expected) in [
            ("县政府", 0, ""),
            ("县政府", 2, "县政"),
            ("县政府", 3, "县政府"),
            ("县政府", 8, "县政府"),
            ("县政府", 9, "县政府"),
            ("a县𠮷b", 3, "a县𠮷"),
            ("", 0, ""),
            ("", 1, ""),
        ] {
            assert_eq!(beginning(text, letters), expected, "{text} {letters}");
        }
    }
}
