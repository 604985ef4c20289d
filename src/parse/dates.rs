//! Dates as portals print them, and which of them may be believed.

use chrono::{Datelike, NaiveDate};
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

/// A whole date in a text, with its place in bytes of the plain text (see [`plain`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) date: NaiveDate,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a piece of text is when it is nothing but (a part of) a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Whole(NaiveDate),
    /// Looks like a date, but is none that exists or that a portal may mean: 0001-01-01.
    Void,
    YearMonth(i32, u32),
    MonthDay(u32, u32),
    Year(i32),
    Month(u32),
    Day(u32),
}

/// What an address tells of the day on which its page was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) year: i32,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
}

fn expression(text: &str) -> Regex {
    Regex::new(text).expect("the expression is valid")
}

static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"^([0-9]{4})\s?(?:-{1,2}|/|\.|年)\s?([0-9]{1,2})\s?(?:-{1,2}|/|\.|月)\s?([0-9]{1,2})",
    )
});
/// Bytes within which a match of [`WHOLE`] ends.
const WHOLE_MOST: usize = 64;
static CLOCK: LazyLock<Regex> = LazyLock::new(|| expression(r"^\d{1,2}:\d{2}"));
static NUMERALS: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        "([二一][〇○零0O一二三四五六七八九]{3})年([一二三四五六七八九十元]{1,2})月([一二三四五六七八九十廿卅]{1,3})日",
    )
});
static PIECES: LazyLock<[Regex; 8]> = LazyLock::new(|| {
    let clock = r"(?:[\sT-]*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?";
    [
        format!(r"^(\d{{4}})(?:-{{1,2}}|/|\.|年)\s?(\d{{1,2}})(?:-{{1,2}}|/|\.|月)\s?(\d{{1,2}})日?{clock}$"),
        r"^(\d{4})(\d{2})(\d{2})$".into(),
        format!(r"^(\d{{2}})(?:-|/|\.|年)(\d{{1,2}})(?:-|/|\.|月)(\d{{1,2}})日?{clock}$"),
        r"^(\d{4})(?:-|/|\.|年)\s?(\d{1,2})月?$".into(),
        format!(r"^(\d{{1,2}})(?:-|/|\.|月)\s?(\d{{1,2}})日?{clock}$"),
        r"^(\d{4})年?$".into(),
        r"^(\d{1,2})日?$".into(),
        r"^(\d{1,2})月$".into(),
    ]
    .map(|it| expression(&it))
});
static ADDRESS: LazyLock<[Regex; 6]> = LazyLock::new(|| {
    [
        r"[/_]t?(20\d{2})(\d{2})(\d{2})(?:[/_\d.]|$)",
        r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|_|$)",
        r"/((?:19|20)\d{2})-(\d{1,2})-?/?(\d{1,2})/",
        r"/(20\d{2})/(\d{2})(\d{2})/",
        r"/((?:19|20)\d{2})[-/]?(\d{2})/",
        r"/((?:19|20)\d{2})/",
    ]
    .map(expression)
});
static YEAR_AND_CODE: LazyLock<Regex> =
    LazyLock::new(|| expression(r"/(20\d{2})/[A-Za-z]+_(\d{2})(\d{2})/"));

