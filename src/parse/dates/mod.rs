//! Dates as portals print them, and which of them may be believed.

mod address;
mod behind;
mod decoys;
mod pieces;
mod plain;
mod stamps;

use crate::parse::day::AuditDay;
use crate::parse::folded::{next_of, table};
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

pub(super) use address::{Hint, in_address};
pub(super) use behind::behind;
pub(super) use decoys::{is_clock, is_neighbour, is_other_day};
pub(super) use pieces::{Piece, piece};
pub(super) use plain::plain;
pub(super) use stamps::stamp;

/// A whole date in a text, with its place in bytes of the plain text (see [`plain`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) date: NaiveDate,
    pub(super) start: usize,
    pub(super) end: usize,
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

/// What systems print where the field of the date is empty.
const EMPTY: [(i32, u32, u32); 6] =
    [(1969, 12, 31), (1970, 1, 1), (1970, 1, 2), (1980, 1, 1), (1999, 11, 30), (2000, 1, 1)];

/// A day that exists, lies in the Republic's time and is no empty field.
pub(super) fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    let is_told = (1949..2100).contains(&year) && !EMPTY.contains(&(year, month, day));
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| is_told)
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
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(start) = next_of(text, at, &DIGITS) {
        let run = bytes[start..].iter().take_while(|it| it.is_ascii_digit()).count();
        at = start + run;
        if 4 <= run && at < bytes.len() {
            return Some(at - 4);
        }
    }
    // A year that ends the text is no date.
    None
}

const DIGITS: [bool; 256] = table(b"0123456789");

fn number(found: &regex::Captures<'_>, group: usize) -> i32 {
    found.get(group).and_then(|it| it.as_str().parse().ok()).unwrap_or(0)
}

fn part(found: &regex::Captures<'_>, group: usize) -> u32 {
    u32::try_from(number(found, group)).unwrap_or(0)
}

/// A day after the audit day is no date of publication.
pub(super) fn is_future(date: NaiveDate, as_of: AuditDay) -> bool {
    !as_of.has_reached(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

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
            "二◯二六年十一月二日",
            "二零二六年十一月二日",
            "二O二六年十一月二日",
            "二〇二六年11月2日",
            "2026--11--02",
            "2026——11——02 21:37",
            "20261102",
            "26-11-02",
            "'26/11/2",
            "’26-11-02",
            "26年11月2日",
            "26.11.02 08:30",
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
            ("11/2026", Some(Piece::YearMonth(2026, 11))),
            ("11月2026年", Some(Piece::YearMonth(2026, 11))),
            ("11月", Some(Piece::Month(11))),
            ("十一月", Some(Piece::Month(11))),
            ("13月", None),
            ("02", Some(Piece::Day(2))),
            ("2026", Some(Piece::Year(2026))),
            ("0001-01-01", Some(Piece::Void)),
            ("1970-01-01", Some(Piece::Void)),
            ("1970-01-01 08:00:00", Some(Piece::Void)),
            ("1900-01-01", Some(Piece::Void)),
            ("1999-11-30", Some(Piece::Void)),
            ("0000-00-00", Some(Piece::Void)),
            ("2000-01-01", Some(Piece::Void)),
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
        let today = AuditDay::new(ymd("2026-11-20"));
        assert_eq!(today.nearest_past(11, 20), Some(ymd("2026-11-20")));
        assert_eq!(today.nearest_past(11, 21), Some(ymd("2025-11-21")));
        assert_eq!(today.nearest_past(2, 29), Some(ymd("2024-02-29")));
    }

    #[test]
    fn digits_that_run_on_are_no_date() {
        assert!(whole("2017-10-123").is_empty());
        assert!(whole("12017-10-12").is_empty());
        assert_eq!(whole("2018-04-1917:32:17")[0].date, ymd("2018-04-19"));
    }
}
