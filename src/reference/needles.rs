//! Whether any of many words stands in a text, told in one quick pass: most pages hold none, and need no closer look.

use std::collections::HashMap;

/// Bytes that tell words apart at first: one Han letter.
const KEY: usize = 3;
const SLOTS: usize = 1 << 16;

/// Words of three bytes or more, in whatever case their Latin letters stand.
pub struct Needles {
    /// Whether a word begins with the byte.
    first: [bool; 256],
    /// Whether a word begins with the letter of three bytes, by its number.
    letters: Vec<u64>,
    /// Whether a word may begin so, by its first key, and by that together with the next three bytes.
    keys: Vec<u64>,
    pairs: Vec<u64>,
    words: HashMap<[u8; KEY], Vec<Vec<u8>>>,
}

impl Needles {
    /// # Panics
    /// Where a word has fewer than three bytes; the words are ours.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles = Self {
            first: [false; 256],
            letters: vec![0; SLOTS / 64],
            keys: vec![0; SLOTS / 64],
            pairs: vec![0; SLOTS / 64],
            words: HashMap::new(),
        };
        for word in words {
            needles.take(word.to_ascii_lowercase().into_bytes());
        }
        needles
    }

    fn take(&mut self, word: Vec<u8>) {
        let key = key(&word).expect("a word has at least three bytes");
        self.first[usize::from(word[0])] = true;
        self.first[usize::from(word[0].to_ascii_uppercase())] = true;
        set(&mut self.letters, letter(word[0], word[1], word[2]));
        set(&mut self.keys, slot(key, [0; KEY]));
        match word.get(KEY..).and_then(self::key) {
            Some(next) => set(&mut self.pairs, slot(key, next)),
            // Too short to tell more of it: the first key decides.
            None => set(&mut self.pairs, slot(key, [0; KEY])),
        }
        self.words.entry(key).or_default().push(word);
    }

    /// Whether one of the words stands in `text`.
    pub fn any_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some([one, two, three]) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let is_wide = *one >= 0xe3;
            let may_begin = if is_wide {
                is_set(&self.letters, letter(*one, *two, *three))
            } else {
                self.first[usize::from(*one)]
            };
            if may_begin && self.begins_at(&bytes[at..]) {
                return true;
            }
            // No word begins within a letter of three bytes; of four bytes there is none.
            at += if is_wide { 3 } else { 1 };
        }
        false
    }

    fn begins_at(&self, rest: &[u8]) -> bool {
        let Some(key) = key(rest) else { return false };
        if !is_set(&self.keys, slot(key, [0; KEY])) {
            return false;
        }
        let is_pair = rest
            .get(KEY..)
            .and_then(self::key)
            .is_some_and(|next| is_set(&self.pairs, slot(key, next)));
        if !is_pair && !is_set(&self.pairs, slot(key, [0; KEY])) {
            return false;
        }
        self.words.get(&key).is_some_and(|words| {
            words
                .iter()
                .any(|word| rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)))
        })
    }
}

/// The first three bytes in lower case.
fn key(bytes: &[u8]) -> Option<[u8; KEY]> {
    bytes.first_chunk::<KEY>().map(|it| it.map(|it| it.to_ascii_lowercase()))
}

/// The number of a letter of three bytes in UTF-8.
fn letter(one: u8, two: u8, three: u8) -> usize {
    usize::from(one & 0xf) << 12 | usize::from(two & 0x3f) << 6 | usize::from(three & 0x3f)
}

fn slot(key: [u8; KEY], next: [u8; KEY]) -> usize {
    let number = |it: [u8; KEY]| u32::from(it[0]) << 16 | u32::from(it[1]) << 8 | u32::from(it[2]);
    let mixed = number(key).wrapping_mul(0x9e37_79b1) ^ number(next).wrapping_mul(0x85eb_ca6b);
    (mixed >> 16) as usize
}

fn set(bits: &mut [u64], slot: usize) {
    bits[slot / 64] |= 1 << (slot % 64);
}

fn is_set(bits: &[u64], slot: usize) -> bool {
    bits[slot / 64] & 1 << (slot % 64) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_found_where_they_stand_and_nowhere_else(
            words in prop::collection::vec("[ab县政]{3,4}|[Aa县政“]{1,2}[县政府]", 1..6),
            text in "[aAbB县政府“é ]{0,24}",
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).filter(|it| 3 <= it.len()).collect();
            let small = text.to_ascii_lowercase();
            let there = words.iter().any(|it| small.contains(&it.to_ascii_lowercase()));
            prop_assert_eq!(Needles::new(words).any_in(&text), there);
        }
    }
}
