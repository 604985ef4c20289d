//! Which pairs of neighbouring letters a text holds: of most words it is known at once that they do not stand in it.

use std::ops::Deref;

/// Bits of the table: a page has some thousand different pairs.
const SLOTS: usize = 1 << 17;
/// A place before the first letter.
const NONE: u32 = u32::MAX;

/// The pairs of a text, Latin letters in lower case. A word whose pairs are all there may still be missing; one that lacks
/// a pair is.
#[derive(Clone)]
pub struct Grams {
    bits: Box<[u64; SLOTS / 64]>,
    /// The last letter, mixed.
    last: u32,
    /// The last letter that was no blank, mixed.
    dense: u32,
    letters: usize,
}

impl Grams {
    pub fn of(text: &str) -> Self {
        let mut grams =
            Self { bits: Box::new([0; SLOTS / 64]), last: NONE, dense: NONE, letters: 0 };
        grams.add(text);
        grams
    }

    /// Goes on with `text` as if it stood right behind what came before.
    pub fn add(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        let (mut last, mut dense, mut letters) = (self.last, self.dense, self.letters);
        while let Some((letter, length)) = next(bytes, at) {
            at += length;
            let mixed = mix(letter);
            self.set(slot(last, mixed));
            if is_blank(letter) {
                last = mixed;
                continue;
            }
            // The text without its blanks can be asked for, too.
            if dense != last {
                self.set(slot(dense, mixed));
            }
            (last, dense) = (mixed, mixed);
            letters += 1;
        }
        (self.last, self.dense, self.letters) = (last, dense, letters);
    }

    /// Letters that are no blanks.
    pub fn letters(&self) -> usize {
        self.letters
    }

    /// `false` where the word stands neither in the text nor in the text without its blanks, in whatever case. A word of
    /// one letter always may.
    pub fn may_hold(&self, word: &str) -> bool {
        pairs(word).all(|it| self.is_set(it))
    }

    /// Whether one of the words may.
    pub fn may_hold_any(&self, words: &Watched) -> bool {
        words.held(self).next().is_some()
    }

    #[inline]
    fn set(&mut self, slot: u32) {
        let slot = slot as usize;
        self.bits[slot / 64] |= 1 << (slot % 64);
    }

    fn is_set(&self, slot: u32) -> bool {
        let slot = slot as usize;
        self.bits[slot / 64] & 1 << (slot % 64) != 0
    }
}

/// Many words that are asked for together; each has two letters at least.
pub struct Watched {
    /// The first pair of each.
    begins: Vec<u32>,
    rest: Vec<Vec<u32>>,
}

impl Watched {
    /// # Panics
    /// Where a word has one letter only; the words are ours.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let all = words.into_iter().map(|it| {
            let mut pairs = pairs(it);
            (pairs.next().expect("a word has at least two letters"), pairs.collect())
        });
        let (begins, rest) = all.unzip();
        Self { begins, rest }
    }

    /// The places of those that a text with these pairs may hold.
    pub fn held<'a>(&'a self, grams: &'a Grams) -> impl Iterator<Item = usize> + 'a {
        self.begins.iter().zip(&self.rest).enumerate().filter_map(|(at, (first, rest))| {
            (grams.is_set(*first) && rest.iter().all(|it| grams.is_set(*it))).then_some(at)
        })
    }
}

/// A text with its pairs.
pub struct Indexed<'a> {
    text: &'a str,
    pub grams: Grams,
}

impl<'a> Indexed<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, grams: Grams::of(text) }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// As [`str::contains`].
    pub fn holds(&self, word: &str) -> bool {
        self.grams.may_hold(word) && self.text.contains(word)
    }

    pub fn holds_any<W: AsRef<str>>(&self, words: impl IntoIterator<Item = W>) -> bool {
        words.into_iter().any(|it| self.holds(it.as_ref()))
    }
}

impl Deref for Indexed<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

fn pairs(word: &str) -> impl Iterator<Item = u32> + '_ {
    let bytes = word.as_bytes();
    let mut at = 0;
    let mut before = NONE;
    std::iter::from_fn(move || {
        let (letter, length) = next(bytes, at)?;
        at += length;
        let letter = mix(letter);
        Some((std::mem::replace(&mut before, letter), letter))
    })
    .skip(1)
    .map(|(before, letter)| slot(before, letter))
}

/// A number of the letter at `at`, the same for both cases of a Latin one, and its length.
#[inline]
fn next(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let first = *bytes.get(at)?;
    if first < 0x80 {
        return Some((u32::from(first.to_ascii_lowercase()), 1));
    }
    if let (0xe0..=0xef, Some([_, two, three])) = (first, bytes.get(at..at + 3)) {
        let letter =
            u32::from(first & 0xf) << 12 | u32::from(two & 0x3f) << 6 | u32::from(three & 0x3f);
        return Some((letter, 3));
    }
    let tail = |it: usize| bytes.get(at + it).map_or(0, |it| u32::from(it & 0x3f));
    Some(match first {
        ..0xf0 => (u32::from(first & 0x1f) << 6 | tail(1), 2),
        0xf0.. => (u32::from(first & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    })
}

#[inline]
fn is_blank(letter: u32) -> bool {
    match letter {
        ..0x80 => letter <= 32 && matches!(letter, 9..=13 | 32),
        0x80..0x3001 => {
            char::from_u32(letter).is_some_and(|it| it.is_whitespace() || it == '\u{200b}')
        }
        _ => letter == 0xfeff,
    }
}

/// One number for each letter, and never that of another.
#[inline]
fn mix(letter: u32) -> u32 {
    letter.wrapping_mul(0x9e37_79b1)
}

/// Of two mixed letters.
#[inline]
fn slot(before: u32, letter: u32) -> u32 {
    (before.rotate_left(11) ^ letter) >> (32 - SLOTS.trailing_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn closed_up(text: &str) -> String {
        text.chars().filter(|it| !it.is_whitespace()).collect()
    }

    proptest! {
        #[test]
        fn no_word_is_denied_that_stands_in_a_text_or_in_it_without_blanks(
            words in prop::collection::vec("[aB县政é😀“]{2,4}", 1..6),
            text in "[aAbB县政府“é😀 \u{3000}\n]{0,24}",
            more in "[aAbB县政府“é ]{0,8}",
        ) {
            let mut grams = Grams::of(&text);
            grams.add(&more);
            let text = (text + &more).to_ascii_lowercase();
            let dense = closed_up(&text);
            let stands = |word: &String| {
                let word = word.to_ascii_lowercase();
                text.contains(&word) || dense.contains(&word)
            };
            for word in &words {
                prop_assert!(grams.may_hold(word) || !stands(word));
            }
            let watched = Watched::new(words.iter().map(String::as_str));
            prop_assert!(grams.may_hold_any(&watched) || !words.iter().any(stands));
            prop_assert_eq!(grams.letters(), dense.chars().count());
        }
    }

    #[test]
    fn words_that_share_no_pair_with_a_text_are_denied() {
        let text = Indexed::new("关于印发实施方案的通知");
        assert!(text.holds("实施方案") && !text.holds("方案实施"));
        for word in ["留言", "实通", "通知关", "search"] {
            assert!(!text.grams.may_hold(word), "{word}");
        }
    }
}
