//! Figures, signs and Chinese numerals of dates made plain.

use crate::parse::dates::expression;
use crate::parse::folded::{next_of, table};
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
        let letter = text[at..].chars().next().unwrap_or_default();
        from = at + letter.len_utf8();
        if let Some(plain) = plain_letter(letter) {
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
    if !simple.match_indices('年').any(|(at, _)| in_words(at)) {
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

fn plain_letter(letter: char) -> Option<char> {
    Some(match letter {
        '０'..='９' => char::from(b'0' + u8::try_from(letter as u32 - '０' as u32).unwrap_or(0)),
        'Ａ'..='Ｚ' => char::from(b'A' + u8::try_from(letter as u32 - 'Ａ' as u32).unwrap_or(0)),
        '－' | '—' | '–' | '―' | '‐' | '‑' | '−' => '-',
        '／' => '/',
        '．' => '.',
        '：' => ':',
        '\u{3000}' | '\u{a0}' => ' ',
        _ => return None,
    })
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
