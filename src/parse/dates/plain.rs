//! Figures, signs and Chinese numerals of dates made plain.

use crate::parse::dates::expression;
use crate::parse::folded::{next_of, table};
use memchr::memmem;
use regex::Regex;
use std::sync::LazyLock;

static NUMERALS: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        "([二一][〇○◯零0OoО一二三四五六七八九]{3})年([一二三四五六七八九十元0-9]{1,2})月([一二三四五六七八九十廿卅0-9]{1,3})日",
    )
});

/// Full-width digits and signs made plain, all dashes one dash, Chinese numerals of a date made digits.
pub(in crate::parse) fn plain(text: &str) -> String {
    let mut simple = String::with_capacity(text.len());
    let mut copied = 0;
    let mut from = 0;
    while let Some(at) = next_of(text, from, &FIRST) {
        let (plain, length) = plain_letter(&text.as_bytes()[at..]);
        from = at + length;
        if let Some(plain) = plain {
            simple.push_str(&text[copied..at]);
            simple.push(plain);
            copied = from;
        }
    }
    simple.push_str(&text[copied..]);
    let in_words = |at: usize| {
        simple[..at].ends_with([
            '〇', '○', '◯', '零', '0', 'O', 'o', 'О', '一', '二', '三', '四', '五', '六', '七',
            '八', '九',
        ])
    };
    if !memmem::find_iter(simple.as_bytes(), "年").any(in_words) {
        return simple;
    }
    NUMERALS
        .replace_all(&simple, |found: &regex::Captures<'_>| {
            let year: String = found[1].chars().map(|it| char::from(b'0' + digit(it))).collect();
            format!("{year}年{}月{}日", count(&found[2]), count(&found[3]))
        })
        .into_owned()
}

/// First bytes of the letters in question; hardly any Han letter begins with them.
const FIRST: [bool; 256] = table(&[0xc2, 0xe2, 0xe3, 0xef]);

/// What is written for the letter that `rest` begins with, `None` for itself, and its length. By its bytes: a long text has
/// thousands of signs that begin alike.
fn plain_letter(rest: &[u8]) -> (Option<char>, usize) {
    let plain = match rest {
        // A blank that does not break, and a wide one.
        [0xc2, 0xa0, ..] | [0xe3, 0x80, 0x80, ..] => Some(' '),
        // ‐ ‑ – — ― − －
        [0xe2, 0x80, 0x90 | 0x91 | 0x93 | 0x94 | 0x95, ..]
        | [0xe2, 0x88, 0x92, ..]
        | [0xef, 0xbc, 0x8d, ..] => Some('-'),
        // ０ to ９, Ａ to Ｚ
        [0xef, 0xbc, it @ 0x90..=0x99, ..] => Some(char::from(b'0' + it - 0x90)),
        [0xef, 0xbc, it @ 0xa1..=0xba, ..] => Some(char::from(b'A' + it - 0xa1)),
        // ． ／ ：
        [0xef, 0xbc, 0x8e, ..] => Some('.'),
        [0xef, 0xbc, 0x8f, ..] => Some('/'),
        [0xef, 0xbc, 0x9a, ..] => Some(':'),
        _ => None,
    };
    (plain, if rest.first() == Some(&0xc2) { 2 } else { 3 })
}

fn digit(letter: char) -> u8 {
    match letter {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => 0,
    }
}

/// 十九 and the like, up to 三十一.
pub(super) fn count(text: &str) -> u32 {
    if let Ok(figures) = text.parse() {
        return figures;
    }
    let mut sum = 0;
    let mut ones = 0;
    for letter in text.chars() {
        match letter {
            '十' => sum = ones.max(1) * 10,
            '廿' => sum = 20,
            '卅' => sum = 30,
            '元' => ones = 1,
            _ => ones = u32::from(digit(letter)),
        }
        if matches!(letter, '十' | '廿' | '卅') {
            ones = 0;
        }
    }
    sum + ones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_signs_of_any_width_are_made_plain_and_nothing_else() {
        for (text, expected) in [
            ("２０２６－１１／０１．９：５", "2026-11/01.9:5"),
            ("ＡＺａ＠", "AZａ＠"),
            ("a\u{3000}b\u{a0}c\u{a9}", "a b c\u{a9}"),
            ("1‐2‑3‒4–5—6―7−8‖9", "1-2-3‒4-5-6-7-8‖9"),
            ("“县”、镇，。《办法》；é", "“县”、镇，。《办法》；é"),
            ("二〇二六年十一月三日", "2026年11月3日"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }
}
