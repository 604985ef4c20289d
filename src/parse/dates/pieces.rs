//! Texts that are nothing but a date or a part of one.

use crate::parse::dates::plain::{count, plain};
use crate::parse::dates::{day, expression, number, part};
use chrono::{Datelike, NaiveDate};
use regex::Regex;
use std::sync::LazyLock;

/// What a piece of text is when it is nothing but (a part of) a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Piece {
    Whole(NaiveDate),
    /// Looks like a date, but is none that exists or that a portal may mean: 0001-01-01.
    Void,
    YearMonth(i32, u32),
    MonthDay(u32, u32),
    Year(i32),
    Month(u32),
    Day(u32),
}

static PIECES: LazyLock<[Regex; 9]> = LazyLock::new(|| {
    let clock = r"(?:[\sT-]*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?";
    [
        format!(r"^(\d{{4}})(?:-{{1,2}}|/|\.|年)\s?(\d{{1,2}})(?:-{{1,2}}|/|\.|月)\s?(\d{{1,2}})日?{clock}$"),
        r"^(\d{4})(\d{2})(\d{2})$".into(),
        format!(r"^(\d{{2}})(?:-|/|\.|年)(\d{{1,2}})(?:-|/|\.|月)(\d{{1,2}})日?{clock}$"),
        r"^(\d{4})(?:-|/|\.|年)\s?(\d{1,2})月?$".into(),
        format!(r"^(\d{{1,2}})(?:-|/|\.|月)\s?(\d{{1,2}})日?{clock}$"),
        r"^(\d{4})年?$".into(),
        r"^(\d{1,2}|[一二三四五六七八九十]{1,2})月$".into(),
        r"^(\d{1,2})(?:-|/|\.|月)\s?(\d{4})年?$".into(),
        r"^(\d{1,2})日?$".into(),
    ]
    .map(|it| expression(&it))
});

/// Reads a text that is nothing but a date or a part of one, in brackets or not, after a label or not.
pub(in crate::parse) fn piece(text: &str) -> Option<Piece> {
    if 40 < text.chars().count()
        || !text.chars().any(|it| it.is_numeric() || matches!(it, '日' | '月'))
    {
        return None;
    }
    let text = plain(text);
    let bare = text.trim_matches(|it: char| {
        it.is_whitespace() || "[]()（）【】〔〕<>《》|·•,，;；、'’‘＇`".contains(it)
    });
    let bare = unlabelled(bare);
    let [whole, digits, short, months, days, year, month, turned, single] = &*PIECES;
    if let Some(found) = whole.captures(bare).or_else(|| digits.captures(bare)) {
        let date = day(number(&found, 1), part(&found, 2), part(&found, 3));
        return Some(date.map_or(Piece::Void, Piece::Whole));
    }
    if let Some(found) = short.captures(bare) {
        // No portal is older than 1990.
        let century = if number(&found, 1) < 90 { 2000 } else { 1900 };
        let year = century + number(&found, 1);
        return day(year, part(&found, 2), part(&found, 3)).map(Piece::Whole);
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
        return Some(count(&found[1])).filter(|it| (1..=12).contains(it)).map(Piece::Month);
    }
    if let Some(found) = turned.captures(bare) {
        let (month, year) = (part(&found, 1), number(&found, 2));
        return day(year, month, 1).map(|_| Piece::YearMonth(year, month));
    }
    let found = single.captures(bare)?;
    Some(part(&found, 1)).filter(|it| (1..=31).contains(it)).map(Piece::Day)
}

fn unlabelled(text: &str) -> &str {
    for label in [
        "发布时间",
        "发布日期",
        "发表时间",
        "发表日期",
        "公开日期",
        "公开时间",
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
