//! Points in time as programs write them into tags.

use crate::parse::dates::{self, Piece, day};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};

/// Seconds by which China is ahead of Greenwich.
const AHEAD: i32 = 8 * 3600;

/// The day in China that a tag tells: `2026--11-02 08:30`, `20261102083000`, `2026-11-01T16:30:00Z`, the words of Java
/// or of mail, seconds or milliseconds since 1970.
pub(in crate::parse) fn stamp(value: &str) -> Option<NaiveDate> {
    let value = value.trim();
    let known = |it: NaiveDate| day(it.year(), it.month(), it.day());
    let zoned =
        DateTime::parse_from_rfc3339(value).or_else(|_| DateTime::parse_from_rfc2822(value));
    if let (Ok(time), Some(zone)) = (zoned, FixedOffset::east_opt(AHEAD)) {
        return known(time.with_timezone(&zone).date_naive());
    }
    // Java's own words name the zone of the server.
    if let Ok(time) = NaiveDateTime::parse_from_str(value, "%a %b %d %H:%M:%S CST %Y") {
        return known(time.date());
    }
    let plain = dates::plain(value);
    if let Some(spot) = dates::whole(&plain).first() {
        return Some(spot.date);
    }
    if value.len() >= 10 && value.bytes().all(|it| it.is_ascii_digit()) {
        return match value.len() {
            10 | 13 => since_1970(&value[..10]).and_then(known),
            12 | 14 => whole_piece(&value[..8]),
            _ => None,
        };
    }
    whole_piece(value)
}

fn since_1970(seconds: &str) -> Option<NaiveDate> {
    let seconds: i64 = seconds.parse().ok()?;
    DateTime::from_timestamp(seconds + i64::from(AHEAD), 0).map(|it| it.date_naive())
}

fn whole_piece(text: &str) -> Option<NaiveDate> {
    match dates::piece(text) {
        Some(Piece::Whole(date)) => Some(date),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_their_day_in_any_form() {
        for (value, expected) in [
            ("2026-11-02", Some("2026-11-02")),
            ("2026-11-02 08:30", Some("2026-11-02")),
            ("2026--11-02 08:30", Some("2026-11-02")),
            ("2026——11——02", Some("2026-11-02")),
            ("2026-11-02-23:59:59", Some("2026-11-02")),
            ("2026年11月2日", Some("2026-11-02")),
            ("20261102", Some("2026-11-02")),
            ("20261102083000", Some("2026-11-02")),
            ("26-11-02", Some("2026-11-02")),
            ("2026-11-02T08:30:00+08:00", Some("2026-11-02")),
            ("2026-11-01T16:30:00Z", Some("2026-11-02")),
            ("Mon Nov 02 08:30:00 CST 2026", Some("2026-11-02")),
            ("Mon, 02 Nov 2026 08:30:00 +0800", Some("2026-11-02")),
            ("1793579400", Some("2026-11-02")),
            ("1793579400000", Some("2026-11-02")),
            ("1970-01-01 08:00:00", None),
            ("0", None),
            ("0000-00-00 00:00:00", None),
            ("{PubDate}", None),
            ("", None),
        ] {
            let date = stamp(value).map(|it| it.to_string());
            assert_eq!(date.as_deref(), expected, "{value}");
        }
    }
}
