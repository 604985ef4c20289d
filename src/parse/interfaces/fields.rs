//! Which fields of a record are its title, its address and its day.

use crate::model::page::{DateSource, Entry, Witness};
use crate::parse::address::resolve;
use crate::parse::dates::{self, Piece};
use crate::parse::day::AuditDay;
use crate::parse::folded::fold;
use crate::parse::lists::TITLE;
use crate::reference::interfaces::fields;
use chrono::{DateTime, FixedOffset, NaiveDate};
use regex::Regex;
use serde_json::{Map, Value};
use std::sync::LazyLock;
use url::Url;

/// Of an id in bytes: a longer one is none, and would stand in an address.
const LONGEST_ID: usize = 200;
/// Of an address in bytes, as servers take it.
const LONGEST_ADDRESS: usize = 4 << 10;

/// Markup within a title.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("<[^<>]*>").expect("the expression is valid"));

/// How the page's script makes an address of a field: what stands before it and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) before: String,
    pub(super) field: String,
    pub(super) after: String,
}

/// What an answer's records are read with.
pub(super) struct Reading<'a> {
    /// What relative addresses resolve against.
    pub(super) base: &'a Url,
    pub(super) as_of: AuditDay,
    pub(super) templates: &'a [Template],
}

/// Letters and digits of a field's name, small.
fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}

/// The field of the first name in `names` that holds something.
pub(super) fn first<'a>(record: &'a Map<String, Value>, names: &[String]) -> Option<&'a Value> {
    names.iter().find_map(|name| {
        record.iter().find(|(key, value)| bare(key) == *name && holds(value)).map(|(_, it)| it)
    })
}

fn holds(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Number(_) => true,
        _ => false,
    }
}

pub(super) fn is_record(record: &Map<String, Value>) -> bool {
    let has = |names: &[String]| first(record, names).is_some();
    let names = fields();
    has(&names.title) && (has(&names.address) || has(&names.date) && has(&names.id))
}

/// The entry, and whether its address stands in the answer in full.
pub(super) fn entry(
    record: &Map<String, Value>,
    place: &Url,
    reading: &Reading<'_>,
) -> Option<(Entry, bool)> {
    let names = fields();
    let title = text(first(record, &names.title)?)?;
    let title: String = fold(&TAG.replace_all(&title, "")).chars().take(TITLE).collect();
    if title.is_empty() {
        return None;
    }
    let written =
        first(record, &names.address).and_then(text).filter(|it| it.len() <= LONGEST_ADDRESS);
    let is_whole = written.as_ref().is_some_and(|it| it.starts_with("http"));
    let address = written
        .and_then(|it| resolve(reading.base, &it))
        .or_else(|| by_template(record, reading))
        .or_else(|| {
            let id = text(first(record, &names.id)?).filter(|it| it.len() <= LONGEST_ID)?;
            let mut place = place.clone();
            place.set_fragment(Some(&format!("/{id}")));
            Some(place)
        })
        .unwrap_or_else(|| place.clone());
    let date = names.date.iter().find_map(|name| {
        let found = first(record, std::slice::from_ref(name))?;
        day(found, &address, reading.as_of)
    });
    let by_address = dates::in_address(&address)
        .and_then(dates::Hint::date)
        .filter(|it| !dates::is_future(*it, reading.as_of));
    let witnesses = date
        .map(|(date, source)| Witness { date, source })
        .into_iter()
        .chain(by_address.map(|date| Witness { date, source: DateSource::Address }))
        .collect();
    let (date, source) = date.unzip();
    Some((Entry { title, address, date, date_source: source, witnesses }, is_whole))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn by_template(record: &Map<String, Value>, reading: &Reading<'_>) -> Option<Url> {
    reading.templates.iter().find_map(|it| {
        let value = record.get(&it.field).filter(|value| holds(value)).and_then(text)?;
        if LONGEST_ADDRESS < value.len() {
            return None;
        }
        resolve(reading.base, &format!("{}{value}{}", it.before, it.after))
    })
}

/// The day that a field holds, in any spelling, or as seconds or milliseconds since 1970; never a later one than today.
fn day(value: &Value, address: &Url, as_of: AuditDay) -> Option<(NaiveDate, DateSource)> {
    let text = text(value)?;
    let listed = |date: NaiveDate| Some((date, DateSource::List));
    let found = if let Some(date) = by_clock(&text) {
        listed(date)
    } else {
        let flat = dates::plain(&text);
        match dates::piece(&text) {
            Some(Piece::Whole(date)) => listed(date),
            Some(Piece::MonthDay(month, date)) => {
                let known = dates::in_address(address).and_then(|it| it.year_of(month, date));
                known.and_then(listed).or_else(|| {
                    let past = as_of.nearest_past(month, date)?;
                    Some((past, DateSource::Inferred))
                })
            }
            Some(_) => None,
            None => dates::whole(&flat).first().and_then(|it| listed(it.date)),
        }
    };
    found.filter(|(date, _)| !dates::is_future(*date, as_of))
}

/// Instants: numbers since 1970, and times that name their zone.
fn by_clock(text: &str) -> Option<NaiveDate> {
    let east = FixedOffset::east_opt(8 * 3600)?;
    if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
        return sane(zoned.with_timezone(&east).date_naive());
    }
    let digits = text.len();
    let number: i64 = text.parse().ok()?;
    let seconds = match digits {
        9 | 10 => number,
        12 | 13 => number / 1000,
        _ => return None,
    };
    sane(DateTime::from_timestamp(seconds, 0)?.with_timezone(&east).date_naive())
}

fn sane(date: NaiveDate) -> Option<NaiveDate> {
    use chrono::Datelike;
    dates::day(date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn days_are_read_in_every_form_that_interfaces_use() {
        let address = Url::parse("http://a.gov.cn/content/1.html").expect("an address");
        let as_of = AuditDay::new("2026-11-20".parse().expect("a day"));
        let listed = |text: &str| Some((text.parse().expect("a day"), DateSource::List));
        for (value, expected) in [
            (json!("2026-11-02"), listed("2026-11-02")),
            (json!("2026-11-02 08:30:00"), listed("2026-11-02")),
            (json!("2026-11-02T08:30:00.000+0800"), listed("2026-11-02")),
            (json!("2026-11-01T16:30:00Z"), listed("2026-11-02")),
            (json!("2026-11-01T16:30:00.000Z"), listed("2026-11-02")),
            (json!("2026年11月2日"), listed("2026-11-02")),
            (json!("20261102"), listed("2026-11-02")),
            (json!(1_793_550_600), listed("2026-11-02")),
            (json!("1793550600"), listed("2026-11-02")),
            (json!(1_793_550_600_000_i64), listed("2026-11-02")),
            (json!("11-02"), Some(("2026-11-02".parse().expect("a day"), DateSource::Inferred))),
            (json!("2027-01-01"), None),
            (json!("1970-01-01"), None),
            (json!(0), None),
            (json!("昨天"), None),
            (json!(null), None),
        ] {
            assert_eq!(day(&value, &address, as_of), expected, "{value}");
        }
    }
}
