//! What people write for 已整改, and for a day.

use crate::model::unit_answer::Statement;
use crate::register::table::half_width;
use chrono::{Datelike, Days, NaiveDate};

/// `None`: nothing that is understood without a guess.
pub(super) fn statement(cell: &str) -> Option<Statement> {
    let plain: String = half_width(cell)
        .chars()
        .filter(|it| !it.is_whitespace() && !"。.,，!！√✓✔'\"“”".contains(*it))
        .collect();
    Some(match plain.as_str() {
        "已整改" | "已完成" | "已完成整改" | "整改完成" | "已整改完成" | "已整改到位"
        | "整改到位" | "已改" | "已处理" => Statement::Mended,
        "整改中" | "正在整改" | "正在整改中" | "未整改" | "未完成" | "部分整改" | "未完成整改"
        | "待整改" => Statement::Mending,
        "有异议" | "异议" | "存在异议" | "误报" | "不属实" => Statement::Disputed,
        _ => return None,
    })
}

/// A day in one of the ways in which it is written; where the year is left out, the last such day up to `today`.
pub(super) fn date(cell: &str, today: NaiveDate) -> Option<NaiveDate> {
    let plain: String =
        half_width(cell).chars().map(arabic).filter(|it| !it.is_whitespace()).collect();
    let plain = plain.trim_start_matches(['\'', '于', '已']);
    if plain.bytes().all(|it| it.is_ascii_digit()) {
        return digits(plain);
    }
    let plain = tens(plain);
    let plain = plain.split(['T', '上', '下', ':']).next().unwrap_or_default();
    let mut parts: Vec<&str> =
        plain.split(['年', '月', '日', '号', '-', '/', '.']).filter(|it| !it.is_empty()).collect();
    // A time of day that stood behind a blank is now behind the day's two digits.
    if let [.., last] = parts.as_mut_slice()
        && 2 < last.len()
        && last.is_char_boundary(2)
        && last.bytes().all(|it| it.is_ascii_digit())
    {
        *last = &last[..2];
    }
    if parts.iter().any(|it| it.parse::<u32>().is_err()) {
        return None;
    }
    let number = |it: &str| it.parse::<u32>().ok();
    match parts[..] {
        [year, month, day] => {
            let year = match year.len() {
                4 => year.parse().ok()?,
                2 => 2000 + year.parse::<i32>().ok()?,
                _ => return None,
            };
            NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
        }
        [month, day] => {
            let in_year = |year| NaiveDate::from_ymd_opt(year, number(month)?, number(day)?);
            in_year(today.year()).filter(|it| *it <= today).or_else(|| in_year(today.year() - 1))
        }
        _ => None,
    }
}

/// `20261125`, or the days that a spreadsheet counts from 1899-12-30.
fn digits(plain: &str) -> Option<NaiveDate> {
    match plain.len() {
        8 => NaiveDate::parse_from_str(plain, "%Y%m%d").ok(),
        5 => {
            let days = plain.parse().ok().filter(|it| (40_000..60_000).contains(it))?;
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
        }
        _ => None,
    }
}

/// Chinese digits one by one; 十 is left for [`tens`].
fn arabic(letter: char) -> char {
    match "〇一二三四五六七八九".chars().position(|it| it == letter) {
        Some(digit) => char::from(b'0' + u8::try_from(digit).unwrap_or(0)),
        None if matches!(letter, '零' | '○') => '0',
        None => letter,
    }
}

/// `十1` is 11, `2十` is 20, `2十5` is 25.
fn tens(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_digit =
        |at: Option<usize>| at.and_then(|it| letters.get(it)).is_some_and(char::is_ascii_digit);
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if *letter != '十' {
            out.push(*letter);
            continue;
        }
        match (is_digit(at.checked_sub(1)), is_digit(Some(at + 1))) {
            (true, true) => {}
            (true, false) => out.push('0'),
            (false, true) => out.push('1'),
            (false, false) => out.push_str("10"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        for (text, day) in [
            ("2026-11-25", Some("2026-11-25")),
            ("2026/11/5", Some("2026-11-05")),
            ("2026.11.25", Some("2026-11-25")),
            ("２０２６．１１．２５", Some("2026-11-25")),
            ("20261125", Some("2026-11-25")),
            ("2026年11月25日", Some("2026-11-25")),
            ("二〇二六年十一月二十五日", Some("2026-11-25")),
            ("十一月十日", Some("2026-11-10")),
            ("11月25日", Some("2026-11-25")),
            ("11.25", Some("2026-11-25")),
            ("12月30日", Some("2025-12-30")),
            ("2026-11-25 17:00", Some("2026-11-25")),
            ("2026-11-25 17:00:00", Some("2026-11-25")),
            ("2026年11月25日下午", Some("2026-11-25")),
            ("26-11-25", Some("2026-11-25")),
            ("46351", Some("2026-11-25")),
            ("2026年11月", None),
            ("2026-11-31", None),
            ("下周", None),
            ("11", None),
        ] {
            assert_eq!(date(text, today), day.map(|it| it.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn only_plain_words_are_understood() {
        for (text, said) in [
            ("已整改", Some(Statement::Mended)),
            (" 已 整改。", Some(Statement::Mended)),
            ("整改中", Some(Statement::Mending)),
            ("有异议", Some(Statement::Disputed)),
            ("已整改一部分", None),
            ("", None),
        ] {
            assert_eq!(statement(text), said, "{text}");
        }
    }
}
