//! Pages that show how many cases were dealt with, and up to when.

use crate::model::facts::services::Statistics;
use crate::model::page::PageKind;
use crate::model::time::Period;
use crate::parse::dates_in;
use crate::parse::extras::Reading;
use crate::parse::head;
use crate::reference::guides::is_statistics;
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

const LONGEST_NAME: usize = 40;

static MONTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(20\d\d)\s*(?:年|[-./])\s*(1[0-2]|0?[1-9])\s*(?:月份?\s*(?:$|[^\d\s])|$|[^\d\s年月日./-])")
        .expect("the expression is valid")
});
static QUARTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(20\d\d)\s*年?\s*第?([一二三四1-4])季度").expect("the expression is valid")
});
static HALF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(20\d\d)\s*年?\s*(上半年|下半年|全年|前三季度)").expect("the expression is valid")
});
/// The day of the visit, which many pages print.
static TODAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:今天是|现在是|当前时间|当前日期|系统时间|今日)[：:]?\s*20\d\d年?[-./]?\s*\d{1,2}[月./-]?\s*\d{1,2}日?")
        .expect("the expression is valid")
});

pub(super) fn read(reading: &Reading<'_>) -> Option<Statistics> {
    if reading.kind == PageKind::Home || !reading.html.holds_any(["统计", "办件"]) {
        return None;
    }
    let name = name(reading)?;
    let as_of = reading.source.audit_day();
    let text = reading.doc.middle_text();
    let text = TODAY.replace_all(text, "");
    let listed = reading.lists.iter().filter_map(|it| it.newest);
    let newest = dates_in(&text)
        .into_iter()
        .chain(listed)
        .chain(reading.published.map(|it| it.date))
        .filter(|it| as_of.has_reached(*it))
        .chain(
            periods(&text)
                .into_iter()
                .filter(|(first, _)| as_of.has_reached(*first))
                .map(|(_, last)| as_of.at_most(last)),
        )
        .max();
    Some(Statistics { name, newest })
}

/// What the page or its column is called, where that says that it holds statistics.
fn name(reading: &Reading<'_>) -> Option<String> {
    let title = head::title(reading.doc);
    let title = title.split(['-', '_', '—', '|', '－']).next().unwrap_or_default().trim();
    let metas = reading.metas;
    let heading = head::headings(reading.doc).into_iter().next();
    [metas.column_name.clone(), metas.article_title.clone(), heading, Some(title.to_owned())]
        .into_iter()
        .flatten()
        .find(|it| it.chars().count() <= LONGEST_NAME && is_statistics(it))
}

/// First and last days of the months, quarters and half years that a text names.
fn periods(text: &str) -> Vec<(NaiveDate, NaiveDate)> {
    let span = |year: &str, from: u32, to: u32| -> Option<(NaiveDate, NaiveDate)> {
        let year = year.parse().ok()?;
        Some((Period { year, month: from }.first_day(), Period { year, month: to }.last_day()))
    };
    let months = MONTH.captures_iter(text).filter_map(|it| {
        let month = it[2].parse().ok()?;
        span(&it[1], month, month)
    });
    let quarters = QUARTER.captures_iter(text).filter_map(|it| {
        let number = match &it[2] {
            "一" | "1" => 1,
            "二" | "2" => 2,
            "三" | "3" => 3,
            _ => 4,
        };
        span(&it[1], 3 * number - 2, 3 * number)
    });
    let halves = HALF.captures_iter(text).filter_map(|it| match &it[2] {
        "上半年" => span(&it[1], 1, 6),
        "前三季度" => span(&it[1], 1, 9),
        "下半年" => span(&it[1], 7, 12),
        _ => span(&it[1], 1, 12),
    });
    months.chain(quarters).chain(halves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_quarters_and_half_years_end_when_they_end() {
        for (text, last) in [
            ("2026年9月办件统计", Some("2026-09-30")),
            ("2026年09月份", Some("2026-09-30")),
            ("2026-08 办件量", Some("2026-08-31")),
            ("2026年第三季度", Some("2026-09-30")),
            ("2026年上半年", Some("2026-06-30")),
            ("2026年9月3日", None),
            ("共办理2026件", None),
        ] {
            let found = periods(text).into_iter().map(|(_, last)| last.to_string()).max();
            assert_eq!(found.as_deref(), last, "{text}");
        }
    }
}