/// Full-width digits and signs made plain, all dashes one dash, Chinese numerals of a date made digits.
pub(super) fn plain(text: &str) -> String {
    let mut simple = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        // First bytes of the letters in question; hardly any Han letter begins with them.
        if !matches!(byte, 0xc2 | 0xe2 | 0xe3 | 0xef) {
            continue;
        }
        let Some(letter) = text.get(at..).and_then(|it| it.chars().next()) else { continue };
        if let Some(plain) = plain_letter(letter) {
            simple.push_str(&text[copied..at]);
            simple.push(plain);
            copied = at + letter.len_utf8();
        }
    }
    simple.push_str(&text[copied..]);
    let in_words = |at: usize| {
        simple[..at].ends_with([
            '〇', '○', '零', '0', 'O', '一', '二', '三', '四', '五', '六', '七', '八', '九',
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
fn count(text: &str) -> u32 {
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

/// A day that exists and lies in the Republic's time.
pub(super) fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
        .filter(|it| (1949..2100).contains(&it.year()) && (it.year(), it.ordinal()) != (1970, 1))
}

/// All whole dates of a text that [`plain`] has made.
pub(super) fn whole(text: &str) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut from = 0;
    while let Some(start) = next_year(text, from) {
        from = start + 4;
        let window = &text[start..text.floor_char_boundary(start + WHOLE_MOST)];
        let Some(found) = WHOLE.captures(window) else { continue };
        let end = start + found.get_match().end();
        from = end;
        let before = text[..start].chars().next_back();
        let after = &text[end..];
        let runs_on = after.starts_with(|it: char| it.is_ascii_digit()) && !CLOCK.is_match(after);
        if before.is_some_and(|it| it.is_ascii_digit()) || runs_on {
            continue;
        }
        if let Some(date) = day(number(&found, 1), part(&found, 2), part(&found, 3)) {
            spots.push(Spot { date, start, end });
        }
    }
    spots
}

/// Where the last four of four digits or more begin that stand together, at `from` or later.
fn next_year(text: &str, from: usize) -> Option<usize> {
    let mut run = 0;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        if byte.is_ascii_digit() {
            run += 1;
        } else if 4 <= run {
            return Some(at - 4);
        } else {
            run = 0;
        }
    }
    // A year that ends the text is no date.
    None
}

fn number(found: &regex::Captures<'_>, group: usize) -> i32 {
    found.get(group).and_then(|it| it.as_str().parse().ok()).unwrap_or(0)
}

fn part(found: &regex::Captures<'_>, group: usize) -> u32 {
    u32::try_from(number(found, group)).unwrap_or(0)
}

/// Reads a text that is nothing but a date or a part of one, in brackets or not, after a label or not.
pub(super) fn piece(text: &str) -> Option<Piece> {
    if 40 < text.chars().count() || !text.chars().any(|it| it.is_numeric() || it == '日') {
        return None;
    }
    let text = plain(text);
    let bare = text.trim_matches(|it: char| {
        it.is_whitespace() || "[]()（）【】〔〕<>《》|·•,，;；、".contains(it)
    });
    let bare = unlabelled(bare);
    let [whole, digits, short, months, days, year, single, month] = &*PIECES;
    if let Some(found) = whole.captures(bare).or_else(|| digits.captures(bare)) {
        let date = day(number(&found, 1), part(&found, 2), part(&found, 3));
        return Some(date.map_or(Piece::Void, Piece::Whole));
    }
    if let Some(found) = short.captures(bare) {
        return day(2000 + number(&found, 1), part(&found, 2), part(&found, 3)).map(Piece::Whole);
    }
    if let Some(found) = months.captures(bare) {
        let (year, month) = (number(&found, 1), part(&found, 2));
        return day(year, month, 1).map(|_| Piece::YearMonth(year, month));
    }
    if let Some(found) = days.captures(bare) {
        let (month, date) = (part(&found, 1), part(&found, 2));
        // A leap year, so that 02-29 is allowed.
        return day(2024, month, date).map(|_| Piece::MonthDay(month, date));
    }
    if let Some(found) = year.captures(bare) {
        return day(number(&found, 1), 1, 1).map(|it| Piece::Year(it.year()));
    }
    if let Some(found) = month.captures(bare) {
        return Some(part(&found, 1)).filter(|it| (1..=12).contains(it)).map(Piece::Month);
    }
    let found = single.captures(bare)?;
    Some(part(&found, 1)).filter(|it| (1..=31).contains(it)).map(Piece::Day)
}

fn unlabelled(text: &str) -> &str {
    for label in [
        "发布时间",
        "发布日期",
        "发表时间",
        "发表于",
        "发布于",
        "更新时间",
        "更新日期",
        "时间",
        "日期",
    ] {
        if let Some(rest) = text.strip_prefix(label) {
            return rest.trim_start_matches([':', ' ']);
        }
    }
    text
}

/// What the path of an address tells.
pub(super) fn in_address(address: &Url) -> Option<Hint> {
    let path = address.path();
    if let Some(found) = YEAR_AND_CODE.captures(path) {
        let (year, month, date) = (number(&found, 1), part(&found, 2), part(&found, 3));
        if day(year, month, date).is_some() {
            return Some(Hint { year, month: Some(month), day: Some(date) });
        }
    }
    for form in ADDRESS.iter() {
        let Some(found) = form.captures(path) else { continue };
        let year = number(&found, 1);
        let month = found.get(2).map(|_| part(&found, 2));
        let date = found.get(3).map(|_| part(&found, 3));
        if day(year, month.unwrap_or(1), date.unwrap_or(1)).is_some() {
            return Some(Hint { year, month, day: date });
        }
    }
    None
}

impl Hint {
    pub(super) fn date(self) -> Option<NaiveDate> {
        day(self.year, self.month?, self.day?)
    }

    /// The year in which a printed month and day come nearest to what the address says.
    pub(super) fn year_of(self, month: u32, date: u32) -> Option<NaiveDate> {
        let middle = day(self.year, self.month.unwrap_or(month), self.day.unwrap_or(15))?;
        (self.year - 1..=self.year + 1)
            .filter(|year| self.month.is_some() || *year == self.year)
            .filter_map(|year| day(year, month, date))
            .min_by_key(|it| (*it - middle).num_days().abs())
    }
}

/// The last such day that is not after `as_of`.
pub(super) fn nearest_past(month: u32, date: u32, as_of: NaiveDate) -> Option<NaiveDate> {
    (as_of.year() - 4..=as_of.year())
        .rev()
        .filter_map(|year| day(year, month, date))
        .find(|it| *it <= as_of)
}

/// A day after the audit day is no date of publication.
pub(super) fn is_future(date: NaiveDate, as_of: NaiveDate) -> bool {
    as_of < date
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_spelling_of_a_day_is_read() {
        for text in [
            "2026-11-02",
            "2026-11-2",
            "2026/11/02",
            "2026.11.02",
            "2026年11月2日",
            "（2026-11-02）",
            "[2026-11-02]",
            "【2026-11-02】",
            "２０２６－１１－０２",
            "2026-11-02 08:30",
            "[2026-11-02 08:30:59]",
            "二〇二六年十一月二日",
            "二○二六年十一月二日",
            "2026--11--02",
            "2026——11——02 21:37",
            "20261102",
            "26-11-02",
            "发布时间：2026-11-02",
            "2026-11-02T08:30:00",
            "2026 年11 月02",
            "2026-11-02-23:59:59",
        ] {
            assert_eq!(
                piece(text).or_else(|| whole(&plain(text)).first().map(|it| Piece::Whole(it.date))),
                Some(Piece::Whole(ymd("2026-11-02"))),
                "{text}"
            );
        }
    }

    #[test]
    fn parts_of_a_date_are_told_apart() {
        for (text, expected) in [
            ("11-02", Some(Piece::MonthDay(11, 2))),
            ("(11-02)", Some(Piece::MonthDay(11, 2))),
            ("11月2日", Some(Piece::MonthDay(11, 2))),
            ("[11/02]", Some(Piece::MonthDay(11, 2))),
            ("2026-11", Some(Piece::YearMonth(2026, 11))),
            ("2026年11月", Some(Piece::YearMonth(2026, 11))),
            ("02", Some(Piece::Day(2))),
            ("11月", Some(Piece::Month(11))),
            ("13月", None),
            ("2026", Some(Piece::Year(2026))),
            ("0001-01-01", Some(Piece::Void)),
            ("1970-01-01", Some(Piece::Void)),
            ("13-45", None),
            ("第11-02期", None),
            ("更多", None),
        ] {
            assert_eq!(piece(text), expected, "{text}");
        }
    }

    #[test]
    fn the_day_in_an_address_is_read() {
        for (address, expected) in [
            ("http://a/zw/201710/t20171020_398361.html", Some("2017-10-20")),
            ("http://a/art/2026/4/9/art_13792_1.html", Some("2026-04-09")),
            ("http://a/system/2017/10/19/016478629.shtml", Some("2017-10-19")),
            ("http://a/20260915/0f0f/c.html", Some("2026-09-15")),
            ("http://a/2026-09-15/12.html", Some("2026-09-15")),
            ("http://a/2026-09/15/12.html", Some("2026-09-15")),
            ("http://a/a/2026/0915/12.html", Some("2026-09-15")),
            ("http://a/html/2026/churanggongshi_0915/4053866.html", Some("2026-09-15")),
            ("http://a/content_20261399.html", None),
            ("http://a/Item/24067.aspx", None),
        ] {
            let hint = in_address(&Url::parse(address).unwrap()).and_then(Hint::date);
            assert_eq!(hint, expected.map(ymd), "{address}");
        }
    }

    #[test]
    fn a_missing_year_comes_from_the_address_or_is_the_nearest_past() {
        let hint = in_address(&Url::parse("http://a/201712/t20171231_1.html").unwrap()).unwrap();
        assert_eq!(hint.year_of(1, 2), Some(ymd("2018-01-02")));
        assert_eq!(hint.year_of(12, 30), Some(ymd("2017-12-30")));
        assert_eq!(nearest_past(11, 20, ymd("2026-11-20")), Some(ymd("2026-11-20")));
        assert_eq!(nearest_past(11, 21, ymd("2026-11-20")), Some(ymd("2025-11-21")));
        assert_eq!(nearest_past(2, 29, ymd("2026-11-20")), Some(ymd("2024-02-29")));
    }

    #[test]
    fn digits_that_run_on_are_no_date() {
        assert!(whole("2017-10-123").is_empty());
        assert!(whole("12017-10-12").is_empty());
        assert_eq!(whole("2018-04-1917:32:17")[0].date, ymd("2018-04-19"));
    }
}
