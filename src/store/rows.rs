//! Between fields and types: JSON in text fields, instants in UTC that sort as text.

use crate::model::time::{Instant, in_shanghai};
use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::error::Error;

/// `2026-11-20T01:02:03.456Z`.
pub(super) fn utc(at: Instant) -> String {
    at.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true)
}

pub(super) fn instant(row: &Row<'_>, field: usize) -> rusqlite::Result<Instant> {
    let text: String = row.get(field)?;
    DateTime::parse_from_rfc3339(&text)
        .map(|it| in_shanghai(it.with_timezone(&Utc)))
        .map_err(|error| unreadable(field, error))
}

pub(super) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(unwritable)
}

/// As [`json`], for values that hold floats: JSON has no word for NaN, and a record that cannot be read again would
/// take a whole month's results with it.
pub(super) fn readable_json<T: Serialize + DeserializeOwned>(
    value: &T,
) -> rusqlite::Result<String> {
    let text = json(value)?;
    serde_json::from_str::<T>(&text).map_err(unwritable)?;
    Ok(text)
}

pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, field: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(field)?.as_str()?;
    serde_json::from_str(text).map_err(|error| unreadable(field, error))
}

/// The plain name under which serde writes a value of an enum without fields.
pub(super) fn name<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    json(value).map(|it| it.trim_matches('"').to_owned())
}

pub(super) fn parsed<T: std::str::FromStr<Err = String>>(
    row: &Row<'_>,
    field: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(field)?;
    text.parse().map_err(|error: String| unreadable(field, error))
}

pub(super) fn unreadable(
    field: usize,
    error: impl Into<Box<dyn Error + Send + Sync>>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(field, Type::Text, error.into())
}

pub(super) fn unwritable(error: impl Into<Box<dyn Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.into())
}
